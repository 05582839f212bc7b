"""What is held back of the client's money, and its release: "retainage 10% until 50% then 5%", "release half of it"."""

from decimal import Decimal

from bots.intents.amounts import percent as percent_of
from bots.intents.contracts import ReleaseSaid, RetainageAsked, RetainageSaid
from bots.intents.names import match
from bots.intents.said import Heard
from bots.intents.turn import Turn

_MOST_WORDS = 18


def retainage(turn: Turn) -> RetainageSaid | None:
    """Of a part that is known, or of the whole contract."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("retainage", "no_retainage"):
            if _is_known(turn, heard):
                shares = {name: _percent(heard.slots.get(name)) for name in ("percent", "step", "later")}
                shares["step"] = shares["step"] or _percent(heard.slots.get("fraction"))
                milestone = heard.slots.get("milestone")
                return RetainageSaid(shares["percent"] or Decimal(0), shares["step"], shares["later"], milestone)
    return None


def release(turn: Turn) -> ReleaseSaid | None:
    """All of it, or a share."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.said, turn.core):
        for heard in said.hearings("release"):
            told = heard.slots.get("percent") or heard.slots.get("fraction")
            share = percent_of(told) if told else Decimal(100)
            if share is not None and _is_known(turn, heard):
                return ReleaseSaid(share, heard.slots.get("milestone"))
    return None


def asked(turn: Turn) -> RetainageAsked | None:
    """How much is held back."""
    for said in (turn.said, turn.core):
        for heard in said.hearings("retainage_asked"):
            about = heard.slots.get("place")
            if about is None or match(about, turn.hints.names).candidates:
                return RetainageAsked(about)
    return None


def _is_known(turn: Turn, heard: Heard) -> bool:
    told = heard.slots.get("milestone")
    return told is None or match(told, turn.hints.milestone_names).best is not None


def _percent(told: str | None) -> Decimal | None:
    """A later share may be said without its sign: "10% until 50 then 5"."""
    if told is None:
        return None
    return percent_of(told) or percent_of(f"{told}%")
