"""What the invoice's template gets: the sheet in printable text, and its pictures laid out in rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.domain.sheet import InvoiceSheet, SheetProof
from storage.documents.presenting import Kind, check_labels, check_size, cleaned
from storage.documents.words import CREDIT_WORDS, ROW_WORDS, SHEET_WORDS

MOST_LINES = 2_000
MOST_PROOFS = 200
_MOST_SMALL_THINGS = 60  # lines of an address, dates, steps of the sum
_PRINTED_LARGER = frozenset({1, 2, 4})  # two in a row; three fit in one row as they are


@dataclass(frozen=True, slots=True)
class Shot:
    """One cell of the grid. ``url`` is "" when its picture is missing, ``caption`` where the cell before it says it."""

    proof: SheetProof
    url: str
    caption: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """The shots of one milestone; None fills the last row."""

    name: str
    columns: int
    rows: tuple[tuple[Shot | None, ...], ...]


def presentable(sheet: InvoiceSheet) -> InvoiceSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    lines = sum(len(section.lines) for section in sheet.sections) + len(sheet.sections) + len(sheet.rows)
    small = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.dates), len(sheet.figures))
    check_size(
        (lines, MOST_LINES, "lines"),
        (len(sheet.proofs), MOST_PROOFS, "pictures"),
        (small, _MOST_SMALL_THINGS, "address lines, dates or figures"),
    )
    check_labels(sheet, _labels(sheet))
    return cleaned(sheet)


def _labels(sheet: InvoiceSheet) -> Iterator[str]:
    """Those that it prints: a sheet that was frozen before there were others is as good as ever."""
    unneeded = (*(() if sheet.rows else ROW_WORDS), *(() if sheet.kind == "credit_note" else CREDIT_WORDS))
    return (code for code in SHEET_WORDS if code not in unneeded)


def galleries(sheet: InvoiceSheet, urls: Mapping[str, str]) -> tuple[Gallery, ...]:
    """The proofs by milestone in the sheet's sequence, each once; those of no milestone come last."""
    left = {proof.id: proof for proof in sheet.proofs}
    columns = 2 if len(left) in _PRINTED_LARGER else 3
    made: list[Gallery] = []
    for section in sheet.sections:
        mine = [left.pop(proof_id) for proof_id in section.proof_ids if proof_id in left]
        made.extend(_gallery(section.name, columns, mine, urls))
    made.extend(_gallery("", columns, list(left.values()), urls))
    return tuple(made)


def _gallery(name: str, columns: int, proofs: Sequence[SheetProof], urls: Mapping[str, str]) -> Iterator[Gallery]:
    if not proofs:
        return
    rows = tuple(_row(proofs[start : start + columns], columns, urls) for start in range(0, len(proofs), columns))
    yield Gallery(name, columns, rows)


def _row(proofs: Sequence[SheetProof], columns: int, urls: Mapping[str, str]) -> tuple[Shot | None, ...]:
    before = ("", *(proof.caption for proof in proofs))
    told = ("" if proof.caption == said else proof.caption for proof, said in zip(proofs, before, strict=False))
    shots = [Shot(proof, urls.get(proof.id, ""), caption) for proof, caption in zip(proofs, told, strict=True)]
    return (*shots, *[None] * (columns - len(shots)))


def widest_amount(sheet: InvoiceSheet) -> int:
    """Characters of the longest sum of money on the page: columns are made as wide as it, so that none is broken."""
    lines = [line for section in sheet.sections for line in section.lines]
    sums = [sheet.total, *(figure.amount for figure in sheet.figures), *(section.amount for section in sheet.sections)]
    return max(map(len, [*sums, *(line.amount for line in lines), *(line.unit_price for line in lines)]))


def row_size(sheet: InvoiceSheet) -> str:
    """The type of the schedule's table: small enough that five sums stand side by side, in points."""
    widest = max((len(figure) for row in sheet.rows for figure in row.figures), default=1)
    tenths = min(82, 1020 // widest)
    return f"{tenths // 10}.{tenths % 10}pt"


def _details(sheet: InvoiceSheet, urls: Mapping[str, str], page_url: str) -> Mapping[str, object]:
    return {
        "galleries": galleries(sheet, urls),
        "widest": widest_amount(sheet),
        "row_size": row_size(sheet),
        "payable": bool(page_url) and sheet.kind == "invoice" and sheet.total_minor > 0,
    }


INVOICE = Kind(
    template="invoice.html.jinja",
    styles=("paper.css", "invoice.css"),
    present=presentable,
    proof_ids=lambda sheet: (proof.id for proof in sheet.proofs),
    details=_details,
)
