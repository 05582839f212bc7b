"""A line of a proposal changed in words: "change the tile line to 2400", "quita la línea del contenedor"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bots.intents.amounts import amounts_in
from bots.intents.folding import even, fold
from bots.intents.line_values import ValueSaid, value_said
from bots.intents.names import match
from bots.intents.turn import Hints

_Line = Literal["say", "by", "rename", "remove", "optional", "firm", "add", "move"]
Wish = _Line | Literal["section", "labor", "materials", "exempt", "taxed"]

_KIND = "proposal|quote|bid|estimate|propuesta|presupuesto|cotizacion"
_LINE = "line|item|row|linea|renglon|partida|concepto|rubro"
_THE = r"(?:(?:the|that|this|my|la|el|los|las|esa|ese|esta|este) )?"
_NUMBERED = rf"{_THE}(?:{_LINE}) ?(?:number |numero |no\.? ?|# ?)?(?P<number>\d{{1,3}})"
_LAST = rf"(?P<final>{_THE}(?:last|ultima|ultimo) (?:{_LINE}))|(?P<last>it|that|eso|that one|that line)"
_OF = r"(?:del|de la|de los|de las|de|for|of) "
_WORDED = rf"{_THE}(?:(?:{_LINE}) (?:{_OF})?(?P<sure>.+?)|(?P<sure2>.+?) (?:{_LINE})|(?P<bare>.+?))"
_REF = rf"(?:{_NUMBERED}|{_LAST}|{_WORDED})"
_SET = (
    "change|make|set|update|put|edit|fix|adjust|correct|price|charge|cambia|cambiar|cambiale|pon|poner|ponle|deja"
    "|dejar|actualiza|ajusta|corrige|haz"
)
_MORE, _LESS = "raise|increase|bump|bump up|sube|subir|aumenta", "lower|reduce|cut|decrease|baja|bajar|reduce|rebaja"
_FIGURES = "unit price|price|rate|cost|amount|quantity|qty|count|precio unitario|precio|costo|monto|cantidad"
_FIELD = rf"(?:(?:the |el |la )?(?P<field>{_FIGURES}) (?:of|on|for|de|del) )?"
_NO_TO = "".join(rf"(?<! {word})" for word in ("to", "at", "into", "a", "en", "por", "de", "=", "price", "quantity"))
_TO = r"(?:to|at|into|a|en|por|=)"
_DROP = (
    "remove|delete|drop|erase|take out|take off|take away|leave out|scratch|strike|get rid of|cut|quita|quitar|quitale"
    "|borra|borrar|elimina|eliminar|saca|sacar"
)
_ADD = "add|insert|include|agrega|agregar|agregale|anade|anadir|incluye|suma|mete"
_ANOTHER = r"(?:an? |one |another |una? |otr[ao] )?(?:new |nuev[ao] )?"
_FIRM = "not optional|no opcional|required|mandatory|included|obligatori[oa]|fij[oa]"
_MAKE = "make|mark|set|leave|put|haz|hacer|pon|marca|deja|vuelve"
_WOULD = "should be|should cost|costs|is|es|son|debe ser|deberia ser|cuesta|sale en|queda en|va en"
_TITLE = "name|description|wording|text|words|nombre|descripcion|texto"
_LABOR = "labou?r|mano de obra"
_MATERIALS = "materials?|materiales|material"
# "no tax on labor" is about all labor.
_NOT_ALL = rf"(?!(?:the |la |el |los )?(?:{_LABOR}|{_MATERIALS})$)"
_COUNTS = r"(?:is|are|counts? as|es|son|cuenta[n]? como)(?: all| only| just| todo| solo)?"
_UNTAXED = (
    "tax[ -]?exempt|exempt(?: from tax(?:es)?)?|not taxed|untaxed|tax[ -]free|not taxable|non-?taxable"
    "|exent[oa]s?(?: de impuestos?)?|sin impuestos?|sin iva|libre de impuestos?"
)
_INTO = (
    r"(?:to|into|under|in|a|al|en|bajo|para) (?:the |la |el )?(?:(?:section|room|seccion|cuarto) )?(?P<new>[^\d]+?)"
    r"(?: section)?"
)
_TAX = "(?:tax(?:es)?|impuestos?|iva)"
_BOOK = "count|treat|book|cuenta|toma"
_CALL, _AS = "rename|call|change|renombra|renombrar|llama|cambia", "to|as|into|a|como|por"
_SECTION = r"(?:section|room heading|heading|seccion|apartado)"
# The first that fits counts.
_WISHES: tuple[tuple[Wish, str], ...] = (
    (
        "firm",
        rf"(?:{_MAKE}) {_REF} (?:as |como )?(?:{_FIRM})",
    ),
    ("firm", rf"{_REF} (?:is not|is no longer|isn't|shouldn't be|ya no es|no es) optional(?: any ?more)?"),
    ("firm", rf"{_REF} (?:ya no es|no es|ya no sea) opcional"),
    ("optional", rf"(?:{_MAKE}) {_REF} (?:as |como |be )?(?:an )?(?:optional|opcional)"),
    ("optional", rf"(?:{_MAKE}) opcional {_REF}"),
    ("optional", r"(?:haz|pon|deja|marca)(?P<last>l[oa]) (?:como )?opcional"),
    ("optional", rf"{_REF} (?:is|should be|can be|es|sea|debe ser|queda|queda como) (?:optional|opcional)"),
    ("move", rf"(?:move|shift|mueve|mover|pasa|pasar|cambia de lugar) {_REF} {_INTO}"),
    ("move", rf"(?:mueve|pasa)(?P<last>l[oa]) {_INTO}"),
    (
        "section",
        rf"(?:{_CALL}) {_THE}(?:{_SECTION} (?P<sure>.+?)|(?P<sure2>.+?) {_SECTION}) (?:{_AS}) (?P<new>.+)",
    ),
    ("labor", rf"{_REF} {_COUNTS} (?:{_LABOR})"),
    ("labor", rf"(?:{_MAKE}|{_BOOK}) {_REF} (?:as |como |de )?(?:{_LABOR})"),
    ("materials", rf"{_REF} {_COUNTS} (?:{_MATERIALS})"),
    ("materials", rf"(?:{_MAKE}|{_BOOK}) {_REF} (?:as |como |de )?(?:{_MATERIALS})"),
    ("exempt", rf"(?:do ?n'?t|do not|never|no) (?:tax|charge tax on|cobres? impuestos? (?:en|por)) {_NOT_ALL}{_REF}"),
    ("exempt", rf"{_REF} (?:is|are|es|son|esta[n]?|va[n]?) (?:{_UNTAXED})"),
    ("exempt", rf"(?:{_MAKE}) {_REF} (?:as |como )?(?:{_UNTAXED})"),
    ("taxed", rf"{_REF} (?:is|are|es|son) (?:taxed|taxable|gravad[oa]s?|gravables?)"),
    ("taxed", rf"(?:{_MAKE}) {_REF} (?:taxed|taxable|gravad[oa]s?|gravables?)"),
    ("rename", rf"rename {_REF} (?:to|as|into) (?P<new>.+)"),
    ("rename", rf"(?:renombra|renombrar) {_REF} (?:a|como|por) (?P<new>.+)"),
    ("rename", rf"(?:{_SET}) {_THE}(?:{_TITLE}) (?:of|on|for|de|del|a) {_REF} (?:to|a|por) (?P<new>.+)"),
    ("rename", rf"(?:call|llama) {_NUMBERED} (?P<new>.+)"),
    ("by", rf"(?:(?P<more>{_MORE})|{_LESS}) {_REF} (?:by|un|por) (?P<value>.+)"),
    ("say", rf"(?:{_SET}) {_FIELD}{_REF}{_NO_TO} (?P<figures>[$€£]? ?\d.*)"),
    (
        "say",
        rf"(?:{_SET}|{_MORE}|{_LESS}) {_FIELD}{_REF} (?P<field2>{_FIGURES})(?: to be| {_TO})? (?P<value>.+)",
    ),
    ("say", rf"(?:{_SET}|{_MORE}|{_LESS}) {_FIELD}{_REF} (?:to be|{_TO}) (?P<value>.+)"),
    ("say", rf"{_FIELD}{_REF} (?:{_WOULD}) (?P<value>.*\d.*)"),
    ("remove", rf"(?:{_DROP}) {_REF}"),
    ("remove", rf"(?:take|leave) {_REF} (?:out|off|away)"),
    ("remove", r"(?:quita|borra|elimina|saca)(?P<last>l[oa])"),
    (
        "add",
        rf"(?:{_ADD}|put in|pon|put) {_ANOTHER}(?P<line>{_LINE})(?: (?:for|with|de|con|para)|:| -)? (?P<entry>.*\d.*)",
    ),
    ("add", rf"(?:{_ADD}|put in) (?P<entry>.*\d.*)"),
)
_PATTERNS = tuple((wish, re.compile(pattern)) for wish, pattern in _WISHES)
_IN = r"(?:in|on|of|from|to|en|de|a)"
_ABOUT = re.compile(
    rf"[, ]+{_IN} {_THE}(?:(?P<hers>\S+(?: \S+)?)'s )?(?:{_KIND})(?: (?:for|to|of|para|de) (?P<about>.+))?"
)
_ABOUT_FIRST = re.compile(
    rf"{_IN} {_THE}(?:(?P<hers>\S+(?: \S+)?)'s )?(?:{_KIND})(?: (?:for|to|of|para|de) (?P<about>[^,:]+)(?=[,:]))?[,:]? "
)
_FOR = re.compile(r"^(?:for|of|de|para|por)(?: the| an?| el| la| un| una)? ", re.IGNORECASE)
JUST_SAID, LAST = -1, -2
_QUANTITY = frozenset({"quantity", "qty", "count", "cantidad"})
_UNIT_PRICE = frozenset({"unit price", "rate", "precio unitario"})


@dataclass(frozen=True, slots=True)
class LineSaid:
    """``line``: its words, "" where its ``number`` was said: JUST_SAID for the one that was spoken of last, LAST for
    the last of all. ``new``: the words that it is to have, or the line to be added. ``about``: whose proposal.
    ``sure``: a line, or a proposal, was spoken of.
    """

    what: Wish
    line: str = ""
    number: int = 0
    value: ValueSaid | None = None
    new: str = ""
    about: str = ""
    sure: bool = False


def line_said(text: str, hints: Hints) -> LineSaid | None:
    """None where neither a proposal is spoken of nor one is what the talk is about. See ``Hints.offer_lines``."""
    raw = even(text).strip().rstrip(" .!")
    if not raw or "\n" in raw or "?" in raw:
        return None
    raw, about, named = without_about(raw)
    if not named and not hints.offer_lines:
        return None
    meant = (replace(one, about=about, sure=one.sure or named) for one in _readings(raw, hints))
    return next((one for one in meant if one.sure or _fits(one, hints)), None)


def _fits(said: LineSaid, hints: Hints) -> bool:
    """Of the proposal shown last, a bare word is a line only where it names one."""
    return said.what == "add" or (bool(said.line) and bool(match(said.line, hints.offer_lines).candidates))


def without_about(raw: str) -> tuple[str, str, bool]:
    """(the rest, whose proposal, whether a proposal was spoken of)."""
    folded = fold(raw)
    if found := _ABOUT_FIRST.match(folded):
        rest = raw[found.end() :]
    else:
        found = next((one for one in _ABOUT.finditer(folded) if one.end() == len(folded)), None)
        if found is None:
            return raw, "", False
        rest = raw[: found.start()]
    name = "hers" if found["hers"] else "about"
    start, end = found.span(name) if found[name] else (0, 0)
    return rest, raw[start:end].strip(" ,.:"), True


def _readings(raw: str, hints: Hints) -> Iterator[LineSaid]:
    folded = fold(raw)
    for wish, pattern in _PATTERNS:
        found = pattern.fullmatch(folded)
        if found and (said := _said(wish, raw, found, hints)):
            yield said


def _said(wish: Wish, raw: str, found: re.Match[str], hints: Hints) -> LineSaid | None:
    parts = {name: raw[slice(*found.span(name))].strip(" :,\"'") for name, text in found.groupdict().items() if text}
    if wish == "add":
        entry = _price_last(parts["entry"], hints)
        return LineSaid(wish, new=entry, sure="line" in parts) if entry else None
    line = parts.get("sure") or parts.get("sure2") or parts.get("bare") or ""
    number = JUST_SAID if "last" in parts else LAST if "final" in parts else int(parts.get("number", "0"))
    said = LineSaid(wish, line, number, new=parts.get("new", ""), sure=bool(number) or "bare" not in parts)
    value = value_said(parts.get("value") or parts.get("figures") or "", hints)
    if wish == "section":
        return replace(said, sure=True)
    if wish == "by":
        return _by(said, value, more="more" in parts)
    if wish != "say":
        return said
    field = fold(parts.get("field") or parts.get("field2") or "")
    if value and not value.percent:
        return replace(said, value=_of_field(value, field))
    titled = not field and _is_title(parts.get("value", ""))
    return replace(said, what="rename", new=parts["value"]) if titled else None


def _by(said: LineSaid, value: ValueSaid | None, *, more: bool) -> LineSaid | None:
    if value is None or value.amount is None or value.quantity is not None:
        return None
    return replace(said, value=replace(value, amount=value.amount if more else -value.amount))


def _price_last(entry: str, hints: Hints) -> str:
    """Such as "350 for the dumpster", as lines are written; "" without a price."""
    amounts = list(amounts_in(entry, hints.language, hints.currency))
    if not amounts or any(one.kind == "percent" for one in amounts):
        return ""
    (first, *others), rest = amounts, _FOR.sub("", entry[amounts[0].end :].strip())
    return f"{rest} {entry[: first.end]}" if first.start <= 1 and not others and rest else entry


def _is_title(said: str) -> bool:
    return any(char.isalpha() for char in said) and "%" not in said


def _of_field(value: ValueSaid, field: str) -> ValueSaid:
    """What was named settles which figure is meant."""
    if field in _QUANTITY and value.amount is not None and value.quantity is None:
        return ValueSaid(quantity=value.amount, unit=value.unit)
    if field in _UNIT_PRICE and value.each is None:
        return replace(value, each=True, small=False)
    return replace(value, small=False) if field else value
