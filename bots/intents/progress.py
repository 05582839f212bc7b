"""How far a part is: "cabinets 60% done", "bill 40% of cabinets", "stored materials for cabinets 3000"."""

from decimal import Decimal

from bots.intents.amounts import amount, percent
from bots.intents.contracts import ProgressSaid
from bots.intents.names import match
from bots.intents.said import Heard, Said
from bots.intents.turn import Turn

_MOST_WORDS = 16
_FRACTIONS = {"halfway": Decimal(50), "half way": Decimal(50), "medio": Decimal(50)}
_CODES = ("progress", "progress_bill", "progress_bill_more", "stored")


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
    return ProgressSaid(said.percent, said.stored, said.milestone, bill=True, more=said.more)


def _said(turn: Turn, heard: Heard) -> ProgressSaid | None:
    told = heard.slots.get("milestone")
    if told and match(told, turn.hints.milestone_names).best is None:
        return None
    if heard.phrase.code == "stored":
        found = amount(heard.slots["price"], turn.language, turn.hints.currency)
        if found is None or found.kind == "percent" or found.currency not in {None, turn.hints.currency}:
            return None
        return ProgressSaid(stored=found.value, milestone=told)
    share = _share(heard)
    if share is None:
        return None
    bill = heard.phrase.code != "progress"
    return ProgressSaid(share, None, told, bill, heard.phrase.code == "progress_bill_more")


def _share(heard: Heard) -> Decimal | None:
    """In percent; what is above all of it is left to the engine to refuse."""
    told = heard.slots.get("fraction", "")
    return _FRACTIONS.get(told.casefold()) or percent(told or heard.slots["percent"])
