"""Rows of cells as entries: the words of each, its numbers, and what cannot be read in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bots.intents.estimate_numbers import Mark, Numeral, Unclear, exact, is_unit, mark_of, numeral
from bots.intents.estimate_pricing import Numbers
from bots.intents.estimate_tables import Columns, Ragged, headed, two_rows, unheaded, unused
from bots.intents.estimate_words import Role, is_measure, label_of
from bots.intents.folding import even, fold, words_of
from core.domain.account import Language
from core.domain.estimate import Doubt
from storage.estimates.grid import Cell, Grid, GridRow

_FREE = words_of("included incl incl. incluido incluida n/c nc s/c free gratis")
_FREE_PHRASES = frozenset({"no charge", "no cost", "sin costo", "sin cargo", "no extra cost"})
_NOTHING = re.compile(r"[-–—. $]*")
_YES = words_of("yes y x si s true t 1 optional opcional opt taxable tax gravable")
_NO = words_of("no n false f 0 none non exempt exento na n/a nontaxable non-taxable")
_CODE = re.compile(r"[A-Z]{0,4}[-.]?\d+(?:[-.]\d+)*[A-Za-z]?\.?")
_PRICE = re.compile(r"[-(]?(?:[$€£]-?\d[\d.,]*|\d[\d.,]*[.,]\d\d)\)?")
_JITTER = 40
_Heading = tuple[tuple[str, ...], tuple[int, ...]]
_MONEY: tuple[Role, ...] = ("unit_price", "amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. ``words`` describe it, ``text`` is all of it. ``code``: why its numbers cannot be read, else "".
    ``doubt``: what is to be said of it although they can, else "".

    ``choice``: what is chosen among, where the row itself says it.

    ``gap`` and ``strong`` are those of the grid's row. ``page`` and ``row`` count from 1.
    """

    page: int
    row: int
    text: str
    words: str
    section: str = ""
    numbers: Numbers = field(default_factory=Numbers)
    unit: str = ""
    optional: bool = False
    taxable: bool = True
    alternative: str = ""
    choice: str = ""
    code: str = ""
    doubt: str = ""
    gap: int = 0
    strong: bool = False
    amounts_are_given: bool = True

    @property
    def is_words(self) -> bool:
        """Whether there is no number in it that would make it a line."""
        return not self.code and not self.numbers.any_price and self.numbers.quantity is None


@dataclass(frozen=True, slots=True)
class Table:
    """``before`` are the rows above the first heading."""

    entries: tuple[Entry, ...]
    before: tuple[GridRow, ...]
    notes: tuple[Doubt, ...]


class Reader:
    """Reads the cells of one file: which mark it writes decimals with is known from all of them."""

    def __init__(self, rows: Sequence[GridRow], language: Language, currency: str) -> None:
        self._mark: Mark | None = mark_of(cell.text for row in rows for cell in row.cells if cell.kind == "text")
        self._language: Language = language
        self._currency = currency

    def number(self, cell: Cell) -> Numeral | Unclear | None:
        """A formula without a result is unclear."""
        if cell.kind == "formula":
            return Unclear(cell.text)
        if cell.kind == "number":
            return exact(cell.text)
        return numeral(cell.text, self._mark, self._language, self._currency)


def table(grid: Grid, language: Language, currency: str) -> Table:
    """Raises NoColumns when nothing tells what the prices are, Ragged when there are no columns at all."""
    reader = Reader(grid.rows, language, currency)
    aligned = grid.kind != "pdf"
    parts = _parts(grid.rows, aligned=aligned)
    before, notes = parts[0][1], list[Doubt]()
    if len(parts) == 1:
        columns = unheaded(before, reader.number, aligned=aligned)
        if columns and columns.is_ragged:
            raise Ragged
        parts, before = ([(columns, before)] if columns else []), ()
    entries: list[Entry] = []
    for columns, rows in parts:
        if columns is None:
            continue
        entries += [_entry(columns, row, reader) for row in rows]
        notes += [note for note in columns.notes if note not in notes]
        if (names := unused(columns)) and not any(note.code == "estimate.columns_unused" for note in notes):
            notes.append(Doubt(code="estimate.columns_unused", details={"names": ", ".join(names)}))
    return Table(tuple(entries), tuple(before), tuple(notes))


def _parts(rows: Sequence[GridRow], *, aligned: bool) -> list[tuple[Columns | None, tuple[GridRow, ...]]]:
    """What stands above the first heading, then each heading's columns and rows; a repeated heading is the same."""
    parts: list[tuple[Columns | None, list[GridRow]]] = [(None, [])]
    known: dict[_Heading, Columns] = {}
    pages: list[int] = []
    second: GridRow | None = None
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        if row is second:
            continue
        whole = row if aligned or below is None else two_rows(row, below)
        columns = headed(whole, aligned=aligned)
        second = below if whole is not row else None
        if columns is None:
            parts[-1][1].append(row)
            continue
        pages.append(row.page)
        parts.append((known.setdefault(_heading(columns), columns), []))
    several = len(pages) > len(set(pages))  # tables on one page, not one that goes on
    if several and all(held and len(held[-1].cells) == 1 for _, held in parts[:2]):
        above = parts[0][1]  # each table has its section's name above its headings, perhaps with its measures
        measured = len(above) > 1 and len(above[-2].cells) == 1 and is_measure(above[-1].cells[0].text)
        first = len(above) - (2 if measured else 1)
        parts[1] = (parts[1][0], [*above[first:], *parts[1][1]])
        del above[first:]
    for columns in known.values():
        columns.learn([row for mine, held in parts if mine is columns for row in held])
    return [(columns, tuple(held)) for columns, held in parts]


def _heading(columns: Columns) -> _Heading:
    """The same words in the same places, to a few points."""
    return columns.names, tuple(left // _JITTER for left, _ in columns.spans)


def _entry(columns: Columns, row: GridRow, reader: Reader) -> Entry:
    cells = _counted_apart(columns.by_role(row), reader)
    words = [text for role in ("item", "description") for text in _texts(cells.get(role, []))]
    quantity, unit, strays = _quantity(cells, reader)
    found: dict[Role, Numeral] = {} if quantity is None else {"quantity": quantity}
    code = ""
    for role in _MONEY:
        number, said = _money(cells.get(role, []), reader)
        if isinstance(number, Numeral):
            found[role] = number
            unit = unit or number.unit
        elif number is not None:
            code = (
                "estimate.formula" if any(cell.kind == "formula" for cell in cells[role]) else "estimate.unclear_number"
            )
        strays += said
        if said and cells.get("description"):
            code = code or "estimate.no_amount"
    others = _texts([*cells.get(None, []), *cells.get("number", [])])
    if not found and not code and len(row.cells) == 1 and row.cells[0].kind == "text":
        text, number = _with_tail(row.cells[0], reader)
        if number is not None:
            words, strays, cells, found = [text], [], {}, {"amount": number}
    has = frozenset(columns.roles)
    return Entry(
        page=row.page,
        row=row.row,
        text=" ".join(cell.text for cell in row.cells),
        words=_described(cells, [*words, *strays])
        or ("" if found else " ".join([*_texts(cells.get("section", [])), *others])),
        section=" ".join(_texts(cells.get("section", []))),
        numbers=Numbers(found.get("quantity"), found.get("unit_price"), found.get("amount")),
        unit=unit,
        optional=_says(cells.get("optional", []), _YES),
        taxable=not _says(cells.get("taxable", []), _NO),
        alternative=" ".join(_texts(cells.get("alternative", []))),
        code=code,
        gap=row.gap,
        strong=row.strong,
        amounts_are_given="amount" in has,
    )


def _counted_apart(cells: dict[Role | None, list[Cell]], reader: Reader) -> dict[Role | None, list[Cell]]:
    """A table that is set otherwise than the one with the headings: "$18" counts nothing, "60 SF" is no words."""
    held = cells.get("quantity", [])
    if len(held) == 1 and not cells.get("unit_price") and _numeral(held[0], reader).currency:
        cells, held = {**cells, "quantity": [], "unit_price": held}, []
    words = cells.get("description", [])
    if len(words) > 2 and not held and not cells.get("unit_price") and _numeral(words[-1], reader).currency:
        words, priced = words[:-1], words[-1:]
        if _numeral(words[-1], reader).unit:
            cells = {**cells, "description": words, "unit_price": priced}
    if len(words) > 1 and not held and (number := _numeral(words[-1], reader)).unit and number.currency is None:
        return {**cells, "description": words[:-1], "quantity": words[-1:]}
    return cells


def _numeral(cell: Cell, reader: Reader) -> Numeral:
    number = reader.number(cell)
    return number if isinstance(number, Numeral) else Numeral(Decimal(0))


def _with_tail(cell: Cell, reader: Reader) -> tuple[str, Numeral | None]:
    """Such as "Total: $1,200.00" in one cell: (the words, the number), when it is a sum or written as a price."""
    words, _, tail = cell.text.rpartition(" ")
    number = reader.number(replace(cell, text=tail)) if words else None
    if not isinstance(number, Numeral) or number.percent or not (label_of(words, "") or _PRICE.fullmatch(tail)):
        return cell.text, None
    return words, number


def _described(cells: dict[Role | None, list[Cell]], words: list[str]) -> str:
    """A name and a description are one; a mere code is no name."""
    item, description = " ".join(_texts(cells.get("item", []))), " ".join(_texts(cells.get("description", [])))
    if not item or not description:
        return " ".join(words)
    if _CODE.fullmatch(item) or fold(description).startswith(fold(item)):
        return " ".join(words[len(_texts(cells["item"])) :])
    return " ".join(
        [f"{item}: {description}", *words[len(_texts(cells["item"])) + len(_texts(cells["description"])) :]]
    )


def _quantity(cells: dict[Role | None, list[Cell]], reader: Reader) -> tuple[Numeral | None, str, list[str]]:
    """(how many, of what unit, words that stand in their place)."""
    held, strays = cells.get("quantity") or cells.get("unit", []), []
    unit = " ".join(_texts(cells.get("unit", [])))
    number = reader.number(_joined(held)) if held else None
    if isinstance(number, Numeral):
        return number, number.unit or unit, []
    for text in _texts(held):
        if is_unit(text):
            unit = unit or text
        elif "quantity" in cells and not _NOTHING.fullmatch(text):
            strays.append(text)
    return None, unit, strays


def _money(held: Sequence[Cell], reader: Reader) -> tuple[Numeral | Unclear | None, list[str]]:
    """(the number, words that stand in its place). "Included" is nothing to pay."""
    if not held:
        return None, []
    cell = _joined(held)
    said = fold(even(cell.text)).strip("() ")
    if said in _FREE or said in _FREE_PHRASES:
        return exact("0"), []
    number = reader.number(cell)
    if number is None and not _NOTHING.fullmatch(cell.text):
        return None, [cell.text]
    return number, []


def _joined(cells: Sequence[Cell]) -> Cell:
    return cells[0] if len(cells) == 1 else replace(cells[0], text=" ".join(cell.text for cell in cells), kind="text")


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells]


def _says(cells: Sequence[Cell], words: frozenset[str]) -> bool:
    return bool(cells) and fold(even(cells[0].text)) in words
