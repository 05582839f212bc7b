"""The weekly digests: whose is due is claimed once, by whichever worker comes first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.domain.digest import Digest, week_of
from core.domain.ids import AccountId, MemberId

_NEW = """
SELECT m.account_id, m.id, a.zone FROM members m JOIN accounts a ON a.id = m.account_id
WHERE m.role = 'owner' AND NOT EXISTS (
    SELECT FROM digests d WHERE d.account_id = m.account_id AND d.member_id = m.id)
"""
_BEGIN = """
INSERT INTO digests (account_id, member_id, weekday, hour, next_at, said_week) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, member_id) DO NOTHING
"""
_KEEP = """
INSERT INTO digests (account_id, member_id, weekday, hour, next_at, said_week) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, member_id) DO UPDATE SET weekday = excluded.weekday, hour = excluded.hour,
    next_at = excluded.next_at, said_week = excluded.said_week
"""
_OF = """
SELECT d.*, a.zone FROM digests d JOIN accounts a ON a.id = d.account_id
WHERE d.account_id = %s AND d.member_id = %s FOR UPDATE OF d
"""
_DUE = """
SELECT d.*, a.zone FROM digests d JOIN accounts a ON a.id = d.account_id
WHERE d.next_at <= %s ORDER BY d.next_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED
"""


class Digests:
    """Within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin_new(self, now: datetime) -> None:
        """For owners who have none yet: at the usual hour, from now on."""
        for row in self._connection.exec_driver_sql(_NEW).all():
            fresh = Digest(account_id=AccountId(row.account_id), member_id=MemberId(row.id), zone=row.zone)
            self._put(replace(fresh, next_at=fresh.due_after(now)), _BEGIN)

    def of(self, account_id: AccountId, member_id: MemberId) -> Digest | None:
        """Locked until the transaction ends."""
        return _first(self._connection.exec_driver_sql(_OF, (account_id, member_id)).first())

    def keep(self, digest: Digest) -> None:
        self._put(digest)

    def claim(self, now: datetime) -> Digest | None:
        """One that is due and nobody else has at hand, as it was; its next is set before this transaction ends."""
        found = _first(self._connection.exec_driver_sql(_DUE, (now,)).first())
        if found:
            said = replace(found, said_week=week_of(found.next_at or now, found.zone))
            self._put(replace(said, next_at=said.due_after(now)))
        return found

    def _put(self, one: Digest, statement: str = _KEEP) -> None:
        values = (one.account_id, one.member_id, one.weekday, one.hour, one.next_at, one.said_week)
        self._connection.exec_driver_sql(statement, values)


def _first(row: Any) -> Digest | None:
    if row is None:
        return None
    return Digest(
        account_id=AccountId(row.account_id),
        member_id=MemberId(row.member_id),
        zone=row.zone,
        weekday=row.weekday,
        hour=row.hour,
        next_at=row.next_at,
        said_week=row.said_week,
    )
