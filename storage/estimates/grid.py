"""What any file of an estimate becomes before it is understood: rows of cells, with the places where they stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

GridKind = Literal["pdf", "sheet", "text"]
CellKind = Literal["text", "number", "formula"]

GridRefusalCode = Literal[
    "estimate.empty",
    "estimate.encoding",
    "estimate.not_spreadsheet",
    "estimate.old_excel",
    "estimate.password",
    "estimate.picture",
    "estimate.quotes",
    "estimate.scanned",
    "estimate.separator",
    "estimate.too_large",
    "estimate.too_many_columns",
    "estimate.too_many_pages",
    "estimate.too_many_rows",
    "estimate.unreadable",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """``left`` and ``right`` are tenths of a point on a page, and column numbers (n, n + 1) in a sheet.

    "number": exact, written with a point and no groups (the sheet itself says that it is one, perhaps with a sign of
    currency before it or "%" after it); "formula": one without a result.
    """

    text: str
    left: int
    right: int
    kind: CellKind = "text"


@dataclass(frozen=True, slots=True)
class GridRow:
    """``page`` and ``row`` count from 1; a page is a sheet of a workbook. No empty cells.

    ``gap`` is the way down from the row above, in tenths of a point; 0 where there is none to know. ``strong``: bold.
    """

    page: int
    row: int
    cells: tuple[Cell, ...]
    gap: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said about the file; ``details`` fill the sentence."""

    code: str
    details: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """``pages`` are the names of a workbook's sheets, hidden ones left out; () for other files."""

    kind: GridKind
    rows: tuple[GridRow, ...]
    pages: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRefused:
    """The file became no rows. ``details``: ``limit`` where there is one, ``row`` where one is meant."""

    code: GridRefusalCode
    details: Mapping[str, int | str] = field(default_factory=dict)
