"""A new line of a proposal, read as lines are typed; into which section is asked where it is not clear."""

import re
from dataclasses import replace

from bots.choosing import MOST_CHOICES
from bots.commands import Command, Reply, option, own, reply
from bots.intents.estimates import understand_pasted
from bots.intents.folding import fold
from bots.intents.names import match
from bots.offering import kind_of, line_of
from bots.perform.desk import Args, Desk
from core.domain.estimate import Estimate, EstimateLine
from core.domain.proposal import Proposal, ProposalLine
from core.usecases.proposal_lines import Spot

_TO = re.compile(r"[, ]+(?:to|in|into|under|for|en|a|para|al|bajo)(?: the| la| el| section| seccion)* ")
_OPTIONAL = re.compile(r"[,( ]+(?:as |como )?(?:optional|opcional)\)?$")


_EITHER = re.compile(r"\d (?:or|o) [$€£]?\d")
_MOST_WORDS = 4


def added(desk: Desk, proposal: Proposal, args: Args) -> tuple[ProposalLine, Spot] | Reply:
    """The line and its place; else a question."""
    entry, section = _apart(str(args["new"]), proposal)
    free = _OPTIONAL.search(fold(entry))
    line = _read(desk, entry[: free.start()] if free else entry, proposal.currency)
    if line is None:
        return reply("proposal.line_how", line=args["new"])
    where = args.get("section", section)
    names = [one.name for one in proposal.sections]
    if where is None:
        if len(names) > 1:
            return ask_section(proposal, args, line.description)
        where = names[0]
    if where not in names and "section" not in args:
        return ask_section(proposal, args, line.description, str(where))
    new = line_of(line, desk.asked.new_id)
    new = replace(new, optional=bool(free) or new.optional)
    return new, spot_in(proposal, str(where))


def _apart(said: str, proposal: Proposal) -> tuple[str, str | None]:
    """(the line, the section that was named): one that is there, or words behind the price."""
    folded = fold(said)
    names = tuple(one.name for one in proposal.sections if one.name)
    places = [(found.start(), found.end()) for found in _TO.finditer(folded)]
    for start, end in reversed(places):
        told = said[end:].strip(" .,:")
        priced = re.search(r"\d", told)
        head = told[: priced.start()].strip(" ,:$€£") if priced else told
        found = match(head, names).best if head else None
        if found is not None:
            return f"{said[:start]} {told[priced.start() :] if priced else ''}".strip(), names[found]
        if not priced and re.search(r"\d", said[:start]) and len(told.split()) <= _MOST_WORDS:
            return said[:start], told
    return said, None


def _read(desk: Desk, entry: str, currency: str) -> EstimateLine | None:
    """One line with one price, and nothing else."""
    if _EITHER.search(fold(entry)):
        return None
    read = understand_pasted(entry, desk.member.language, currency)
    whole = isinstance(read, Estimate) and len(read.lines) == 1 and not read.unplaced and read.currency == currency
    return read.lines[0] if isinstance(read, Estimate) and whole else None


def ask_section(proposal: Proposal, args: Args, line: str, new: str = "") -> Reply:
    names = [one.name for one in proposal.sections][: MOST_CHOICES - 1]
    choices = [
        own(name, Command("proposal.line", {**args, "section": name}))
        if name
        else option("button.no_section", Command("proposal.line", {**args, "section": ""}))
        for name in names
    ]
    if new:
        titled = new[:1].upper() + new[1:]
        choices.append(option("button.new_section", Command("proposal.line", {**args, "section": titled}), name=titled))
        return reply("proposal.line_no_section", *choices, line=line, name=new)
    return reply("proposal.line_section", *choices, line=line)


def spot_in(proposal: Proposal, section: str) -> Spot:
    """The last of its section, or of a new one behind the others."""
    for place, one in enumerate(proposal.sections):
        if one.name == section:
            return Spot(section=section, kind=one.kind, place=place, row=len(one.lines))
    return Spot(section=section, kind=kind_of(section), place=len(proposal.sections), row=0)
