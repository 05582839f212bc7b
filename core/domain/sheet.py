"""What a page must show: every string and every figure decided, nothing left for HTML to compute."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.domain.printed import Printed, fingerprint_of


@dataclass(frozen=True, slots=True)
class SheetParty:
    """A heading and the lines below it; empty lines are left out."""

    name: str
    lines: tuple[str, ...]


def parties_of(kept: Mapping[str, Any], *names: str) -> dict[str, SheetParty]:
    """Those of these names in a sheet's JSON."""
    return {name: SheetParty(kept[name]["name"], tuple(kept[name]["lines"])) for name in names}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One itemized line, formatted. ``note`` marks added work; "" otherwise."""

    description: str
    quantity: str
    unit_price: str
    amount: str
    amount_minor: int
    note: str


@dataclass(frozen=True, slots=True)
class SheetSection:
    """The lines of one milestone and their sum, and which proofs belong to it."""

    milestone_id: str
    name: str
    lines: tuple[SheetLine, ...]
    amount: str
    proof_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A step of the sum. ``kind`` "step" is plain, "total" is the amount due, "context" is the contract's story."""

    label: str
    amount: str
    kind: Literal["step", "total", "context"]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One milestone in the table of the whole schedule. ``figures``: scheduled, previous, this, to date, balance."""

    name: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetProof:
    """One picture to print. ``when`` says itself whether it was taken or received then. ``badge`` is e.g.
    "Video 0:32" or "PDF, 4 pages"; "" for a photo. ``open_qr``: print a QR code to the client's page.
    """

    id: str
    kind: Literal["photo", "video", "document"]
    caption: str
    when: str
    short_hash: str
    badge: str
    open_qr: bool


@dataclass(frozen=True, slots=True)
class InvoiceSheet(Printed):
    """``words`` are the fixed labels in the document's language, by code (see the documents' template).

    ``rows``: the whole schedule, where the contract wants it printed. ``tax_ppm``: the rate of the printed tax, kept
    in sheets of before an invoice kept its taxes itself.
    """

    kind: Literal["draft", "invoice", "credit_note"]
    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    project: str
    dates: tuple[tuple[str, str], ...]
    sections: tuple[SheetSection, ...]
    figures: tuple[SheetFigure, ...]
    proofs: tuple[SheetProof, ...]
    currency: str
    total_minor: int
    total: str
    words: Mapping[str, str]
    tax_ppm: int = 0
    rows: tuple[SheetRow, ...] = ()

    @property
    def fingerprint(self) -> str:
        """As without rows where there are none: sheets from before there were any keep theirs."""
        return fingerprint_of({name: value for name, value in asdict(self).items() if value or name != "rows"})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "InvoiceSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor", "client")}
        fields["dates"] = tuple((label, value) for label, value in kept["dates"])
        fields["sections"] = tuple(
            SheetSection(
                section["milestone_id"],
                section["name"],
                tuple(SheetLine(**line) for line in section["lines"]),
                section["amount"],
                tuple(section["proof_ids"]),
            )
            for section in kept["sections"]
        )
        fields["figures"] = tuple(SheetFigure(**figure) for figure in kept["figures"])
        fields["rows"] = tuple(SheetRow(row["name"], tuple(row["figures"])) for row in kept.get("rows", ()))
        fields["words"] = dict(kept["words"])
        fields["proofs"] = tuple(SheetProof(**proof) for proof in kept["proofs"])
        return cls(**fields)
