"""A bank's CSV file: any separator and encoding, lines before the heading, one amount column or two."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from storage.bank_files import limits
from storage.bank_files.amounts import Amounts, looks_like_an_amount
from storage.bank_files.dates import Dates, example, looks_like_a_day
from storage.bank_files.headings import Columns, columns_of, only_a_kind, sign_of
from storage.bank_files.lines import AskDates, BankRead, DateOrder, DatesUnclear, NotTaken, ReadLine
from storage.estimates.separated import decoded
from storage.estimates.taking import NotTaken as NoText

_SEPARATORS = (",", ";", "\t", "|")
_MOST_BEFORE = 40  # rows before the heading
_MOST_CELL = 100_000
_UNREAD = 5  # at most one row in so many may be none
_CURRENCY = re.compile("[A-Z]{3}")

Row = tuple[int, list[str]]


def read(content: bytes, order: DateOrder, digits: int) -> BankRead | DatesUnclear:
    """Raises NotTaken; bankfile.not_bank where nothing says that it is a bank's."""
    rows, columns = _table(_text(content))
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if len(rows) > limits.MAX_LINES:
        raise NotTaken("bankfile.too_many_lines", limit=limits.MAX_LINES)
    if not rows:
        raise NotTaken("bankfile.empty")
    days = [_cell(cells, columns.date) for _, cells in rows]
    try:
        dates = Dates([one for one in days if looks_like_a_day(one)], order)
    except AskDates:
        return DatesUnclear(example(days), columns.sure)
    _part_signs(columns, rows)
    reading = _Reading(columns, dates, _amounts(rows, columns, digits), rows)
    lines = [line for row in rows if (line := reading.line(row))]
    if not reading.read or reading.unread * _UNREAD > len(rows):
        raise NotTaken("bankfile.unreadable")
    return BankRead(kind="csv", sure=columns.sure, lines=tuple(lines), others=reading.read - len(lines))


def _part_signs(columns: Columns, rows: Sequence[Row]) -> None:
    """A column that says only "credit" and "debit" is no words of a payment, where there are others."""
    for place in list(columns.texts):
        said = [_cell(cells, place) for _, cells in rows if _cell(cells, place)]
        if len(columns.texts) > 1 and said and all(map(only_a_kind, said)):
            columns.texts.remove(place)
            columns.sign = place if columns.sign < 0 else columns.sign


class _Reading:
    """Counts the rows that said a day and an amount, whichever way the money went, and those that said neither."""

    def __init__(self, columns: Columns, dates: Dates, amounts: Amounts, rows: Sequence[Row]) -> None:
        self._columns, self._dates, self._amounts = columns, dates, amounts
        self._unsigned = self._by_sign(rows)
        self._ids = Counter(_cell(cells, columns.identity) for _, cells in rows)
        self.read = self.unread = 0

    def _by_sign(self, rows: Sequence[Row]) -> bool:
        """Whether a column says which way the money went, since no amount does."""
        columns = self._columns
        said = [sign_of(_cell(cells, columns.sign)) for _, cells in rows]
        amounts = [self._amounts.read(_cell(cells, columns.amount)) for _, cells in rows]
        below = any(amount is not None and amount < 0 for amount in amounts)
        return columns.sign >= 0 and not below and -1 in said

    def line(self, row: Row) -> ReadLine | None:
        number, cells = row
        on = self._dates.read(_cell(cells, self._columns.date))
        amount = self._amount(cells)
        if on is None or amount is None:
            said = _cell(cells, self._columns.date) and self._says_money(cells)
            self.unread += bool(said)
            return None
        self.read += 1
        if amount <= 0:
            return None
        columns = self._columns
        currency = _cell(cells, columns.currency).upper()
        return ReadLine(
            row=number,
            on=on,
            amount=amount,
            currency=currency if _CURRENCY.fullmatch(currency) else columns.unit,
            payer=_joined(cells, columns.payers),
            text=_joined(cells, columns.texts),
            bank_id=self._own_id(cells, on, amount),
        )

    def _own_id(self, cells: Sequence[str], on: date, amount: Decimal) -> str:
        """With the day and the amount: some banks count the lines of each file from 1."""
        identity = _cell(cells, self._columns.identity)
        return (
            f"{on} {amount.normalize():f} {identity}"[: limits.MAX_ID] if self._ids[identity] == 1 and identity else ""
        )

    def _says_money(self, cells: Sequence[str]) -> bool:
        columns = self._columns
        return any(_cell(cells, place) for place in (columns.amount, columns.credit, columns.debit))

    def _amount(self, cells: Sequence[str]) -> Decimal | None:
        columns = self._columns
        if columns.amount >= 0:
            amount = self._amounts.read(_cell(cells, columns.amount))
            if amount is None or not self._unsigned:
                return amount
            return amount * (sign_of(_cell(cells, columns.sign)) or -1)
        came = self._amounts.read(_cell(cells, columns.credit))
        went = self._amounts.read(_cell(cells, columns.debit))
        if came:
            return came
        return -abs(went) if went is not None else came


def _amounts(rows: Sequence[Row], columns: Columns, digits: int) -> Amounts:
    places = [place for place in (columns.amount, columns.credit, columns.debit) if place >= 0]
    return Amounts((_cell(cells, place) for _, cells in rows for place in places), digits)


def _text(content: bytes) -> str:
    try:
        text, _notes = decoded(content)
    except NoText as no:
        raise NotTaken("bankfile.encoding" if no.code == "estimate.encoding" else "bankfile.unreadable") from no
    return text


def _table(text: str) -> tuple[list[Row], Columns]:
    """The rows below the heading, cut by the separator under which there is one."""
    for separator in _SEPARATORS:
        if separator not in text:
            continue
        rows = list(_records(text, separator))
        for place, (_, cells) in enumerate(rows[:_MOST_BEFORE]):
            if columns := columns_of(cells):
                return rows[place + 1 :], columns
    for separator in _SEPARATORS:
        rows = [row for row in _records(text, separator) if any(cell.strip() for cell in row[1])]
        if columns := _by_content(rows):
            return rows, columns
    raise NotTaken("bankfile.not_bank")


def _by_content(rows: Sequence[Row]) -> Columns | None:
    """Without a heading: the one column of days, the one of amounts, and the longest words."""
    width = len(rows[0][1]) if rows else 0
    if width < 3 or any(len(cells) != width for _, cells in rows):
        return None
    kinds = [[cells[place] for _, cells in rows] for place in range(width)]
    days = [place for place, cells in enumerate(kinds) if all(map(looks_like_a_day, cells))]
    amounts = [
        place for place, cells in enumerate(kinds) if place not in days and all(map(looks_like_an_amount, cells))
    ]
    words = [place for place in range(width) if place not in {*days, *amounts}]
    if not days or len(amounts) != 1 or not words:
        return None
    longest = max(words, key=lambda place: sum(map(len, kinds[place])))
    return Columns(date=days[0], amount=amounts[0], texts=[longest], headed=False)


def _records(text: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(_MOST_CELL)
    reader = csv.reader([f"{line}\n" for line in text.split("\n")], delimiter=separator)
    begun = 1
    try:
        for cells in reader:
            yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise NotTaken("bankfile.unreadable", row=begun) from error


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""


def _joined(cells: Sequence[str], places: Sequence[int]) -> str:
    said = dict.fromkeys(" ".join(_cell(cells, place).split()) for place in places)
    return " ".join(one for one in said if one)[: limits.MAX_TEXT]
