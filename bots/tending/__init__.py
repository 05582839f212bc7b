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
    """One road. ``sources`` are those of its inbox rows; ``off`` says which settings switch it on, ``prefixes`` how
    their names begin.
    """

    name: str
    off: str
    is_on: Callable[[Settings], bool]
    look: Look
    set_up: SetUp
    sources: tuple[str, ...]
    prefixes: tuple[str, ...]

    def half_set(self, settings: Settings) -> tuple[str, ...]:
        """What of it is set although it is off: whoever set that thinks it is on."""
        fields = type(settings).model_fields
        mine = (name for name in fields if name.startswith(self.prefixes))
        return tuple(name.upper() for name in mine if getattr(settings, name) != fields[name].default)


ROADS: Mapping[str, Tended] = {
    name: Tended(name, road.OFF, road.is_on, road.look, road.set_up, sources, prefixes)
    for name, road, sources, prefixes in (
        ("telegram", telegram, ("telegram",), ("telegram_",)),
        ("email", email, ("email",), ("smtp_", "email_")),
        ("twilio", twilio, ("sms", "whatsapp"), ("twilio_",)),
        ("signed", signed, ("signed",), ("signed_",)),
        ("slack", slack, ("slack",), ("slack_",)),
    )
}

__all__ = ["ROADS", "CannotSetUp", "Finding", "Tended"]
