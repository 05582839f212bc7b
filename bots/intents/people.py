"""Phone numbers and e-mail addresses in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from bots.intents.folding import even

# Local parts and labels are bounded, as in RFC 5321 (64) and RFC 1035 (63): nothing here can run away.
_EMAIL = re.compile(r"(?<![\w.+%-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])")
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00|011[ -]?)\d[\d ().-]{5,20}\d(?!\w)")
_NORTH_AMERICAN = re.compile(
    r"(?<![\w$#+])(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-]{0,3})\d{3}[ .-]{0,3}\d{4}(?![\w%]|[.,]\d)"
)
_ELSEWHERE = re.compile(r"(?<![\w$#+])\(?\d[\d ().-]{6,16}\d(?![\w%]|[.,]\d)")
_LAST_GROUP = re.compile(r"[ ().-]+\d{1,7}$")
_NANP = {"US", "CA", "PR", "DO", "JM"}


@dataclass(frozen=True, slots=True)
class Found:
    """What stands from ``start`` to ``end``; a phone number as E.164, an e-mail address in lower case domain."""

    start: int
    end: int
    value: str


def emails_in(text: str) -> Iterator[Found]:
    for found in _EMAIL.finditer(text):
        local, _, domain = found.group().rpartition("@")
        if ".." not in local:
            yield Found(found.start(), found.end(), f"{local}@{domain.lower()}")


def phones_in(text: str, country: str = "US") -> Iterator[Found]:
    """Numbers that exist as far as the numbering plans know; ``country`` is ISO 3166, for numbers without "+"."""
    taken = 0
    local = _NORTH_AMERICAN if country in _NANP else _ELSEWHERE
    candidates = [*_INTERNATIONAL.finditer(text), *local.finditer(text)]
    for found in sorted(candidates, key=lambda one: (one.start(), -one.end()))[:20]:
        number = _beginning(found.group(), country) if found.start() >= taken else None
        if number:
            taken = found.start() + number.end
            yield Found(found.start(), taken, number.value)


def _beginning(text: str, country: str) -> Found | None:
    """The longest number that it begins with: a price may follow after a mere space."""
    for _ in range(4):
        if number := _number(text, country):
            return Found(0, len(text), number)
        shorter = _LAST_GROUP.search(text)
        if shorter is None:
            return None
        text = text[: shorter.start()]
    return None


def phone(text: str, country: str = "US") -> str | None:
    """The text as one phone number, E.164, or None."""
    return _number(even(text), country)


def email(text: str) -> str | None:
    """The text as one e-mail address, or None."""
    said = even(text)
    found = next(emails_in(said), None)
    return found.value if found is not None and (found.start, found.end) == (0, len(said)) else None


def _number(text: str, country: str) -> str | None:
    digits = re.sub(r"^(?:00|011)", "+", text[:40])
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
