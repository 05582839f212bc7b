"""Codes are given out: for a new member of the crew."""

from datetime import timedelta

from bots.commands import Reply, command, option, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.telling import Teller
from core.domain.ids import ClientId, InvitationId, MemberId
from core.domain.invitation import Invitation, Purpose
from core.domain.party import Contractor

DAYS = 7


def crew(desk: Desk, args: Args) -> Replies:
    """What to forward comes as a message of its own. We write to nobody who has not written first."""
    name, role = args.get("name") or "", args.get("role", "crew")
    if role != "crew":
        return [_role_asked(name, args)]
    partner = _partner(desk, name)
    if partner:
        return _invite_partner(desk, partner)
    invitation = invite(desk, "crew", timedelta(days=DAYS), wanted=name)
    forward = reply("invite.forward", name=name or reply("invite.them"), days=DAYS)
    code = "invite.crew_card" if name else "invite.crew_card_unnamed"
    card = {"name": name, "business": desk.ledger.account().name}
    return [forward, Reply(code, card, invitation_id=str(invitation.id))]


def _role_asked(name: str, args: Args) -> Reply:
    """Who may do more than send photos is let in by a tap on what that is; any other role is said not to be there."""
    choices = (
        option("button.invite_manager", command("invite.manager", name=name)),
        option("button.invite_as_crew", command("invite.crew", name=name)),
        option("button.leave", command("menu.back")),
    )
    whom = name or reply("invite.them")
    if args["role"]:
        return reply("invite.manager_ask", *choices, name=whom)
    return reply("invite.no_role", *choices, name=whom, role=args["said"])


def project_manager(desk: Desk, args: Args) -> Replies:
    """As the crew's, once what they may do was shown."""
    name = args.get("name") or ""
    invitation = invite(desk, "manager", timedelta(days=DAYS), wanted=name)
    forward = reply("invite.forward_manager", name=name or reply("invite.them"), days=DAYS)
    code = "invite.manager_card" if name else "invite.manager_card_unnamed"
    card = {"name": name, "business": desk.ledger.account().name}
    return [forward, Reply(code, card, invitation_id=str(invitation.id))]


def _partner(desk: Desk, name: str) -> Contractor | None:
    """Another contractor of the account, called so."""
    others = desk.ledger.contractors()[1:]
    best = match(name, tuple(one.name for one in others)).best if name and desk.only is None else None
    return None if best is None else others[best]


def _invite_partner(desk: Desk, partner: Contractor) -> Replies:
    invitation = invite(desk, "partner", timedelta(days=DAYS), wanted=str(partner.id))
    card = {"name": partner.name, "business": desk.ledger.account().name}
    forward = reply("contractor.invite", name=partner.name, days=DAYS)
    return [forward, Reply("contractor.card", card, invitation_id=str(invitation.id))]


def invite(
    desk: Desk,
    purpose: Purpose,
    lasts: timedelta,
    *,
    wanted: str = "",
    member_id: MemberId | None = None,
    client_id: ClientId | None = None,
    alone: bool = False,
) -> Invitation:
    """A code for one purpose, by who speaks. ``alone``: it ends the earlier ones."""
    invitation = Invitation(
        id=InvitationId(desk.asked.new_id()),
        account_id=desk.ledger.account_id,
        purpose=purpose,
        made_by=desk.member.id,
        member_id=member_id,
        client_id=client_id,
        wanted=wanted,
        created_at=desk.asked.now,
        expires_at=desk.asked.now + lasts,
    )
    keep(desk.teller, invitation, alone=alone)
    return invitation


def keep(teller: Teller, invitation: Invitation, *, alone: bool = False) -> None:
    teller.turn.invite(invitation, teller.codes.digest(teller.codes.code(invitation.id)), alone=alone)
