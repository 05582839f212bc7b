"""Words and formats for people, read once from the catalogs in ``bots/locale/<language>/*.po``."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import MAX_EMAX, MIN_EMIN, Decimal, localcontext
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import cast, get_args
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.numbers import get_currency_symbol, parse_pattern

from core.domain.account import Language
from core.domain.money import Money, Rate, exponent_of

LOCALES = Path(__file__).parent / "locale"

# The United States in both languages: "$" stays "$", and 1,234.50 is written the same way.
_REGIONS: dict[Language, str] = {"en": "en_US", "es": "es_US"}
# Plain spaces only: a narrow no-break space alone would push an SMS out of its 160-character alphabet.
_DAYS: dict[Language, str] = {"en": "MMM d, y", "es": "d MMM y"}
_MOMENTS: dict[Language, str] = {"en": "MMM d, y, h:mm a", "es": "d MMM y, h:mm a"}
_ODD_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_KEY_LINE = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgstr taken apart: plain text and {names}, alternating. Nothing inserted is ever read as a template."""

    parts: tuple[tuple[str, str | None], ...]

    @classmethod
    def of(cls, text: str) -> "Sentence":
        """ValueError for anything but plain {names}: no attributes, indexes, conversions or formats."""
        parts = []
        for literal, name, spec, conversion in Formatter().parse(text):
            if name is not None and (spec or conversion or not name.isidentifier()):
                raise ValueError(f"only plain {{names}} are allowed: {text!r}")
            parts.append((literal, name))
        return cls(tuple(parts))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.parts if name is not None)

    def filled(self, spoken: Callable[[str], str]) -> str:
        return "".join(literal + (spoken(name) if name is not None else "") for literal, name in self.parts)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its sentence, or one sentence for each plural form, and where its words stand."""

    forms: tuple[Sentence, ...]
    source: Path


@dataclass(frozen=True, slots=True)
class Catalog:
    """All codes of one language, and the language's rule for which plural form goes with a number."""

    entries: dict[str, Entry]
    plural: Callable[[int], int]


class CatalogWording:
    """One language of ``core.ports.wording.Wording``."""

    def __init__(self, language: Language, catalog: Catalog) -> None:
        self._language = language
        self._catalog = catalog
        self._locale = Locale.parse(_REGIONS[language])

    @property
    def language(self) -> Language:
        return self._language

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self._catalog.entries)

    def text(self, code: str, **details: object) -> str:
        """The sentence of ``code``; the plural form is chosen by the detail ``n``.

        Money, rates and days among the details are written the language's way. KeyError for an unknown code, or
        for a {name} without its detail.
        """
        forms = self._catalog.entries[code].forms
        form = forms[0] if len(forms) == 1 else forms[self._catalog.plural(_count(details["n"]))]
        return form.filled(lambda name: self._spoken(details[name]))

    def money(self, amount: Money) -> str:
        """Exact at any size, with the currency's own number of decimals (ISO 4217, not what is customary)."""
        digits = exponent_of(amount.currency)
        symbol = get_currency_symbol(amount.currency, self._locale)
        pattern = parse_pattern("¤ #,##0" if symbol[-1].isalpha() else "¤#,##0")
        pattern.frac_prec = (digits, digits)
        exact = Decimal(amount.minor)
        with localcontext(prec=exact.adjusted() + 10, Emax=MAX_EMAX, Emin=MIN_EMIN):
            # Babel shortens the number in the caller's context, so the context must hold every digit.
            text: str = pattern.apply(
                exact.scaleb(-digits), self._locale, currency=amount.currency, currency_digits=False
            )
        return text.translate(_ODD_SPACES)

    def phone(self, number: str) -> str:
        """+14155550134 -> +1 415-555-0134; what is no phone number stays as it is."""
        if not number.startswith("+"):
            return number
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            return number
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def percent(self, rate: Rate) -> str:
        """Up to four decimals, without trailing zeros: "8.625%"."""
        whole, rest = divmod(rate.ppm, 10_000)
        return f"{whole}.{rest:04}".rstrip("0").rstrip(".") + "%"

    def day(self, day: date) -> str:
        return format_date(day, _DAYS[self._language], locale=self._locale).translate(_ODD_SPACES)

    def moment(self, moment: datetime, zone: str) -> str:
        """Date and time in that IANA zone; a naive moment is already local. Raises ZoneInfoNotFoundError."""
        local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment.tzinfo else moment
        return format_datetime(local, _MOMENTS[self._language], locale=self._locale).translate(_ODD_SPACES)

    def _spoken(self, detail: object) -> str:
        if isinstance(detail, Money):
            return self.money(detail)
        if isinstance(detail, Rate):
            return self.percent(detail)
        if isinstance(detail, date) and not isinstance(detail, datetime):
            return self.day(detail)
        return str(detail)


@cache
def wording(language: str) -> CatalogWording:
    """The words of "en" or "es", read at first use. ValueError for another language or a catalog that is not sound."""
    known = [name for name in get_args(Language) if name == language]
    if not known:
        raise ValueError(f"no such language: {language!r}")
    return CatalogWording(cast("Language", known[0]), read_catalog(LOCALES / language))


def read_catalog(folder: Path) -> Catalog:
    """Every ``*.po`` of one language as one catalog. ValueError when a code stands twice, or is empty or fuzzy."""
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.po")):
        for code, entry in _entries(path):
            if code in entries:
                raise ValueError(f"{code} stands in {entries[code].source.name} and again in {path.name}")
            entries[code] = entry
    return Catalog(entries, c2py("n != 1"))  # true of every language spoken here


def _entries(path: Path) -> Iterator[tuple[str, Entry]]:
    text = path.read_text(encoding="utf-8")
    twice = [code for code, times in Counter(_KEY_LINE.findall(text)).items() if times > 1]
    if twice:
        raise ValueError(f"{path.name} has twice: {', '.join(twice)}")
    with path.open("rb") as file:
        messages = [message for message in read_po(file, abort_invalid=True) if message.id]
    for message in messages:
        yield _code(message), Entry(tuple(Sentence.of(form) for form in _forms(message, path)), path)


def _code(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message, path: Path) -> tuple[str, ...]:
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy or not all(forms) or len(forms) != (2 if message.pluralizable else 1):
        raise ValueError(f"{path.name}: {_code(message)} is empty, fuzzy or lacks a plural form")
    return forms


def _count(detail: object) -> int:
    """How many, for choosing a plural; a count is a whole number."""
    if not isinstance(detail, int):
        raise TypeError("the detail n, which chooses the plural form, is a whole number")
    return abs(detail)
