"""What a client presses on the page of a proposal, in one transaction: seen, code, sign, decline, ask."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from bots.client_offers import passed_on
from bots.commands import Option, Reply, command, option, reply
from bots.page_steps import edited as edited_step
from bots.page_steps import remember
from bots.page_templates import blueprint_named
from bots.telling import Teller, Words
from channels.portal.edit_differences import says_the_same
from channels.portal.edit_form import as_it_was
from channels.portal.editing import read_form
from core.domain.account import Member
from core.domain.errors import Refusal
from core.domain.ids import LineItemId, MemberId, ProposalId
from core.domain.proposal import Proposal, Signature
from core.domain.quoting import quote
from core.domain.signing import SigningCodes, strokes
from core.domain.text import one_line
from core.ports.ledger import Ledger
from core.ports.messaging import Inbound
from core.usecases import proposing, signing, templates
from core.usecases.asking import Asked
from core.usecases.clients import ClientSaid, client_named
from core.usecases.views import Reads
from storage.turns import Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One press: about which proposal, with what was filled in."""

    ledger: Ledger
    asked: Asked
    teller: Teller
    words: Words
    proposal: Proposal
    fields: Mapping[str, str]
    text: str
    revision: int
    key: str

    def tell(self, code: str, *choices: object, **more: object) -> None:
        client = self.ledger.client(self.proposal.client_id)
        details = {"client": client.name, "name": self.proposal.name, "number": self.proposal.number, **more}
        self.teller.members(Reply(code, details, tuple(choices)), f"{self.key}:told")  # type: ignore[arg-type]


def presses(turn: Turn, inbound: Inbound, reads: Reads, words: Words, teller: Callable[[Turn, Ledger], Teller]) -> None:
    """What is not there, or cannot be done any more, changes nothing: the page says how it stands."""
    page = reads.proposal_page(ProposalId(_uuid(inbound.context["proposal"])))
    does = _DOES.get(inbound.context.get("action", ""))
    if page is None or does is None:
        log.warning("a press on the page of a proposal that is not there")
        return
    ledger = turn.ledger(page.proposal.account_id)
    visit = _Visit(
        ledger=ledger,
        asked=Asked(now=turn.received_at, new_id=uuid4),
        teller=teller(turn, ledger),
        words=words,
        proposal=page.proposal,
        fields=_filled_in(inbound.context),
        text=inbound.text,
        revision=int(inbound.context["revision"]),
        key=f"proposal:{inbound.external_id}",
    )
    try:
        does(visit)
    except Refusal as refusal:
        log.info("refused on the page of a proposal: %s", refusal.code)


def _filled_in(context: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("field_"): said for name, said in context.items() if name.startswith("field_")}


def _seen(visit: _Visit) -> None:
    if visit.revision != visit.proposal.revision:
        return
    if proposing.mark_proposal_viewed(visit.ledger, visit.asked, visit.proposal.id):
        visit.tell("told.proposal_viewed")


def _code(visit: _Visit) -> None:
    """To the address on file, whoever asks: who cannot read it there cannot sign."""
    client = visit.ledger.client(visit.proposal.client_id)
    to = visit.teller.client_address(client)
    proposal = signing.ask_code(visit.ledger, visit.asked, visit.proposal.id, to)
    if to is None:
        visit.tell("told.proposal_no_code")
        return
    turn = proposal.code.turn if proposal.code else 0
    code = _codes(visit).code(proposal.id, proposal.revision, turn)
    contractor = visit.ledger.contractor(proposal.contractor_id)
    details = {"figures": code, "contractor": contractor.name, "name": proposal.name}
    visit.teller.client(client.id, Reply("client.signing_code", details), f"{visit.key}:client")


def _sign(visit: _Visit) -> None:
    """The contractor is told at once, the client with the signed PDF; a wrong code is counted, and the page says so."""
    chosen = [LineItemId(_uuid(one)) for one in visit.fields.get("picks", "").split(",") if one]
    drawing = visit.fields.get("drawing", "")
    is_drawn = bool(strokes(drawing))
    signature = Signature(
        name=visit.fields.get("name", ""),
        how="drawn" if is_drawn else "typed",
        at=visit.asked.now,
        document_hash=visit.fields.get("hash", ""),
        drawing=drawing if is_drawn else "",
        ip=one_line(visit.fields.get("ip", "")),
        device=one_line(visit.fields.get("device", "")),
    )
    given = (visit.fields.get("code", ""), _codes(visit))
    words = visit.words(visit.proposal.language)
    done = signing.sign_with_code(visit.ledger, visit.asked, visit.proposal.id, chosen, signature, given, words)
    if not done.right:
        return
    start = option("button.start_billing", command("proposal.start", proposal=str(done.proposal.id)))
    keep = option("button.keep_template", command("template.keep", proposal=str(done.proposal.id)))
    total = (done.proposal.sheet or {}).get("total", "")
    visit.tell("told.proposal_signed", start, keep, signer=signature.name, total=total)


def _decline(visit: _Visit) -> None:
    declined = proposing.decline_proposal(visit.ledger, visit.proposal.id, visit.text, visit.revision)
    code = "told.proposal_declined" if declined.decline_reason else "told.proposal_declined_silently"
    answer = option("button.reply", command("answer.ask", proposal=str(declined.id)))
    visit.tell(code, answer, reason=declined.decline_reason, offer_id=str(declined.id))


def _ask(visit: _Visit) -> None:
    passed_on("told.proposal_question", visit.asked, visit.teller, visit.proposal, visit.text, f"{visit.key}:told")


def _edit(visit: _Visit) -> None:
    """What was filled in on the page, read once more by the engine's own rules; the member gets it back in chat."""
    form = json.loads(visit.fields["form"])
    proposal = visit.ledger.proposal(visit.proposal.id, lock=True)
    member = visit.ledger.member(MemberId(_uuid(visit.fields["member"])))
    show = option("button.show", command("proposal.show", proposal=str(proposal.id)))
    if form.get("was") != as_it_was(proposal):
        client = visit.ledger.client(proposal.client_id).name
        _tell_member(visit, member, reply("told.proposal_edited_late", show, name=proposal.name, client=client), "late")
        return
    filled = read_form(form, proposal.currency, visit.asked.new_id)
    if filled.offer is None:
        return
    edited = proposal
    if not says_the_same(proposal, proposing.as_said(proposal, filled.offer)):  # kept as a template only: still offered
        edited = proposing.edit_proposal(visit.ledger, visit.asked, proposal.id, filled.offer)
        remember(visit.teller, member.id, edited_step(proposal, edited))
        _tell_member(visit, member, _edited(visit, edited, show), "edited")
    if form.get("keep", "").strip():
        asked = replace(visit.asked, member_id=member.id)
        kept = templates.keep_template(visit.ledger, asked, edited.id, form["keep"])
        remember(visit.teller, member.id, {"do": "template.kept", "template": str(kept.template.id), "replaced": ""})
        _tell_member(visit, member, reply("told.template_kept", name=kept.template.name), "kept")


def _begin(visit: _Visit) -> None:
    """A new proposal from a template, for the client that was named on the page; it comes back in chat."""
    member = visit.ledger.member(MemberId(_uuid(visit.fields["member"])))
    mine = visit.proposal.contractor_id
    blueprint = blueprint_named(visit.ledger, mine, visit.fields["template"], member.language)
    asked = replace(visit.asked, member_id=member.id)
    client = client_named(visit.ledger, asked, ClientSaid(name=visit.fields["client"], language=member.language))
    visit.ledger.save(client)
    name = visit.words(member.language).text("plan.name_of", client=client.name)
    begun = templates.start_from(visit.ledger, asked, blueprint, client.id, mine, name)
    remember(visit.teller, member.id, {"do": "proposal.written", "proposal": str(begun.id)})
    show = option("button.show", command("proposal.show", proposal=str(begun.id)))
    _tell_member(visit, member, reply("told.proposal_begun", show, name=begun.name, client=client.name), "begun")


def _tell_member(visit: _Visit, member: Member, told: Reply, what: str) -> None:
    ways = visit.teller.ways_to_member(member.id)
    if ways:
        visit.teller.at(ways[0], told, member.language, f"{visit.key}:{what}")


def _edited(visit: _Visit, edited: Proposal, show: Option) -> Reply:
    """What it comes to now, or how many prices are still missing."""
    client, undo = visit.ledger.client(edited.client_id).name, option("button.undo", command("undo"))
    if edited.unpriced:
        missing = reply("proposal.lines_unpriced", n=len(edited.unpriced))
        return reply("told.proposal_edited_unpriced", show, undo, name=edited.name, client=client, missing=missing)
    total = quote(edited, visit.asked.new_id).total
    return reply("told.proposal_edited", show, undo, name=edited.name, client=client, total=total)


def _codes(visit: _Visit) -> SigningCodes:
    """From the same key as the codes of invitations, of which they are no part."""
    return SigningCodes(visit.teller.codes.key)


def _uuid(said: str) -> UUID:
    """What is no id names nothing."""
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)


_DOES: dict[str, Callable[[_Visit], None]] = {
    "seen": _seen,
    "code": _code,
    "sign": _sign,
    "decline": _decline,
    "ask": _ask,
    "edit": _edit,
    "begin": _begin,
}
