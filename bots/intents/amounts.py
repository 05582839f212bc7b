"""Amounts as people type and dictate them: "$4.5k", "4,500", "4.500,00", "cuatro mil quinientos", "10 por ciento".

What could be two numbers is no number: "1.234" is 1234 to a Spanish writer, and nothing in English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from bots.intents.folding import even, fold
from bots.intents.numerals import SMALL_COUNTS, number_in_words
from core.domain.account import Language
from core.domain.money import exponent_of

Kind = Literal["money", "number", "percent"]

# Signs and words of currencies. "$", "dollars" and "pesos" belong to many countries: they say no ISO code.
_SIGNS: dict[str, str | None] = {
    "us$": "USD",
    "mx$": "MXN",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "$": None,
    "€": "EUR",
    "£": "GBP",
}
_CODES = [
    "usd",
    "cad",
    "mxn",
    "eur",
    "gbp",
    "aud",
    "nzd",
    "jpy",
    "kwd",
    "bhd",
    "chf",
    "brl",
    "cop",
    "ars",
    "clp",
    "pen",
    "gtq",
    "hnl",
    "crc",
    "dop",
    "inr",
]
_WORDS: dict[str, str | None] = {
    "dollar": None,
    "dollars": None,
    "dolar": None,
    "dolares": None,
    "bucks": None,
    "buck": None,
}
_WORDS |= {"peso": None, "pesos": None, "euro": "EUR", "euros": "EUR", "dlls": None, "dls": None}
_CURRENCY: dict[str, str | None] = _SIGNS | {code: code.upper() for code in _CODES} | _WORDS
_SCALES = {
    "k": 1000,
    "mil": 1000,
    "thousand": 1000,
    "grand": 1000,
    "million": 10**6,
    "millon": 10**6,
    "millones": 10**6,
}
_PERCENT = r"%|percent\b|per\ cent\b|pct\b|por\ ?ciento\b"
_FRACTIONS = {"half": (1, 2), "mitad": (1, 2), "tercio": (1, 3), "third": (1, 3), "quarter": (1, 4), "cuarto": (1, 4)}


def _one_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BEFORE = rf"(?P<before>{_one_of(list(_SIGNS))}|(?:{_one_of(_CODES)})\ ?(?=[\d.]))"
_DIGITS = r"""(?P<digits>\d{1,3}(?P<group>[,.'])\d{3}(?:(?P=group)\d{3})*(?!\d)(?:(?!(?P=group))[.,]\d{1,2}(?!\d))?
    |\d{1,3},\d{1,4}(?=\ ?%)|\d+(?:\.\d+|,\d{1,2}(?!\d))?|\.\d+)"""
_SCALE = rf"(?:\ ?(?P<scale>{_one_of(list(_SCALES))})(?![^\W_]))"
_AFTER = rf"(?:\ ?(?P<after>\$|€|£|(?:{_one_of(_CODES + list(_WORDS))})(?![^\W_])))"
_NUMBER = re.compile(
    rf"(?<![\w$€£#])(?<!\w-)(?<!\d[.,/])(?P<minus>-)?{_BEFORE}?\ ?{_DIGITS}{_SCALE}?"
    rf"(?:\ ?(?P<percent>{_PERCENT})|(?:\ (?:de|of)(?=\ ))?{_AFTER})?(?![^\W_]|[.,/-]\d)",
    re.VERBOSE,
)
_FRACTION = re.compile(r"(?<![\w/.])([1-9])/([2-9])(?![\w/])|(?<!\w)(half|mitad|tercio|third|quarter|cuarto)(?!\w)")
_TAIL = re.compile(rf"\ ?(?:(?P<percent>{_PERCENT})|(?P<after>{_one_of([*_WORDS, 'k'])})\b)", re.VERBOSE)
_SPOKEN_WORD = re.compile(r"[^\W\d_]+")
_RATIO_WORDS = re.compile(r"(?<!\w)(?:dos tercios|two thirds|(tres cuartos|three quarters))(?!\w)")
_OF = re.compile(r" (?:of|de) ")
# What counts pieces even when it is small: "four of ten".
_COUNT = rf"\d+|{_one_of(SMALL_COUNTS)}"
_COUNT_OF = re.compile(
    rf"(?<!\w)({_COUNT})(?:\ \w+)?\ (?:of|out\ of|de)(?:\ the|\ los|\ las)?\ ({_COUNT})(?!\w)", re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number found in a text, from ``start`` to ``end``. ``currency`` is an ISO 4217 code, only when said.

    "money": written as such ("$", "dollars", "k", cents, thousands); "number": bare digits; "percent": of something.
    """

    start: int
    end: int
    kind: Kind
    value: Decimal
    currency: str | None = None

    @property
    def canon(self) -> str:
        """The one way to write it: "$4500", "4500", "10%"."""
        digits = format(self.value, "f")
        return {"money": f"${digits}", "number": digits, "percent": f"{digits}%"}[self.kind]


def amount(text: str, language: Language = "en", currency: str = "USD") -> Amount | None:
    """The text as one amount and nothing else, or None. ``currency`` decides what three decimals mean."""
    said = even(text)
    found = list(amounts_in(said, language, currency))
    whole = len(found) == 1 and not (said[: found[0].start] + said[found[0].end :]).strip()
    return found[0] if whole else None


def percent(text: str) -> Decimal | None:
    """The text as one percentage ("10%", "10 por ciento", "half", "la mitad", "1/3"), or None."""
    said = re.sub(r"^(?:the|la|el|one|a|un|una) ", "", fold(even(text)))
    found = amount(said)
    if found is None:
        parts = list(fractions_in(said))
        found = parts[0] if len(parts) == 1 and (parts[0].start, parts[0].end) == (0, len(said)) else None
    return found.value if found is not None and found.kind == "percent" else None


def amounts_in(said: str, language: Language = "en", currency: str = "USD") -> Iterator[Amount]:
    """Every amount of an evened text, left to right; what is ambiguous or negative is left out."""
    folded = fold(said)
    written = [found for found in (_read(one, language, currency) for one in _NUMBER.finditer(folded)) if found]
    spoken = [found for found in _spoken(folded) if not any(_overlap(found, one) for one in written)]
    yield from sorted([*written, *spoken], key=lambda one: one.start)


def fractions_in(said: str) -> Iterator[Amount]:
    """As percentages: "half", "la mitad", "1/3", rounded to four decimals."""
    folded = fold(said)
    for found in _RATIO_WORDS.finditer(folded):
        yield _share(found.start(), found.end(), *((3, 4) if found[1] else (2, 3)))
    for found in _FRACTION.finditer(folded):
        above, below, word = found.groups()
        top, bottom = _FRACTIONS[word] if word else (int(above), int(below))
        if top < bottom:
            yield _share(found.start(), found.end(), top, bottom)


def _share(start: int, end: int, top: int, bottom: int) -> Amount:
    return Amount(start, end, "percent", plain((Decimal(100) * top / bottom).quantize(Decimal("1.0000"))))


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 8000, not 8E+3. Exact at any length."""
    digits = format(value, "f")
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)


def _overlap(one: Amount, other: Amount) -> bool:
    return one.start < other.end and other.start < one.end


def _read(found: re.Match[str], language: Language, currency: str) -> Amount | None:
    digits, is_percent = found["digits"], found["percent"] is not None
    value = _percent_value(digits) if is_percent else _value(digits, language, exponent_of(currency))
    if value is None or found["minus"] or len(digits) > 24:
        return None
    if found["scale"]:
        value = value * _SCALES[found["scale"]]
    marked = found["before"] or found["after"]
    clearly = marked or found["scale"] or found["group"] or "." in digits or "," in digits
    kind: Kind = "percent" if is_percent else "money" if clearly else "number"
    said = _CURRENCY.get((found["before"] or found["after"] or "").strip())
    return Amount(found.start(), found.end(), kind, plain(value), said)


def _percent_value(digits: str) -> Decimal | None:
    if digits.count(",") + digits.count(".") > 1 or "'" in digits:
        return None
    return Decimal(digits.replace(",", "."))


def _value(digits: str, language: Language, decimals: int) -> Decimal | None:
    """The number; None when it could be two ("1.234" in English, "4,50" in English)."""
    marks = [char for char in digits if char in ",.'"]
    if not marks:
        return Decimal(digits)
    head, last, tail = digits.rpartition(marks[-1])
    if len(set(marks)) > 1 or (len(marks) == 1 and last == "." and len(tail) != 3):
        return Decimal("".join(char for char in head if char.isdigit()) + "." + tail)
    if len(tail) == 3 and len(head) <= 3 * len(marks) + len(marks) - 1 and not digits.startswith("0"):
        return _grouped(digits, marks, language, decimals)
    if last == "," and len(tail) < 3 and (language == "es" or len(head) > 3):
        return Decimal(f"{head}.{tail}")
    return Decimal(digits) if last == "." and decimals == 3 else None


def _grouped(digits: str, marks: list[str], language: Language, decimals: int) -> Decimal | None:
    if marks == ["."] and language == "en":
        return Decimal(digits) if decimals == 3 else None
    return Decimal("".join(char for char in digits if char.isdigit()))


def _spoken(folded: str) -> Iterator[Amount]:
    """Numbers in words, with what follows them: "ten percent", "four thousand dollars"."""
    words = list(_SPOKEN_WORD.finditer(folded))
    index, counts = 0, _counts(folded)
    while index < len(words):
        count, value = number_in_words([word.group() for word in _together(folded, words[index : index + 12])])
        if not count:
            index += 1
            continue
        start, end = words[index].start(), words[index + count - 1].end()
        follows = _TAIL.match(folded, end)
        if follows or count > 1 or value >= 12 or start in counts:
            is_percent = follows is not None and follows["percent"] is not None
            kind: Kind = "percent" if is_percent else "money" if follows or value >= 100 else "number"
            times = 1000 if follows is not None and follows["after"] == "k" else 1
            yield Amount(start, follows.end() if follows else end, kind, Decimal(value * times))
        index += count


def _counts(folded: str) -> set[int]:
    """Where small numbers stand that count: "four of ten"."""
    if not _OF.search(folded):
        return set()
    return {start for found in _COUNT_OF.finditer(folded) for start in (found.start(1), found.start(2))}


def _together(folded: str, words: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first of them, up to where something else stands between two."""
    apart = (
        at for at, (one, two) in enumerate(pairwise(words), 1) if folded[one.end() : two.start()] not in {" ", "-"}
    )
    return words[: next(apart, len(words))]
