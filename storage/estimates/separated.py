"""Text with separators, as spreadsheets write it: encoding and separator are decided by evidence or not at all."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from storage.estimates.grid import Cell, Grid, Note
from storage.estimates.taking import NotTaken, Rows

_SEPARATORS = (",", ";", "\t", "|")
_MOST_CELL = 100_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAYS_SEPARATOR = re.compile(r"sep=(.)\s*\n", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_SAME = 80  # percent of the rows that must have the same number of cells


def read(content: bytes) -> Grid:
    """Rows of a CSV file, or lines of a text. Raises NotTaken."""
    text, notes = decoded(content)
    return grid_of(text, notes)


def grid_of(text: str, notes: tuple[Note, ...] = ()) -> Grid:
    """Of a text that is decoded already. Raises NotTaken."""
    rows, (said, text) = Rows(), _said_separator(text)
    separator = said or separator_of(text)
    if separator is None:
        return lines_of(text, notes)
    for number, cells in _records(text, separator):
        row = number + (1 if said else 0)
        rows.add(1, row, [Cell(cell, column, column + 1) for column, cell in enumerate(cells)])
    return rows.grid("sheet", notes=notes)


def lines_of(text: str, notes: tuple[Note, ...] = ()) -> Grid:
    """One cell a line, whatever marks stand in it. Raises NotTaken."""
    rows = Rows()
    for number, line in enumerate(text.split("\n"), 1):
        rows.add(1, number, [Cell(line, 0, 1)])
    return rows.grid("text", notes=notes)


def decoded(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text, and a note where its encoding is only likely. Raises NotTaken (estimate.encoding, .not_spreadsheet)."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _wide(content)
    notes: tuple[Note, ...] = ()
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise NotTaken("estimate.encoding") from error
        text, notes = _western(content), (Note("estimate.encoding_likely"),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROLS.search(text):
        raise NotTaken("estimate.not_spreadsheet")
    return text, notes


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of the beginning is zero."""
    head = content[:64]
    if len(head) < 4 or 0 not in head:
        return None
    odd, even = head[1::2], head[0::2]
    if odd.count(0) * 10 >= len(odd) * 9:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) * 10 >= len(even) * 9 else None


def _western(content: bytes) -> str:
    """Windows-1252, in which older spreadsheets write English and Spanish."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotTaken("estimate.encoding") from error


def _said_separator(text: str) -> tuple[str | None, str]:
    """Excel's own first line: "sep=;"."""
    found = _SAYS_SEPARATOR.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)


def separator_of(text: str) -> str | None:
    """The one that cuts most rows into equally many cells; None for lines without one.

    Raises NotTaken (estimate.separator) when two do so equally well.
    """
    fits = {sign: cells for sign in _SEPARATORS if (cells := _regular_cells(text, sign))}
    most = max(fits.values(), default=0)
    best = [sign for sign, cells in fits.items() if cells == most]
    if len(best) > 1:
        raise NotTaken("estimate.separator")
    return best[0] if best else _only_one(text)


def _regular_cells(text: str, separator: str) -> int:
    """How many cells nearly every row has when cut so; 0 when rows differ or are not cut at all."""
    if separator not in text:
        return 0
    try:
        records = [cells for _, cells in _records(text, separator) if any(cell.strip() for cell in cells)]
    except NotTaken:
        plain = [line.split(separator) for line in text.split("\n") if line.strip()]
        if _usual(plain) and _divides(plain, separator):
            raise  # it is cut by this sign, and a quote is wrong
        return 0
    return _usual(records) if _divides(records, separator) else 0


def _usual(records: Sequence[Sequence[str]]) -> int:
    """The length that nearly all have, when it is more than 1; else 0."""
    records = _from_the_table_on(records)
    counts = Counter(len(cells) for cells in records)
    cells, times = max(counts.items(), key=lambda one: one[1], default=(0, 0))
    return cells if cells > 1 and times * 100 >= _SAME * counts.total() else 0


def _from_the_table_on(records: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Without the few shorter rows that name the client and the day above a table of three columns or more."""
    counts = Counter(len(cells) for cells in records)
    cells, times = max(counts.items(), key=lambda one: one[1], default=(0, 0))
    first = next((place for place, one in enumerate(records) if len(one) == cells), 0)
    return records[first:] if cells > 2 and times * 2 > len(records) else records


def _divides(records: Sequence[Sequence[str]], separator: str) -> bool:
    """Whether nearly every row has a comma that cannot be part of a number: "Demo 2,400" is one cell."""
    if separator != ",":
        return True
    dividing = sum(any(not _is_number_cut(*pair) for pair in pairwise(cells)) for cells in records)
    return bool(records) and dividing * 100 >= _SAME * len(records)


def _is_number_cut(before: str, after: str) -> bool:
    return before[-1:].isdigit() and after[:1].isdigit()


def _only_one(text: str) -> str | None:
    """The separator of ragged rows: one that stands in most rows, when no other does."""
    lines = [line for line in text.split("\n") if line.strip()]
    there = [sign for sign in ("\t", ";", "|") if sum(sign in line for line in lines) * 100 >= _SAME * len(lines)]
    if len(there) == 1:
        return there[0]
    heading = lines[0] if lines else ""
    cut = [line.split(",") for line in lines]
    return "," if not there and heading.count(",") >= 2 and _divides(cut, ",") else None


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(the line on which it begins, its cells). Raises NotTaken (estimate.quotes) for a quote without its twin."""
    csv.field_size_limit(_MOST_CELL)
    reader = csv.reader([f"{line}\n" for line in text.split("\n")], delimiter=separator, strict=True)
    begun = 1
    try:
        for cells in reader:
            yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise NotTaken("estimate.quotes", row=begun) from error
