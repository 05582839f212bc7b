"""How far a part is: "cabinets 60% done", "bill 40% of cabinets", "bill 500 of cabinets", "4 of 10 cabinets done",
"stored materials for cabinets 3000".
"""

import re
from dataclasses import replace
from decimal import Decimal

from bots.intents.amounts import amount, percent
from bots.intents.contracts import ProgressSaid
from bots.intents.folding import fold, words_of
from bots.intents.names import match
from bots.intents.said import Heard, Said
from bots.intents.trades import DEPOSIT_WORDS
from bots.intents.turn import Turn

_MOST_WORDS = 16
HUNDRED = Decimal(100)
_FRACTIONS = dict.fromkeys(("halfway", "half way", "medio", "medias", "other half", "otra mitad"), Decimal(50))
_COUNTED = ("progress_count", "progress_count_bill", "progress_count_more")
_CODES = (
    "progress",
    "progress_bill",
    "progress_bill_more",
    "stored",
    *_COUNTED,
    "progress_bill_amount",
    "progress_bare",
)
_DONE = words_of("done finished complete completed hecho hecha hechos hechas listo lista listos listas terminados")
_LEAST_BARE = 100  # "bill 12 of the doors" is no amount of money
_NUMBER = re.compile(r"\$?(\d+(?:\.\d+)?)")


def progress_said(turn: Turn) -> ProgressSaid | None:
    """Of a part that is known, or of the one that is worked on when none is named."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings(*_CODES):
            if found := _said(turn, heard):
                return found
    return _together(turn)


def _together(turn: Turn) -> ProgressSaid | None:
    """Both in one breath: "cabinets 60% done, stored materials for cabinets 3000"."""
    pieces = turn.core.split(",;.\n")
    if len(pieces) != 2:
        return None
    found = [next(filter(None, (_said(turn, heard) for heard in piece.hearings(*_CODES))), None) for piece in pieces]
    share, stored = found
    if share is None or stored is None or share.percent is None or stored.stored is None:
        return _and_bill(pieces, found)
    if stored.milestone not in {None, share.milestone}:
        return None
    return ProgressSaid(share.percent, stored.stored, share.milestone, share.bill, share.more)


def _and_bill(pieces: tuple[Said, ...], found: list[ProgressSaid | None]) -> ProgressSaid | None:
    """It was said, and then "invoice"."""
    said, bills = found[0], pieces[1].hear("invoice", "send")
    if said is None or bills is None or bills.slots:
        return None
    return replace(said, bill=True)


def _said(turn: Turn, heard: Heard) -> ProgressSaid | None:
    told, code = heard.slots.get("milestone"), heard.phrase.code
    unknown = bool(told) and match(told or "", turn.hints.milestone_names).best is None
    if told and unknown and not (code == "progress_count" and _all_but_done(turn, told)):
        return None
    if code in _COUNTED:
        return _counted(turn, heard)
    if code in {"stored", "progress_bill_amount"}:
        return _worth(turn, heard)
    share = _share(heard)
    if share is None or (code == "progress_bare" and not _may_be_bare(turn, told or "", share)):
        return None
    return ProgressSaid(share, None, told, code.startswith("progress_bill"), code == "progress_bill_more")


def _may_be_bare(turn: Turn, told: str, share: Decimal) -> bool:
    """As in "cabinets 60%": while no schedule is asked for; a deposit has no progress, and all of it is done."""
    deposit = set(fold(told).split()) & DEPOSIT_WORDS
    return turn.hints.awaiting is None and not turn.hints.offer_lines and share < HUNDRED and not deposit


def _worth(turn: Turn, heard: Heard) -> ProgressSaid | None:
    """In money: what is stored, or what to bill."""
    told = heard.slots.get("milestone")
    found = amount(heard.slots["price"], turn.language, turn.hints.currency)
    if found is None or found.kind == "percent" or found.currency not in {None, turn.hints.currency}:
        return None
    if heard.phrase.code == "stored":
        return ProgressSaid(stored=found.value, milestone=told)
    clear = found.kind == "money" or found.value >= _LEAST_BARE
    return ProgressSaid(milestone=told, bill=True, more=True, amount=found.value) if clear else None


def _all_but_done(turn: Turn, told: str) -> bool:
    """Said of a part by another name, "4 of 10 windows done" is not that all of it is done."""
    return turn.core.words[-1].canon in _DONE and turn.could_be_milestone(told)


def _counted(turn: Turn, heard: Heard) -> ProgressSaid | None:
    """As in "4 of 10 doors": a share to the piece. What is more than all is left to the engine to refuse."""
    told = heard.slots.get("ratio")
    pieces = told.split("/") if told else [heard.slots["pieces"], heard.slots["out_of"]]
    part, whole = (_quantity(turn, piece) for piece in pieces)
    if part is None or whole is None:
        return None
    code = heard.phrase.code
    bill, more = code != "progress_count", code == "progress_count_more"
    return ProgressSaid(None, None, heard.slots.get("milestone"), bill, more, part=part, whole=whole)


def _quantity(turn: Turn, told: str) -> Decimal | None:
    """Also "40m2" in one word."""
    found = amount(told, turn.language, turn.hints.currency)
    if found is None and (digits := _NUMBER.match(told)):
        return Decimal(digits[1])
    return None if found is None or found.kind == "percent" else found.value


def _share(heard: Heard) -> Decimal | None:
    """In percent; what is above all of it is left to the engine to refuse."""
    told = heard.slots.get("fraction", "")
    return _FRACTIONS.get(told.casefold()) or percent(told or heard.slots["percent"])
