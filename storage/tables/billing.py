"""Drafts, issued invoices, and the client's way in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import Kept, currency, json, minor, moment, place, refers, within_account


class NumberSeriesRow(SQLModel, table=True):
    """The last number taken. Taking the next locks the row until the transaction ends: no gap, no repeat."""

    __tablename__ = "number_series"
    __table_args__ = (refers("number_series", "contractor_id", "contractors"),)

    account_id: UUID = Field(primary_key=True)
    contractor_id: UUID = Field(primary_key=True)
    series: str = Field(primary_key=True)
    last: int


class DraftRow(Kept, table=True):
    __tablename__ = "drafts"
    __table_args__ = (
        *within_account("drafts"),
        refers("drafts", "project_id", "projects"),
        Index("drafts_project_idx", "account_id", "project_id"),
    )

    project_id: UUID
    fingerprint: str
    state: str
    created_at: datetime = moment()
    kind: str
    share_ppm: int
    place: int = place()


class DraftMilestoneRow(SQLModel, table=True):
    __tablename__ = "draft_milestones"
    __table_args__ = (
        refers("draft_milestones", "owner_id", "drafts"),
        refers("draft_milestones", "milestone_id", "milestones"),
        Index("draft_milestones_milestone_idx", "account_id", "milestone_id"),
    )

    account_id: UUID
    owner_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    milestone_id: UUID


class InvoiceRow(Kept, table=True):
    """Frozen by a trigger: only its state, times and PDF may change, and it is never deleted."""

    __tablename__ = "invoices"
    __table_args__ = (
        *within_account("invoices"),
        refers("invoices", "contractor_id", "contractors"),
        refers("invoices", "project_id", "projects"),
        CheckConstraint("sequence > 0", name="invoices_sequence_counts_from_one"),
        Index("invoices_sequence_key", "account_id", "contractor_id", "sequence", unique=True),
        Index("invoices_project_idx", "account_id", "project_id"),
    )

    contractor_id: UUID
    project_id: UUID
    sequence: int
    number: str
    currency: str = currency()
    subtotal_minor: int = minor()
    taxable_minor: int = minor()
    tax_minor: int = minor()
    total_minor: int = minor()
    issued_at: datetime = moment()
    due_on: date
    language: str
    sheet: dict[str, Any] = json()
    sheet_hash: str
    state: str
    pdf_key: str | None
    application_key: str | None
    sent_at: datetime | None = moment(nullable=True)
    viewed_at: datetime | None = moment(nullable=True)
    approved_at: datetime | None = moment(nullable=True)
    kind: str
    parts: list[dict[str, Any]] = json()
    taxes: list[dict[str, Any]] = json()
    retained_minor: int = minor()
    deposit_applied_minor: int = minor()
    late_fee: dict[str, Any] | None = json(nullable=True)
    place: int = place()


class InvoiceMilestoneRow(SQLModel, table=True):
    """Frozen with its invoice."""

    __tablename__ = "invoice_milestones"
    __table_args__ = (
        refers("invoice_milestones", "owner_id", "invoices"),
        refers("invoice_milestones", "milestone_id", "milestones"),
        Index("invoice_milestones_milestone_idx", "account_id", "milestone_id"),
    )

    account_id: UUID
    owner_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    milestone_id: UUID


class CreditNoteRow(Kept, table=True):
    """Frozen by a trigger: only its PDF and when it was sent may change, and it is never deleted."""

    __tablename__ = "credit_notes"
    __table_args__ = (
        *within_account("credit_notes"),
        refers("credit_notes", "contractor_id", "contractors"),
        refers("credit_notes", "project_id", "projects"),
        refers("credit_notes", "invoice_id", "invoices"),
        CheckConstraint("sequence > 0", name="credit_notes_sequence_counts_from_one"),
        Index("credit_notes_sequence_key", "account_id", "contractor_id", "sequence", unique=True),
        Index("credit_notes_project_idx", "account_id", "project_id"),
        Index("credit_notes_invoice_idx", "account_id", "invoice_id"),
    )

    contractor_id: UUID
    project_id: UUID
    invoice_id: UUID
    sequence: int
    number: str
    reason: str
    parts: list[dict[str, Any]] = json()
    taxes: list[dict[str, Any]] = json()
    currency: str = currency()
    subtotal_minor: int = minor()
    tax_minor: int = minor()
    retained_minor: int = minor()
    deposit_applied_minor: int = minor()
    total_minor: int = minor()
    issued_at: datetime = moment()
    language: str
    sheet: dict[str, Any] = json()
    sheet_hash: str
    pdf_key: str | None
    sent_at: datetime | None = moment(nullable=True)
    place: int = place()


class PaymentLinkRow(Kept, table=True):
    __tablename__ = "payment_links"
    __table_args__ = (
        *within_account("payment_links"),
        refers("payment_links", "invoice_id", "invoices"),
        Index("payment_links_invoice_key", "account_id", "invoice_id", unique=True),
    )

    invoice_id: UUID
    version: int
    revoked_at: datetime | None = moment(nullable=True)
    place: int = place()


class ApprovalRow(Kept, table=True):
    __tablename__ = "approvals"
    __table_args__ = (
        *within_account("approvals"),
        refers("approvals", "invoice_id", "invoices"),
        Index("approvals_invoice_idx", "account_id", "invoice_id"),
    )

    invoice_id: UUID
    by: str
    approved_at: datetime = moment()
    place: int = place()


class OpeningRow(Kept, table=True):
    __tablename__ = "openings"
    __table_args__ = (
        *within_account("openings"),
        refers("openings", "invoice_id", "invoices"),
        CheckConstraint("last_at >= opened_at", name="openings_end_after_they_begin"),
        Index("openings_invoice_idx", "account_id", "invoice_id", "opened_at"),
    )

    invoice_id: UUID
    opened_at: datetime = moment()
    last_at: datetime = moment()
    place: int = place()


class QuestionRow(Kept, table=True):
    __tablename__ = "questions"
    __table_args__ = (
        *within_account("questions"),
        refers("questions", "invoice_id", "invoices"),
        Index("questions_invoice_idx", "account_id", "invoice_id", "asked_at"),
    )

    invoice_id: UUID
    author: str
    text: str
    asked_at: datetime = moment()
    place: int = place()


class LineAnswerRow(Kept, table=True):
    """What was said to one line of an invoice; never changed."""

    __tablename__ = "line_answers"
    __table_args__ = (
        *within_account("line_answers"),
        refers("line_answers", "invoice_id", "invoices"),
        refers("line_answers", "milestone_id", "milestones"),
        Index("line_answers_invoice_idx", "account_id", "invoice_id", "at"),
    )

    invoice_id: UUID
    milestone_id: UUID
    kind: str
    words: str
    by: str
    at: datetime = moment()
    place: int = place()
