"""The receipt of a payment on paper: every string and figure decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import Printed
from core.domain.sheet import SheetFigure, SheetParty, parties_of


@dataclass(frozen=True, slots=True)
class ReceiptSheet(Printed):
    """``amount`` is what came; ``facts`` say when, how and for what; ``figures`` what it leaves of the invoice."""

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    project: str
    amount: str
    currency: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[SheetFigure, ...]
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ReceiptSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["facts"] = tuple((label, value) for label, value in kept["facts"])
        fields["figures"] = tuple(SheetFigure(**figure) for figure in kept["figures"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)
