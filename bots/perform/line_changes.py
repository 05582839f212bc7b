"""A line of a proposal changed in words: found, worked out, shown before and after. What fits two is asked by a tap."""

from collections.abc import Callable, Sequence
from uuid import UUID

from bots.choosing import Named, told_apart
from bots.commands import NOTHING, Command, Option, Reply, command, option, reply
from bots.intents.names import match
from bots.intents.proposal_edits import JUST_SAID, LAST
from bots.perform.desk import Args, Desk, Replies
from bots.perform.line_adding import added
from bots.perform.line_figures import figured, line_text
from bots.perform.line_sections import moved_told, place_of, renamed, section_named, section_told
from bots.perform.proposals import meant, show_draft, shown_sheet
from bots.perform.unpriced import went_on
from core.domain.errors import Refusal
from core.domain.ids import ProposalId
from core.domain.lifecycle import PROPOSAL
from core.domain.money import Money
from core.domain.proposal import Proposal, ProposalLine
from core.domain.quoting import quote
from core.usecases.proposal_lines import (
    SaidAnew,
    Sections,
    Spot,
    as_it_would_be,
    exchanged,
    moved,
    put_back,
    restate,
    said_anew,
    spot_of,
    with_line,
    without,
)
from storage.mapping_json import value_from_json, value_to_json

_CAN_CHANGE = ("draft", "sent", "declined")


def change(desk: Desk, args: Args) -> Replies:
    """Of a draft it is done at once, with what it comes to before and after; what is with the client is asked first."""
    proposal = being_changed(desk, args)
    PROPOSAL.after(proposal.state, "edit")
    desk.session.offer, desk.session.focus = str(proposal.id), "offer"
    known = {"asked": desk.key, **args, "proposal": str(proposal.id)}
    if any(one.get("said") == known for one in desk.session.undo):
        shown = show_draft(desk, proposal)[0]
        return [reply("lines", *shown.choices, lines=(reply("proposal.line_already"), shown))]
    if args["what"] == "add":
        new = added(desk, proposal, known)
        return [new] if isinstance(new, Reply) else _put(desk, proposal, known, new[0], new[1])
    return _of_section(desk, proposal, known) or _of_line(desk, proposal, known)


def _of_section(desk: Desk, proposal: Proposal, args: Args) -> Replies:
    """Nothing where it is about a line."""
    if args["what"] in {"rename", "section"}:
        section = section_named(proposal, str(args.get("words", "")), sure=args["what"] == "section")
        if section is not None:
            return renamed(desk, proposal, args, section)
        if args["what"] == "section":
            raise Refusal("proposal.section_none", name=args.get("words", ""))
    return []


def _of_line(desk: Desk, proposal: Proposal, known: Args) -> Replies:
    line = _line(desk, proposal, known)
    if isinstance(line, Reply):
        return [line]
    known = {**known, "line": str(line.id)}
    if known["what"] == "remove":
        return _done(desk, proposal, known, line, None, without(proposal.sections, line.id))
    if known["what"] == "move":
        spot = place_of(proposal, known, line)
        return [spot] if isinstance(spot, Reply) else _moved(desk, proposal, known, line, spot)
    said = _SAYS[known["what"]](desk, line, known)
    if isinstance(said, Reply):
        return [said]
    now = said_anew(line, said)
    return _done(desk, proposal, known, line, now, exchanged(proposal.sections, lambda one: _or(one, now)))


def _or(line: ProposalLine, now: ProposalLine) -> ProposalLine:
    return now if line.id == now.id else line


def _put(desk: Desk, proposal: Proposal, args: Args, line: ProposalLine, spot: Spot) -> Replies:
    return _done(desk, proposal, args, None, line, with_line(proposal.sections, line, spot))


_SAYS: dict[str, Callable[[Desk, ProposalLine, Args], SaidAnew | Reply]] = {
    "rename": lambda _desk, _line, args: SaidAnew(description=args["new"]),
    "optional": lambda _desk, _line, _args: SaidAnew(free=True),
    "firm": lambda _desk, _line, _args: SaidAnew(free=False),
    "labor": lambda _desk, _line, _args: SaidAnew(cost_type="labor"),
    "materials": lambda _desk, _line, _args: SaidAnew(cost_type="materials"),
    "exempt": lambda _desk, _line, _args: SaidAnew(taxable=False),
    "taxed": lambda _desk, _line, _args: SaidAnew(taxable=True),
    "say": figured,
    "by": figured,
}


def being_changed(desk: Desk, args: Args) -> Proposal:
    """The one that is named, else the one shown last, else the newest that can be changed."""
    if args.get("proposal") or args.get("about") or not desk.session.offer:
        return meant(desk, args, _CAN_CHANGE)
    shown = desk.ledger.proposal(ProposalId(UUID(desk.session.offer)))
    return meant(desk, args, _CAN_CHANGE) if shown.state == "withdrawn" else shown


def _line(desk: Desk, proposal: Proposal, args: Args) -> ProposalLine | Reply:
    """Tapped, counted from the first, spoken of just now, or named; which one is asked where that is not one."""
    lines = list(proposal.lines)
    if tapped := args.get("line"):
        return next((one for one in lines if str(one.id) == tapped), reply("proposal.line_gone"))
    if args.get("number"):
        return _counted(desk, proposal, args)
    found = _named(str(args.get("words", "")), proposal)
    if len(found) == 1:
        return found[0]
    code = "proposal.line_which" if found else "proposal.line_none"
    return _which(proposal, found or lines, args, code, words=args.get("words", ""))


def _counted(desk: Desk, proposal: Proposal, args: Args) -> ProposalLine | Reply:
    """From the first, the last, or the one spoken of just now."""
    lines, number = list(proposal.lines), int(args["number"])
    if number == JUST_SAID:
        ask = _which(proposal, lines, args, "proposal.line_which_said")
        return next((one for one in lines if str(one.id) == _just_said(desk, proposal)), ask)
    if number == LAST:
        return lines[-1]
    if number <= len(lines):
        return lines[number - 1]
    return _which(proposal, lines, args, "proposal.line_beyond", n=len(lines))


def _just_said(desk: Desk, proposal: Proposal) -> str:
    """The line that the newest step of this talk was about."""
    step = desk.session.undo[-1] if desk.session.undo else {}
    return str(step["id"]) if step.get("do") == "proposal.line" and step["proposal"] == str(proposal.id) else ""


def _named(words: str, proposal: Proposal) -> list[ProposalLine]:
    """Its own words first; then those of its section besides: "kitchen tile"."""
    pairs = [(section.name, line) for section in proposal.sections for line in section.lines]
    alone = match(words, tuple(line.description for _, line in pairs))
    if alone.best is not None:
        return [pairs[alone.best][1]]
    whole = match(words, tuple(f"{name} {line.description}" for name, line in pairs))
    if whole.best is not None:
        return [pairs[whole.best][1]]
    return [pairs[place][1] for place in alone.candidates or whole.candidates]


def _which(proposal: Proposal, lines: Sequence[ProposalLine], args: Args, code: str, **details: object) -> Reply:
    sections = {line.id: section.name for section in proposal.sections for line in section.lines}
    named = [Named(one, one.description, (one.amount, sections[one.id])) for one in lines]
    known = {name: value for name, value in args.items() if name not in {"words", "number"}}
    choices = told_apart(named, lambda one: Command("proposal.line", {**known, "line": str(one.id)}))
    return Reply(code, details, choices)


def _moved(desk: Desk, proposal: Proposal, args: Args, line: ProposalLine, spot: Spot) -> Replies:
    if spot_of(proposal, line.id).section == spot.section:
        return [reply("proposal.line_there", line=line.description, section=section_told(spot.section))]
    before, now = moved_told(proposal, line, spot)
    return _done(desk, proposal, args, line, line, moved(proposal.sections, line, spot), (before, now))


def _done(  # what was, what is, and how both are told
    desk: Desk,
    proposal: Proposal,
    args: Args,
    before: ProposalLine | None,
    now: ProposalLine | None,
    after: Sections,
    said: tuple[Reply, Reply] | None = None,
) -> Replies:
    would = as_it_would_be(proposal, after)
    lines = reply("proposal.line_from_to", before=said[0], now=said[1]) if said else _told(before, now)
    told = (lines, totals(desk, proposal, would))
    if proposal.state == "sent" and args.get("confirmed") != proposal.sheet_hash:
        return [_ask(desk, proposal, args, told)]
    spot = spot_of(proposal, before.id) if before else None
    changed = restate(desk.ledger, desk.asked, proposal, after)
    _remember(desk, proposal, before or now, spot, args)
    if changed.unpriced:
        return went_on(desk, changed, [told[0]])
    return [changed_told(desk, proposal, changed, told)]


def _remember(desk: Desk, proposal: Proposal, line: ProposalLine | None, spot: Spot | None, said: Args) -> None:
    """As it was; a line that is new was nowhere. ``said``: a button that is tapped twice does it once."""
    if line is not None:
        kept = {"line": value_to_json(ProposalLine, line), "spot": value_to_json(Spot, spot) if spot else None}
        step = {"proposal": str(proposal.id), "id": str(line.id), "said": dict(said), **kept}
        desk.session.remember(do="proposal.line", **step)


def _ask(desk: Desk, proposal: Proposal, args: Args, told: tuple[Reply, Reply]) -> Reply:
    """What the client holds is signed no more once it is changed."""
    client = desk.ledger.client(proposal.client_id)
    do = Command("proposal.line", {**args, "confirmed": proposal.sheet_hash})
    choices = (option("button.change", do), option("button.leave", command("menu.back")))
    about = {"number": proposal.number, "client": client.name, "name": proposal.name}
    return Reply("proposal.line_ask", {"told": told[0], "totals": told[1], **about}, choices)


def changed_told(desk: Desk, former: Proposal, now: Proposal, told: tuple[Reply, Reply]) -> Reply:
    client = desk.ledger.client(now.client_id)
    choices = (*_send(desk, now), _show(now), option("button.undo", command("undo")))
    again = reply("proposal.line_again", number=now.number, client=client.name) if former.state == "sent" else NOTHING
    about = {"client": client.name, "name": now.name, "told": told[0], "totals": told[1], "again": again}
    return Reply("proposal.line_changed", about, choices)


def _send(desk: Desk, proposal: Proposal) -> tuple[Option, ...]:
    client = desk.ledger.client(proposal.client_id)
    do = command("proposal.send", proposal=str(proposal.id), confirmed=shown_sheet(desk, proposal).fingerprint)
    return (option("button.send_to", do, client=client.name),)


def _show(proposal: Proposal) -> Option:
    return option("button.show", command("proposal.show", proposal=str(proposal.id)))


def _told(before: ProposalLine | None, now: ProposalLine | None) -> Reply:
    if before and now:
        return reply("proposal.line_from_to", before=line_text(before), now=line_text(now))
    if now:
        return reply("proposal.line_in", now=line_text(now))
    return reply("proposal.line_out", before=line_text(before) if before else NOTHING)


def totals(desk: Desk, proposal: Proposal, would: Proposal) -> Reply:
    """Nothing to say while prices are missing."""
    if would.unpriced:
        return NOTHING
    after = quote(would, desk.asked.new_id).total
    if proposal.unpriced:
        return reply("proposal.line_total", after=after)
    before = quote(proposal, desk.asked.new_id).total
    return _from_to(before, after)


def _from_to(before: Money, after: Money) -> Reply:
    if before == after:
        return reply("proposal.line_total_same", after=after)
    return reply("proposal.line_totals", before=before, after=after)


def undo_line(desk: Desk, step: Args) -> Reply:
    """What went out since is changed on purpose only."""
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    if proposal.state == "sent":
        return reply("undo.proposal_sent", name=proposal.name)
    former = value_from_json(ProposalLine, step["line"])
    spot = value_from_json(Spot, step["spot"]) if step["spot"] else None
    back = put_back(desk.ledger, desk.asked, proposal.id, former, spot)
    return show_draft(desk, back)[0]
