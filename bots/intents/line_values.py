"""What a line of a proposal is to come to, as it is said: "2400", "$12 each", "40 sq ft at 12"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bots.intents.amounts import Amount, amounts_in
from bots.intents.estimate_numbers import is_unit
from bots.intents.folding import fold
from bots.intents.turn import Hints

_EACH = re.compile(
    r"(?:each|apiece|a piece|ea|per piece|cada un[oa]|c/u"
    r"|(?:/ ?|(?:per|por|a|the|el) )(?P<unit>[a-z²0-9]+\.?(?: [a-z]+)?))"
)
_SPELLED_UNITS = {
    "square foot": "sq ft",
    "square feet": "sq ft",
    "linear foot": "lf",
    "linear feet": "lf",
    "square yard": "sq yd",
    "square yards": "sq yd",
    "square meter": "m2",
    "square meters": "m2",
    "metro cuadrado": "m2",
    "metros cuadrados": "m2",
    "pie cuadrado": "pie2",
    "pies cuadrados": "pie2",
}
_ALL = re.compile(r"(?:in all|total|in total|all together|altogether|for all(?: of it)?|en total|por todo|todo)")
_TIMES = re.compile(r"(?P<unit>.{0,20}?)(?:\b|[ ²³])(?:x|×|\*|@|at|por|a|de a) ?")
_SMALL = Decimal(100)
_VALUE_EDGE = " .$€£"


@dataclass(frozen=True, slots=True)
class ValueSaid:
    """``amount`` of one where ``each``, of all where not, None: it was not said which. ``small``: a bare number that
    may as well be how many. ``percent``: the amount is one.
    """

    amount: Decimal | None = None
    each: bool | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    small: bool = False
    percent: bool = False


def value_said(said: str, hints: Hints) -> ValueSaid | None:
    """Such as "2400", "$12 each", "40 sq ft", "40 sq ft at 12"; None where other words are in it."""
    amounts = list(amounts_in(said, hints.language, hints.currency))
    if not 1 <= len(amounts) <= 2 or fold(said[: amounts[0].start]).strip(_VALUE_EDGE):
        return None
    behind = said[amounts[-1].end :].strip(" .,")
    if len(amounts) == 2:
        return _counted(said, amounts[0], amounts[1], fold(behind))
    return _plain(amounts[0], behind)


def _plain(one: Amount, behind: str) -> ValueSaid | None:
    if one.kind == "percent":
        return None if behind else ValueSaid(one.value, percent=True)
    if not behind:
        return ValueSaid(one.value, small=one.kind == "number" and one.value < _SMALL)
    if _ALL.fullmatch(fold(behind)):
        return ValueSaid(one.value, each=False)
    if each := _EACH.fullmatch(fold(behind)):
        unit = _unit(each["unit"] or "")
        return ValueSaid(one.value, each=True, unit=unit or None) if unit or not each["unit"] else None
    unit = _unit(behind) if one.kind == "number" else ""
    return ValueSaid(quantity=one.value, unit=unit) if unit else None


def _unit(said: str) -> str:
    """As it is written on lines, "" where it is none."""
    return _SPELLED_UNITS.get(fold(said), said if is_unit(said) else "")


def _counted(said: str, count: Amount, price: Amount, behind: str) -> ValueSaid | None:
    """How many, where a sign for it stands between."""
    between = said[count.end : price.start].rstrip("$€£ ") + " "
    found = _TIMES.fullmatch(fold(between))
    plain = not behind or _EACH.fullmatch(behind)
    if found is None or not plain or "percent" in {count.kind, price.kind}:
        return None
    unit = between[: found.end("unit")].strip()
    if unit and not _unit(unit):
        return None
    return ValueSaid(price.value, each=True, quantity=count.value, unit=_unit(unit) or None)
