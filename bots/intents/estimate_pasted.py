"""Lines as people type them: "- cabinets 12 x 450", "(optional) lights 600", "200 sf tile at 3.50 = 700"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from bots.intents.amounts import Amount, amounts_in
from bots.intents.estimate_numbers import Numeral, is_unit, numeral
from bots.intents.estimate_pricing import Numbers
from bots.intents.estimate_rows import Entry
from bots.intents.folding import even, fold
from core.domain.account import Language
from storage.estimates.grid import GridRow

_BULLET = re.compile(r"\A\s*(?:[-–•*·▪+]|\d{1,3}[.)])\s+(?=\S)")
_MARK = re.compile(r"\A\s*[-–•*·▪+]\s+(?=\S)")
_TIMES = re.compile(r"\s*(?:x|×|\*|@|at|a|por|de a|at \$|por)\s*\$?")
_AT = re.compile(r"(?<!\S)(?:@|at|x|×|a|por)\s*\$?\s*$")
_EACH = re.compile(
    r"\s*(?:/|per|por|a|each|ea\.?|apiece|c/u|cada uno|cada una)?\s*(?P<unit>[\w.²³]{1,8}(?: ft| pies)?)?\s*"
)
_EACH_WORDS = frozenset({"each", "ea", "ea.", "apiece", "c/u", "cada"})
_GLUED = re.compile(r"(?<![\w.,])(\d[\d.,]*)(sf|sqft|lf|hrs?|ea|pcs?|yds?|cy|m2|m²|ml)(?!\w)", re.IGNORECASE)
_COUNT = re.compile(r"(?:(?<!\w)[x×]\s?(?P<times>\d{1,4})|\((?P<round>\d{1,4})\))\s*$", re.IGNORECASE)
_IN_STARS = re.compile(r"\A\s*(?P<mark>\*{1,2}|_{1,2})(?P<inner>[^\s*_](?:.*[^\s*_])?)(?P=mark)(?P<colon>:?)\s*\Z")
_ASIDE = re.compile(r"\s*(?P<aside>\([^()\d]{1,60}\))[\s.;,]*")
_CREDIT = re.compile(r"(?<!\w)(?:credit|less|deduct|minus|discount|rebate|refund|credito|menos|descuento|rebaja|abono)")
_INSIDE = re.compile(r"\s+(?!(?:for|per|of|off|each|por|de|para|cada|c/u)\b)[^\d\s]+(?:\s+[^\d\s]+){0,3}\s*")
# "[20/11/26, 10:02] Pepe: " and "11/20/26, 10:02 AM - Pepe: ", as messengers export and copy what was said.
_STAMP = re.compile(
    r"^[\u200e\s]*\[?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?\]?(?: -)?"
    r" [^:\n]{1,40}:[ ]?",
    re.IGNORECASE | re.MULTILINE,
)
_LEVEL = re.compile(
    r"(?<!\w)(?P<level>good|better|best|bueno|mejor|optimo|excelente|basic|basico|standard|estandar|premium|deluxe"
    r"|(?:option|opcion) [a-z\d])\s*[:=(-]?\s*(?P<price>\$?\d[\d.,]*k?)\)?(?![\w%])"
)
_BETWEEN = frozenset({"", "/", ",", ";", "|", "or", "o", ", or", "/ or"})
_SUM_OF = re.compile(r"(?<!\w)(?:sum|suma|total)(?: of| de)?:? [^\d$]*\(")  # "the sum of: Ten thousand ($10,000)"
_ADDS = re.compile(r"\s(?:add|deduct|sumar|restar)\s*[:.]?$", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?P<number>\(\s*\$?\d[\d.,]*\s*\)|(?<!\w)[-–−]\s?\$?\d[\d.,]*|\$\s?-\d[\d.,]*)\s*$")
_UNCLEAR = re.compile(r"(?<!\w)\d[\d.,]*\d\s*$")
_MEASURED = re.compile(
    r"(?<![\w.,$])\d+(?:[.,]\d+)? ?(?P<unit>m2|m²|ml|m|lf|sf|sqft|sq\.? ?ft|square feet|linear feet|feet|ft|yds?|cy"
    r"|metros|meters|pies|hours|hrs|horas)(?!\w)",
    re.IGNORECASE,
)
_A_METER = re.compile(
    r"((?<!\w)(?:at|@|x|a|por) ?\$?\d[\d.,]*) (?:an?|per|el|la|por|cada|the) (?:square |linear )?"
    r"(?:met(?:er|re|ro)|foot|pie|yard|hour|hora|piece|pieza|m2|sq ?ft)(?: cuadrado| lineal)?(?!\w)",
    re.IGNORECASE,
)
_OF = re.compile(r"^(?:of|de) (?:the |el |la |los |las )?")
_TAIL = re.compile(r"\s*(?:total|each|ea\.?|c/u|dollars|dolares|usd|\(optional\)|\(opcional\)|[^\w\s$€£%()])*\s*")
_LONGEST = 300  # characters of a line; what is longer is a letter, not a line
_EDGE = " \t:-–—,;=$.…_+"


@dataclass(frozen=True, slots=True)
class _Found:
    words: str
    numbers: Numbers
    unit: str = ""
    code: str = ""
    doubt: str = ""


def unstamped(text: str) -> str:
    """Without what a messenger sets before each line: when it was said, and by whom."""
    return _STAMP.sub("", text)


def entries(rows: Sequence[GridRow], language: Language, currency: str) -> tuple[Entry, ...]:
    """One a line; the kinds of marks around numbers are those of chat. Where lines with prices are marked as items, a
    marked one without a price is an item too: it is told that it has none, and joined to no other.
    """
    rows, levels = _one_each(rows)
    found = [_entry(row, language, currency) for row in rows]
    found = [
        replace(entry, alternative=level, choice=entry.words if level else "")
        for entry, level in zip(found, levels, strict=True)
    ]
    marked = [_MARK.match(row.cells[0].text) is not None for row in rows]
    if not any(mark and entry.numbers.any_price for mark, entry in zip(marked, found, strict=True)):
        return tuple(found)
    return tuple(
        replace(entry, code="estimate.no_amount") if mark and entry.is_words and not entry.strong else entry
        for mark, entry in zip(marked, found, strict=True)
    )


def _one_each(rows: Sequence[GridRow]) -> tuple[list[GridRow], list[str]]:
    """A choice that stands on one line ("Tile: good 1800 / better 2400") as a line of its own for each."""
    split: list[tuple[GridRow, str]] = []
    for row in rows:
        text = even(row.cells[0].text)
        found = list(_LEVEL.finditer(fold(text)))
        parted = {fold(text[one.end() : two.start()]).strip() for one, two in pairwise(found)}
        whole = len(found) > 1 and parted <= _BETWEEN and not text[found[-1].end() :].strip(_EDGE)
        words = text[: found[0].start()].rstrip(" :-,") if whole else ""
        if not words.strip(_EDGE):
            split.append((row, ""))
            continue
        for one in found:
            cell = replace(row.cells[0], text=f"{words}: {text[slice(*one.span('price'))]}")
            split.append((replace(row, cells=(cell,)), text[slice(*one.span("level"))]))
    return [row for row, _ in split], [level for _, level in split]


def _entry(row: GridRow, language: Language, currency: str) -> Entry:
    text = row.cells[0].text
    starred = _IN_STARS.match(text)
    plain = f"{starred['inner']}{starred['colon']}" if starred else text
    said = _GLUED.sub(r"\1 \2", even(_BULLET.sub("", plain, count=1) or plain))
    found = _read(_whole_each(said), language, currency)
    if found.code == "" and not found.numbers.any_price and _is_counted(said):
        found = replace(found, code="estimate.only_counted")
    heading = found.code == "" and not found.numbers.any_price
    return Entry(
        page=row.page,
        row=row.row,
        text=text,
        words=_ADDS.sub("", found.words) or said,
        numbers=found.numbers,
        unit=found.unit,
        code=found.code,
        doubt=found.doubt,
        strong=heading and (said.endswith(":") or starred is not None),
        amounts_are_given=False,
    )


def _is_counted(said: str) -> bool:
    """As "12 m2 of tile": work, and what it costs is not said."""
    found = _MEASURED.search(said)
    return bool(found and is_unit(found["unit"]) and not said.rstrip().endswith(":"))


def _whole_each(said: str) -> str:
    """What is said "at 95 a meter" is at 95."""
    return _A_METER.sub(r"\1", said)


def _read(said: str, language: Language, currency: str) -> _Found:
    if len(said) > _LONGEST:
        return _Found(said, Numbers(), code="estimate.unclear_number" if any(map(str.isdigit, said)) else "")
    negative = _NEGATIVE.search(said)
    if negative and (whole := _SUM_OF.search(fold(said))) and whole.end() == negative.start() + 1:
        amount = numeral(negative["number"].strip("() "), None, language, currency)
        if isinstance(amount, Numeral):
            return _Found("Total", Numbers(amount=amount))
    if negative and not _takes_off(said, negative):
        said, negative = f"{said[: negative.start()]} {negative['number'][1:]}", None
    found = [one for one in amounts_in(said, language, currency) if one.kind != "percent"]
    if negative:
        number = numeral(negative["number"].replace(" ", ""), None, language, currency)
        if isinstance(number, Numeral) and not any(one.end > negative.start() + 2 for one in found[:-1]):
            return _Found(said[: negative.start()].strip(_EDGE), Numbers(amount=number))
    if not found or said.rstrip().endswith(":"):
        unclear = bool(_UNCLEAR.search(said)) and not said.rstrip().endswith(":")
        return _Found(said, Numbers(), code="estimate.unclear_number" if unclear else "")
    return _multiplied(said, found) or _at(said, found) or _alone(said, found)


def _multiplied(said: str, found: Sequence[Amount]) -> _Found | None:
    """Such as "12 x 450", "200 sf at 3.50 = 700": two numbers with a sign between them, perhaps their product after."""
    for place, (one, two) in enumerate(pairwise(found)):
        unit, between = _unit_then(said[one.end : two.start])
        after = found[place + 2] if place + 2 < len(found) else None
        each, rest = _each(said[two.end : after.start if after else len(said)])
        signed = _TIMES.fullmatch(fold(between)) or (unit and each and not between.strip(_EDGE))
        if not signed or _is_price(said, one):
            continue
        if (rest.strip(_EDGE) and not _TAIL.fullmatch(fold(rest))) or len(found) > place + 3:
            continue
        words = said[: one.start].strip(_EDGE)
        total = _numeral(after) if after else None
        if not words or (after and _TAIL.fullmatch(fold(said[after.end :])) is None):
            continue
        return _Found(words, Numbers(_numeral(one), _numeral(two), total), unit or each)
    return None


def _at(said: str, found: Sequence[Amount]) -> _Found | None:
    """Such as "3 doors at 250", "2 dumpsters 350 each": how many stands first, the price last."""
    if len(found) not in {2, 3} or said[: found[0].start].strip(_EDGE) or found[0].kind == "money":
        return None
    one, two = found[:2]
    after = found[2] if len(found) == 3 else None
    between, tail = said[one.end : two.start], said[two.end : after.start if after else len(said)]
    if after and not (tail.rstrip().endswith("=") and _TAIL.fullmatch(fold(said[after.end :]))):
        return None
    each = fold(tail).strip(" .").split(" ", maxsplit=1)[0] in _EACH_WORDS or tail.lstrip().startswith("/")
    if not _AT.search(fold(between)) and not each:
        return None
    unit, words = _unit_then(_AT.sub("", between))
    words = _OF.sub("", words.strip(_EDGE))
    return _Found(words, Numbers(_numeral(one), _numeral(two), _numeral(after) if after else None), unit)


def _alone(said: str, found: Sequence[Amount]) -> _Found:
    """The number that ends the line is its amount; one that begins it, when it is money and the only one."""
    last, tail = found[-1], said[found[-1].end :]
    if sum(_is_price(said, one) for one in found) > 1:
        return _Found(said, Numbers(), code="estimate.unclear_number")
    aside = _ASIDE.fullmatch(tail)
    if _TAIL.fullmatch(fold(tail)) or aside:
        words = said[: last.start].strip(_EDGE) + (f" {aside['aside']}" if aside else _optional(tail))
        if (count := _COUNT.search(words)) and fold(tail).strip(" .").split(" ", maxsplit=1)[0] in _EACH_WORDS:
            how_many = Numeral(Decimal(count["times"] or count["round"]))
            return _Found(words[: count.start()].strip(_EDGE), Numbers(how_many, _numeral(last)), "ea")
        counted = found[0] is not last and found[0].kind == "number" and not said[: found[0].start].strip(_EDGE)
        return _Found(words, Numbers(amount=_numeral(last)), doubt="estimate.one_sum" if counted else "")
    if len(found) == 1 and last.kind == "money" and not said[: last.start].strip(_EDGE):
        return _Found(said[last.end :].strip(_EDGE), Numbers(amount=_numeral(last)))
    if len(found) == 1 and _is_price(said, last) and _INSIDE.fullmatch(fold(tail)):
        words = f"{said[: last.start].strip(_EDGE)} {tail.strip()}"
        return _Found(words, Numbers(amount=_numeral(last)), doubt="estimate.price_inside")
    money = [one for one in found if one.kind == "money"]
    return _Found(said, Numbers(), code="estimate.unclear_number" if money else "")


def _takes_off(said: str, negative: re.Match[str]) -> bool:
    """A dash that stands apart ("demo - 2,400") parts the words from the price; of a credit it is a minus."""
    apart = negative["number"][:1] in "-–−" and negative["number"][1:2].isspace()
    return not apart or _CREDIT.search(fold(said[: negative.start()])) is not None


def _is_price(said: str, one: Amount) -> bool:
    """Whether it is written as money: "$35.50", "4.5k", "400 dollars"; "35.5" alone may count things."""
    return any(char in "$€£" or char.isalpha() for char in said[one.start : one.end])


def _optional(tail: str) -> str:
    return " (optional)" if "(op" in fold(tail) else ""


def _unit_then(between: str) -> tuple[str, str]:
    """(the unit that comes first, what is left)."""
    words = between.split()
    for count in (2, 1):
        if len(words) >= count and is_unit(" ".join(words[:count])):
            return " ".join(words[:count]), " " + " ".join(words[count:]) + " "
    return "", between


def _each(tail: str) -> tuple[str, str]:
    """(the unit that the price is for, what is left): "/sf", "each"."""
    found = _EACH.match(fold(tail))
    unit = tail[slice(*found.span("unit"))] if found and found["unit"] else ""
    if found and (is_unit(unit) or fold(unit) in _EACH_WORDS):
        return unit if is_unit(unit) else "ea", tail[found.end() :]
    return "", tail


def _numeral(one: Amount) -> Numeral:
    return Numeral(one.value, one.currency)
