"""Change orders in words: "extra outlet in the island, 280, client asked", "change order: move the sink, 450",
"withdraw CO-2". What is only added ("add 350 dumpster") is no change order that anybody is asked about.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.intents.amounts import amount
from bots.intents.asking_first import CLIENT_DECIDES
from bots.intents.changes_noted import ChangeNoted, change_noted
from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.said import Said, Token
from bots.intents.turn import Turn


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """``amount`` in major units, below zero for what comes off. ``place``: a part or a job, as said."""

    description: str
    amount: Decimal
    place: str | None = None
    landing: Literal["", "new", "spread"] = ""


@dataclass(frozen=True, slots=True)
class ChangeUnpriced:
    """A change order without its amount or its words."""


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """Which there are."""


@dataclass(frozen=True, slots=True)
class ChangeWithdrawn:
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRevised:
    """That one is asked at ``amount`` instead."""

    amount: Decimal
    number: int | None = None


ChangeSaid = ChangeNoted | ChangeAsked | ChangeUnpriced | ChangesAsked | ChangeWithdrawn | ChangeRevised

_LONG = r"(?:change[ -]?orders?|orden(?:es)? de cambios?)"
_ORDER = rf"(?:{_LONG}|co)"
_LABEL = re.compile(
    r"(?:(?:please|por favor|new|another|one more|next|add|make|create|write|send|a|an|una|otra|nueva|"
    r"crea|haz|agrega|manda)[ :]+)*"
    rf"(?:{_LONG}(?: (?:for|de|para|por))?(?: ?[:,-] ?| )|co ?[:-] ?|cambio ?: ?|change ?: ?)"
)
_ASK_FIRST = re.compile(
    r"(?:please )?(?:ask (?:the client|the owner|the homeowner|her|him|them|(?P<who>[a-z]+(?: [a-z]+)?))"
    r" (?:to approve|to ok|to okay|if (?:she|he|they) wants?|about|for)"
    r"|pregunta(?:le)? (?:al cliente|a la clienta|al dueno|a la duena|a (?P<quien>[a-z]+(?: [a-z]+)?))"
    r" (?:si quiere|por|si acepta|sobre))[ :]+"
)
_WANTED = re.compile(
    r"(?:the |la |el )?(?:client|clienta|cliente|owner|homeowner|customer|duena?o?|she|he|they|ella|ellos|"
    r"(?P<who>[a-z]+(?: [a-z]+)?))"
    r" (?:asked(?: me)?(?: for)?|wants|wanted|requested|would like|ordered|pidio|quiere|pide|nos pidio|me pidio)"
    r" (?=(?:an?|another|one more|two|three|extra|more|additional|new|to add|un[ao]?|otr[ao]s?|dos|tres|mas|agregar)\b)"
    r"(?:to add |agregar )?"
)
_BOUGHT = re.compile(
    r"\b(?:she|he|they|the client|the owner|client|owner) (?:bought|buys|got|paid for|provided|supplied)"
    r"(?: it| them)?(?: (?:herself|himself|themselves))?"
    r"|\b(?:que )?(?:ella|el|ellos|la clienta|el cliente) (?:mism[ao] )?(?:compro|puso|consiguio)\b"
)
_LESS = re.compile(
    r"^(?:please )?(?:deduct|credit|subtract|less|minus|take off|take out|drop|descuenta(?:le)?|resta(?:le)?|menos|"
    r"quita(?:le|r)?|elimina(?:r)?|descontar|restar|rebaja(?:le)?|acredita)\b[ :]*"
)
_MORE = re.compile(r"^(?:please )?(?:add|adding|plus|charge|agrega(?:le|r)?|anade|suma(?:le)?|cobra(?:le)?)\b[ :]*")
_NEW = re.compile(r"[ ,]+(?:as|como) (?:an?|una?) (?:new |own )?(?:part|milestone|parte|etapa)(?: (?:nueva|propia))?$")
_SPREAD = re.compile(
    r"[ ,]+(?:spread(?: it)?(?: (?:over|across) (?:the )?(?:rest|everything|all))?"
    r"|(?:repartid[oa]|repartel[oa])(?: (?:en|entre) (?:el resto|lo que (?:falta|queda)|todo))?)$"
)
_AT = r"(?:onto|on|to|for|at|from|off|en|a|para|del?) (?:the |la |el )?(?P<place>[^,]{2,60})"
_ONTO = re.compile(rf"[ ,]+{_AT}$")
_BEHIND_AMOUNT = re.compile(rf"(?<=\d)(?: (?:dollars|dolares))? {_AT}(?=,)")
_WITHDRAW = re.compile(
    r"(?:please )?(?:withdraw|take back|cancel|pull|drop|void|delete|remove|retira|retirar|cancela|cancelar|quita|"
    rf"anula|borra)(?: (?:the|that|this|last|la|esa|ultima))* {_ORDER}[ #-]*(?:number |numero )?(?P<n>\d{{1,4}})?"
)
_LIST = re.compile(
    rf"(?:(?:show|list|see|open|what|which|any|all|the|my|me|are there|do we have|how many|muestra(?:me)?|lista|ver|"
    rf"cuales|que|hay|las|mis|todas)[ :]*)*(?:change[ -]?orders|ordenes de cambios?|{_ORDER} (?:status|list))[?. ]*"
)
_REVISE = re.compile(
    rf"(?:please )?(?:(?:make|change|set|cambia|pon|haz|update) )?(?:(?:the|la) )?{_ORDER}[ #-]*(?P<n>\d{{1,4}})"
    r" (?:to|at|is|should be|a|en|es|son|=|for)? ?(?P<price>\S+(?: (?:dollars|dolares))?)"
)
_BARE = re.compile(rf"(?:new |a |una |nueva )?{_ORDER}[:. ]*")
_EDGE = re.compile(r"^(?:[ ,.;:-]|(?:of|for|de|por|para) )+|[ ,.;:-]+$|[ ,]+(?:for|at|por|de|is|es|y|and|total)[ ,]*$")
_ARTICLE = re.compile(r"^(?:an?|the|un|una|el|la|los|las) ")
_MINUS = re.compile(r"(?:(?<=[ ,:])|^)-(?=[$€£]?\d)")
_LESS_AFTER = re.compile(r"(?<=\d)(?: (?:dollars|dolares))? (?:less|off|menos|de menos)$")
_SMALL = 20
MOST_WORDS = 40
LONGEST = 300  # characters


def change_said(turn: Turn) -> ChangeSaid | None:
    """None where nothing says that the client is to decide about it."""
    folded = fold(turn.raw).strip(" .!")
    if len(folded) > LONGEST or len(turn.said.words) > MOST_WORDS or "\n" in folded:
        return None
    if _LIST.fullmatch(folded):
        return ChangesAsked()
    if turn.said.is_question:
        return None
    if noted := change_noted(turn, folded):
        return noted
    if found := _WITHDRAW.fullmatch(folded):
        return ChangeWithdrawn(int(found["n"]) if found["n"] else None)
    found = _REVISE.fullmatch(folded)
    return _revised(turn, found) if found else ChangeUnpriced() if _BARE.fullmatch(folded) else _asked(turn)


def _revised(turn: Turn, found: re.Match[str]) -> ChangeRevised | None:
    price = amount(found["price"], turn.language, turn.hints.currency)
    return ChangeRevised(price.value, int(found["n"])) if price and price.value > 0 else None


def _asked(turn: Turn) -> ChangeSaid | None:
    raw = turn.raw.strip(" .!")
    rest, labelled = _after_label(turn, raw)
    where = _where(turn, rest)
    rest, told = _told_by(where.rest, turn)
    bought = _LESS.match(fold(rest)) and _BOUGHT.search(fold(rest))
    if not (labelled or told or bought):
        return None
    inner = _where(turn, rest)
    sign, rest = _sign(inner.rest)
    place = where.place or inner.place
    found = _priced(turn, rest) or (_priced(turn, f"{place}, {rest}") if place else None)  # called as the part is
    if found is None:
        return ChangeUnpriced() if labelled else None
    price, description = found
    return ChangeAsked(description, sign * price, place, where.landing or inner.landing)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where it is to land, and the words before that."""

    place: str | None
    landing: Literal["", "new", "spread"]
    rest: str


def _where(turn: Turn, rest: str) -> _Where:
    landing, rest = _landing(rest)
    place, rest = _place(turn, rest)
    return _Where(place, landing, rest)


def _after_label(turn: Turn, raw: str) -> tuple[str, bool]:
    for label in (_LABEL, _ASK_FIRST, _WANTED):
        found = label.match(fold(raw))
        if found and _is_client(turn, found):
            return raw[found.end() :], True
    return raw, False


def _told_by(raw: str, turn: Turn) -> tuple[str, bool]:
    for mark in CLIENT_DECIDES:
        rest, told = _without(raw, mark, turn)
        if told:
            return rest, True
    return raw, False


def _without(raw: str, mark: re.Pattern[str], turn: Turn) -> tuple[str, bool]:
    found = mark.search(fold(raw))
    if found and _is_client(turn, found):
        return raw[: found.start()], True
    return raw, False


def _is_client(turn: Turn, found: re.Match[str]) -> bool:
    """Whoever is called by name is one of our clients."""
    named = [name for group, name in found.groupdict().items() if group in {"who", "quien"} and name]
    return all(match(name, turn.hints.client_names).candidates for name in named)


def _sign(rest: str) -> tuple[int, str]:
    """Said before the words, behind the amount, or as a sign: once is enough."""
    before, after = _LESS.match(fold(rest)), _LESS_AFTER.search(fold(rest))
    if before or after or _MINUS.search(rest):
        bare = rest[before.end() if before else 0 : after.start() if after else len(rest)]
        return -1, _MINUS.sub("", bare)
    found = _MORE.match(fold(rest))
    return 1, rest[found.end() :] if found else rest


def _landing(rest: str) -> tuple[Literal["", "new", "spread"], str]:
    if found := _NEW.search(fold(rest)):
        return "new", rest[: found.start()]
    if found := _SPREAD.search(fold(rest)):
        return "spread", rest[: found.start()]
    return "", rest


def _place(turn: Turn, rest: str) -> tuple[str | None, str]:
    """A part or a job that is known, at the end; or behind the amount."""
    names, folded = turn.hints.milestone_names + turn.hints.project_names, fold(rest)
    for where in (_ONTO, _BEHIND_AMOUNT):
        found = where.search(folded)
        while found:
            if match(found["place"], names).best is not None:
                return rest[slice(*found.span("place"))], rest[: found.start()] + rest[found.end() :]
            found = where.search(folded, found.start() + 1)  # "for the last coat onto final": the place is the last
    return None, rest


def _priced(turn: Turn, rest: str) -> tuple[Decimal, str] | None:
    """The amount and the other words. Small bare numbers are prices only where they stand alone behind a comma."""
    said = turn.apart(rest)
    prices = [one for one in said.tokens if _is_price(said, one)]
    signed = [one for one in prices if one.amount and one.amount.kind != "number"]
    chosen = next(iter(signed if len(signed) == 1 else prices[-1:]), None)
    if chosen is None or chosen.amount is None or not chosen.amount.value:
        return None
    if chosen.amount.currency not in {None, turn.hints.currency} or len(signed) > 1:
        return None
    description = _described(rest, chosen)
    return (chosen.amount.value, description) if any(char.isalpha() for char in description) else None


def _is_price(said: Said, token: Token) -> bool:
    one = token.amount
    if one is None or one.kind == "percent":
        return False
    alone = said.raw[: token.start].rstrip().endswith((",", ":", "-")) or token is said.tokens[-1]
    return one.kind != "number" or one.value >= _SMALL or alone


def _described(rest: str, price: Token) -> str:
    before, after = rest[: price.start], rest[price.end :]
    text = " ".join(one for one in (_trim(before), _trim(after)) if one)
    if found := _ARTICLE.match(fold(text)):
        text = text[found.end() :]
    return text[:1].upper() + text[1:] if text else ""


def _trim(text: str) -> str:
    former = None
    while former != text:
        former = text
        found = _EDGE.search(fold(text))
        if found:
            text = text[: found.start()] + text[found.end() :]
    return text.strip()
