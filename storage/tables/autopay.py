"""What clients agreed to have kept and charged, and what is kept by that."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from storage.tables.columns import Kept, currency, moment, place, refers, within_account


class AutopayConsentRow(Kept, table=True):
    """Only ever added to: never changed, never deleted."""

    __tablename__ = "autopay_consents"
    __table_args__ = (
        *within_account("autopay_consents"),
        refers("autopay_consents", "project_id", "projects"),
        refers("autopay_consents", "contractor_id", "contractors"),
        refers("autopay_consents", "client_id", "clients"),
        refers("autopay_consents", "invoice_id", "invoices"),
        refers("autopay_consents", "link_id", "payment_links"),
    )

    project_id: UUID
    contractor_id: UUID
    client_id: UUID
    invoice_id: UUID
    link_id: UUID
    currency: str = currency()
    words: str
    language: str
    given_at: datetime = moment()
    place: int = place()


class SavedMethodRow(Kept, table=True):
    """One a consent. Never deleted: payments were made by it."""

    __tablename__ = "saved_methods"
    __table_args__ = (
        *within_account("saved_methods"),
        refers("saved_methods", "consent_id", "autopay_consents"),
        refers("saved_methods", "project_id", "projects"),
        refers("saved_methods", "contractor_id", "contractors"),
        refers("saved_methods", "client_id", "clients"),
        Index("saved_methods_consent_key", "account_id", "consent_id", unique=True),
        Index("saved_methods_project_idx", "account_id", "project_id"),
    )

    consent_id: UUID
    project_id: UUID
    contractor_id: UUID
    client_id: UUID
    gateway: str
    payee: str
    customer: str
    external_id: str
    brand: str
    last4: str
    currency: str = currency()
    state: str
    created_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    ended_by: str
    place: int = place()
