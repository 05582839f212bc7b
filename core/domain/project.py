"""A project and the contract behind it."""

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
)
from core.domain.money import Money, Rate
from core.domain.party import DueTerms

ProjectState = Literal["active", "finished"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One job for one client. ``tax_rate`` applies to every taxable line; ``zone`` decides "today"."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What was agreed: original_contract_sum before tax, in the project's one currency."""

    id: ContractId
    account_id: AccountId
    project_id: ProjectId
    original_contract_sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrder:
    """A change of the contract sum, positive or negative, that lands on one milestone.

    ``state`` is "approved" (counts) or "withdrawn" (kept, counts no more).
    """

    id: ChangeOrderId
    account_id: AccountId
    project_id: ProjectId
    milestone_id: MilestoneId
    description: str
    amount: Money
    state: Literal["approved", "withdrawn"] = "approved"
    recorded_by: MemberId
    recorded_at: datetime
