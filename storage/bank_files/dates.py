"""Days as banks write them. Which of two numbers is the month is decided over the whole file, or asked.

A year of four digits leads: year, month, day. Points between numbers: the day leads (as in Europe). Else a number above
12 tells; where there is none, nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from storage.bank_files import limits
from storage.bank_files.lines import AskDates, DateOrder, NotTaken

_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[t ]\d.*)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:[Tt ,]+\d.*)?")
_DAY_NAME = re.compile(r"(\d{1,2})[-. /]*(?:de )?([a-z]{3,10})\.?(?: de)?[-, /]*(\d{4}|\d{2})")
_NAME_DAY = re.compile(r"([a-z]{3,10})\.? (\d{1,2}),? (\d{4})")
_MONTHS = (
    "jan ene januar january enero janv",
    "feb februar february febrero",
    "mar mrz marz march marzo maart",
    "apr abr april abril",
    "may mai mayo mei",
    "jun juni june junio",
    "jul juli july julio",
    "aug ago august agosto",
    "sep sept september septiembre setiembre",
    "oct okt oktober october octubre",
    "nov november noviembre",
    "dec dic dez dezember december diciembre",
)
_MONTH = {name: place for place, names in enumerate(_MONTHS, 1) for name in names.split()}


class Dates:
    """Reads the days of one file. Raises AskDates, and NotTaken (bankfile.dates) where they contradict each other."""

    def __init__(self, written: Iterable[str], order: DateOrder) -> None:
        self._day_first = order == "dmy" or (order != "mdy" and _day_first([one.strip() for one in written]))

    def read(self, written: str) -> date | None:
        """None for what is no day, or none of our time."""
        text = _plain(written)
        if found := _YEAR_FIRST.fullmatch(text):
            return _day(found[1], found[2], found[3])
        if found := _NUMBERS.fullmatch(text):
            first, mark, second, year = found.groups()
            day_first = self._day_first or mark == "."
            return _day(year, second, first) if day_first else _day(year, first, second)
        if found := _DAY_NAME.fullmatch(text):
            return _day(found[3], str(_MONTH.get(found[2], 0)), found[1])
        if found := _NAME_DAY.fullmatch(text):
            return _day(found[3], str(_MONTH.get(found[1], 0)), found[2])
        return None


def looks_like_a_day(written: str) -> bool:
    text = _plain(written)
    return any(form.fullmatch(text) for form in (_YEAR_FIRST, _NUMBERS, _DAY_NAME, _NAME_DAY))


def _plain(written: str) -> str:
    folded = unicodedata.normalize("NFKD", written.strip().casefold())
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())[:40]


def _day_first(written: list[str]) -> bool:
    pairs = [
        (int(found[1]), int(found[3])) for one in written if (found := _NUMBERS.fullmatch(one)) and found[2] != "."
    ]
    first = any(day > 12 for day, _ in pairs)
    second = any(day > 12 for _, day in pairs)
    if first and second:
        raise NotTaken("bankfile.dates")
    if not first and not second and example(written):
        raise AskDates
    return first


def example(written: Iterable[str]) -> str:
    """The day alone of one that can be read in two ways, "" where there is none."""
    every = (_NUMBERS.fullmatch(one.strip()) for one in written)
    return next((_alone(found) for found in every if found and _is_either(found)), "")


def _is_either(found: re.Match[str]) -> bool:
    first, mark, second, year = found.groups()
    read = {_day(year, first, second), _day(year, second, first)}
    return mark != "." and None not in read and len(read) > 1


def _alone(found: re.Match[str]) -> str:
    return found[0][: found.end(4)]


def _day(year: str, month: str, day: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    if not limits.FIRST_YEAR <= full <= limits.LAST_YEAR:
        return None
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None
