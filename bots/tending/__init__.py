"""How each road to people stands and how it is set up, told in words to whoever runs the program."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bots.settings import Settings
from bots.tending import email, signed, slack, telegram, twilio
from bots.tending.finding import CannotSetUp, Finding

Look = Callable[[Settings], Coroutine[Any, Any, tuple[Finding, ...]]]
SetUp = Callable[[Settings], Coroutine[Any, Any, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Tended:
    """One road. ``sources`` are those of its inbox rows; ``off`` says which settings switch it on."""

    name: str
    off: str
    is_on: Callable[[Settings], bool]
    look: Look
    set_up: SetUp
    sources: tuple[str, ...]


ROADS: Mapping[str, Tended] = {
    "telegram": Tended("telegram", telegram.OFF, telegram.is_on, telegram.look, telegram.set_up, sources=("telegram",)),
    "email": Tended("email", email.OFF, email.is_on, email.look, email.set_up, sources=("email",)),
    "twilio": Tended("twilio", twilio.OFF, twilio.is_on, twilio.look, twilio.set_up, sources=("sms", "whatsapp")),
    "signed": Tended("signed", signed.OFF, signed.is_on, signed.look, signed.set_up, sources=("signed",)),
    "slack": Tended("slack", slack.OFF, slack.is_on, slack.look, slack.set_up, sources=("slack",)),
}

__all__ = ["ROADS", "CannotSetUp", "Finding", "Tended"]
