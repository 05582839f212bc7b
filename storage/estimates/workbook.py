"""XLSX: the visible cells of the visible sheets, as their reader sees them. Formulas are never computed, only read."""

import re
from collections.abc import Sequence

from storage.estimates.grid import Cell, CellKind, Grid, GridRow, Note
from storage.estimates.package import Attributes, Package
from storage.estimates.styles import Styles, shown
from storage.estimates.taking import NotTaken, Rows

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGED = re.compile(r"[A-Z]+(\d+):[A-Z]+(\d+)")
_TRUE = frozenset({"1", "true"})
_MOST_SHEETS = 100


def read(content: bytes) -> Grid:
    """Raises NotTaken, and what broken archives and XML raise."""
    package = Package(content)
    book = _book_part(package)
    related = package.related(book)
    parts = {kind: path for kind, path in related.values() if kind in {"sharedStrings", "styles"}}
    texts, styles = _shared(package, parts.get("sharedStrings")), Styles(package, parts.get("styles"))
    visible, hidden = _sheets(package, book)
    rows, names, notes = Rows(), list[str](), list[Note]()
    too_long: list[str] = []
    for name, relation in visible:
        sheet = Sheet(texts, styles)
        path = related.get(relation, ("", ""))[1]
        if not package.has(path):
            continue
        try:
            package.parse(path, sheet.begin, sheet.end)
            rows.extend(sheet.rows(len(names) + 1))
        except NotTaken as no:
            if no.code != "estimate.too_many_rows" or len(visible) == 1:
                raise
            too_long.append(name)
            continue
        names.append(name)
        notes += [note for note in sheet.notes() if note not in notes]
    if too_long:
        notes.append(Note("estimate.sheets_too_long", {"names": ", ".join(too_long)}))
    if hidden:
        notes.append(Note("estimate.hidden_sheets", {"names": ", ".join(hidden)}))
    return rows.grid("sheet", names, notes)


def _book_part(package: Package) -> str:
    """Where the workbook lies (usually xl/workbook.xml). Raises NotTaken when the archive is none."""
    found = [path for kind, path in package.related("").values() if kind == "officeDocument"]
    if not found or not package.has(found[0]) or not found[0].endswith(".xml") or "word" in found[0]:
        raise NotTaken("estimate.not_spreadsheet")
    return found[0]


def _sheets(package: Package, book: str) -> tuple[list[tuple[str, str]], list[str]]:
    """((name, relation) of those that are seen, names of the hidden)."""
    visible: list[tuple[str, str]] = []
    hidden: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        if tag != "sheet" or len(visible) + len(hidden) >= _MOST_SHEETS:
            return
        name = attributes.get("name", "")[:100]
        if attributes.get("state", "visible") == "visible":
            visible.append((name, attributes.get("id", "")))
        else:
            hidden.append(name)

    package.parse(book, begin, lambda _tag, _text: None)
    return visible, hidden


def _shared(package: Package, part: str | None) -> Sequence[str]:
    """The texts that cells name by number, without the reading aids of East Asian scripts."""
    texts: list[str] = []
    pieces: list[str] = []
    aid = [False]

    def begin(tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            pieces.clear()
        aid[0] = aid[0] or tag == "rPh"

    def end(tag: str, text: str) -> None:
        if tag == "t" and not aid[0]:
            pieces.append(text)
        elif tag == "si":
            texts.append("".join(pieces))
        aid[0] = aid[0] and tag != "rPh"

    if part is not None and package.has(part):
        package.parse(part, begin, end)
    return texts


class Sheet:
    """Hears one sheet's XML. Hidden rows and columns are passed over and counted."""

    def __init__(self, texts: Sequence[str], styles: Styles) -> None:
        self._texts = texts
        self._styles = styles
        self._rows = Rows()
        self._cells: list[Cell] = []
        self._row = 0
        self._column = 0
        self._cell: Attributes = {}
        self._value: str | None = None
        self._inline: list[str] = []
        self._formula = False
        self._row_hidden = False
        self._hidden_ranges: list[tuple[int, int]] = []
        self._hidden_rows = 0
        self._hidden_columns: set[int] = set()
        self._merged = False

    def rows(self, page: int) -> list[GridRow]:
        return [GridRow(page, row.row, row.cells) for row in self._rows.kept]

    def notes(self) -> list[Note]:
        counts = {"estimate.hidden_rows": self._hidden_rows, "estimate.hidden_columns": len(self._hidden_columns)}
        said = [Note(code, {"n": count}) for code, count in counts.items() if count]
        return [*said, *([Note("estimate.merged_cells")] if self._merged and self._rows.kept else [])]

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() else self._row + 1
            self._row_hidden = attributes.get("hidden", "") in _TRUE
            self._column, self._cells = -1, []
        elif tag == "c":
            self._cell, self._value, self._formula, self._inline = attributes, None, False, []
        elif tag == "f":
            self._formula = True
        elif tag == "col" and attributes.get("hidden", "") in _TRUE:
            self._hidden_ranges.append((int(attributes.get("min", "0")) - 1, int(attributes.get("max", "0")) - 1))
        elif tag == "mergeCell" and (found := _MERGED.fullmatch(attributes.get("ref", ""))):
            self._merged = self._merged or found[1] != found[2]

    def end(self, tag: str, text: str) -> None:
        if tag == "v":
            self._value = text
        elif tag == "t":
            self._inline.append(text)
        elif tag == "c":
            self._take_cell()
        elif tag == "row":
            self._take_row()

    def _take_row(self) -> None:
        if self._row_hidden:
            self._hidden_rows += bool(self._cells)
        else:
            self._rows.add(1, self._row, self._cells)

    def _take_cell(self) -> None:
        found = _PLACE.fullmatch(self._cell.get("r", ""))
        self._column = _number(found[1]) if found else self._column + 1
        text, kind = self._content()
        if not text.strip():
            return
        if any(first <= self._column <= last for first, last in self._hidden_ranges):
            self._hidden_columns.add(self._column)
            return
        self._cells.append(Cell(text, self._column, self._column + 1, kind))

    def _content(self) -> tuple[str, CellKind]:
        kind, value = self._cell.get("t", "n"), self._value
        if kind == "inlineStr":
            return "".join(self._inline), "text"
        if self._formula and not value and kind != "str":
            return "=", "formula"
        if value is None:
            return "", "text"
        if kind == "s":
            place = int(value)
            return (self._texts[place] if 0 <= place < len(self._texts) else ""), "text"
        if kind != "n":
            return ({"1": "yes", "0": "no"}.get(value, value) if kind == "b" else value), "text"
        found = shown(value, self._styles.meaning(self._cell.get("s")))
        return found.text, "number" if found.is_number else "text"


def _number(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
