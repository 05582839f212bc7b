"""What must not be done on the word of a sender that can be forged: it is asked again where it cannot be.

The From of an SMS identifies, it does not authenticate. So what decides where money or words go is confirmed on another
of the member's addresses.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from bots.commands import Command, Reply, command, option, reply
from bots.linking import road_of
from bots.perform.desk import Args, Desk, Replies
from core.domain.account import Address
from core.domain.ids import ClientId


def _contact(desk: Desk, args: Args) -> Reply:
    client = desk.ledger.client(ClientId(UUID(args["client"])))
    return reply("guard.contact", client=client.name, reach=args.get("phone") or args["email"], old=args["instead_of"])


def _address(desk: Desk, args: Args) -> Reply:
    addresses = desk.ledger.addresses(member_id=desk.member.id)
    channel = next((one.channel for one in addresses if str(one.id) == args["address"]), desk.inbound.channel)
    return reply("guard.address", road=road_of(channel))


def _crew(desk: Desk, args: Args) -> Reply:
    names = {str(one.id): one.name for one in desk.ledger.members()}
    return reply("guard.crew", name=names.get(args["member"], ""))


def _business(_desk: Desk, args: Args) -> Reply:
    return reply("guard.business", reach=args["contact"])


def _bank(desk: Desk, args: Args) -> Reply:
    known = desk.ledger.bank_details(desk.member.contractor_id)
    last = next((one.facts.last for one in known if str(one.id) == args["details"]), "")
    return reply("guard.bank", last=last)


def _bank_removed(desk: Desk, args: Args) -> Reply:
    return reply("guard.bank_removed", last=_bank(desk, args).details["last"])


def _erase(desk: Desk, args: Args) -> Reply:
    return reply("guard.erase", client=desk.ledger.client(ClientId(UUID(args["client"]))).name)


# What is guarded: the argument that says it is about to be done, and how it is told.
GUARDED: Mapping[str, tuple[str, Callable[[Desk, Args], Reply]]] = {
    "client.contact": ("instead_of", _contact),
    "business.facts": ("contact", _business),
    "address.remove": ("address", _address),
    "crew.remove": ("member", _crew),
    "erase.name": ("client", _erase),
    "bank.keep": ("details", _bank),
    "bank.remove": ("details", _bank_removed),
}


def guarded(desk: Desk, wanted: Command) -> Replies | None:
    """None when it may be done at once."""
    about = GUARDED.get(wanted.do)
    if about is None or not wanted.args.get(about[0]) or desk.inbound.channel not in desk.teller.roads.forgeable:
        return None
    second = _second(desk)
    if second is None:
        return [reply("guard.no_second")]
    choices = (option("button.it_was_me", wanted), option("button.leave", command("menu.back")))
    asked = reply("guard.ask", *choices, road=road_of(desk.inbound.channel), what=about[1](desk, wanted.args))
    desk.teller.at(second, asked, desk.member.language, f"{desk.key}:guard")
    return [reply("guard.asked", road=road_of(second.channel))]


def _second(desk: Desk) -> Address | None:
    """Another address of the member, where nobody can write in their name."""
    ways = desk.teller.ways_to_member(desk.member.id)
    return next((one for one in ways if one.channel not in desk.teller.roads.forgeable), None)
