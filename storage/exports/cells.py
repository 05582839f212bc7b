"""Cells of a CSV that a spreadsheet opens: words are never formulas, figures stay figures."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

Cell = str | Decimal | date | int
_PIECE = 64_000  # characters
BOM = "\ufeff"
# What spreadsheets take for the begin of a formula, also in full width and behind blanks, a tab
# or a new line, and what is already defused.
_FORMULA = re.compile(r"'*[\s\0\u200b\ufeff]*(?:[=+\-@\uff1d\uff0b\uff0d\uff20]|(?<=[\t\r\n\0]))")


def defused(words: str) -> str:
    """An apostrophe before it makes a cell text. What people wrote is never lost: ``plain`` gives it back."""
    return f"'{words}" if _FORMULA.match(words) else words


def plain(cell: str) -> str:
    """The words that were defused."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def written(cell: Cell) -> str:
    """Dates are ISO 8601; amounts have a point and no exponent, and may be below zero: they are no words of people."""
    match cell:
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return defused(cell)


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Piece by piece, as the rows come: UTF-8 with its mark, which Excel needs; lines end as RFC 4180 says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write(BOM)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([written(cell) for cell in row])
        if out.tell() > _PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
