"""A client's statement on paper: every string and figure decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import Printed
from core.domain.sheet import SheetFigure, SheetParty, parties_of


@dataclass(frozen=True, slots=True)
class StatementRow:
    """``billed`` or ``paid`` is "" where the other one is said; ``off``: it counts for nothing."""

    day: str
    text: str
    project: str
    billed: str
    paid: str
    balance: str
    off: bool


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An invoice that is not paid in full."""

    number: str
    project: str
    due: str
    late: bool
    balance: str


@dataclass(frozen=True, slots=True)
class StatementBlock:
    """All that is in one currency. ``figures`` lead to the balance; those of kind "context" are not due."""

    currency: str
    balance: str
    rows: tuple[StatementRow, ...]
    still_open: tuple[OpenRow, ...]
    figures: tuple[SheetFigure, ...]


@dataclass(frozen=True, slots=True)
class StatementSheet(Printed):
    """``number`` is "": a statement has none. ``day``: as of when. ``words``: the fixed labels by code."""

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    day: str
    blocks: tuple[StatementBlock, ...]
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "StatementSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["blocks"] = tuple(
            StatementBlock(
                one["currency"],
                one["balance"],
                tuple(StatementRow(**row) for row in one["rows"]),
                tuple(OpenRow(**row) for row in one["still_open"]),
                tuple(SheetFigure(**figure) for figure in one["figures"]),
            )
            for one in kept["blocks"]
        )
        fields["words"] = dict(kept["words"])
        return cls(**fields)
