"""Prices that change and parts that are new: "take 50 off", "cabinets should be 8500", "new part: painting 2000"."""

import re
from decimal import Decimal

from bots.intents.amounts import Amount, amount
from bots.intents.folding import fold, words_of
from bots.intents.intent import Discount, NewPart, NewPrice, VoidInvoice
from bots.intents.names import match
from bots.intents.said import Heard, Said
from bots.intents.turn import Turn

_MINUS = re.compile(r"(?<![\w$€£])-\s?(?=[$€£]?\d)")
# After the amount: what it is taken off, and why, in either order.
_PLACE = r"(?:(?:on|from|to|of|off|in|a|al|en|de|del|para) )?(?:(?:the|el|la|los|las) )?(?P<place>\S+(?: \S+){0,4}?)"
_REASON = (
    r"(?:for|because of|because|due to|por|debido a|porque)(?: (?:the|a|an|being|el|la|los|las|un|una))? (?P<reason>.+)"
)
_ORDERS = tuple(re.compile(one) for one in (_REASON, rf"{_PLACE} {_REASON}", _PLACE))
_NOTHING = words_of("it that this invoice bill total price job eso esto factura cuenta precio lo")
_WHOLE = words_of("total contract job whole everything trabajo contrato obra entire project proyecto todo")
_PRICE = words_of("the la el price precio amount monto bill invoice factura del of")
# What is called by its number keeps the word before it.
_COUNTED_PART = re.compile(r"(?:milestone|phase|part|stage|etapa|fase|parte) \d+", re.IGNORECASE)
_NUMBERED = re.compile(r"[^\W\d_]+-?\d+")
_SMALLEST_BARE = 100
_MOST_WORDS = 16


def discount(turn: Turn) -> Discount | None:
    """What is taken off; None where the other words have no place in that, so that nothing is guessed."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    bare = _MINUS.sub(" ", turn.raw)
    codes = ("discount", "discount_negative") if bare != turn.raw else ("discount",)
    for said in _with_core(turn, bare):
        for heard in said.hearings(*codes):
            if found := _discount(turn, heard):
                return found
    return None


def _with_core(turn: Turn, raw: str) -> tuple[Said, ...]:
    return (turn.said, turn.core) if raw == turn.raw else (turn.apart(raw),)


def _discount(turn: Turn, heard: Heard) -> Discount | None:
    found = _priced(turn, heard.slots["price"])
    told = _place_and_reason(turn, heard.slots.get("rest", "")) if found else None
    if found is None or told is None or (found.kind == "percent" and found.value > 100):
        return None
    milestone = heard.slots.get("milestone")
    if milestone and not _known(turn, milestone):
        return None
    return Discount(found.value, found.kind == "percent", told[1], milestone or told[0])


def _place_and_reason(turn: Turn, rest: str) -> tuple[str | None, str] | None:
    """(the place, the reason); None when the words are neither."""
    if set(fold(rest).split()) <= _NOTHING | {"the", "of", "la", "el"}:
        return None, ""
    for found in filter(None, (order.fullmatch(fold(rest)) for order in _ORDERS)):
        told = {name: rest[slice(*found.span(name))] for name, text in found.groupdict().items() if text}
        place, reason = told.get("place"), told.get("reason", "")
        if place is None and _known(turn, reason):
            return reason, ""  # "take 50 off for Dana"
        if place is None or set(fold(place).split()) <= _NOTHING or _known(turn, place):
            return (None if place is None or set(fold(place).split()) <= _NOTHING else place), reason
    return None


def new_price(turn: Turn) -> NewPrice | None:
    """A part's new amount. Small bare numbers are no prices."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("new_price", "raise_by", "lower_by"):
            if found := _new_price(turn, heard):
                return found
    return None


def _new_price(turn: Turn, heard: Heard) -> NewPrice | None:
    found = _priced(turn, heard.slots["price"])
    told = heard.slots.get("milestone")
    if found is None or found.kind == "percent" or (found.kind == "number" and found.value < _SMALLEST_BARE):
        return None
    words = set(fold(told or "").split())
    whole = bool(words & _WHOLE) and words <= _WHOLE | _PRICE
    told = None if words <= _PRICE else told
    if told and not whole and not _known(turn, told):
        return None
    sign = Decimal(-1 if heard.phrase.code == "lower_by" else 1)
    by = heard.phrase.code != "new_price"
    others = [one.value for one in turn.said.amounts if one.value != found.value and one.kind != "percent"]
    old = others[0] if len(others) == 1 and not by else None
    return NewPrice(sign * found.value, by, None if whole else told, whole, old)


def new_part(turn: Turn) -> NewPart | None:
    """A part more, with its price; a place that is no job of ours is none."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("new_part"):
            if found := _new_part(turn, heard):
                return found
    return None


def _new_part(turn: Turn, heard: Heard) -> NewPart | None:
    found, project = _priced(turn, heard.slots["price"]), heard.slots.get("project")
    jobs = turn.hints.project_names + turn.hints.client_names
    if found is None or found.kind == "percent" or (project and not match(project, jobs).candidates):
        return None
    name = heard.slots["part"]
    counted = _COUNTED_PART.search(turn.raw) if name.isdigit() else None
    return NewPart(counted.group() if counted else name, found.value, project)


def _priced(turn: Turn, told: str) -> Amount | None:
    found = amount(told, turn.language, turn.hints.currency)
    fits = found is not None and found.value > 0 and found.currency in {None, turn.hints.currency}
    return found if fits else None


def _known(turn: Turn, told: str) -> bool:
    return bool(match(told, turn.hints.names).candidates)


def void(turn: Turn) -> VoidInvoice | None:
    """An invoice by its number, or by whose it is; the last one when nothing is said of it."""
    if turn.said.is_question:
        return None
    for said in (turn.core, turn.said):
        for heard in said.hearings("void"):
            about = heard.slots.get("number") or heard.slots.get("about")
            numbered = "number" in heard.slots or (about is not None and _NUMBERED.fullmatch(about))
            if about is None or numbered or match(about, turn.hints.names).candidates:
                return VoidInvoice(about)
    return None
