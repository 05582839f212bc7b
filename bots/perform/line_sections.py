"""Sections of a proposal, in words: a line goes to another one, and a section is called something else."""

from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.intents.folding import fold
from bots.intents.names import match
from bots.offering import kind_of
from bots.perform.desk import Args, Desk, Replies
from bots.perform.line_adding import ask_section, spot_in
from bots.perform.line_figures import line_text
from bots.perform.proposals import show_draft
from core.domain.errors import Refusal
from core.domain.ids import ProposalId
from core.domain.proposal import Proposal, ProposalLine
from core.usecases.proposal_lines import Spot, restate, section_renamed, spot_of


def section_told(name: str) -> object:
    return name or reply("proposal.no_section")


def section_named(proposal: Proposal, words: str, *, sure: bool) -> str | None:
    """By its whole name; in part only where a section was spoken of. A line of that name is meant before it."""
    names = [one.name for one in proposal.sections if one.name]
    said = fold(words.strip())
    found = next((name for name in names if fold(name) == said), None)
    if found and not sure and any(fold(line.description) == said for line in proposal.lines):
        return None
    best = match(words, tuple(names)).best if sure and not found else None
    return names[best] if best is not None else found


def place_of(proposal: Proposal, args: Args, line: ProposalLine) -> Spot | Reply:
    """Where it is to stand; a section that is not there is asked about."""
    if "section" in args:
        return spot_in(proposal, str(args["section"]))
    names = [one.name for one in proposal.sections]
    said = str(args["new"])
    found = match(said, tuple(names)).best
    whole = next((name for name in names if fold(name) == fold(said)), None)
    if whole is None and found is None:
        return ask_section(proposal, args, line.description, said)
    return spot_in(proposal, names[found] if whole is None and found is not None else str(whole))


def moved_told(proposal: Proposal, line: ProposalLine, spot: Spot) -> tuple[Reply, Reply]:
    before = spot_of(proposal, line.id).section
    told = line_text(line)
    return (
        reply("proposal.line_in_section", section=section_told(before), line=told),
        reply("proposal.line_in_section", section=section_told(spot.section), line=told),
    )


def renamed(desk: Desk, proposal: Proposal, args: Args, name: str) -> Replies:
    """Of a draft at once; what the client has is changed on its page, or line by line."""
    if proposal.state == "sent":
        raise Refusal("proposal.section_sent", name=proposal.name)
    new = str(args["new"])
    changed = restate(desk.ledger, desk.asked, proposal, section_renamed(proposal.sections, name, new, kind_of(new)))
    called = next(now.name for was, now in zip(proposal.sections, changed.sections, strict=True) if was.name == name)
    kept = {"proposal": str(proposal.id), "name": called, "former": name}
    desk.session.remember(do="proposal.section", **kept, said=dict(args))
    show = option("button.show", command("proposal.show", proposal=str(proposal.id)))
    told = reply("proposal.line_from_to", before=name, now=called)
    client = desk.ledger.client(proposal.client_id).name
    about = {"client": client, "name": proposal.name, "told": told, "totals": NOTHING, "again": NOTHING}
    return [Reply("proposal.line_changed", about, (show, option("button.undo", command("undo"))))]


def undo_section(desk: Desk, step: Args) -> Reply:
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    if proposal.state == "sent":
        return reply("undo.proposal_sent", name=proposal.name)
    former = str(step["former"])
    back = section_renamed(proposal.sections, str(step["name"]), former, kind_of(former))
    return show_draft(desk, restate(desk.ledger, desk.asked, proposal, back))[0]
