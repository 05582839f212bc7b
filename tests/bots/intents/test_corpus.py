"""Every phrase of the corpus, as people type it, against what it means."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from bots.intents import Hints, Intent, TermSaid, Unclear, understand
from bots.intents.contracts import TaxTold

CORPUS = Path(__file__).parent / "corpus"
KNOWN = {
    "en": Hints(
        "en",
        ("Deposit", "Demo", "Cabinets", "Rough-in", "Final"),
        ("Maple St kitchen", "Oak Ave bath"),
        ("Dana Lee", "Sam Hill"),
    ),
    "es": Hints(
        "es",
        ("Anticipo", "Demolición", "Gabinetes", "Plomería", "Final"),
        ("Cocina Maple", "Baño Oak Ave"),
        ("Dana Lee", "José Pérez"),
    ),
}


def shown(intent: Intent) -> str:
    """The intent as the corpus writes it: the name, and the fields that say something."""
    if isinstance(intent, Unclear):
        return "Unclear()"
    said = {field.name: getattr(intent, field.name) for field in fields(intent)}
    defaults = {field.name: field.default for field in fields(intent)}
    told = {name: value for name, value in said.items() if value != defaults[name]}
    return f"{type(intent).__name__}({', '.join(f'{name}={value_shown(value)}' for name, value in told.items())})"


def value_shown(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + "; ".join(map(term_shown, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def term_shown(term: TermSaid | TaxTold | str) -> str:
    if isinstance(term, str):
        return term
    if isinstance(term, TaxTold):
        return f"{term.name} {term.percent}% on {term.scope}".strip()
    amount = {"fixed": f"{term.amount}", "percent": f"{term.amount}%", "rest": "rest"}[term.how]
    return f"{term.name} {amount}{' deposit' if term.deposit else ''}"


def phrases() -> Iterator[object]:
    for language, known in KNOWN.items():
        sections = tomllib.loads((CORPUS / f"{language}.toml").read_text(encoding="utf-8"))
        groups = {**{name: sections[name] for name in ("plain", "caption", "offer")}, **sections["awaiting"]}
        for asked, pairs in groups.items():
            awaiting = asked if asked in sections["awaiting"] else None
            lines = ("Kitchen Tile", "Bathroom Vanity") if asked == "offer" else ()  # a draft on the screen
            hints = Hints(known.language, *names(known), awaiting, caption=asked == "caption", offer_lines=lines)
            for said, meant in pairs.items():
                yield pytest.param(said, hints, meant, id=f"{language}-{asked}-{said[:50]}")


def names(known: Hints) -> tuple[tuple[str, ...], ...]:
    return known.milestone_names, known.project_names, known.client_names


@pytest.mark.parametrize(("said", "hints", "meant"), phrases())
def test_a_phrase_means_what_the_corpus_says(said, hints, meant):
    assert shown(understand(said, hints).intent) == meant


def test_each_language_has_a_corpus_worth_the_name():
    for language in KNOWN:
        text = (CORPUS / f"{language}.toml").read_text(encoding="utf-8")
        assert text.count('" = "') >= 150
