"""On which of their addresses somebody is reached first, and on which next."""

from collections.abc import Iterable

from core.domain.account import Address


def best_first(known: Iterable[Address], on_file: Iterable[Address] = ()) -> tuple[Address, ...]:
    """Where they asked to be reached, then what the firm was given (``on_file``), then where else they are known.

    ``known`` keeps its own order within each. An address comes once, and not at all when nothing gets there.
    """
    known = tuple(known)
    wanted: dict[tuple[str, str], Address] = {}
    for one in (*(one for one in known if one.preferred), *on_file, *known):
        wanted.setdefault((one.channel, one.value), one)
    return tuple(one for one in wanted.values() if not one.unreachable)
