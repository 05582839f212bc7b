"""What is said about the limits of a place, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Command, Step, command
from bots.intents import limits
from bots.known import Known


def _reason(meant: limits.ReasonSaid, known: Known) -> tuple[Step, ...]:
    """With what waits for it, where that is not a job that is being set up."""
    then = (known.expects or {}).get("then")
    if then is None:
        return (command("limit.reason", reason=meant.text),)
    waits = Command.from_action(then)
    return (Command(waits.do, {**waits.args, "reason": meant.text}),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    limits.PlaceSaid: lambda meant, _: (command("business.place", place=meant.place),),
    limits.ReasonSaid: _reason,
}
