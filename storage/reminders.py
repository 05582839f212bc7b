"""Which reminders are due: claimed by any number of workers at once, each by one."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from core.domain.ids import AccountId, InvoiceId

# Who claims one holds it until the transaction ends, by when it says another time, or none.
CLAIM = """
SELECT account_id, invoice_id FROM reminder_plans WHERE next_at <= %s ORDER BY next_at LIMIT 1
FOR NO KEY UPDATE SKIP LOCKED
"""
_PUT_OFF = "UPDATE reminder_plans SET next_at = %s WHERE account_id = %s AND invoice_id = %s AND next_at IS NOT NULL"


class Claimed(NamedTuple):
    account_id: AccountId
    invoice_id: InvoiceId


class Reminders:
    """In one turn's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime) -> Claimed | None:
        row = self._connection.exec_driver_sql(CLAIM, (now,)).first()
        return None if row is None else Claimed(AccountId(UUID(str(row[0]))), InvoiceId(UUID(str(row[1]))))

    def put_off(self, claimed: Claimed, until: datetime) -> None:
        """What cannot be worked on now must not keep the others waiting."""
        self._connection.exec_driver_sql(_PUT_OFF, (until, *claimed))
