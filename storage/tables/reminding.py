"""How far the reminders of each invoice are."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text

from storage.tables.columns import Kept, json, moment, place, refers, within_account


class ReminderPlanRow(Kept, table=True):
    """One an invoice. Those that are looked at again are few among all: the partial index has them alone."""

    __tablename__ = "reminder_plans"
    __table_args__ = (
        *within_account("reminder_plans"),
        refers("reminder_plans", "invoice_id", "invoices"),
        Index("reminder_plans_invoice_key", "account_id", "invoice_id", unique=True),
        Index("reminder_plans_next_idx", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    invoice_id: UUID
    begun_on: date
    days: list[int] = json()
    last_step: str
    last_on: date | None
    state: str
    why: str
    until: date | None
    next_at: datetime | None = moment(nullable=True)
    cleared_at: datetime | None = moment(nullable=True)
    place: int = place()
