"""A limit of the law: kept to by a lower deposit, or passed by the contractor, never silently."""

from dataclasses import replace

from core.domain.errors import NotAllowed
from core.domain.ids import LimitOverrideId, ProjectId, ProposalId
from core.domain.limits import Exceeded, LimitOverride, reason_given
from core.domain.money import Money
from core.domain.proposal import Proposal, Share
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.proposal_lines import offer_like
from core.usecases.proposing import edit_proposal


def record_override(
    ledger: Ledger, asked: Asked, exceeded: Exceeded, said: str, of: ProjectId | Proposal | None
) -> LimitOverride:
    """What was shown and why it was passed, kept with the project, or with the proposal that it may come of; with
    neither, where it is about all of the firm's invoices.

    DoesNotAddUp: limit.no_reason. NotAllowed (member.none) when no member asked for it.
    """
    if asked.member_id is None:
        raise NotAllowed("member.none")
    override = LimitOverride(
        id=LimitOverrideId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=None if isinstance(of, Proposal) else of,
        proposal_id=of.id if isinstance(of, Proposal) else None,
        limit_id=exceeded.limit.id,
        limit_version=exceeded.limit.version,
        proposed=exceeded.proposed,
        allowed=exceeded.allowed,
        reason=reason_given(said),
        recorded_by=asked.member_id,
        recorded_at=asked.now,
    )
    ledger.save(override)
    return override


def can_lower(proposal: Proposal) -> bool:
    """It has one deposit: to be credited later, or a part of a schedule whose rest takes what is asked for less."""
    parts = [term for term in proposal.schedule if term.kind == "deposit"]
    rest = any(term.how == "rest" and term.kind != "deposit" for term in proposal.schedule)
    return not parts if proposal.deposit else len(parts) == 1 and rest


def lower_deposit(ledger: Ledger, asked: Asked, proposal_id: ProposalId, amount: Money) -> Proposal:
    """Just this much is asked for first. DoesNotAddUp as ``edit_proposal``; NotAllowed (proposal.lower) where it is not
    clear what that would mean.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if not can_lower(proposal):
        raise NotAllowed("proposal.lower")
    offer = offer_like(proposal)
    if proposal.deposit:
        offer = replace(offer, deposit=replace(proposal.deposit, share=Share(amount=amount)))
    schedule = tuple(
        replace(term, how="fixed", amount=amount) if term.kind == "deposit" else term for term in proposal.schedule
    )
    return edit_proposal(ledger, asked, proposal.id, replace(offer, schedule=schedule))
