"""What a workbook's cells hold besides their digits: percentages, dates and signs of currency are in the styles."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Literal

from storage.estimates.package import Attributes, Package

Meaning = Literal["number", "percent", "date", "€", "£"]

# ECMA-376 part 1, 18.8.30: formats that every program knows by number.
_PERCENTAGES = frozenset({9, 10})
_DATES = frozenset([*range(14, 23), *range(45, 48)])
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!\$)[^\]]*\]')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$[^\]]*\]|General", re.IGNORECASE)
_DIGITS_SHOWN = Context(prec=15)  # a double has no more that mean anything, and programs show no more
_DAY_ZERO = date(1899, 12, 30)
_MOST_DAYS = 2_958_465  # the last day of the year 9999


class Styles:
    """``meaning`` of a cell by its style's number."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._formats: dict[int, str] = {}
        self._cells: list[int] = []
        self._in_cells = False
        if part is not None and package.has(part):
            package.parse(part, self._begin, self._end)

    def meaning(self, style: str | None) -> Meaning:
        place = int(style) if style and style.isdigit() else 0
        number = self._cells[place] if place < len(self._cells) else 0
        if number in self._formats:
            return _meaning(self._formats[number])
        if number in _PERCENTAGES:
            return "percent"
        return "date" if number in _DATES else "number"

    def _begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self._cells.append(int(attributes.get("numFmtId", "0")))

    def _end(self, tag: str, _text: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def _meaning(code: str) -> Meaning:
    for sign in ("€", "£"):
        if sign in code:
            return "€" if sign == "€" else "£"
    bare = _CURRENCY.sub("", _QUOTED.sub("", code))
    if "%" in bare:
        return "percent"
    return "date" if _DATE.search(bare) else "number"


@dataclass(frozen=True, slots=True)
class Shown:
    """``is_number``: exact digits with a point, perhaps a sign before or "%" after them."""

    text: str
    is_number: bool


def shown(raw: str, meaning: Meaning) -> Shown:
    """A stored number as its reader sees it; what is no number stays as it is."""
    try:
        value = _DIGITS_SHOWN.create_decimal(raw.strip())
    except InvalidOperation:
        return Shown(raw, is_number=False)
    if not value.is_finite() or (abs(value.adjusted()) > 20 and value):
        return Shown(raw, is_number=False)
    if meaning == "date":
        return Shown(_day(value), is_number=False)
    if meaning == "percent":
        return Shown(f"{_plain(value * 100)}%", is_number=True)
    return Shown(f"{meaning if meaning != 'number' else ''}{_plain(value)}", is_number=True)


def _day(value: Decimal) -> str:
    return (_DAY_ZERO + timedelta(days=int(value))).isoformat() if 0 <= value <= _MOST_DAYS else str(value)


def _plain(value: Decimal) -> str:
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
