"""Proposals from the contractor's side: written, shown, sent, withdrawn; and the tap that makes a signed one a job."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from bots.commands import Command, Reply, command, option, own, refused, reply
from bots.estimate_saying import left_text, refusal_text, tax_text
from bots.intents.estimates import understand_pasted
from bots.intents.names import match
from bots.intents.newjob import without_people
from bots.offering import doubts_of, offer_of, offer_text
from bots.paid_by_file import paid_by_file
from bots.perform import limits, unpriced
from bots.perform.desk import Args, Desk, Replies
from bots.perform.importing import again
from bots.perform.previewing import preview_of
from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.estimate import Estimate, EstimateRefused
from core.domain.ids import ProposalId
from core.domain.lifecycle import PROPOSAL
from core.domain.limits import Exceeded
from core.domain.money import total
from core.domain.party import Client
from core.domain.proposal import Proposal
from core.domain.proposal_sheet import ProposalSheet
from core.domain.quoting import quote
from core.usecases import limiting, proposing
from core.usecases.billing import Wish
from core.usecases.clients import ClientSaid, client_named
from core.usecases.proposal_sheets import parties_of, sheet_of

_MOST_LISTED = 8
_WAITS = ("client", "job", "phone", "email", "lines", "conditions")


def write(desk: Desk, args: Args) -> Replies:
    """What was said so far; what is missing is asked for, one thing at a time, and nothing that was sent is lost."""
    if args.get("import"):
        return again(desk, args)
    said = {name: args[name] for name in _WAITS if args.get(name)}
    if not said.get("lines"):
        who = {name: said[name] for name in ("client", "job", "phone", "email") if name in said}
        ready = option("button.from_template", command("template.start", **who))
        return [reply("proposal.ask_lines", ready, expects={"what": "proposal_lines", **said})]
    account = desk.ledger.account()
    found = understand_pasted(said["lines"], desk.member.language, account.currency)
    if isinstance(found, EstimateRefused):
        why = refusal_text(found, desk.teller.words(desk.member.language))
        kept = {name: value for name, value in said.items() if name != "lines"}
        return [reply("proposal.lines_unclear", why=why, expects={"what": "proposal_lines", **kept})]
    try:
        return written(desk, said, found)
    except DoesNotAddUp as no:
        return [replace(refused(no), expects={"what": "proposal_lines", **said}), reply("proposal.row_again")]


def written(desk: Desk, said: Mapping[str, Any], estimate: Estimate) -> Replies:
    """The draft of what was typed, or read from a file."""
    client_name = said.get("client") or estimate.client_name
    if not client_name:
        return [reply("proposal.ask_client", expects={"what": "proposal_client", **said})]
    words = desk.teller.words(desk.member.language)
    job = said.get("job") or estimate.project_name or words.text("plan.name_of", client=client_name)
    today = desk.asked.today(desk.ledger.account().zone)
    conditions = {**paid_by_file(estimate, desk.member.language), **(said.get("conditions") or {})}
    offer = offer_of(estimate, job, conditions, today, desk.asked.new_id)
    _, phone, email = without_people(estimate.client_reach, desk.known.country)
    client = client_of(desk, client_name, said.get("phone") or phone, said.get("email") or email)
    proposal = proposing.write_proposal(desk.ledger, desk.asked, client.id, desk.member.contractor_id, offer)
    desk.session.remember(do="proposal.written", proposal=str(proposal.id))
    shown = show_draft(desk, proposal)
    doubts = doubts_of(offer, conditions, desk.ledger.account().currency, words)
    left = "\n".join(filter(None, [left_text(estimate, words), _of_tax(desk, estimate, proposal), *doubts]))
    return [replace(shown[0], details={**shown[0].details, "left": left})] if left else shown


def _of_tax(desk: Desk, estimate: Estimate, proposal: Proposal) -> str:
    if proposal.unpriced:
        return ""
    taxed = total([one.tax for one in quote(proposal, desk.asked.new_id).taxes], proposal.currency)
    return tax_text(estimate, taxed, desk.teller.words(desk.member.language))


def client_of(desk: Desk, name: str, phone: str | None, email: str | None) -> Client:
    """On file by now."""
    said = ClientSaid(name=name, phone=phone or "", email=email or "", language=desk.member.language)
    client = client_named(desk.ledger, desk.asked, said)
    desk.ledger.save(client)
    return client


def show_draft(desk: Desk, proposal: Proposal) -> Replies:
    """What it says and comes to, in the contractor's language, and the one next step."""
    desk.session.offer, desk.session.focus = str(proposal.id), "offer"
    if proposal.unpriced:
        return unpriced.show(desk, proposal)
    sheet = shown_sheet(desk, proposal)
    over = over_limits(desk, proposal)
    client = desk.ledger.client(proposal.client_id)
    send = command("proposal.send", proposal=str(proposal.id), confirmed=sheet.fingerprint)
    choices = (
        option("button.send_to_again" if proposal.state == "sent" else "button.send_to", send, client=client.name),
        option("button.drop", command("proposal.withdraw", proposal=str(proposal.id))),
    )
    text = offer_text(sheet, desk.teller.words(desk.member.language))
    beyond = tuple(limits.line(one) for one in over)
    out = "proposal.out_viewed" if proposal.viewed_at else "proposal.out"
    code = out if proposal.state == "sent" else "proposal.draft"
    shown = reply(code, *choices, client=client.name, name=proposal.name, text=text, left="", over=beyond)
    return [editable(desk, shown, proposal)]


def editable(desk: Desk, shown: Reply, proposal: Proposal) -> Reply:
    """With the page to edit it on; not in a group, where everybody could open the link."""
    return shown if desk.inbound.place else replace(shown, edits=f"{proposal.id} {desk.member.id}")


def over_limits(desk: Desk, proposal: Proposal) -> list[Exceeded]:
    """Limits of the law that what it asks for is beyond."""
    made = quote(proposal, desk.asked.new_id)
    found = []
    first = [one.value for one in made.milestones if one.kind == "deposit"]
    deposit = total([*first, *([made.deposit.amount] if made.deposit else [])], proposal.currency)
    if deposit:
        found.append(limits.exceeded_by(desk, deposit, made.contract_sum))
    if retainage := proposal.terms.retainage:
        withheld = made.contract_sum.share(retainage.rate)
        found.append(limits.exceeded_by(desk, withheld, made.contract_sum, "retainage"))
    return [one for one in found if one]


def shown_sheet(desk: Desk, proposal: Proposal) -> ProposalSheet:
    """In the contractor's language: what the client gets is in theirs."""
    words = desk.teller.words(desk.member.language)
    return sheet_of(parties_of(desk.ledger, proposal), proposal, desk.asked.new_id, words)


def show(desk: Desk, args: Args) -> Replies:
    """One proposal, by what it is now."""
    proposal = meant(desk, args, ("draft", "sent", "declined", "signed"))
    desk.session.offer = str(proposal.id)
    if PROPOSAL.allows(proposal.state, "send"):
        return show_draft(desk, proposal)
    if proposal.state == "signed" and proposal.project_id is None:
        start = option("button.start_billing", command("proposal.start", proposal=str(proposal.id)))
        keep = option("button.keep_template", command("template.keep", proposal=str(proposal.id)))
        return [line_of(desk, proposal, start, keep)]
    told = line_of(desk, proposal)
    return [editable(desk, told, proposal) if PROPOSAL.allows(proposal.state, "edit") else told]


def send(desk: Desk, args: Args) -> Replies:
    """Bound to what was shown: when it says something else by now, that is shown instead."""
    proposal = _to_send(desk, args)
    if not PROPOSAL.allows(proposal.state, "send"):
        return show(desk, {"proposal": str(proposal.id)})
    if missing := proposal.unpriced:
        refusal = reply("refused.proposal.unpriced", n=len(missing), line=missing[0].description)
        return [refusal, *show_draft(desk, proposal)]
    now = shown_sheet(desk, proposal)
    if args.get("confirmed") != now.fingerprint:
        return [*([reply("proposal.changed_meanwhile")] if args.get("confirmed") else []), *show_draft(desk, proposal)]
    over = over_limits(desk, proposal)
    if over and not args.get("reason"):
        then = command("proposal.send", proposal=str(proposal.id), confirmed=now.fingerprint)
        return [_ask_reason(desk, over, then, proposal)]
    for one in over:
        limiting.record_override(desk.ledger, desk.asked, one, args["reason"], proposal)
    client = desk.ledger.client(proposal.client_id)
    sent = proposing.send_proposal(desk.ledger, desk.asked, proposal.id, desk.teller.words(client.language))
    details = {
        "contractor": desk.ledger.contractor(sent.contractor_id).name,
        "name": sent.name,
        "total": sent_total(sent),
    }
    code = "client.proposal" if sent.revision == 1 else "client.proposal_again"
    offered = Reply(code, details, proposal_id=str(sent.id))
    there = desk.teller.client(client.id, offered, f"proposal:{sent.id}:{sent.revision}")
    desk.session.draft = None
    if there is None:
        return [Reply("proposal.no_address", {"client": client.name, "name": sent.name}, proposal_id=str(sent.id))]
    keep = option("button.keep_template", command("template.keep", proposal=str(sent.id)))
    return [reply("proposal.sent", keep, client=client.name, name=sent.name, number=sent.number)]


def _to_send(desk: Desk, args: Args) -> Proposal:
    """What was declined has to be changed first: it is shown, with the way to do it."""
    try:
        return meant(desk, args, ("draft", "sent"))
    except Refusal:
        return meant(desk, args, ("declined",))


def _ask_reason(desk: Desk, over: list[Exceeded], then: Command, proposal: Proposal) -> Reply:
    """A tap or words of their own: either is kept with the proposal. Or a lower deposit, which needs none."""
    return reply(
        "limit.ask",
        *limits.lowering(over[0], proposal),
        *limits.reasons(desk, over[0], then),
        option("button.leave", command("menu.back")),
        expects={"what": "proposal_reason", **then.args},
        line=tuple(limits.line(one) for one in over),
    )


def sent_total(proposal: Proposal) -> str:
    return str((proposal.sheet or {}).get("total", ""))


def withdraw(desk: Desk, args: Args) -> Replies:
    proposal = meant(desk, args, ("draft", "sent", "declined"))
    was_sent = bool(proposal.number)
    if proposal.state != "withdrawn":  # a second tap says the same again
        proposing.withdraw_proposal(desk.ledger, proposal.id)
    return [reply("proposal.withdrawn" if was_sent else "proposal.dropped", name=proposal.name)]


def start(desk: Desk, args: Args) -> Replies:
    """The job with its contract and its whole schedule; a deposit is drafted at once."""
    proposal = meant(desk, args, ("signed",))
    started = proposing.start_billing(desk.ledger, desk.asked, proposal.id)
    file = started.file
    desk.session.project = str(file.project.id)
    words = desk.teller.words(desk.member.language)
    rows = "\n".join(
        words.text("proposal.milestone_row", name=one.name, amount=words.money(one.scheduled_value))
        for one in file.milestones
    )
    told = reply(
        "proposal.started" if proposal.project_id is None else "proposal.started_before",
        project=file.project.name,
        total=file.contract.original_contract_sum,
        rows=rows,
        n=len(file.milestones),
    )
    return [told, *_first_bill(desk, started)]


def _first_bill(desk: Desk, started: proposing.Started) -> Replies:
    """A deposit is drafted at once: one tap more asks for it."""
    file = started.file
    if file.invoices:
        return []
    if file.contract.terms.deposit:
        return [preview_of(desk, file.project.id, Wish(kind="deposit"))]
    first = file.milestones[0]
    return [preview_of(desk, file.project.id, Wish(milestone_ids=(first.id,)))] if first.kind == "deposit" else []


def list_(desk: Desk, args: Args) -> Replies:
    """The newest first, each with what it waits for."""
    del args
    proposals = desk.ledger.proposals()
    open_ones = [one for one in proposals if one.state != "withdrawn" and one.project_id is None]
    if not open_ones:
        return [reply("proposal.none_yet")]
    lines = tuple(line_of(desk, one) for one in open_ones[:_MOST_LISTED])
    choices = tuple(own(one.name, command("proposal.show", proposal=str(one.id))) for one in open_ones[:4])
    return [reply("lines", *choices, lines=lines)]


def line_of(desk: Desk, proposal: Proposal, *choices: Any) -> Reply:
    client = desk.ledger.client(proposal.client_id)
    if proposal.unpriced:
        return unpriced.line_of(proposal, client.name)
    amount = quote(proposal, desk.asked.new_id).total
    viewed = proposal.state == "sent" and proposal.viewed_at
    code = "proposal.line_viewed" if viewed else f"proposal.line_{proposal.state}"
    details = {"name": proposal.name, "client": client.name, "total": amount, "number": proposal.number}
    if proposal.state == "declined":
        details["reason"] = proposal.decline_reason
    return Reply(code, details, tuple(choices))


def undo_written(desk: Desk, step: Args) -> Reply:
    """Nobody has seen it: it is dropped."""
    proposal = desk.ledger.proposal(ProposalId(UUID(step["proposal"])))
    if proposal.state != "draft":
        return reply("undo.proposal_sent", name=proposal.name)
    proposing.withdraw_proposal(desk.ledger, proposal.id)
    return reply("proposal.dropped", name=proposal.name)


def meant(desk: Desk, args: Args, states: tuple[str, ...]) -> Proposal:
    """By its id, by the client's or the job's name, else the newest in one of these states."""
    if args.get("proposal"):
        return desk.ledger.proposal(ProposalId(UUID(str(args["proposal"]))))
    all_ones = [one for one in desk.ledger.proposals() if not states or one.state in states]
    if about := args.get("about"):
        names = tuple(f"{desk.ledger.client(one.client_id).name} {one.name}" for one in all_ones)
        found = match(str(about), names)
        all_ones = [all_ones[place] for place in ([found.best] if found.best is not None else found.candidates)]
    if not all_ones:
        raise Refusal("proposal.none_signed" if states == ("signed",) else "proposal.none")
    return all_ones[0]
