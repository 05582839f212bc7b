"""The application for payment on paper, with its continuation sheet: every string and figure decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import Printed
from core.domain.sheet import SheetFigure, SheetParty, parties_of


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change order that counts. ``number`` is "" for what the client was never asked about; one of ``added`` and
    ``deducted`` is "".
    """

    number: str
    description: str
    added: str
    deducted: str


@dataclass(frozen=True, slots=True)
class ContinuationRow:
    """One milestone. ``figures``: scheduled, before, this period, stored, to date, percent, balance, retainage."""

    item: str
    description: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContinuationGroup:
    """A room, phase, trade or task with its sums; no ``name`` for what belongs to none."""

    name: str
    rows: tuple[ContinuationRow, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationSheet(Printed):
    """``facts``: labels with their values. ``figures`` lead to what is due, ``payable`` from there to what the invoice
    asks for. ``changes_sums``: added, deducted. ``draft``: nothing was billed yet. ``words``: the fixed labels by code.
    """

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    draft: bool
    contractor: SheetParty
    client: SheetParty
    project: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[SheetFigure, ...]
    payable: tuple[SheetFigure, ...]
    note: str
    changes: tuple[ChangeRow, ...]
    changes_sums: tuple[str, str]
    groups: tuple[ContinuationGroup, ...]
    sums: tuple[str, ...]
    currency: str
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ApplicationSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["facts"] = tuple((label, value) for label, value in kept["facts"])
        for name in ("figures", "payable"):
            fields[name] = tuple(SheetFigure(**figure) for figure in kept[name])
        fields["changes"] = tuple(ChangeRow(**one) for one in kept["changes"])
        fields["changes_sums"] = tuple(kept["changes_sums"])
        fields["groups"] = tuple(
            ContinuationGroup(
                one["name"],
                tuple(ContinuationRow(row["item"], row["description"], tuple(row["figures"])) for row in one["rows"]),
                tuple(one["sums"]),
            )
            for one in kept["groups"]
        )
        fields["sums"] = tuple(kept["sums"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)
