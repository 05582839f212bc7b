"""Numbers as people type them into a field. What could be two numbers, or has other words in it, is no number."""

import re
from decimal import Decimal

from core.domain.money import exponent_of

_ROUND = re.compile(r"\((?P<inside>[^()]*)\)")
_SIGNS = r"us\$|mx\$|ca\$|c\$|a\$|[$€£]"
_TIMES = {"k": 1000, "mil": 1000}
_SCALED = re.compile(r"(?P<number>.*\d)\s*(?P<times>k|mil)")
_PLAIN = re.compile(r"\d+|\d*\.\d+|\d+\.")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_ONE_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_ONE_COMMA = re.compile(r"\d+,\d{1,2}")
_LONGEST = 24


def price_in(said: str, currency: str, *, spanish: bool) -> Decimal | None:
    """An amount of money: "$1,234.50", "1.234,50", "(200)" for a credit, "4.5k"."""
    text = said.strip().lower()
    if found := _ROUND.fullmatch(text):
        inside = price_in(found["inside"], currency, spanish=spanish)
        return -inside if inside and inside > 0 else None
    bare = re.sub(
        rf"^(?P<minus>-?)\s*(?:{_SIGNS}|{currency.lower()}(?![a-z]))\s*(?P<rest>.*)$", r"\g<minus>\g<rest>", text
    )
    bare = re.sub(rf"(?<=[\dk.])\s*(?:[$€£]|{currency.lower()})$", "", bare)
    minus, bare = bare.startswith("-"), bare.removeprefix("-").strip()
    scaled = _SCALED.fullmatch(bare)
    bare, times = (scaled["number"], _TIMES[scaled["times"]]) if scaled else (bare, 1)
    groups = spanish and exponent_of(currency) != 3 and not scaled
    number = _number(bare, spanish=spanish, point_groups=groups)
    if number is None:
        return None
    return -number * times if minus else number * times


def quantity_in(said: str, *, spanish: bool) -> Decimal | None:
    """How many: "12", "1,200", "2.5"; a comma before one or two digits is a point to Spanish writers."""
    text = said.strip()
    if spanish and re.fullmatch(r"\d{1,3},\d{3}", text):
        return None
    return _number(text, spanish=spanish, point_groups=False)


def _number(text: str, *, spanish: bool, point_groups: bool) -> Decimal | None:
    if len(text) > _LONGEST or not text.isascii():
        return None
    text = text.replace(" ", "") if re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?", text) else text
    if point_groups and _ONE_POINT.fullmatch(text):
        return Decimal(text.replace(".", ""))
    if _PLAIN.fullmatch(text) or _COMMAS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _POINTS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", ".")) if spanish and _ONE_COMMA.fullmatch(text) else None
