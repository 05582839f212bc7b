"""Several taxes, taxes on materials or labor only, and prices that have them in them."""

import re
from decimal import Decimal

from bots.intents.contracts import CostSaid, TaxesSaid, TaxTold
from bots.intents.folding import fold, words_of
from bots.intents.names import match
from bots.intents.turn import Turn
from core.domain.terms import CostType, TaxScope

_LONGEST = 160
_TAX = r"(?:tax(?:es)?|iva|impuestos?)"
_SCOPE = (
    r"(?: (?:only|solo|solamente))?(?: (?:on|of|for|to|en|sobre|a|de|para)(?: the| los| la| el)? "
    r"(?P<scope>materials?|labou?r|work|materiales|mano de obra)(?: only| solo| solamente| nada mas)?)?"
)
_IN = r"(?P<inside>(?:,? (?:is |esta |ya )?(?:included|inclusive|incluid[oa]s?)(?: in the prices?| en los precios)?)?)"
_SHARE = r"(?P<percent>\d{1,3}(?:[.,]\d{1,4})?) ?%"
# After the word itself, the sign may be left out.
_BARE = r"(?P<percent>\d{1,3}(?:[.,]\d{1,4})?(?= ?%)|\d{1,2}(?:[.,]\d{1,4})?) ?%?"
_LEAD = r"(?:(?:set|add|charge|with|plus|the|a|an|put|use|pon|con|cobra|agrega|el|la|un|los|mas|de) )*"
_NAME = r"(?P<name>[^\W\d]+(?: [^\W\d]+)?)"
_RULES = tuple(
    re.compile(_LEAD + one + _SCOPE + _IN)
    for one in (
        rf"(?:{_NAME} )??{_TAX}(?: rate)?(?: (?:is|of|at|del|de|es|al|to))? {_BARE}",
        rf"{_TAX} (?P<name>[^\W\d]+)(?: (?:del|de|es|al))? {_SHARE}",
        rf"{_SHARE}(?: (?:of|de))?(?: {_NAME})??(?: {_TAX})",
    )
)
_INCLUSIVE = re.compile(
    rf"(?:the |los )?(?:prices|precios) (?:already |ya )?(?:include|included|have|incluyen|llevan|tienen)(?: the| el)?"
    rf"(?: sales)? {_TAX}(?: in them)?|{_TAX}(?: is| esta| ya esta)? (?:included|inclusive|incluido)"
    r"(?: in the prices?| en los precios)?"
)
_EXCLUSIVE = re.compile(
    rf"(?:the |los )?(?:prices|precios) (?:do not|dont|don't|no) (?:include|have|incluyen|llevan)(?: the| el)?"
    rf"(?: sales)? {_TAX}|{_TAX} (?:is |va )?(?:not included|on top|extra|aparte|no incluido)"
)
_UNTAXED = re.compile(
    r"(?:the |la |los )?(?P<what>labou?r|materials?|materiales|mano de obra) (?:(?:isn'?t|aren'?t) (?:taxed|taxable)"
    r"|(?:is|are|no) (?:not taxed|not taxable|untaxed|tax free|tax exempt|tax-free|exempt|lleva impuestos?"
    r"|llevan impuestos?|paga impuestos?|pagan impuestos?))"
    rf"|(?:no|sin) {_TAX} (?:on|for|en|a|sobre|para)(?: the| la| los)? "
    r"(?P<what2>labou?r|materials?|materiales|mano de obra)"
)
_ONLY_ON = re.compile(
    rf"(?:charge |put |make |cobra |pon )?(?:the |el )?(?:sales )?{_TAX}(?: is| goes| va| es)?"
    r"(?P<first> (?:only|just|solo|solamente|nada mas))? (?:on|for|en|sobre|a|de)(?: the| la| el| los)? "
    r"(?P<what>labou?r|materials?|materiales|mano de obra)(?P<last> (?:only|alone|solo|solamente|nada mas))?"
)
# "…on materials only, labor isn't taxed" says one thing twice.
_TWICE = re.compile(
    r"(?<=\w)[,.;]? (?:and |but |y |pero )?(?:(?:the )?labou?r (?:isn'?t|is not|not)(?: taxed| taxable)?"
    r"|not (?:on )?labou?r|no tax on labou?r|(?:la )?mano de obra no(?: lleva| paga)?(?: impuestos?)?"
    r"|sin mano de obra|no (?:la )?mano de obra)$"
)
_PLAIN_NAMES = words_of("sales the a de del el")
_LABOR = words_of("labor labour work manpower")
_LABOR_WORDS = re.compile(r"\b(?:labou?r|mano de obra|work hours|hours of work|installation labor)\b")
_MATERIAL_WORDS = re.compile(r"\b(?:materials?|materiales|supplies|suministros)\b")


def taxes(turn: Turn) -> TaxesSaid | None:
    """One plain tax is none of these: that is the job's one rate."""
    return None if turn.said.is_question else taxes_told(turn.core.quoted or turn.raw)


def taxes_told(said: str) -> TaxesSaid | None:
    """The same of words that are no turn of their own, as a row of a proposal."""
    text = re.sub(r" ?(?:percent|per cent|por ciento)\b", "%", fold(said)).strip(" .!;")
    if _MATERIAL_WORDS.search(text) and not text.startswith(("labor", "mano de obra")):
        text = _TWICE.sub("", text)
    if len(text) > _LONGEST:
        return None
    if _INCLUSIVE.fullmatch(text):
        return TaxesSaid(inclusive=True)
    if _EXCLUSIVE.fullmatch(text):
        return TaxesSaid(inclusive=False)
    if found := _UNTAXED.fullmatch(text):
        return TaxesSaid(scope="materials" if _scope(found["what"] or found["what2"]) == "labor" else "labor")
    only = _ONLY_ON.fullmatch(text)
    if only and (only["first"] or only["last"]):
        return TaxesSaid(scope=_scope(only["what"]))
    return _rules(text)


def _rules(text: str) -> TaxesSaid | None:
    told, inside = [], False
    for piece in re.split(r" ?[,;] ?(?:and |y )?(?!\d)| (?:and|y) ", text):
        found = next(filter(None, (one.fullmatch(piece.strip()) for one in _RULES)), None)
        if found is None:
            return None
        inside = inside or bool(found["inside"])
        told.append(TaxTold(_name(found["name"]), Decimal(found["percent"].replace(",", ".")), _scope(found["scope"])))
    plain = len(told) == 1 and not inside and told[0].scope == "all" and not told[0].name
    return None if plain else TaxesSaid(tuple(told), inclusive=True if inside else None)


def _name(told: str | None) -> str:
    words = [word for word in (told or "").split() if word not in _PLAIN_NAMES]
    return " ".join(words).title()


def _scope(told: str | None) -> TaxScope:
    if not told:
        return "all"
    return "labor" if told in _LABOR or told == "mano de obra" else "materials"


def cost_type_of(description: str) -> CostType:
    """By the words of a line: "labor 400", "materials 250"."""
    text = fold(description)
    labor, materials = bool(_LABOR_WORDS.search(text)), bool(_MATERIAL_WORDS.search(text))
    if labor == materials:
        return "other"
    return "labor" if labor else "materials"


def cost(turn: Turn) -> CostSaid | None:
    """Of a part that is known."""
    for heard in turn.core.hearings("cost_labor", "cost_materials") if not turn.said.is_question else ():
        told = heard.slots["milestone"]
        if match(told, turn.hints.milestone_names).best is not None:
            return CostSaid(told, "labor" if heard.phrase.code == "cost_labor" else "materials")
    return None
