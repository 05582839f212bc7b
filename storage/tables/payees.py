"""The accounts at gateways to which clients' money goes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from storage.tables.columns import Kept, moment, place, refers, within_account


class PayeeRow(Kept, table=True):
    """An account at a gateway is one contractor's."""

    __tablename__ = "payees"
    __table_args__ = (
        *within_account("payees"),
        refers("payees", "contractor_id", "contractors"),
        Index("payees_external_key", "gateway", "external_id", unique=True),
        Index("payees_contractor_idx", "account_id", "contractor_id"),
    )

    contractor_id: UUID
    gateway: str
    external_id: str
    state: str
    needs: str
    created_at: datetime = moment()
    place: int = place()
