"""Numbers as estimates print them: "$1,234.50", "1.234,50 €", "(250.00)", "12 sf", "45.00/sf", "8.25%".

What could be two numbers is none until the rest of the file says which mark it writes decimals with.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.intents.amounts import amount
from bots.intents.folding import even, fold, words_of
from core.domain.account import Language

Mark = Literal[".", ","]

_SIGNS = {"us$": "USD", "mx$": "MXN", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "€": "EUR", "£": "GBP", "$": "$"}
_CODES = (
    "usd cad mxn eur gbp aud nzd jpy chf brl cop ars clp pen gtq hnl crc dop inr kwd bhd".split()  # noqa: SIM905 - words
)
CODES = frozenset(code.upper() for code in _CODES)
_DOLLARS = words_of("USD CAD MXN AUD NZD ARS CLP COP DOP SGD HKD")  # all write "$"
UNITS = words_of(
    """
    sf sqft sq.ft sq.ft. sq lf linft lin.ft. lnft ft feet foot in yd yds yard yards sy cy cf bf sfca mbf csf
    ea each pc pcs piece pieces pr pair pairs set sets unit units lot lots ls lumpsum allow allowance job
    hr hrs hour hours mh day days wk wks week weeks mo mos month months trip trips load loads
    gal gals gallon gallons lb lbs ton tons bag bags box boxes roll rolls sheet sheets bdl bundle bundles
    sqs square squares ctn carton can tube m m2 m3 m² m³ ml cm mm km kg l sqm lm
    u ud uds und unidad unidades pza pzas pz pieza piezas jgo juego gl glb global h hora horas dia dias jornal
    jornales semana semanas mes meses pie pies pie2 pies2 p2 ft2 ft² pa saco sacos bulto bultos bolsa bolsas caja
    cajas rollo rollos galon galones viaje viajes lote servicio serv tramo ptos punto puntos salida salidas
    """
)
_DIGITS = r"\d[\d.,'\u2019 \u00a0\u202f]*|\.\d+"
_CELL = re.compile(
    rf"""(?:\$\s*(?=\())?(?P<open>\()?\s*(?P<minus>-)?\s*(?P<before>us\$|mx\$|ca\$|c\$|a\$|\$|€|£|(?:{"|".join(_CODES)})(?=[\s\d-]))?
    \s*(?P<minus2>-)?\s*(?P<digits>{_DIGITS})\s*(?P<percent>%)?\s*
    (?P<after>us\$|\$|€|£|(?:{"|".join(_CODES)})\b)?\s*(?P<minus3>-)?(?P<close>\))?
    (?:\s*(?:/|per\s|por\s)?\s*(?P<unit>[a-z²³][\w.²³\ ]{{0,12}}))?""",
    re.VERBOSE,
)
_MOST_DIGITS = 24
_MARKED = re.compile(r"[.,]\d")
_LONGEST = 60  # characters of a cell that is a number
_GROUPED = re.compile(r"\d{1,3}(?P<by>['\u2019 ])\d{3}(?:(?P=by)\d{3})*(?:[.,]\d+)?")
_GROUPS = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+"),
}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number of a cell. ``currency``: an ISO 4217 code, "$" for any dollar or peso, None when not said."""

    value: Decimal
    currency: str | None = None
    percent: bool = False
    unit: str = ""

    def is_in(self, currency: str) -> bool:
        """Whether what is said of its currency fits this one."""
        return self.currency in {None, currency} or (self.currency == "$" and currency in _DOLLARS)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Digits that are a number, but could be two."""

    text: str


def is_unit(text: str) -> bool:
    return _unit(text) in UNITS


def _unit(text: str) -> str:
    return fold(even(text)).replace(" ", "").strip("./")


def numeral(text: str, mark: Mark | None, language: Language, currency: str) -> Numeral | Unclear | None:
    """The cell as one number and nothing else; None when it is none. ``mark``: what this file writes decimals with."""
    if len(text) > _LONGEST:
        return None
    said = fold(even(text)).strip()
    found = _CELL.fullmatch(said)
    if found is None or (found["unit"] and _unit(found["unit"]) not in UNITS):
        typed = amount(text, language, currency) if any(char.isalpha() for char in said) else None
        return Numeral(typed.value, typed.currency, typed.kind == "percent") if typed else None
    digits = _compact(found["digits"])
    value = _value(digits, mark, language)
    if value is None or bool(found["open"]) != bool(found["close"]):
        return Unclear(text)
    negative = any(found[part] for part in ("open", "minus", "minus2", "minus3"))
    sign = (found["before"] or found["after"] or "").strip()
    unit = even(text)[found.start("unit") :].strip() if found["unit"] else ""
    money = _SIGNS.get(sign, sign.upper()) if sign else None
    return Numeral(-value if negative else value, money, found["percent"] is not None, unit)


def exact(text: str) -> Numeral | None:
    """Of a cell that says itself that it is a number: a point before decimals, no groups."""
    sign = next((one for one in ("€", "£", "$") if text.startswith(one)), "")
    digits = text.removeprefix(sign).removesuffix("%")
    try:
        value = Decimal(digits)
    except ArithmeticError:
        return None
    if not value.is_finite() or len(digits) > _MOST_DIGITS:
        return None
    return Numeral(value, _SIGNS.get(sign), text.endswith("%"))


def mark_of(texts: Iterable[str]) -> Mark | None:
    """What this file writes decimals with; None when nothing in it tells, or when it does both."""
    seen = {told for text in texts if (told := _told(text))}
    return seen.pop() if len(seen) == 1 else None


def _told(text: str) -> Mark | None:
    if not _MARKED.search(text) or len(text) > _LONGEST:
        return None
    found = _CELL.fullmatch(fold(even(text)).strip())
    kind = _mark(_compact(found["digits"])) if found else None
    return kind if kind in {".", ","} else None


def _compact(digits: str) -> str:
    """Without the signs that can only group, spaces and apostrophes; as it is where they do not group."""
    said = digits.strip().rstrip(".,")
    return re.sub("['\u2019 ]", "", said) if _GROUPED.fullmatch(said) else said


def _mark(digits: str) -> Mark | Literal["", "?", "!"]:
    """The decimal mark that these digits prove; "" without marks, "?" when it could be either, "!" when no number."""
    if " " in digits or "'" in digits:
        return "!"
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return ""
    last: Mark = "." if marks[-1] == "." else ","
    other: Mark = "," if last == "." else "."
    head, _, tail = digits.rpartition(last)
    if other in marks:
        whole = marks.count(last) == 1 and _GROUPS[other].fullmatch(head)
        return last if whole else "!"
    if len(marks) > 1:
        return other if _GROUPS[last].fullmatch(digits) else "!"
    return "?" if len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" else last


def _value(digits: str, mark: Mark | None, language: Language) -> Decimal | None:
    kind = _mark(digits)
    if kind == "!" or len(digits) > _MOST_DIGITS:
        return None
    if kind == "?":
        kind = mark or _customary(digits, language)
    if not kind and any(char in ".," for char in digits):
        return None
    groups = "," if kind == "." else "."
    return Decimal(digits.replace(groups, "").replace(",", ".") if kind else digits)


def _customary(digits: str, language: Language) -> Mark | Literal[""]:
    """As in chat: "1,234" is a thousand in both languages, "1.234" in Spanish only."""
    if "," in digits:
        return "."
    return "," if language == "es" else ""
