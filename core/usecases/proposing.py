"""From an offer to a contract: written, sent, signed or declined; one tap then makes all of the job out of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.domain.errors import DoesNotAddUp, NotAllowed, OutOfDate, Refusal
from core.domain.ids import (
    ClientId,
    ContractId,
    ContractorId,
    LineItemId,
    MilestoneId,
    ProjectId,
    ProposalId,
)
from core.domain.lifecycle import PROPOSAL
from core.domain.milestone import Milestone
from core.domain.money import ZERO_RATE
from core.domain.party import DueTerms
from core.domain.picking import at_first, pick
from core.domain.project import Contract, Project
from core.domain.proposal import DepositWish, Proposal, ProposalSection, Share, Signature
from core.domain.quoting import PlannedMilestone, Quote, leaving_a_rest, quote
from core.domain.schedule import Term, reconcile
from core.domain.terms import PLAIN_TERMS, BillingTerms
from core.domain.text import LONGEST_NAME, LONGEST_TEXT, one_line, plain_text
from core.ports.ledger import Ledger, ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Asked
from core.usecases.proposal_papers import drawn_anew
from core.usecases.proposal_sheets import parties_of, sheet_of

MOST_LINES = 500
PREFIX = "P-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a proposal says, as it was written. ``schedule`` empty: each section is a milestone. ``currency`` "": the
    account's.
    """

    name: str
    currency: str = ""
    sections: tuple[ProposalSection, ...]
    schedule: tuple[Term, ...] = ()
    terms: BillingTerms = PLAIN_TERMS
    deposit: DepositWish | None = None
    discount: Share | None = None
    due_terms: DueTerms | None = None
    notes: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A job made out of a signed proposal."""

    proposal: Proposal
    file: ProjectFile


def write_proposal(
    ledger: Ledger, asked: Asked, client_id: ClientId, contractor_id: ContractorId, offer: Offer
) -> Proposal:
    """A draft, which nobody has seen. DoesNotAddUp: name.missing, proposal.too_long (most), and as ``quote``."""
    if asked.member_id is None:
        raise Refusal("proposal.by_member")
    account = ledger.account()
    client = ledger.client(client_id)
    proposal = Proposal(
        id=ProposalId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=contractor_id,
        client_id=client.id,
        name="",
        currency=offer.currency or account.currency,
        sections=(),
        due_terms=ledger.contractor(contractor_id).due_terms,
        language=client.language,
        created_by=asked.member_id,
        created_at=asked.now,
    )
    proposal = as_said(proposal, offer)
    _add_up(proposal, asked)
    ledger.save(proposal)
    return proposal


def edit_proposal(ledger: Ledger, asked: Asked, proposal_id: ProposalId, offer: Offer) -> Proposal:
    """Says something else now; what was sent is offered no longer. NotAllowed (proposal.edit, state) once signed."""
    proposal = ledger.proposal(proposal_id, lock=True)
    proposal = replace(as_said(proposal, offer), state=PROPOSAL.after(proposal.state, "edit"), sheet=None, code=None)
    proposal = replace(proposal, pdf_key=None)
    _add_up(proposal, asked)
    ledger.save(proposal)
    return proposal


def _add_up(proposal: Proposal, asked: Asked) -> None:
    """A draft may lack prices; what it comes to is told once it has them all."""
    if not proposal.unpriced:
        quote(proposal, asked.new_id)


def send_proposal(ledger: Ledger, asked: Asked, proposal_id: ProposalId, wording: Wording) -> Proposal:
    """Its next revision, frozen as it will be shown; numbered when it is the first."""
    proposal = ledger.proposal(proposal_id, lock=True)
    state = PROPOSAL.after(proposal.state, "send")
    proposal = numbered(ledger, proposal)
    proposal = replace(proposal, state=state, revision=proposal.revision + 1, language=wording.language)
    sheet = sheet_of(parties_of(ledger, proposal), proposal, asked.new_id, wording)
    proposal = replace(
        proposal, sheet=sheet.as_json(), sheet_hash=sheet.fingerprint, sent_at=asked.now, viewed_at=None, code=None
    )
    return drawn_anew(ledger, proposal)


def numbered(ledger: Ledger, proposal: Proposal) -> Proposal:
    """With the number that it keeps."""
    number = proposal.number or f"{PREFIX}{ledger.take_number(proposal.contractor_id, 'proposal'):04d}"
    return replace(proposal, number=number)


def sign_proposal(
    ledger: Ledger,
    asked: Asked,
    proposal_id: ProposalId,
    chosen: Collection[LineItemId],
    signature: Signature,
    wording: Wording,
) -> Proposal:
    """Binding, with these options in. ``signature.document_hash`` is of the sheet that the client saw with them:
    OutOfDate (proposal.changed) when it says something else by now. DoesNotAddUp: signature.no_name. Refusal:
    proposal.expired (day); NotAllowed (proposal.sign, state), also where nothing was sent and nothing is on paper.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    state = PROPOSAL.after(proposal.state, "sign")
    if proposal.state != "sent" and signature.how != "paper":
        raise NotAllowed("proposal.sign", state=proposal.state)
    if not one_line(signature.name):
        raise DoesNotAddUp("signature.no_name")
    if signature.how != "paper":
        check_valid(ledger, asked, proposal)
    proposal = pick(proposal, chosen)
    sheet = sheet_of(parties_of(ledger, proposal), proposal, asked.new_id, wording)
    if sheet.fingerprint != signature.document_hash:
        raise OutOfDate("proposal.changed")
    signed = replace(signature, name=one_line(signature.name, LONGEST_NAME), at=asked.now)
    proposal = replace(
        proposal, state=state, sheet=sheet.as_json(), sheet_hash=sheet.fingerprint, signature=signed, code=None
    )
    return drawn_anew(ledger, proposal)


def check_valid(ledger: Ledger, asked: Asked, proposal: Proposal) -> None:
    """Refusal: proposal.expired (day) after its last day where the firm is."""
    if proposal.valid_until and asked.today(ledger.account().zone) > proposal.valid_until:
        raise Refusal("proposal.expired", day=proposal.valid_until)


def sheet_hash_with(
    ledger: Ledger, asked: Asked, proposal: Proposal, chosen: Collection[LineItemId], wording: Wording
) -> str:
    """Of the proposal with these options in: what a signature names."""
    proposal = pick(proposal, chosen)
    return sheet_of(parties_of(ledger, proposal), proposal, asked.new_id, wording).fingerprint


def decline_proposal(ledger: Ledger, proposal_id: ProposalId, reason: str, revision: int | None = None) -> Proposal:
    """The client's no, with their words; to the ``revision`` that they saw, where it is known. NotAllowed
    (proposal.decline, state); OutOfDate (proposal.changed).
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if revision is not None and revision != proposal.revision:
        raise OutOfDate("proposal.changed")
    state = PROPOSAL.after(proposal.state, "decline")
    proposal = replace(proposal, state=state, decline_reason=plain_text(reason, LONGEST_TEXT))
    ledger.save(proposal)
    return proposal


def withdraw_proposal(ledger: Ledger, proposal_id: ProposalId) -> Proposal:
    """Offered no longer; kept. NotAllowed (proposal.withdraw, state) once signed."""
    proposal = ledger.proposal(proposal_id, lock=True)
    proposal = replace(proposal, state=PROPOSAL.after(proposal.state, "withdraw"))
    ledger.save(proposal)
    return proposal


def mark_proposal_viewed(ledger: Ledger, asked: Asked, proposal_id: ProposalId) -> bool:
    """True the first time only since it was sent."""
    proposal = ledger.proposal(proposal_id, lock=True)
    if proposal.viewed_at is not None:
        return False
    ledger.save(replace(proposal, viewed_at=asked.now))
    return True


def start_billing(ledger: Ledger, asked: Asked, proposal_id: ProposalId) -> Started:
    """The job, its contract and its whole schedule of values, out of what was signed; nothing is typed again. A second
    tap finds the job that the first one made. Refusal: proposal.not_signed (name).
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if proposal.state != "signed":
        raise Refusal("proposal.not_signed", name=proposal.name)
    if proposal.project_id is not None:
        return Started(proposal=proposal, file=ledger.project_file(proposal.project_id))
    made = quote(proposal, asked.new_id)
    project = _project(ledger, asked, proposal)
    contract = Contract(
        id=ContractId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=project.id,
        original_contract_sum=made.contract_sum,
        terms=replace(proposal.terms, deposit=made.deposit),
        proposal_id=proposal.id,
    )
    proposal = replace(proposal, project_id=project.id)
    ledger.save(project, contract, *_milestones(asked, project, made), proposal)
    file = ledger.project_file(project.id)
    reconcile(file.contract, file.change_orders, file.milestones)
    return Started(proposal=proposal, file=file)


def _project(ledger: Ledger, asked: Asked, proposal: Proposal) -> Project:
    """Its one rate of tax is none: the contract's own taxes hold."""
    return Project(
        id=ProjectId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=proposal.contractor_id,
        client_id=proposal.client_id,
        name=proposal.name,
        currency=proposal.currency,
        tax_rate=ZERO_RATE,
        due_terms=proposal.due_terms,
        zone=ledger.account().zone,
        created_at=asked.now,
    )


def _milestones(asked: Asked, project: Project, made: Quote) -> Sequence[Milestone]:
    return [_milestone(asked, project, place, one) for place, one in enumerate(made.milestones, start=1)]


def _milestone(asked: Asked, project: Project, position: int, planned: PlannedMilestone) -> Milestone:
    return Milestone(
        id=MilestoneId(asked.new_id()),
        account_id=project.account_id,
        project_id=project.id,
        contractor_id=project.contractor_id,
        position=position,
        name=one_line(planned.name, LONGEST_NAME),
        kind=planned.kind,
        scheduled_value=planned.value,
        lines=planned.lines,
        group=planned.group,
        group_kind=planned.group_kind,
        due=planned.due,
    )


def as_said(proposal: Proposal, offer: Offer) -> Proposal:
    """The proposal with what the offer says. DoesNotAddUp: name.missing, proposal.too_long (most)."""
    name = one_line(offer.name, LONGEST_NAME)
    if not name:
        raise DoesNotAddUp("name.missing")
    if sum(len(section.lines) for section in offer.sections) > MOST_LINES:
        raise DoesNotAddUp("proposal.too_long", most=MOST_LINES)
    proposal = replace(
        proposal,
        name=name,
        sections=offer.sections,
        schedule=offer.schedule,
        terms=offer.terms,
        deposit=offer.deposit,
        discount=offer.discount,
        due_terms=offer.due_terms or proposal.due_terms,
        notes=plain_text(offer.notes, LONGEST_TEXT),
        valid_until=offer.valid_until,
    )
    return leaving_a_rest(at_first(proposal))
