"""Links that went out are revoked, after a tap: who holds one opens nothing with it any more."""

from uuid import UUID

from bots.commands import Command, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ProposalId
from core.domain.proposal import Proposal
from core.usecases.revoking import revoke_job_links, revoke_proposal_link


def ask(desk: Desk, args: Args) -> Replies:
    """All of a job: one leads to the others."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    return [_asked(file.project.name, file.client.name, command("links.revoke", project=str(file.project.id)))]


def ask_proposal(desk: Desk, args: Args) -> Replies:
    """The one that is named, by its own name or its client's; else the newest that went out."""
    found = _meant(desk, args.get("about"))
    if found is None:
        return [reply("links.no_proposal")]
    client = desk.ledger.client(found.client_id).name
    return [_asked(found.name, client, command("links.revoke", proposal=str(found.id)))]


def revoke(desk: Desk, args: Args) -> Replies:
    """A new one goes out when the contractor says so."""
    if args.get("proposal"):
        proposal = revoke_proposal_link(desk.ledger, ProposalId(UUID(args["proposal"])))
        client = desk.ledger.client(proposal.client_id).name
        again = option("button.send_to", command("proposal.send", proposal=str(proposal.id)), client=client)
        return [reply("links.revoked", *((again,) if proposal.state == "sent" else ()), name=proposal.name)]
    project = revoke_job_links(desk.ledger, desk.project_id(args))
    client = desk.ledger.client(project.client_id).name
    again = option("button.send_page", command("page.send", project=str(project.id)), client=client)
    return [reply("links.revoked", again, name=project.name)]


def _asked(name: str, client: str, sure: Command) -> Reply:
    choices = (option("button.revoke_links", sure), option("button.leave", command("menu.back")))
    return reply("links.revoke_ask", *choices, name=name, client=client)


def _meant(desk: Desk, about: str | None) -> Proposal | None:
    sent = [one for one in desk.ledger.proposals() if one.number]
    if about:
        names = tuple(one.name for one in sent)
        clients = tuple(desk.ledger.client(one.client_id).name for one in sent)
        found = match(about, names).best
        found = match(about, clients).best if found is None else found
        return None if found is None else sent[found]
    return max(sent, key=lambda one: one.sent_at or one.created_at, default=None)
