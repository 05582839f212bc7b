"""Prices of lines that wait for one: "2400", "120 x 8.50", "demo 2400", several on lines of their own."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bots.intents.amounts import Amount, amounts_in
from bots.intents.folding import even, fold
from bots.intents.turn import Hints

AWAITED = "proposal_price"
CHOICES = 2  # below the question: as a bare digit, those are picked
_TIMES = re.compile(r"[^\d]{0,20}?(?:\b|[ ²³])(?:x|×|\*|@|at|a|por|de a) ?")
# A number that could not be read as one, before a sign for how many.
_LEFT_OVER = re.compile(r"\d[^\d]{0,20}(?:x|×|\*|@) ?\$?$")
_EDGE = " \t-*•·:=,.$"
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class PriceRow:
    """``words``: the line as said, "" for the one that was asked about. ``amount``: of one, in major units."""

    words: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricesSaid:
    rows: tuple[PriceRow, ...]


def prices_said(text: str, hints: Hints) -> PricesSaid | None:
    """None where no row has an amount: it is about something else."""
    rows = (_row(even(one), hints) for one in text.splitlines()[:_MOST_ROWS])
    found = tuple(row for row in rows if row)
    return PricesSaid(found) if found else None


def _row(row: str, hints: Hints) -> PriceRow | None:
    amounts = [one for one in amounts_in(row, hints.language, hints.currency) if one.kind != "percent"]
    if not amounts or "?" in row:
        return None
    price, count = amounts[-1], _count(row, amounts)
    first = count or price
    if count is None and _LEFT_OVER.search(fold(row[: first.start])):
        return None
    return PriceRow(row[: first.start].strip(_EDGE), price.value, count.value if count else None)


def _count(row: str, amounts: list[Amount]) -> Amount | None:
    """How many, where a sign for it stands between the last two."""
    if len(amounts) < 2 or "$" in row[amounts[-2].start : amounts[-2].end]:
        return None
    between = fold(row[amounts[-2].end : amounts[-1].start])
    return amounts[-2] if _TIMES.fullmatch(between) else None
