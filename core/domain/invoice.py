"""Drafts, issued invoices, and what the client answers to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from core.domain.account import Language
from core.domain.ids import (
    AccountId,
    ApprovalId,
    ContractorId,
    DraftId,
    InvoiceId,
    MilestoneId,
    PaymentLinkId,
    ProjectId,
    QuestionId,
)
from core.domain.money import Money, Rate

DraftState = Literal["open", "issued", "cancelled"]
InvoiceState = Literal["issued", "part_paid", "paid", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed invoice for one or more milestones. It has no number. ``fingerprint`` is of the sheet last
    shown: a Send carries it back, and is refused as OutOfDate when the sheet has changed since.
    """

    id: DraftId
    account_id: AccountId
    project_id: ProjectId
    milestone_ids: tuple[MilestoneId, ...]
    fingerprint: str
    state: DraftState = "open"
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Issued, numbered and frozen: ``sheet`` (JSON) and ``sheet_hash`` never change; times and state do."""

    id: InvoiceId
    account_id: AccountId
    contractor_id: ContractorId
    project_id: ProjectId
    milestone_ids: tuple[MilestoneId, ...]
    sequence: int
    number: str
    subtotal: Money
    taxable: Money
    tax: Money
    total: Money
    issued_at: datetime
    due_on: date
    language: Language
    sheet: Mapping[str, Any]
    sheet_hash: str
    state: InvoiceState = "issued"
    pdf_key: str | None = None
    sent_at: datetime | None = None
    viewed_at: datetime | None = None
    approved_at: datetime | None = None

    @property
    def tax_rate(self) -> Rate:
        """At which its tax was reckoned, as frozen in the sheet."""
        return Rate(self.sheet.get("tax_ppm", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """The client's way in. The token is HMAC(server key, id, version): never stored, revoked by version."""

    id: PaymentLinkId
    account_id: AccountId
    invoice_id: InvoiceId
    version: int = 1
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The client's yes, "by link holder", recorded as such."""

    id: ApprovalId
    account_id: AccountId
    invoice_id: InvoiceId
    by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One message of the conversation about an invoice, in either direction."""

    id: QuestionId
    account_id: AccountId
    invoice_id: InvoiceId
    author: Literal["client", "contractor"]
    text: str
    asked_at: datetime
