"""Slips of the finger in the words that carry a request: "invioce", "stauts". Names and amounts are never touched."""

from collections.abc import Set as AbstractSet
from functools import cache

from rapidfuzz.distance import OSA

from bots.intents.folding import words_of
from bots.intents.grammar import vocabulary
from bots.intents.trades import TRADE_WORDS

# Words that are one slip away from a request and mean something else.
_MEANT_AS_TYPED = words_of(
    """cuadrados square arrived arrives dieron promise promises delivery deliver recorded
    invoiced billed billing sending sends sent adds added adding removed removing moved moves moving finish
    finishes finishing changes changed cancelled canceled paying payment payments payer pays painted painting
    paints paint point option opcion undone unfinished incomplete incompleted replay repay reply dont done demos
    demo doing donde termino terminan terminar facturado facturada facturas cobrado cobrada cobro mandado
    enviado enviada pagado pagada pagos listas when where there these those three thing think other after later
    never every money maybe might would should about under which while still first floor house porch garage
    tomorrow today monday tuesday wednesday thursday friday saturday sunday lunes martes jueves viernes sabado
    domingo manana"""
)


# Shorter than what is mended by its letters, or near two words: as thumbs type them.
_SLIPS = {
    "bil": "bill",
    "vod": "void",
    "invoce": "invoice",
    "statis": "status",
    "ordr": "order",
    "chnge": "change",
    "canvio": "cambio",
    "nuebo": "nuevo",
    "travajo": "trabajo",
    "kobra": "cobra",
    "fac": "factura",
    "aser": "hacer",
}


@cache
def _known() -> frozenset[str]:
    return frozenset[str]().union(*vocabulary().values()) | TRADE_WORDS | _MEANT_AS_TYPED


@cache
def _targets() -> tuple[str, ...]:
    words = frozenset[str]().union(*vocabulary().values())
    return tuple(sorted(word for word in words if len(word) >= 4 and word.isalpha()))


def corrected(word: str, spare: AbstractSet[str] = frozenset()) -> str:
    """The request word that was surely meant, else the word itself. ``spare``: words of names, left alone."""
    if word in _SLIPS and word not in spare:
        return _SLIPS[word]
    if len(word) < 4 or len(word) > 16 or not word.isalpha() or word in _known() or word in spare:
        return word
    return _nearest(word)


@cache
def _by_length(length: int) -> tuple[str, ...]:
    return tuple(target for target in _targets() if len(target) == length)


def _nearest(word: str) -> str:
    """One slip (two in long words) away from exactly one target; a swap of letters beats a letter more or less."""
    limit = 2 if len(word) >= 8 else 1
    found: dict[tuple[int, bool], set[str]] = {}
    for length in range(len(word) - limit, len(word) + limit + 1):
        for target in _by_length(length):
            swapped = sorted(word) == sorted(target)
            slips = OSA.distance(word, target, score_cutoff=limit)
            if slips <= limit and (min(len(word), length) > 4 or swapped):
                found.setdefault((slips, not swapped), set()).add(target)
    nearest = found[min(found)] if found else set()
    return nearest.pop() if len(nearest) == 1 else word
