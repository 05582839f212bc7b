"""The contract schedule on paper: every string and figure decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import Printed
from core.domain.sheet import SheetFigure, SheetParty, parties_of


@dataclass(frozen=True, slots=True)
class AgreedChange:
    """An approved change order. ``number`` is "" for what the client was never asked about."""

    number: str
    description: str
    amount: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One milestone. ``notes``: who does it, when it is billed, what is held of it alone. ``figures``: scheduled,
    billed, paid, retained, left to bill.
    """

    item: str
    name: str
    notes: tuple[str, ...]
    state: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """A room, phase, trade or task with its sums; no ``name`` for what belongs to none."""

    name: str
    rows: tuple[PlanRow, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractSheet(Printed):
    """``number`` is "": a schedule has none. ``day``: as of when. ``figures`` lead to ``total``, the contract sum to
    date, and tell what came of it. ``retains``: anything is held back, or will be. ``terms``: labels with their
    sentences. ``words``: the fixed labels by code.
    """

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    project: str
    day: str
    currency: str
    total: str
    total_label: str
    figures: tuple[SheetFigure, ...]
    changes: tuple[AgreedChange, ...]
    changes_sum: str
    groups: tuple[PlanGroup, ...]
    sums: tuple[str, ...]
    retains: bool
    terms: tuple[tuple[str, str], ...]
    note: str
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ContractSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["figures"] = tuple(SheetFigure(**figure) for figure in kept["figures"])
        fields["changes"] = tuple(AgreedChange(**one) for one in kept["changes"])
        fields["groups"] = tuple(
            PlanGroup(one["name"], tuple(_row(row) for row in one["rows"]), tuple(one["sums"]))
            for one in kept["groups"]
        )
        fields["sums"] = tuple(kept["sums"])
        fields["terms"] = tuple((label, text) for label, text in kept["terms"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)


def _row(kept: Mapping[str, Any]) -> PlanRow:
    return PlanRow(kept["item"], kept["name"], tuple(kept["notes"]), kept["state"], tuple(kept["figures"]))
