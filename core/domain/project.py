"""A project and the contract behind it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain.ids import (
    AccountId,
    ChangeOrderId,
    ClientId,
    ContractId,
    ContractorId,
    MemberId,
    MilestoneId,
    ProjectId,
    ProposalId,
)
from core.domain.money import Money, Rate
from core.domain.party import DueTerms
from core.domain.terms import PLAIN_TERMS, BillingTerms

ProjectState = Literal["active", "finished"]
ChangeOrderState = Literal["proposed", "approved", "declined", "withdrawn"]
Landing = Literal["onto", "new", "spread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The client's word, as evidence: who, when, by what road, and in which words (or "" for a tap).

    ``told_by``: the member who says that it came "phone" or "person" (``channel``); None for what the client said
    here. ``objected_at``: when the client said that it was not so, and ``objection``, in which words.
    """

    by: str
    at: datetime
    channel: str
    words: str = ""
    address: str = ""
    device: str = ""
    told_by: MemberId | None = None
    objected_at: datetime | None = None
    objection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One job for one client. ``tax_rate`` applies to every taxable line; ``zone`` decides "today". Links to it of
    another ``link_version`` are revoked. ``reminders``: as a contractor's, for this job alone. ``jurisdiction``: where
    the work is, ISO 3166-2, when that was said; "": where the contractor works.
    """

    id: ProjectId
    account_id: AccountId
    contractor_id: ContractorId
    client_id: ClientId
    name: str
    currency: str
    tax_rate: Rate
    due_terms: DueTerms
    zone: str
    state: ProjectState = "active"
    created_at: datetime
    link_version: int = 1
    reminders: tuple[int, ...] | None = None
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What was agreed: original_contract_sum before tax (with it, when prices include it), in the project's
    one currency. ``proposal_id``: the signed proposal it came from.
    """

    id: ContractId
    account_id: AccountId
    project_id: ProjectId
    original_contract_sum: Money
    terms: BillingTerms = PLAIN_TERMS
    proposal_id: ProposalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrder:
    """A change of the contract sum, positive or negative. It lands on one milestone; ``milestone_id`` is None while
    nobody has decided, and when it is spread over several.

    ``state``: "proposed" and "declined" count for nothing, "approved" counts, "withdrawn" is kept and counts no more.
    ``number`` counts those that clients were asked about, from 1 in each project; 0 for what was never asked.
    """

    id: ChangeOrderId
    account_id: AccountId
    project_id: ProjectId
    milestone_id: MilestoneId | None
    description: str
    amount: Money
    state: ChangeOrderState = "approved"
    recorded_by: MemberId
    recorded_at: datetime
    number: int = 0
    landing: Landing = "onto"
    decision: Decision | None = None

    @property
    def shown_as(self) -> str:
        """What a client's word is bound to: 32 hex digits, others once it says something else."""
        return shown_as(self.id, self.amount, self.description)


def shown_as(change_order_id: ChangeOrderId, amount: Money, description: str) -> str:
    """Of a change order with this amount and these words."""
    said = f"{change_order_id}|{amount.minor}|{amount.currency}|{description}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]
