"""The twin of DocumentRenderer: a real PDF of plain lines, made in a blink, for tests that do not look at the page."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from core.domain.sheet import InvoiceSheet
from core.ports.documents import RenderFailed, Sheet

_LINES_A_PAGE = 60
_COLUMNS = 95


class PlainRenderer:
    """DocumentRenderer without layout. ``rendered`` is what was asked; set ``failing`` to a reason to refuse."""

    def __init__(self) -> None:
        self.rendered: list[Sheet] = []
        self.failing = ""

    def render(self, sheet: Sheet, assets: Mapping[str, bytes], page_url: str) -> bytes:
        if self.failing:
            raise RenderFailed(self.failing)
        self.rendered.append(sheet)
        lines = _lines(sheet, assets, page_url) if isinstance(sheet, InvoiceSheet) else _texts(sheet.as_json())
        return pdf_of(list(lines), sheet.fingerprint[:32])


def _lines(sheet: InvoiceSheet, assets: Mapping[str, bytes], page_url: str) -> Iterator[str]:
    yield from (f"{sheet.title} {sheet.number}", sheet.kind, sheet.total)
    for party in (sheet.contractor, sheet.client):
        yield from (party.name, *party.lines)
    yield sheet.project
    yield from (f"{label}: {value}" for label, value in sheet.dates)
    for section in sheet.sections:
        yield f"{section.name}  {section.amount}"
        yield from (f"{line.description}  {line.quantity}  {line.unit_price}  {line.amount}" for line in section.lines)
    yield from (f"{figure.label}: {figure.amount}" for figure in sheet.figures)
    for proof in sheet.proofs:
        there = "picture" if proof.id in assets else "no picture"
        yield f"{proof.kind} {proof.caption} {proof.when} {proof.short_hash} ({there})"
    if page_url and sheet.kind == "invoice":
        yield page_url


def _texts(value: Any) -> Iterator[str]:
    """Every text of a sheet of another kind, one a line."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for one in inside:
        yield from _texts(one)


def pdf_of(lines: list[str], identifier: str) -> bytes:
    """A PDF 1.4 of these lines in Helvetica; what WinAnsi has not becomes "?"."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, _COLUMNS) or [""]]
    pages = [wrapped[start : start + _LINES_A_PAGE] for start in range(0, len(wrapped), _LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (5 + 2 * place)
        )
        content = b"BT /F1 9 Tf 40 750 Td 12 TL " + b"".join(b"(%s) Tj T* " % _escaped(line) for line in page) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects, identifier.encode())


def _escaped(line: str) -> bytes:
    plain = "".join(character if character.isprintable() else " " for character in line)
    raw = plain.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: list[bytes], identifier: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        identifier,
        identifier,
        start,
    )
    return bytes(out)
