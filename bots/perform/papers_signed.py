"""A proposal that was signed by hand: its photo or PDF is taken in as evidence."""

from uuid import UUID

from bots.commands import command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.importing import take
from bots.perform.proposals import meant
from core.domain.ids import ProposalId
from core.usecases import signing
from core.usecases.signing import Paper


def ask(desk: Desk, args: Args) -> Replies:
    """Which proposal it is of is known before the file is fetched. Without a file, that is what is asked for."""
    proposal = meant(desk, args, ("draft", "sent", "declined"))
    if not desk.inbound.attachments:
        return [reply("proposal.send_paper", name=proposal.name)]
    return take(desk, {"paper": str(proposal.id)})


def taken_in(desk: Desk, proposal_id: str, key: str) -> Replies:
    """Binding from now on, with the options that are picked in it."""
    proposal = desk.ledger.proposal(ProposalId(UUID(proposal_id)))
    client = desk.ledger.client(proposal.client_id)
    picked = [line.id for line in proposal.lines if line.free and line.picked]
    paper = Paper(name=client.name, chosen=picked, picture_key=key)
    words = desk.teller.words(client.language)
    signed = signing.sign_on_paper(desk.ledger, desk.asked, proposal.id, paper, words)
    start = option("button.start_billing", command("proposal.start", proposal=str(signed.id)))
    total = str((signed.sheet or {}).get("total", ""))
    return [
        reply("proposal.paper_kept", start, name=signed.name, client=client.name, number=signed.number, total=total)
    ]
