"""Changes of bank details that came into force and were not told yet: claimed by any number of workers, each by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from core.domain.ids import AccountId, BankDetailsId, ContractorId

# Who claims one holds it until the transaction ends, by when it is told.
_CLAIM = """
SELECT account_id, contractor_id, id FROM bank_details
WHERE told_at IS NULL AND state = 'kept' AND in_force_at <= %s AND id <> ALL(%s::uuid[])
ORDER BY in_force_at LIMIT 1
FOR NO KEY UPDATE SKIP LOCKED
"""
_PAID_TO = """
SELECT count(DISTINCT contractor_id) FROM bank_details WHERE state = 'kept' AND in_force_at <= now()
"""


class Claimed(NamedTuple):
    account_id: AccountId
    contractor_id: ContractorId
    details_id: BankDetailsId


class BankChanges:
    """In one turn's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime, without: Sequence[BankDetailsId] = ()) -> Claimed | None:
        """The oldest, but for those that are to be passed over."""
        row = self._connection.exec_driver_sql(_CLAIM, (now, list(without))).first()
        if row is None:
            return None
        account, contractor, details = (UUID(str(one)) for one in row)
        return Claimed(AccountId(account), ContractorId(contractor), BankDetailsId(details))

    def contractors(self) -> int:
        """How many have an account that pages show now."""
        return int(self._connection.exec_driver_sql(_PAID_TO).scalar_one())
