"""What is said about the limits of a place, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Command, Step, command
from bots.intents import limits
from bots.known import Known
from bots.naming import with_project


def _reason(meant: limits.ReasonSaid, known: Known) -> tuple[Step, ...]:
    """With what waits for it, where that is not a job that is being set up."""
    then = (known.expects or {}).get("then")
    if then is None:
        return (command("limit.reason", reason=meant.text),)
    waits = Command.from_action(then)
    return (Command(waits.do, {**waits.args, "reason": meant.text}),)


def _place(meant: limits.PlaceSaid) -> Command:
    """A province is told as the country whose law is known."""
    return command("business.place", place=meant.place, **({"name": meant.named} if meant.named else {}))


def _asked(_meant: limits.LimitsAsked, known: Known) -> tuple[Step, ...]:
    show = command("limit.show")
    return with_project(known, lambda project: (command("limit.show", project=str(project.id)),), show)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    limits.PlaceSaid: lambda meant, _: (_place(meant),),
    limits.ReasonSaid: _reason,
    limits.LimitsAsked: _asked,
    limits.PlaceUnknown: lambda meant, _: (command("business.place_unknown", name=meant.name),),
    limits.DepositCapAsked: lambda _meant, _: (command("limit.deposit"),),
}
