"""What is said about who may write to us and from where, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command
from bots.intents import reach
from bots.known import Known

HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    reach.InviteCrew: lambda meant, _: (command("invite.crew", name=meant.name),),
}
