"""A member's own addresses, and who is on the crew."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.intents.folding import fold, words_of
from bots.intents.names import match
from bots.linking import road_of
from bots.perform.desk import Args, Desk, Replies
from bots.perform.inviting import invite
from core.domain.account import Address, Member
from core.domain.ids import AddressId, MemberId
from core.usecases import linking

HOURS = 24
_ROADS = {
    "telegram": words_of("telegram"),
    "whatsapp": words_of("whatsapp"),
    "slack": words_of("slack"),
    "sms": words_of("sms text texts phone cell cellphone mobile number telefono celular movil numero mensajes"),
    "email": words_of("email e-mail mail correo"),
}


def add(desk: Desk, _args: Args) -> Replies:
    """A code for whoever holds the other phone. The answer goes to this address: who forged it does not get it."""
    invitation = invite(desk, "member", timedelta(hours=HOURS), member_id=desk.member.id, alone=True)
    return [Reply("address.how", {"hours": HOURS}, invitation_id=str(invitation.id))]


def list_(desk: Desk, _args: Args) -> Replies:
    lines = tuple(_line(desk, one) for one in desk.ledger.addresses(member_id=desk.member.id))
    return [reply("address.list", lines=lines)]


def remove(desk: Desk, args: Args) -> Replies:
    """Found by what was said, shown, and taken away by a tap. NotAllowed (address.last)."""
    addresses = desk.ledger.addresses(member_id=desk.member.id)
    if args.get("address"):
        address = linking.unlink_member(desk.ledger, desk.member.id, AddressId(UUID(args["address"])))
        if not address.unreachable:  # who took over one chat must not shut the others out unseen
            told = reply("told.address_removed", name=desk.member.name, road=road_of(desk.inbound.channel))
            desk.teller.at(address, told, desk.member.language, f"removed:{address.id}")
        return [reply("address.removed", road=road_of(address.channel))]
    found = [one for one in addresses if _is(one, args["which"])]
    if not found:
        return [reply("address.none_like", which=args["which"]), *list_(desk, args)]
    if len(addresses) == 1:
        return [reply("refused.address.last")]
    others = [one for one in found if not _is_here(desk, one)]
    if not others:
        return [reply("address.is_here")]
    choices = [option("button.remove_it", command("address.remove", address=str(one.id))) for one in others[:1]]
    shown = _line(desk, others[0])
    return [reply("address.remove_ask", *choices, option("button.leave", command("menu.back")), address=shown)]


def _is(address: Address, which: str) -> bool:
    typed = fold(which.strip())
    digits = "".join(one for one in typed if one.isdigit())
    if len(digits) >= 4:
        return address.value.endswith(digits[-10:])
    return typed.replace(" ", "") in _ROADS.get(address.channel, {address.channel}) or typed == fold(address.value)


def _is_here(desk: Desk, address: Address) -> bool:
    return (address.channel, address.value) == (desk.inbound.channel, desk.inbound.sender)


def _line(desk: Desk, address: Address) -> Reply:
    """The number or mail address where people read it; a vendor's own name for a chat tells nothing."""
    roads = desk.teller.roads
    shown = address.value if address.channel in (*roads.phones, roads.email) else ""
    code = "address.line_here" if _is_here(desk, address) else "address.line"
    road = road_of(address.channel)
    return reply(code, where=reply("reach.at", road=road, address=shown) if shown else road)


# --- the crew ---------------------------------------------------------------------------------------------------------


def crew(desk: Desk, _args: Args) -> Replies:
    there = _crew(desk)
    add_one = option("button.invite_crew", command("invite.crew", name=None))
    if not there:
        return [reply("crew.none", add_one)]
    return [reply("crew.list", add_one, lines=tuple(map(_crew_line, there)))]


def _crew_line(member: Member) -> Reply:
    return reply("crew.line_manager" if member.role == "project_manager" else "crew.line", name=member.name)


def crew_out(desk: Desk, args: Args) -> Replies:
    """Confirmed by a tap; what they sent stays."""
    there = _crew(desk)
    if args.get("member"):
        member = next((one for one in there if str(one.id) == args["member"]), None)
        if member is None:
            return crew(desk, args)
        linking.leave_crew(desk.ledger, MemberId(UUID(args["member"])))
        return [reply("crew.removed", name=member.name)]
    found = match(args["name"], tuple(one.name for one in there))
    if found.best is None:
        return [reply("crew.nobody_like", name=args["name"]), *crew(desk, args)]
    member = there[found.best]
    choices = (
        option("button.remove_it", command("crew.remove", member=str(member.id))),
        option("button.leave", command("menu.back")),
    )
    return [reply("crew.remove_ask", *choices, name=member.name)]


def _crew(desk: Desk) -> Sequence[Member]:
    """Those who can still write to us."""
    members = (one for one in desk.ledger.members() if one.role != "owner")
    return [one for one in members if desk.ledger.addresses(member_id=one.id)]
