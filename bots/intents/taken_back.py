"""What an invoice asked for and should not have: "credit 200 on INV-3, broken tile", "void and reissue INV-3"."""

import re
from decimal import Decimal

from bots.intents.amounts import amount
from bots.intents.contracts import CreditSaid, CreditUse, RefundNoted, RefundSaid, Reissue
from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.said import Heard
from bots.intents.turn import Turn

_MOST_WORDS = 40
# How much is credited, and not why.
_ALL_OF_IT = re.compile(r"(?:in full|fully|completely|all of it|everything|por completo|completa|entera|toda)(?:\W+|$)")


def credit(turn: Turn) -> CreditSaid | None:
    """Of an invoice that is named by its number or as the last, or by "credit note": no discount is taken for it."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("credit"):
            if found := _credit(turn, heard):
                return found
    return None


def _credit(turn: Turn, heard: Heard) -> CreditSaid | None:
    about = heard.slots.get("numbered") or heard.slots.get("number", "")
    if (whose := heard.slots.get("who")) and not match(whose, turn.hints.names).candidates:
        return None
    reason = heard.slots.get("text", "").strip(" ,.;:-\"'()")
    told = heard.slots.get("price")
    if told is None:
        return CreditSaid(about, None, _without_all(reason))
    found = amount(told, turn.language, turn.hints.currency)
    if found is None or found.kind == "percent" or found.currency not in {None, turn.hints.currency}:
        return None
    return CreditSaid(about, Decimal(found.value), reason)


def _without_all(reason: str) -> str:
    found = _ALL_OF_IT.match(fold(reason))
    return reason[found.end() :] if found else reason


def refund(turn: Turn) -> RefundSaid | None:
    """Of somebody who is known here, or of an invoice by its number; else of the last that was paid."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("refund"):
            if found := _refund(turn, heard):
                return found
    return None


def _refund(turn: Turn, heard: Heard) -> RefundSaid | None:
    about, told = heard.slots.get("about"), heard.slots.get("price")
    if about and not (any(char.isdigit() for char in about) or match(about, turn.hints.names).candidates):
        return None
    if told is None:  # a bare number is an amount
        return None if about and about.strip("$").isdigit() else RefundSaid(None, about)
    found = amount(told, turn.language, turn.hints.currency)
    if found is None or found.kind == "percent" or found.currency not in {None, turn.hints.currency}:
        return None
    return RefundSaid(Decimal(found.value), about)


def refund_noted(turn: Turn) -> RefundNoted | None:
    """Of a gateway that is named, and of somebody who is known here."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.core, turn.said):
        for heard in said.hearings("refund_noted"):
            if found := _refund_noted(turn, heard):
                return found
    return None


def _refund_noted(turn: Turn, heard: Heard) -> RefundNoted | None:
    about, told = heard.slots.get("about", ""), amount(heard.slots["price"], turn.language, turn.hints.currency)
    if about and not match(about, turn.hints.names).candidates:
        return None
    if told is None or told.kind == "percent" or told.currency not in {None, turn.hints.currency}:
        return None
    gateway = fold(heard.slots.get("gateway", "sandbox")).replace(" ", "")
    number = heard.slots.get("numbered") or heard.slots.get("number", "")
    return RefundNoted(gateway, Decimal(told.value), about, number)


def credit_use(turn: Turn) -> CreditUse | None:
    """Of somebody who is known here, or on an invoice by its number."""
    if turn.said.is_question:
        return None
    for said in (turn.core, turn.said):
        for name in ("credit_back", "credit_next", "credit_use"):
            for heard in said.hearings(name):
                about = heard.slots.get("about")
                if about is None or any(char.isdigit() for char in about) or match(about, turn.hints.names).candidates:
                    return CreditUse(about, name == "credit_next", name == "credit_back")
    return None


def reissue(turn: Turn) -> Reissue | None:
    """The last one when nothing is said of it."""
    if turn.said.is_question:
        return None
    for said in (turn.core, turn.said):
        for heard in said.hearings("reissue"):
            about = heard.slots.get("numbered") or heard.slots.get("about")
            numbered = about is not None and any(char.isdigit() for char in about)
            if about is None or numbered or match(about, turn.hints.names).candidates:
                return Reissue(about)
    return None
