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
    CreditNoteId,
    DraftId,
    InvoiceId,
    MilestoneId,
    OpeningId,
    PaymentLinkId,
    ProjectId,
    QuestionId,
)
from core.domain.late_fee import LateFee
from core.domain.money import Money, Rate
from core.domain.terms import TaxScope

DraftState = Literal["open", "issued", "cancelled"]
InvoiceKind = Literal["progress", "deposit", "retainage_release"]
InvoiceState = Literal["issued", "part_paid", "paid", "credited", "void"]
WHOLE = Rate(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePart:
    """What an invoice bills of one milestone. ``amount`` = ``labor`` + ``materials`` + ``other`` + ``exempt``, of which
    only the last is not taxable. ``stored``: materials not yet built in, as of this invoice, of all billed to date.
    ``retained`` is withheld; below zero it is released.
    """

    milestone_id: MilestoneId
    amount: Money
    labor: Money
    materials: Money
    other: Money
    exempt: Money
    stored: Money
    retained: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAmount:
    """One tax of one invoice: ``tax`` of ``base``. ``inclusive``: the base has it in it."""

    name: str
    rate: Rate
    scope: TaxScope
    inclusive: bool
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed invoice for one or more milestones. It has no number. ``fingerprint`` is of the sheet last
    shown: a Send carries it back, and is refused as OutOfDate when the sheet has changed since.

    ``share``: how much of the retainage held a release asks for. Neither a deposit nor a
    release of all of it names milestones.
    """

    id: DraftId
    account_id: AccountId
    project_id: ProjectId
    milestone_ids: tuple[MilestoneId, ...]
    fingerprint: str
    state: DraftState = "open"
    created_at: datetime
    kind: InvoiceKind = "progress"
    share: Rate = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Issued, numbered and frozen: ``sheet`` (JSON) and ``sheet_hash`` never change; times and state do.

    ``total`` = ``subtotal`` + taxes that are not inclusive - ``retained`` - ``deposit_applied``. ``retained`` is below
    zero where retainage is released, ``deposit_applied`` below zero where the deposit itself is asked for: so what is
    held, and what of the deposit is not yet credited, are plain sums over the invoices. ``late_fee``: as it is printed.
    """

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
    application_key: str | None = None
    sent_at: datetime | None = None
    viewed_at: datetime | None = None
    approved_at: datetime | None = None
    kind: InvoiceKind = "progress"
    parts: tuple[InvoicePart, ...] = ()
    taxes: tuple[TaxAmount, ...] = ()
    retained: Money
    deposit_applied: Money
    late_fee: LateFee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """Takes back all or part of an issued invoice, which itself never changes. Its amounts are positive and are read
    against the invoice's of the same name; it has a gapless series of numbers of its own.
    """

    id: CreditNoteId
    account_id: AccountId
    contractor_id: ContractorId
    project_id: ProjectId
    invoice_id: InvoiceId
    sequence: int
    number: str
    reason: str
    parts: tuple[InvoicePart, ...]
    taxes: tuple[TaxAmount, ...]
    subtotal: Money
    tax: Money
    retained: Money
    deposit_applied: Money
    total: Money
    issued_at: datetime
    language: Language
    sheet: Mapping[str, Any]
    sheet_hash: str
    pdf_key: str | None = None
    sent_at: datetime | None = None


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
class Opening:
    """One visit of the client's page, from its first touch, scroll or key to the last that was told."""

    id: OpeningId
    account_id: AccountId
    invoice_id: InvoiceId
    opened_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One message of the conversation about an invoice, in either direction."""

    id: QuestionId
    account_id: AccountId
    invoice_id: InvoiceId
    author: Literal["client", "contractor"]
    text: str
    asked_at: datetime
