"""How a client is reached, in words for the contractor."""

from typing import Any

from bots.commands import Reply, reply
from bots.linking import road_of
from bots.perform.desk import Desk
from bots.telling import Teller
from core.domain.account import Address
from core.domain.party import Client


def by(teller: Teller, address: Address) -> Reply:
    """The road, and the address where it is one that people read: a vendor's own number for a chat tells nothing."""
    road = road_of(address.channel)
    return Reply("reach.at", {"road": road, "address": address.value}) if teller.roads.is_read(address) else road


def how_reached(desk: Desk, client: Client) -> Reply:
    """Where it will go, and where next should it not get there."""
    ways = desk.teller.ways_to(client)
    if not ways:
        known = desk.ledger.addresses(client_id=client.id)
        return reply("draft.to_unreached" if known else "draft.to_nobody", client=client.name)
    address, *others = ways
    desk.teller.keep(address)
    if others:
        following = road_of(others[0].channel)
        return reply("draft.to_else", client=client.name, reach=by(desk.teller, address), next=following)
    if desk.teller.roads.is_read(address):
        return reply("draft.to", client=client.name, address=address.value)
    return reply("draft.to_by", client=client.name, reach=by(desk.teller, address))


def on_its_way(desk: Desk, code: str, address: Address | None, **details: Any) -> Reply:
    """``code``: invoice.sending or invoice.resent."""
    if address is None:
        return reply("invoice.issued_unreachable", **details)
    if desk.teller.roads.is_read(address):
        return reply(code, address=address.value, **details)
    return reply(f"{code}_by", reach=by(desk.teller, address), **details)
