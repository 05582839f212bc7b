"""How a reader says no, and the rows it gathers: both within the limits."""

from collections.abc import Sequence

from storage.estimates import limits
from storage.estimates.grid import Cell, Grid, GridKind, GridRefusalCode, GridRow, Note


class NotTaken(Exception):
    """Raised in the child: the file becomes no rows, and why."""

    def __init__(self, code: GridRefusalCode, **details: int | str) -> None:
        super().__init__(code)
        self.code: GridRefusalCode = code
        self.details = details


class Rows:
    """Gathers rows. Raises NotTaken: estimate.too_many_rows, estimate.too_large."""

    def __init__(self) -> None:
        self.kept: list[GridRow] = []
        self._characters = 0

    def add(self, page: int, row: int, cells: Sequence[Cell], gap: int = 0, *, strong: bool = False) -> None:
        """Rows without a cell that says something are passed over."""
        kept = tuple(_bounded(cell) for cell in cells if cell.text.strip())
        if not kept:
            return
        self._make_room(1, sum(len(cell.text) for cell in kept))
        if len(kept) > limits.MAX_CELLS:
            raise NotTaken("estimate.too_many_columns", limit=limits.MAX_CELLS)
        self.kept.append(GridRow(page, row, kept, gap, strong))

    def extend(self, rows: Sequence[GridRow]) -> None:
        """All of them, or none."""
        self._make_room(len(rows), sum(len(cell.text) for row in rows for cell in row.cells))
        self.kept.extend(rows)

    def _make_room(self, rows: int, characters: int) -> None:
        if len(self.kept) + rows > limits.MAX_ROWS:
            raise NotTaken("estimate.too_many_rows", limit=limits.MAX_ROWS)
        if self._characters + characters > limits.MAX_TEXT:
            raise NotTaken("estimate.too_large", limit=limits.MAX_BYTES // limits.MIB)
        self._characters += characters

    def grid(self, kind: GridKind, pages: Sequence[str] = (), notes: Sequence[Note] = ()) -> Grid:
        """NotTaken (estimate.empty) when there is nothing in it."""
        if not self.kept:
            raise NotTaken("estimate.empty")
        return Grid(kind, tuple(self.kept), tuple(pages), tuple(notes))


def _bounded(cell: Cell) -> Cell:
    text = " ".join(cell.text.split())[: limits.MAX_CELL]
    return Cell(text, cell.left, cell.right, cell.kind)
