"""How a proposal is paid, said anew in words: each term with what it was before, what it all comes to, and one undo."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from bots.commands import Command, Reply, command, due_terms, option, reply
from bots.offering import doubts_of, terms_said
from bots.perform import limits
from bots.perform.desk import Args, Desk, Replies
from bots.perform.line_changes import being_changed, changed_told, totals
from bots.perform.proposals import over_limits, show_draft
from bots.perform.retainage import in_words as retainage_in_words
from bots.perform.taxes import how
from bots.perform.taxes import in_words as taxes_in_words
from bots.perform.unpriced import went_on
from core.domain.errors import Refusal
from core.domain.ids import ProposalId
from core.domain.lifecycle import PROPOSAL
from core.domain.money import Money
from core.domain.proposal import Proposal, Share
from core.domain.quoting import quote
from core.domain.schedule import Term
from core.usecases.proposal_lines import offer_like
from core.usecases.proposing import Offer, as_said, edit_proposal
from storage.mapping_json import value_from_json, value_to_json


def change(desk: Desk, args: Args) -> Replies:
    """Of a draft it is done at once; what is with the client is asked first."""
    proposal = being_changed(desk, args)
    PROPOSAL.after(proposal.state, "edit")
    desk.session.offer, desk.session.focus = str(proposal.id), "offer"
    known = {"asked": desk.key, **args, "proposal": str(proposal.id)}
    if any(one.get("said") == known for one in desk.session.undo):
        shown = show_draft(desk, proposal)[0]
        return [reply("lines", *shown.choices, lines=(reply("proposal.line_already"), shown))]
    offer = terms_said(offer_like(proposal), args["said"], _today(desk), proposal.currency)
    would = as_said(proposal, offer)
    if not would.unpriced:
        quote(would, desk.asked.new_id)  # what does not add up is said before anything is asked
    rows = tuple(_rows(desk, proposal, would))
    if not rows:
        return [
            reply("proposal.terms_same", option("button.show", command("proposal.show", proposal=known["proposal"])))
        ]
    told = (reply("lines", lines=rows), totals(desk, proposal, would))
    if proposal.state == "sent" and args.get("confirmed") != proposal.sheet_hash:
        return [_ask(desk, proposal, known, told)]
    changed = edit_proposal(desk.ledger, desk.asked, proposal.id, offer)
    kept = value_to_json(Offer, replace(offer_like(proposal), sections=()))
    desk.session.remember(do="proposal.terms", proposal=str(proposal.id), offer=kept, said=known)
    if changed.unpriced:
        return went_on(desk, changed, rows)
    return [changed_told(desk, proposal, changed, (_with_doubts(desk, changed, offer, rows), told[1]))]


def _today(desk: Desk) -> date:
    return desk.asked.today(desk.ledger.account().zone)


def _with_doubts(desk: Desk, changed: Proposal, offer: Offer, rows: tuple[Reply, ...]) -> Reply:
    """A tax on what no line is, and what the law of the place says to it."""
    words, account = desk.teller.words(desk.member.language), desk.ledger.account()
    doubts = doubts_of(replace(offer, currency=account.currency), {}, account.currency, words)
    over = (limits.line(one) for one in over_limits(desk, changed))
    return reply("lines", lines=(*rows, *doubts, *over))


def _ask(desk: Desk, proposal: Proposal, args: Mapping[str, Any], told: tuple[Reply, Reply]) -> Reply:
    do = Command("proposal.terms", {**args, "confirmed": proposal.sheet_hash})
    choices = (option("button.change", do), option("button.leave", command("menu.back")))
    client = desk.ledger.client(proposal.client_id).name
    about = {"number": proposal.number, "client": client, "name": proposal.name}
    return Reply("proposal.line_ask", {"told": told[0], "totals": told[1], **about}, choices)


def undo_terms(desk: Desk, step: Args) -> Reply:
    """All that was agreed before, beside the lines as they are now. What went out since is changed on purpose only."""
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    if proposal.state == "sent":
        return reply("undo.proposal_sent", name=proposal.name)
    former = replace(value_from_json(Offer, step["offer"]), sections=proposal.sections)
    return show_draft(desk, edit_proposal(desk.ledger, desk.asked, proposal.id, former))[0]


def _rows(desk: Desk, before: Proposal, now: Proposal) -> Iterator[Reply]:
    """What is another now, with what it was."""
    old, new = _told(desk, before), _told(desk, now)
    for what, said in new.items():
        if said != old[what]:
            yield reply("proposal.term", what=reply(f"proposal.term_{what}"), now=said, before=old[what])


def _told(desk: Desk, one: Proposal) -> dict[str, Any]:
    made = None
    if not one.unpriced:
        try:
            made = quote(one, desk.asked.new_id)
        except Refusal:
            made = None
    terms, none = one.terms, reply("proposal.term_none")
    deposit = none
    if one.deposit:
        credit = reply(f"advance.{one.deposit.credit}")
        amount = made.deposit.amount if made and made.deposit else None
        deposit = reply("advance.was", amount=_share(one.deposit.share, amount), how=credit)
    taxes = reply("proposal.term_taxes_how", taxes=taxes_in_words(terms.taxes), how=how(inclusive=terms.inclusive))
    return {
        "name": one.name,
        "deposit": deposit,
        "discount": _share(one.discount, made.discount if made else None) if one.discount else none,
        "retainage": retainage_in_words(terms.retainage),
        "taxes": taxes if terms.taxes else taxes_in_words(()),
        "due": due_terms(one.due_terms.days),
        "schedule": _schedule(one.schedule),
        "valid": one.valid_until or none,
        "notes": one.notes or none,
        "columns": _yes_no(on=terms.columns),
        "sequence": _yes_no(on=terms.in_sequence),
    }


def _share(share: Share, amount: Money | None) -> Any:
    if share.amount is not None:
        return share.amount
    return reply("proposal.term_share", rate=share.rate, amount=amount) if amount else share.rate


def _schedule(schedule: tuple[Term, ...]) -> Reply:
    if not schedule:
        return reply("proposal.term_sections")
    first, *rest = schedule
    one = reply("proposal.term_part", name=first.name, how_much=_how_much(first))
    return reply("taxes.several", first=one, rest=_schedule(tuple(rest))) if rest else one


def _how_much(term: Term) -> Any:
    if term.how == "rest":
        return reply("templates.the_rest")
    return term.rate if term.how == "percent" else term.amount


def _yes_no(*, on: bool) -> Reply:
    return reply("proposal.term_yes" if on else "proposal.term_no")
