"""Every version of where a contractor is paid by bank transfer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text

from storage.tables.columns import Kept, json, moment, place, refers, within_account


class BankDetailsRow(Kept, table=True):
    """What was said never changes (a trigger): only how far it came. The partial index has those that wait alone."""

    __tablename__ = "bank_details"
    __table_args__ = (
        *within_account("bank_details"),
        refers("bank_details", "contractor_id", "contractors"),
        refers("bank_details", "said_by", "members"),
        Index("bank_details_contractor_idx", "account_id", "contractor_id"),
        Index("bank_details_waiting_idx", "in_force_at", postgresql_where=text("told_at IS NULL AND state = 'kept'")),
    )

    contractor_id: UUID
    facts: dict[str, Any] = json()
    said_by: UUID
    said_at: datetime = moment()
    state: str
    in_force_at: datetime | None = moment(nullable=True)
    code: dict[str, Any] | None = json(nullable=True)
    told_at: datetime | None = moment(nullable=True)
    place: int = place()
