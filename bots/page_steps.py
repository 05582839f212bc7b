"""What a member did on a page is undone in their chat like anything else: it is the newest step there."""

from typing import Any
from uuid import UUID

from bots.commands import Reply, reply
from bots.known import Session
from bots.perform.desk import Args, Desk
from bots.perform.proposals import show_draft
from bots.telling import Teller
from channels.portal.edit_form import as_it_was
from core.domain.ids import MemberId, ProposalId
from core.domain.proposal import Proposal
from core.usecases.proposal_lines import offer_like
from core.usecases.proposing import Offer, edit_proposal
from storage.mapping_json import value_from_json, value_to_json

EDITED = "proposal.on_page"
_MOST = 3  # each keeps all lines


def edited(before: Proposal, now: Proposal) -> dict[str, Any]:
    """The step that a save of the page was."""
    offer = value_to_json(Offer, offer_like(before))
    return {"do": EDITED, "proposal": str(now.id), "offer": offer, "was": as_it_was(now)}


def remember(teller: Teller, member_id: MemberId, step: dict[str, Any]) -> None:
    """In each of their chats. What is older than the oldest page that is kept is not undone over it."""
    for address in teller.ways_to_member(member_id):
        session = Session.from_json(teller.turn.session(address.channel, address.value))
        pages = [place for place, one in enumerate(session.undo) if one["do"] == EDITED]
        if step["do"] == EDITED and len(pages) >= _MOST:
            session.undo = session.undo[pages[-_MOST] + 1 :]
        session.remember(**step)
        if "proposal" in step:
            session.offer, session.focus = step["proposal"], "offer"
        teller.turn.save_session(address.channel, address.value, session.as_json())


def undo_edited(desk: Desk, step: Args) -> Reply:
    """As it was before that save. What went out, or was changed elsewhere since, is changed on purpose only."""
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    if proposal.state == "sent":
        return reply("undo.proposal_sent", name=proposal.name)
    if as_it_was(proposal) != step["was"]:
        shown = show_draft(desk, proposal)[0]
        return reply("lines", *shown.choices, lines=(reply("undo.proposal_changed", name=proposal.name), shown))
    former = value_from_json(Offer, step["offer"])
    return show_draft(desk, edit_proposal(desk.ledger, desk.asked, proposal.id, former))[0]
