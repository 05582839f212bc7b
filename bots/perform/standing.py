"""How a proposal stands with its client, asked in words."""

from bots.commands import command, option
from bots.perform.desk import Args, Desk, Replies
from bots.perform.proposals import line_of, meant


def stands(desk: Desk, args: Args) -> Replies:
    """Whether it was opened, signed, declined: of the one that is meant."""
    proposal = meant(desk, args, ("sent", "signed", "declined", "draft"))
    return [line_of(desk, proposal, option("button.show", command("proposal.show", proposal=str(proposal.id))))]
