"""Erasing a client, or all of it, by the owner: what goes and what stays is told, the name typed, and then it is done.

The work itself is a job: it must not wait for the turn that asks for it, nor that turn for it.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from bots.commands import Reply, command, option, own, reply
from bots.intents.erasing import AWAITED, same_name
from bots.intents.names import match
from bots.linking import road_of
from bots.perform.desk import Args, Desk, Replies
from core.domain.account import Address
from core.domain.ids import ClientId
from core.domain.party import ERASED, Client
from core.ports.outbox import Job

# By then the last word to an account that goes has mostly left; if not, it is looked at again.
LOOKED_AFTER = timedelta(seconds=2)
_MOST_CHOICES = 6


def ask(desk: Desk, args: Args) -> Replies:
    """Of one client; which, when several may be meant."""
    if desk.inbound.place:
        return [reply("room.in_private")]
    known = [one for one in desk.ledger.clients() if one.name != ERASED]
    if args.get("client"):
        return [_what_goes(one) for one in known if str(one.id) == args["client"]] or [reply("erase.none")]
    found = match(args["about"], tuple(one.name for one in known))
    meant = [known[place] for place in found.candidates]
    if found.best is not None:
        meant = [one for one in known if one.name == known[found.best].name]
    if len(meant) == 1:
        return [_what_goes(meant[0])]
    choices = (own(_told_apart(one), command("erase.ask", client=str(one.id))) for one in meant[:_MOST_CHOICES])
    return [reply("erase.which", *choices)] if meant else [reply("erase.none")]


def _told_apart(client: Client) -> str:
    return " ".join(filter(None, (client.name, client.phone or client.email)))


def _what_goes(client: Client) -> Reply:
    leave = option("button.leave", command("menu.back"))
    asks = {"what": AWAITED, "client": str(client.id), "name": client.name}
    return reply("erase.ask", leave, expects=asks, client=client.name)


def ask_account(desk: Desk, _args: Args) -> Replies:
    if desk.inbound.place:
        return [reply("room.in_private")]
    leave = option("button.leave", command("menu.back"))
    name = _account_name(desk)
    return [reply("erase.ask_account", leave, expects={"what": AWAITED, "name": name}, name=name)]


def named(desk: Desk, args: Args) -> Replies:
    """The very name, or nothing happens."""
    if args.get("client"):
        client = desk.ledger.client(ClientId(UUID(args["client"])))
        if client.name == ERASED or not same_name(args["typed"], client.name):
            return [reply("erase.other_name")]
        _go(desk, args["client"], timedelta(0))
        return [reply("erase.begun")]
    if not same_name(args["typed"], _account_name(desk)):
        return [reply("erase.other_name")]
    return _sure(desk)


def _sure(desk: Desk) -> Replies:
    """All of it goes only with a tap on another of the owner's addresses, if there is one."""
    here = (desk.inbound.channel, desk.inbound.sender)
    forged = desk.inbound.channel in desk.teller.roads.forgeable
    second = _second(desk, here, safe=forged)
    if second is None:
        return [reply("guard.no_second")] if forged else account(desk, {})
    choices = (option("button.erase_account", command("erase.account")), option("button.leave", command("menu.back")))
    asked = reply("erase.account_sure", *choices, name=_account_name(desk))
    desk.teller.at(second, asked, desk.member.language, f"{desk.key}:erase")
    return [reply("erase.account_asked", road=road_of(second.channel))]


def _second(desk: Desk, here: tuple[str, str], *, safe: bool) -> Address | None:
    ways = [one for one in desk.teller.ways_to_member(desk.member.id) if (one.channel, one.value) != here]
    proven = [one for one in ways if one.channel not in desk.teller.roads.forgeable]
    return next(iter(proven if safe else [*proven, *ways]), None)


def account(desk: Desk, _args: Args) -> Replies:
    """The last word there is."""
    _go(desk, "", LOOKED_AFTER)
    return [reply("erase.account_begun")]


def _account_name(desk: Desk) -> str:
    return desk.ledger.account().name or desk.ledger.contractor(desk.member.contractor_id).name or "erase"


def _go(desk: Desk, client: str, delay: timedelta) -> None:
    where = (desk.inbound.channel, desk.inbound.where)
    args = {"account_id": str(desk.ledger.account_id), "client_id": client, "member_id": str(desk.member.id)}
    at = {"channel": where[0], "address": where[1], "key": desk.key}
    desk.ledger.enqueue(Job(name="erase_person", args={**args, **at}, queue="media", delay=delay))


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {
    "erase.ask": ask,
    "erase.ask_account": ask_account,
    "erase.name": named,
    "erase.account": account,
}
