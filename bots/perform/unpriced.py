"""A draft with lines that have no price yet: shown without a sum, and asked for one price at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.intents.names import match
from bots.intents.unit_prices import AWAITED
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import LineItemId, ProposalId
from core.domain.money import Money
from core.domain.proposal import Proposal, ProposalLine, ProposalSection
from core.domain.schedule import Term
from core.usecases import proposal_lines, unpriced
from core.usecases.unpriced import LinePrice
from storage.mapping_json import value_from_json, value_to_json


def show(desk: Desk, proposal: Proposal) -> Replies:
    """All of it, what is known of its payments, and one question."""
    shown = _asking(
        proposal,
        "proposal.unpriced",
        client=desk.ledger.client(proposal.client_id).name,
        name=proposal.name,
        lines=tuple(one for section in proposal.sections for one in section_rows(section)),
        payments=tuple(payment_rows(proposal.schedule)),
    )
    from bots.perform.proposals import editable

    return [editable(desk, shown, proposal)]


def _asking(proposal: Proposal, code: str, **details: Any) -> Reply:
    """How many prices are missing, and what the next one is of."""
    first, about = proposal.unpriced[0], str(proposal.id)
    choices = (
        option("button.leave_out", command("proposal.leave_out", proposal=about, line=str(first.id))),
        option("button.drop", command("proposal.withdraw", proposal=about)),
    )
    missing = reply("proposal.lines_unpriced", n=len(proposal.unpriced))
    asks = {"what": AWAITED, "proposal": about, "line": str(first.id)}
    return Reply(code, {**details, "missing": missing, "question": _question(first)}, choices, asks)


def section_rows(section: ProposalSection) -> Iterator[Reply]:
    """Its name, where it has one, and its lines."""
    if section.name:
        yield reply("templates.section_name", name=section.name)
    for line in section.lines:
        yield line_row(line)


def line_row(line: ProposalLine) -> Reply:
    amount = reply("templates.no_price") if line.unit_price is None else line.amount
    told = reply("offer.line", description=_described(line), amount=amount)
    if line.choice:
        return reply("offer.choice", line=told, choice=line.choice, alternative=line.alternative)
    return reply("offer.optional", line=told) if line.optional else told


def _described(line: ProposalLine) -> Reply | str:
    if line.quantity == 1 and not line.unit:
        return line.description
    counted = f"{line.quantity.normalize():f}" if line.quantity != 1 else ""
    return reply("templates.counted", description=line.description, how_many=f"{counted} {line.unit}".strip())


def payment_rows(schedule: Sequence[Term]) -> Iterator[Reply]:
    """Their heading and each payment; nothing where nothing is agreed."""
    if schedule:
        yield reply("offer.schedule")
    for term in schedule:
        yield reply("templates.payment", name=term.name, how_much=_how_much(term))


def _how_much(term: Term) -> Any:
    if term.how == "rest":
        return reply("templates.the_rest")
    return term.rate if term.how == "percent" else term.amount


def _question(line: ProposalLine) -> Reply:
    if line.quantity != 1:
        return reply("templates.ask_each", line=line.description)
    if line.unit:
        return reply("templates.ask_measured", line=line.description, unit=line.unit)
    return reply("templates.ask_price", line=line.description)


def price(desk: Desk, args: Args) -> Replies:
    """What names no line is said; the rest is taken, and the next price asked for."""
    proposal = desk.ledger.proposal(ProposalId(UUID(args["proposal"])))
    prices, unknown = _read(proposal, args)
    told = [reply("templates.no_line", words=words) for words in unknown]
    if prices:
        before = [line for line in proposal.lines if line.id in prices]
        proposal = unpriced.price_lines(desk.ledger, desk.asked, proposal.id, prices)
        kept = value_to_json(tuple[ProposalLine, ...], tuple(before))
        desk.session.remember(do="proposal.priced", proposal=str(proposal.id), lines=kept)
    if not proposal.unpriced:
        return [*told, *_shown(desk, proposal)]
    return went_on(desk, proposal, [*told, *(line_row(line) for line in proposal.lines if line.id in prices)])


def went_on(desk: Desk, proposal: Proposal, told: Sequence[Reply]) -> Replies:
    """What came of it and the next question; all of it again once no price is missing."""
    if not proposal.unpriced:
        return _shown(desk, proposal)
    return [_asking(proposal, "proposal.priced", told=tuple(told))]


def _read(proposal: Proposal, args: Args) -> tuple[dict[LineItemId, LinePrice], list[str]]:
    """Line -> its price, and the words that name none. Those without a price are meant first."""
    lines = [*proposal.unpriced, *(line for line in proposal.lines if line.unit_price is not None)]
    prices: dict[LineItemId, LinePrice] = {}
    unknown = []
    for row in args["rows"]:
        found = _named(row["words"], lines, str(args["line"]))
        if found is None:
            unknown.append(row["words"])
            continue
        quantity = Decimal(row["quantity"]) if row["quantity"] else None
        amount = Money.of(Decimal(row["amount"]), proposal.currency)
        prices[found.id] = LinePrice(amount=amount, quantity=quantity)
    return prices, unknown


def _named(words: str, lines: Sequence[ProposalLine], asked: str) -> ProposalLine | None:
    if not words:
        return next((line for line in lines if str(line.id) == asked), None)
    found = match(words, tuple(line.description for line in lines))
    return None if found.best is None else lines[found.best]


def leave_out(desk: Desk, args: Args) -> Replies:
    """Nobody has a price for it, so it is not offered."""
    proposal = desk.ledger.proposal(ProposalId(UUID(args["proposal"])))
    before = value_to_json(tuple[ProposalSection, ...], proposal.sections)
    left = unpriced.leave_out(desk.ledger, desk.asked, proposal.id, LineItemId(UUID(args["line"])))
    desk.session.undo = [one for one in desk.session.undo if one["do"] != "proposal.left_out"]  # each keeps all lines
    desk.session.remember(do="proposal.left_out", proposal=str(left.id), sections=before)
    gone = next(line.description for line in proposal.lines if str(line.id) == args["line"])
    return went_on(desk, left, [reply("templates.left_out", line=gone)])


def undo_priced(desk: Desk, step: Args) -> Reply:
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    former = {line.id: line for line in value_from_json(tuple[ProposalLine, ...], step["lines"])}
    sections = tuple(
        replace(section, lines=tuple(former.get(line.id, line) for line in section.lines))
        for section in proposal.sections
    )
    return _shown(desk, proposal_lines.restate(desk.ledger, desk.asked, proposal, sections))[0]


def undo_left_out(desk: Desk, step: Args) -> Reply:
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    sections = value_from_json(tuple[ProposalSection, ...], step["sections"])
    return _shown(desk, proposal_lines.restate(desk.ledger, desk.asked, proposal, sections))[0]


def _shown(desk: Desk, proposal: Proposal) -> Replies:
    from bots.perform.proposals import show_draft

    return show_draft(desk, proposal)


def line_of(proposal: Proposal, client: str) -> Reply:
    """In a list of proposals."""
    missing = reply("proposal.lines_unpriced", n=len(proposal.unpriced))
    return reply("proposal.line_unpriced", name=proposal.name, client=client, missing=missing)
