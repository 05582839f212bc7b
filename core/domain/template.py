"""A template: what of a proposal holds for another client and another day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.ids import AccountId, ContractorId, LineItemId, MemberId, NewId, TemplateId
from core.domain.party import DueTerms
from core.domain.proposal import DepositWish, Proposal, ProposalSection, Share
from core.domain.schedule import Term, taking_the_rest
from core.domain.terms import ON_COMPLETION, PLAIN_TERMS, BillingTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """What is offered and how it is paid: nobody's name, no day, nothing that was chosen, signed or noted.

    ``due_terms`` None: the contractor's own.
    """

    sections: tuple[ProposalSection, ...]
    schedule: tuple[Term, ...] = ()
    terms: BillingTerms = PLAIN_TERMS
    deposit: DepositWish | None = None
    discount: Share | None = None
    due_terms: DueTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTemplate:
    """A blueprint that a contractor keeps under a name, with their own prices. ``removed_at``: off the list since."""

    id: TemplateId
    account_id: AccountId
    contractor_id: ContractorId
    name: str
    currency: str
    blueprint: Blueprint
    created_by: MemberId
    created_at: datetime
    removed_at: datetime | None = None


def blueprint_of(proposal: Proposal, new_id: NewId) -> Blueprint:
    """Of the same sum it makes the same schedule, to the cent; of another it adds up all the same."""
    return Blueprint(
        sections=as_new(proposal.sections, new_id),
        schedule=for_any_sum(proposal.schedule),
        terms=proposal.terms,
        deposit=proposal.deposit,
        discount=proposal.discount,
        due_terms=proposal.due_terms,
    )


def as_new(sections: Sequence[ProposalSection], new_id: NewId) -> tuple[ProposalSection, ...]:
    """The same lines under ids of their own, with nothing picked."""
    return tuple(
        replace(
            section,
            lines=tuple(replace(line, id=LineItemId(new_id()), picked=False) for line in section.lines),
        )
        for section in sections
    )


def for_any_sum(schedule: Sequence[Term]) -> tuple[Term, ...]:
    """Days are gone: what was due on one is due when it is done. Fixed amounts stay; where there is no rest, the last
    of them becomes it, or no other sum could be cut so.
    """
    terms = [replace(term, due=ON_COMPLETION) if term.due.day else term for term in schedule]
    last = taking_the_rest(schedule)
    if last is not None:
        terms[last] = replace(terms[last], how="rest", amount=None)
    return tuple(terms)
