"""What the template gets: the sheet in printable text, and its pictures laid out in rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.sheet import InvoiceSheet, SheetProof
from core.ports.documents import RenderFailed
from storage.documents.pictures import Picture, fit
from storage.documents.text import printable
from storage.documents.words import SHEET_WORDS

MOST_LINES = 2_000
MOST_PROOFS = 200
_MOST_SMALL_THINGS = 60  # lines of an address, dates, steps of the sum
_USUAL = 160
_PRINTED_LARGER = frozenset({1, 2, 4})  # two in a row; three fit in one row as they are
LIMITS: Mapping[str, int] = {
    "title": 60,
    "number": 60,
    "lines": _USUAL,
    "project": 200,
    "dates": 80,
    "description": 1_000,
    "quantity": 40,
    "unit_price": 40,
    "amount": 40,
    "total": 40,
    "currency": 8,
    "caption": 280,
    "when": 80,
    "short_hash": 24,
    "badge": 40,
    "language": 16,
    "words": 200,
}
"""The most characters printed of each text; a longer one ends in "…". The client's page shows the rest."""
_AS_IT_IS = frozenset({"id", "proof_ids", "milestone_id", "kind", "paper"})
_WITH_LINE_BREAKS = frozenset({"description"})


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
    _check(sheet)
    return InvoiceSheet.from_json(_clean(sheet.as_json(), ""))


def _check(sheet: InvoiceSheet) -> None:
    lines = sum(len(section.lines) for section in sheet.sections) + len(sheet.sections)
    small = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.dates), len(sheet.figures))
    for count, most, what in (
        (lines, MOST_LINES, "lines"),
        (len(sheet.proofs), MOST_PROOFS, "pictures"),
        (small, _MOST_SMALL_THINGS, "address lines, dates or figures"),
    ):
        if count > most:
            raise RenderFailed(f"{count} {what} are more than the {most} that one document takes")
    missing = [code for code in SHEET_WORDS if code not in sheet.words]
    if missing:
        raise RenderFailed("the sheet lacks the labels " + ", ".join(missing))


def _clean(value: Any, field: str) -> Any:
    if isinstance(value, dict):
        inherited = field if field == "words" else None
        return {key: _clean(inner, inherited or key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, field) for inner in value]
    if not isinstance(value, str) or field in _AS_IT_IS:
        return value
    return printable(value, LIMITS.get(field, _USUAL), lines=field in _WITH_LINE_BREAKS)


def pictures(sheet: InvoiceSheet, assets: Mapping[str, bytes]) -> dict[str, Picture]:
    """Proof id -> what is embedded; a missing or unreadable picture is left out."""
    wanted = {proof.id: assets[proof.id] for proof in sheet.proofs if proof.id in assets}
    fitted = {proof_id: fit(jpeg) for proof_id, jpeg in wanted.items()}
    return {proof_id: picture for proof_id, picture in fitted.items() if picture}


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


def characters(sheet: InvoiceSheet) -> set[str]:
    """Every character that the page may show."""
    return set(_all_text(sheet.as_json()))


def _all_text(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(map(_all_text, value.values()))
    if isinstance(value, list):
        return "".join(map(_all_text, value))
    return value if isinstance(value, str) else ""
