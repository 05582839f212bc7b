"""Which column holds what: by its heading, or, where a file has none, by what stands in it and by the arithmetic."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bots.intents.estimate_numbers import Numeral, Unclear, is_unit
from bots.intents.estimate_words import Role, label_of, role_of
from bots.intents.folding import fold
from core.domain.estimate import Doubt
from storage.estimates.grid import Cell, GridRow

Reading = Callable[[Cell], Numeral | Unclear | None]

_NEEDED: frozenset[Role] = frozenset({"amount", "unit_price"})
_WORDY: frozenset[Role] = frozenset({"description", "item", "section"})
_MATERIALS = frozenset({"material", "materials", "materiales"})
_PRICES = frozenset({"price", "cost", "precio", "costo", "coste", "client price", "owner price"})
_MOSTLY = 80  # percent
_LEAST_ROWS = 2
_MOST_NUMERIC = 8
_MOST_COLUMNS = 16  # of a file without headings
_EVIDENCE = 400  # rows that tell what its columns are
_JITTER = 20  # two points


class NoColumns(Exception):
    """There are numbers, but nothing tells which of them are prices."""


class Ragged(Exception):
    """Lines of words that each end in a price: no table."""


@dataclass(slots=True)
class Columns:
    """``spans`` are the places of the columns and ``roles`` what they hold (None: nothing of ours), left to right."""

    names: tuple[str, ...]
    roles: tuple[Role | None, ...]
    spans: list[tuple[int, int]]
    aligned: bool  # the columns of a sheet have numbers; those of a page are where their cells are
    notes: list[Doubt] = field(default_factory=list)

    def learn(self, rows: Sequence[GridRow]) -> None:
        """On a page, rows with all cells, where most have them, tell how wide the columns are."""
        full = [row.cells for row in rows if len(row.cells) == len(self.spans)]
        if self.aligned or not full:
            return
        usual = [_usual([cells[place] for cells in full]) for place in range(len(self.spans))]
        for cells in full:
            if not all(_lines_up(cell, span) for cell, span in zip(cells, usual, strict=True)):
                continue
            for place, cell in enumerate(cells):
                left, right = self.spans[place]
                self.spans[place] = min(left, cell.left), max(right, cell.right)

    @property
    def is_ragged(self) -> bool:
        """Whether the columns of a page run into each other: each price stands where its words happen to end."""
        return not self.aligned and any(one[1] > two[0] for one, two in pairwise(self.spans))

    def by_role(self, row: GridRow) -> dict[Role | None, list[Cell]]:
        """The cells of a row under what they hold; those under no heading of ours are under None."""
        found: dict[Role | None, list[Cell]] = {}
        for cell in row.cells:
            column = self._column(cell)
            found.setdefault(None if column is None else self.roles[column], []).append(cell)
        return found

    def _column(self, cell: Cell) -> int | None:
        if self.aligned:
            return next((place for place, span in enumerate(self.spans) if span[0] == cell.left), None)
        places = range(len(self.spans))
        return max(places, key=lambda place: (_overlap(self.spans[place], cell), -_distance(self.spans[place], cell)))


def _usual(cells: Sequence[Cell]) -> tuple[int, int]:
    middle = len(cells) // 2
    return sorted(cell.left for cell in cells)[middle], sorted(cell.right for cell in cells)[middle]


def _lines_up(cell: Cell, span: tuple[int, int]) -> bool:
    """With the left or the right edge of its column, or within it."""
    edges = abs(cell.left - span[0]) < _JITTER or abs(cell.right - span[1]) < _JITTER
    return edges or _overlap(span, cell) > 0


def _overlap(span: tuple[int, int], cell: Cell) -> int:
    return max(0, min(span[1], cell.right) - max(span[0], cell.left))


def _distance(span: tuple[int, int], cell: Cell) -> int:
    return max(span[0] - cell.right, cell.left - span[1], 0)


def headed(row: GridRow, *, aligned: bool) -> Columns | None:
    """The columns, when the row is one of headings: at least two are known, one of them a price."""
    roles = [role_of(cell.text) if cell.kind == "text" else None for cell in row.cells]
    known = [role for role in roles if role]
    if len(known) < _LEAST_ROWS or not _NEEDED & set(known) or not _WORDY & set(known):
        return None
    if len(known) * 2 < len(roles):
        return None
    return _columns(row, _settled(_named_and_described(row, _split_costs(row, roles))), aligned=aligned)


def _split_costs(row: GridRow, roles: list[Role | None]) -> list[Role | None]:
    """A column "Material" beside one of the work is a share of its price; of "Unit price" and "Price" the last sums."""
    names = [fold(cell.text).strip() for cell in row.cells]
    if sum(role in {"description", "item"} for role in roles) > 1:
        roles = [None if name in _MATERIALS else role for name, role in zip(names, roles, strict=True)]
    prices = [place for place, role in enumerate(roles) if role == "unit_price"]
    if len(prices) > 1 and "amount" not in roles and names[prices[-1]] in _PRICES:
        roles = ["amount" if place == prices[-1] else role for place, role in enumerate(roles)]
    return roles


def _named_and_described(row: GridRow, roles: list[Role | None]) -> list[Role | None]:
    """Of "Partida" beside "Descripción" neither is lost: the first is the item's name."""
    places = [place for place, role in enumerate(roles) if role == "description"]
    if len(places) != 2 or "item" in roles or not fold(row.cells[places[1]].text).strip().startswith("desc"):
        return roles
    return ["item" if place == places[0] else role for place, role in enumerate(roles)]


def two_rows(row: GridRow, below: GridRow) -> GridRow:
    """Headings that are wrapped ("Unit" above "price") as one row; the row itself where they are not."""
    if below.page != row.page or len(below.cells) >= len(row.cells):
        return row
    cells = list(row.cells)
    for cell in below.cells:
        place = next((n for n, head in enumerate(cells) if _overlap((head.left, head.right), cell)), None)
        text = f"{cells[place].text} {cell.text}" if place is not None else ""
        if place is None or role_of(text) is None:
            return row
        head = cells[place]
        cells[place] = replace(head, text=text, left=min(head.left, cell.left), right=max(head.right, cell.right))
    return replace(row, cells=tuple(cells))


def _columns(row: GridRow, roles: Sequence[Role | None], *, aligned: bool) -> Columns:
    names = tuple(cell.text for cell in row.cells)
    return Columns(names, tuple(roles), [(cell.left, cell.right) for cell in row.cells], aligned)


def _settled(roles: Sequence[Role | None]) -> list[Role | None]:
    """Each once: of several amounts the last, of others the first; "Item" alone is the description."""
    kept: list[Role | None] = list(roles)
    for role in set(filter(None, roles)):
        places = [place for place, one in enumerate(roles) if one == role]
        keep = places[-1] if role == "amount" else places[0]
        kept = [None if one == role and place != keep else one for place, one in enumerate(kept)]
    if "description" not in kept:
        other: Role = "item" if "item" in kept else "section"
        kept = ["description" if one == other else one for one in kept]
    return kept


def unheaded(rows: Sequence[GridRow], reading: Reading, *, aligned: bool) -> Columns | None:
    """Columns by their content; None when no row has a price. Raises NoColumns when nothing tells which is which."""
    priced = [row for row in rows[:_EVIDENCE] if any(isinstance(reading(cell), Numeral) for cell in row.cells)]
    priced = [row for row in priced if label_of(row.cells[0].text, "") is None and len(row.cells) > 1]
    spans = _spans_of(priced, aligned=aligned)
    if not spans:
        return None
    if len(spans) > _MOST_COLUMNS:
        raise NoColumns
    columns = Columns(("",) * len(spans), (None,) * len(spans), spans, aligned)
    held = [[_of_column(columns, row, place) for row in priced] for place in range(len(spans))]
    kinds = [_kind(cells, reading) for cells in held]
    roles: list[Role | None] = ["unit" if kind == "unit" else None for kind in kinds]
    wordy = [place for place, kind in enumerate(kinds) if kind == "text"]
    if not wordy:
        return None
    roles = ["description" if place in wordy else role for place, role in enumerate(roles)]
    numeric = [place for place, kind in enumerate(kinds) if kind == "number"]
    if numeric[:1] == [0] and _counts_up(held[0], reading):
        numeric = numeric[1:]
    for place, role in _priced_roles(numeric, held, reading).items():
        roles[place] = role
    columns.roles = tuple(roles)
    columns.notes.append(Doubt(code="estimate.no_headings"))
    return columns


def _spans_of(rows: Sequence[GridRow], *, aligned: bool) -> list[tuple[int, int]]:
    """Of a sheet, its columns; of a page, those of the rows that have as many cells as most."""
    if aligned:
        return [(left, left + 1) for left in sorted({cell.left for row in rows for cell in row.cells})]
    lengths = Counter(len(row.cells) for row in rows)
    most = max(lengths, key=lambda length: (lengths[length], length), default=0)
    full = [row for row in rows if len(row.cells) == most]
    return [
        (min(row.cells[place].left for row in full), max(row.cells[place].right for row in full))
        for place in range(most)
    ]


def _of_column(columns: Columns, row: GridRow, place: int) -> Cell | None:
    return next((cell for cell in row.cells if columns._column(cell) == place), None)  # noqa: SLF001 - our own


def _kind(cells: Sequence[Cell | None], reading: Reading) -> str:
    there = [cell for cell in cells if cell is not None]
    numbers = sum(isinstance(reading(cell), Numeral | Unclear) for cell in there)
    units = sum(is_unit(cell.text) for cell in there)
    if numbers * 100 >= _MOSTLY * len(there):
        return "number"
    return "unit" if units * 100 >= _MOSTLY * len(there) else "text"


def _counts_up(cells: Sequence[Cell | None], reading: Reading) -> bool:
    """1, 2, 3, ...: the numbers of the lines, not of anything in them."""
    values = [number.value for cell in cells if cell and isinstance(number := reading(cell), Numeral)]
    return len(values) > _LEAST_ROWS and values == list(range(1, len(values) + 1))


def _priced_roles(
    numeric: Sequence[int], held: Sequence[Sequence[Cell | None]], reading: Reading
) -> Mapping[int, Role]:
    """What the columns of numbers hold. Raises NoColumns unless there is one, or three that multiply."""
    if not numeric or len(numeric) > _MOST_NUMERIC:
        raise NoColumns
    if len(numeric) == 1:
        return {numeric[0]: "amount"}
    for first, second, last in _triples(numeric):
        rows = [
            (one.value, two.value, three.value)
            for cells in zip(held[first], held[second], held[last], strict=True)
            if all(cells)
            for one, two, three in [[reading(cell) for cell in cells if cell]]
            if isinstance(one, Numeral) and isinstance(two, Numeral) and isinstance(three, Numeral)
        ]
        fits = sum(abs(one * two - three) < 1 for one, two, three in rows)
        if len(rows) >= _LEAST_ROWS and fits * 100 >= _MOSTLY * len(rows):
            return {first: "quantity", second: "unit_price", last: "amount"}
    raise NoColumns


def _triples(numeric: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    for last in range(len(numeric) - 1, 1, -1):
        for second in range(last - 1, 0, -1):
            for first in range(second - 1, -1, -1):
                yield numeric[first], numeric[second], numeric[last]


def unused(columns: Columns) -> tuple[str, ...]:
    """The headings that were not understood, for saying so."""
    return tuple(name for name, role in zip(columns.names, columns.roles, strict=True) if role is None and name)
