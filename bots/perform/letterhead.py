"""What new invoices say of the business beside its name. Issued ones keep what they were issued with."""

from bots.commands import Reply, reply
from bots.perform.desk import Args, Desk, Replies
from core.domain.party import Contractor
from core.usecases import onboarding

_FACTS = ("postal_address", "email", "phone", "paper")


def say(desk: Desk, args: Args) -> Replies:
    """One fact more, or another in its place; the answer shows them all."""
    former = desk.ledger.contractor(desk.member.contractor_id)
    said = {name: args[name] for name in _FACTS if args.get(name)}
    desk.session.remember(do="business.facts", facts={name: getattr(former, name) for name in said})
    told = _told(onboarding.letterhead(desk.ledger, former.id, said), said)
    if desk.session.focus == "plan":
        from bots.perform.plans import again

        return [told, *again(desk, {})]
    return [told]


def undo_said(desk: Desk, step: Args) -> Reply:
    return _told(onboarding.letterhead(desk.ledger, desk.member.contractor_id, step["facts"]), step["facts"])


def _told(now: Contractor, said: Args) -> Reply:
    if "paper" in said:
        return reply("business.paper_a4" if now.paper == "a4" else "business.paper_letter")
    phone = reply("business.fact_phone", reach=now.phone) if now.phone else ""
    lines = (now.name, *now.postal_address.splitlines(), now.email, phone)
    return reply("business.facts", lines=tuple(one for one in lines if one))
