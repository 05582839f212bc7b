"""A proposal that was signed by hand: its photos or its PDF are taken in as evidence."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from bots.choosing import MOST_CHOICES
from bots.commands import Command, Reply, command, option, own, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.perform.importing import as_file, take
from bots.proposing import PAPER
from core.domain.errors import Refusal
from core.domain.ids import ProposalId
from core.domain.proposal import Proposal
from core.usecases import signing
from core.usecases.signing import Paper

_OPEN = ("draft", "sent", "declined")
# So long what is called the signed proposal may be another page of the one that was just taken in.
_NEXT_PAGE = timedelta(minutes=15)
_SAME_ALBUM = timedelta(seconds=60)


def ask(desk: Desk, args: Args) -> Replies:
    """Which proposal it is of is known before the files are fetched. Without a file, that is what is asked for."""
    files = args.get("files") or [as_file(desk, one) for one in desk.inbound.attachments]
    likely = _likely(desk, args)
    if len(likely) > 1:
        return [_which(desk, likely, files)]
    proposal = likely[0]
    if args.get("otherwise") and proposal.state not in _OPEN and not _just_taken_in(desk, proposal, _SAME_ALBUM):
        from bots.perform import perform

        return perform(desk, Command.from_action(args["otherwise"]))
    waits = {"what": PAPER, "proposal": str(proposal.id)}
    if not files:
        return [reply("proposal.send_paper", expects=waits, name=proposal.name)]
    return [replace(one, expects=waits) for one in take(desk, {"paper": str(proposal.id)}, files)]


def _likely(desk: Desk, args: Args) -> list[Proposal]:
    """By its id; else those of the name that was said; of these what is with a client. None is taken for another."""
    if args.get("proposal"):
        return [desk.ledger.proposal(ProposalId(UUID(str(args["proposal"]))))]
    every = desk.ledger.proposals()
    if not args.get("about"):
        just = [one for one in every if str(one.id) == desk.session.offer and _just_taken_in(desk, one)]
        if just:
            return just
    found = [one for one in every if one.state in _OPEN]
    if about := args.get("about"):
        heard = match(str(about), tuple(f"{desk.ledger.client(one.client_id).name} {one.name}" for one in found))
        found = [found[place] for place in ([heard.best] if heard.best is not None else heard.candidates)]
    found = [one for one in found if one.state == "sent"] or found
    if not found:
        raise Refusal("proposal.none")
    return found


def _just_taken_in(desk: Desk, one: Proposal, within: timedelta = _NEXT_PAGE) -> bool:
    signed = one.signature
    return signed is not None and signed.how == "paper" and desk.asked.now - signed.at < within


def _which(desk: Desk, likely: list[Proposal], files: list[dict[str, str]]) -> Reply:
    """The files wait for the answer."""
    more = {"files": files} if files else {}
    choices = (
        own(
            f"{desk.ledger.client(one.client_id).name}, {one.name}",
            command("proposal.paper", proposal=str(one.id), **more),
        )
        for one in likely[:MOST_CHOICES]
    )
    return reply("proposal.which_paper", *choices)


def taken_in(desk: Desk, proposal_id: str, key: str) -> Replies:
    """Binding from now on, with the options that are picked in it; what comes after is another page of it."""
    proposal = desk.ledger.proposal(ProposalId(UUID(proposal_id)))
    desk.session.offer = str(proposal.id)
    if proposal.signature and proposal.signature.how == "paper":
        return [_page(signing.add_page(desk.ledger, desk.asked, proposal.id, key))]
    client = desk.ledger.client(proposal.client_id)
    picked = [line.id for line in proposal.lines if line.free and line.picked]
    paper = Paper(name=client.name, chosen=picked, picture_key=key)
    words = desk.teller.words(client.language)
    signed = signing.sign_on_paper(desk.ledger, desk.asked, proposal.id, paper, words)
    start = option("button.start_billing", _start(signed))
    total = str((signed.sheet or {}).get("total", ""))
    return [
        reply("proposal.paper_kept", start, name=signed.name, client=client.name, number=signed.number, total=total)
    ]


def _page(proposal: Proposal) -> Reply:
    pages = 1 + len(proposal.signature.more_keys) if proposal.signature else 1
    start = () if proposal.project_id else (option("button.start_billing", _start(proposal)),)
    return reply("proposal.page_kept", *start, n=pages, name=proposal.name)


def _start(proposal: Proposal) -> Command:
    return command("proposal.start", proposal=str(proposal.id))
