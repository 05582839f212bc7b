"""What the page of a whole project shows, filled by one SQL statement in ``storage/views_project.py``."""

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.account import Language
from core.domain.ids import AccountId, ChangeOrderId, InvoiceId, MilestoneId, PaymentLinkId, ProjectId
from core.domain.invoice import InvoiceKind, InvoiceState
from core.domain.milestone import MilestoneKind, MilestoneState
from core.domain.money import Money
from core.domain.project import ChangeOrderState, ProjectState
from core.domain.standing import Bill
from core.domain.terms import BillingTerms, Due, GroupKind, Progress
from core.usecases.answer_views import LineAnswerView
from core.usecases.proof_views import ProofView


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneOnPage:
    """``photos``: how many proofs may be shown, ``proofs`` the first of them. ``contractor``: who does it, "" where one
    does the whole job.
    """

    id: MilestoneId
    position: int
    name: str
    group: str
    group_kind: GroupKind
    state: MilestoneState
    scheduled_value: Money
    progress: Progress
    due: Due
    approved_at: datetime | None
    photos: int
    proofs: tuple[ProofView, ...]
    contractor: str = ""
    kind: MilestoneKind = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceOnPage:
    """An invoice that counts, with its way in. ``bill`` is what it asks for and what came of that; ``deposit_applied``
    is below zero where the deposit itself is asked for, and less what credit notes took back. ``contractor``: whom it
    pays, "" where one does the whole job.
    """

    id: InvoiceId
    number: str
    kind: InvoiceKind
    state: InvoiceState
    due_on: date
    bill: Bill
    deposit_applied: Money
    link_id: PaymentLinkId
    link_version: int
    revoked: bool
    approved_at: datetime | None
    answers: tuple[LineAnswerView, ...]
    contractor: str = ""

    @property
    def balance(self) -> Money:
        return self.bill.total - self.bill.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOnPage:
    """A change order that the client approved, or is asked about."""

    id: ChangeOrderId
    number: int
    description: str
    amount: Money
    state: ChangeOrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage:
    """All that the page of a project shows. Amounts of work are before tax, those of invoices are what they ask for."""

    account_id: AccountId
    project_id: ProjectId
    name: str
    state: ProjectState
    language: Language
    zone: str
    contractor_name: str
    contractor_phone: str
    contractor_email: str
    client_name: str
    original_contract_sum: Money
    terms: BillingTerms
    taxed: bool
    milestones: tuple[MilestoneOnPage, ...]
    invoices: tuple[InvoiceOnPage, ...]
    changes: tuple[ChangeOnPage, ...]
    link_version: int = 1

    @property
    def currency(self) -> str:
        return self.original_contract_sum.currency
