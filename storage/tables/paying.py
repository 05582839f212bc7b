"""The money that was asked for, that came, and that went back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from storage.tables.columns import Kept, currency, minor, moment, place, refers, within_account


class PaymentRequestRow(Kept, table=True):
    __tablename__ = "payment_requests"
    __table_args__ = (
        *within_account("payment_requests"),
        refers("payment_requests", "invoice_id", "invoices"),
        refers("payment_requests", "consent_id", "autopay_consents"),
        refers("payment_requests", "method_id", "saved_methods"),
        Index("payment_requests_invoice_idx", "account_id", "invoice_id", "created_at"),
    )

    invoice_id: UUID
    gateway: str
    payee: str
    currency: str = currency()
    amount_minor: int = minor()
    state: str
    external_id: str
    url: str
    ends_at: datetime | None = moment(nullable=True)
    consent_id: UUID | None
    method_id: UUID | None
    means: str
    card_fee_minor: int = minor()
    created_at: datetime = moment()
    place: int = place()


class PaymentRow(Kept, table=True):
    """Counted once: one row for each (gateway, account, external_id). Never deleted."""

    __tablename__ = "payments"
    __table_args__ = (
        *within_account("payments"),
        refers("payments", "invoice_id", "invoices"),
        refers("payments", "credit_of", "payments"),
        Index("payments_external_key", "gateway", "account_id", "external_id", unique=True),
        Index("payments_invoice_idx", "account_id", "invoice_id", "received_at"),
    )

    invoice_id: UUID
    gateway: str
    external_id: str
    method: str
    note: str
    currency: str = currency()
    amount_minor: int = minor()
    allocated_minor: int = minor()
    surplus_minor: int = minor()
    refunded_minor: int = minor()
    disputed_minor: int = minor()
    card_fee_minor: int = minor()
    state: str
    received_at: datetime = moment()
    as_of: datetime | None = moment(nullable=True)
    credit_of: UUID | None
    payee: str
    place: int = place()


class RefundRow(Kept, table=True):
    """Asked for once. Never deleted."""

    __tablename__ = "refunds"
    __table_args__ = (
        *within_account("refunds"),
        refers("refunds", "payment_id", "payments"),
        refers("refunds", "invoice_id", "invoices"),
        refers("refunds", "asked_by", "members"),
        Index("refunds_invoice_idx", "account_id", "invoice_id", "asked_at"),
    )

    payment_id: UUID
    invoice_id: UUID
    currency: str = currency()
    amount_minor: int = minor()
    state: str
    reason: str
    asked_by: UUID | None
    asked_at: datetime = moment()
    place: int = place()


class ReceiptRow(Kept, table=True):
    __tablename__ = "receipts"
    __table_args__ = (
        *within_account("receipts"),
        refers("receipts", "payment_id", "payments"),
        refers("receipts", "invoice_id", "invoices"),
        Index("receipts_payment_key", "account_id", "payment_id", unique=True),
        Index("receipts_invoice_idx", "account_id", "invoice_id"),
    )

    payment_id: UUID
    invoice_id: UUID
    number: str
    currency: str = currency()
    amount_minor: int = minor()
    balance_minor: int = minor()
    issued_at: datetime = moment()
    place: int = place()
