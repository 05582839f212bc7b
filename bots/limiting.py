"""What is said about the limits of a place, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command
from bots.intents import limits
from bots.known import Known

HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    limits.PlaceSaid: lambda meant, _: (command("business.place", place=meant.place),),
    limits.ReasonSaid: lambda meant, _: (command("limit.reason", reason=meant.text),),
}
