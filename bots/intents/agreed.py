"""What a contract says about billing: a deposit as an advance, the schedule on invoices, the sequence of the parts."""

from bots.intents.amounts import amount, percent
from bots.intents.contracts import AdvanceSaid, ColumnsSaid, DepositAsked, JobDiscount, SequenceSaid
from bots.intents.names import match
from bots.intents.turn import Turn
from core.domain.terms import DepositCredit

_MOST_WORDS = 16
_CREDITED: dict[str, DepositCredit] = {
    "advance_last": "last",
    "advance_first": "first",
    "advance_pro_rata": "pro_rata",
}


def advance(turn: Turn) -> AdvanceSaid | None:
    """Only with how it is credited: a deposit by itself is a part of the schedule."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings(*_CREDITED):
            found = amount(heard.slots["price"], turn.language, turn.hints.currency)
            if found is not None and found.currency in {None, turn.hints.currency}:
                return AdvanceSaid(found.value, found.kind == "percent", _CREDITED[heard.phrase.code])
    return None


def deposit_share(turn: Turn) -> AdvanceSaid | None:
    """As in "20% deposit", where no part of the job is one: credited on each invoice, as it is when nothing is said."""
    parts = match("deposit", turn.hints.milestone_names).candidates
    if turn.said.is_question or parts or turn.hints.awaiting or turn.hints.offer_lines or not turn.hints.project_names:
        return None
    heard = turn.core.hear("deposit_share")
    share = percent(heard.slots["percent"]) if heard else None
    return None if share is None else AdvanceSaid(share, percent=True)


def deposit_asked(turn: Turn) -> DepositAsked | None:
    """Where a part of a job is called so, that is meant."""
    asked = turn.core.hear("deposit_asked") or turn.said.hear("deposit_asked")
    parts = match("deposit", turn.hints.milestone_names).candidates
    return DepositAsked() if asked and not parts and not turn.said.is_question else None


def columns(turn: Turn) -> ColumnsSaid | None:
    on = _either(turn, "columns", "no_columns")
    return None if on is None else ColumnsSaid(on)


def sequence(turn: Turn) -> SequenceSaid | None:
    on = _either(turn, "sequence", "any_sequence")
    return None if on is None else SequenceSaid(on)


def job_discount(turn: Turn) -> JobDiscount | None:
    """Off the whole job; what is off a part is a line of that."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("job_discount"):
            found = amount(heard.slots["price"], turn.language, turn.hints.currency)
            if found is not None and found.value > 0 and found.currency in {None, turn.hints.currency}:
                return JobDiscount(found.value, found.kind == "percent", heard.slots.get("text", ""))
    return None


def _either(turn: Turn, yes: str, no: str) -> bool | None:
    if turn.said.is_question:
        return None
    heard = turn.core.hear(yes, no) or turn.said.hear(yes, no)
    return None if heard is None else heard.phrase.code == yes
