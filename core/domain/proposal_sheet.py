"""What a proposal's page and paper show: every string and figure decided. Its fingerprint is what a signature names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import Printed
from core.domain.sheet import SheetFigure, SheetParty, parties_of


@dataclass(frozen=True, slots=True)
class OfferLine:
    """``free``: the client decides. ``choice`` and ``alternative`` name what it is one of; ``picked``: it is in."""

    id: str
    description: str
    quantity: str
    unit_price: str
    amount: str
    free: Literal["", "optional", "choice"]
    choice: str
    alternative: str
    picked: bool


@dataclass(frozen=True, slots=True)
class OfferSection:
    """``amount`` is of the lines that are in."""

    name: str
    lines: tuple[OfferLine, ...]
    amount: str


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A part of the payment schedule, and when it is due, in words."""

    name: str
    amount: str
    when: str


@dataclass(frozen=True, slots=True)
class ProposalSheet(Printed):
    """``conditions``: deposit, retainage, when to pay, each a sentence. ``words``: the fixed labels by code."""

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    project: str
    dates: tuple[tuple[str, str], ...]
    sections: tuple[OfferSection, ...]
    figures: tuple[SheetFigure, ...]
    schedule: tuple[ScheduleRow, ...]
    conditions: tuple[str, ...]
    notes: str
    currency: str
    total_minor: int
    total: str
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ProposalSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["dates"] = tuple((label, value) for label, value in kept["dates"])
        fields["sections"] = tuple(
            OfferSection(one["name"], tuple(OfferLine(**line) for line in one["lines"]), one["amount"])
            for one in kept["sections"]
        )
        fields["figures"] = tuple(SheetFigure(**figure) for figure in kept["figures"])
        fields["schedule"] = tuple(ScheduleRow(**row) for row in kept["schedule"])
        fields["conditions"] = tuple(kept["conditions"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)
