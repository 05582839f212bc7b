"""What is said about who may write to us and from where, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command
from bots.intents import reach
from bots.known import Known

HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    reach.InviteCrew: lambda meant, _: (command("invite.crew", name=meant.name),),
    reach.CrewAsked: lambda _meant, _known: (command("crew.list"),),
    reach.RemoveCrew: lambda meant, _: (command("crew.remove", name=meant.name),),
    reach.LinkClient: lambda meant, _: (command("invite.client", name=meant.name),),
    reach.AddAddress: lambda _meant, _known: (command("address.add"),),
    reach.AddressesAsked: lambda _meant, _known: (command("address.list"),),
    reach.RemoveAddress: lambda meant, _: (command("address.remove", which=meant.which),),
}
