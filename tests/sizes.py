"""How much the tests try: enough at each run, everything at MILEPOST_SOAK=1. The only place that reads that name."""

import os
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

SOAK = os.environ.get("MILEPOST_SOAK") == "1"


def sizes_of(test: Callable[..., Any]) -> tuple[tuple[str, int], ...]:
    """The sizes that a test works with: the upper-case whole numbers that it and what it calls in its module name."""
    test = getattr(getattr(test, "hypothesis", None), "inner_test", test)
    known = test.__globals__
    named = set(_names(test, known, set()))
    return tuple(sorted((name, known[name]) for name in named if name.isupper() and type(known.get(name)) is int))


def _names(function: Callable[..., Any], known: dict[str, Any], seen: set[str]) -> Iterator[str]:
    for name in _in_code(function.__code__):
        yield name
        called = known.get(name)
        if isinstance(called, FunctionType) and called.__globals__ is known and name not in seen:
            seen.add(name)
            yield from _names(called, known, seen)


def _in_code(code: CodeType) -> Iterator[str]:
    """Comprehensions and inner functions are code of their own."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _in_code(inner)
