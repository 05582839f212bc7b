"""Exports of everything: who asked for one, how far it is, and what of them is to go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Engine

from core.domain.ids import AccountId, MemberId
from core.domain.whole_export import WholeExport
from storage.exports.whole import FILES

# One that a killed worker left is not waited for any longer.
_STALE = """
UPDATE whole_exports SET state = 'failed'
WHERE account_id = %s AND state = 'making' AND asked_at < %s - interval '1 day'
"""
_BEGIN = """
INSERT INTO whole_exports (id, account_id, member_id, channel, address, state, asked_at, files_done, files, missing,
    size, file_key)
VALUES (%s, %s, %s, %s, %s, 'making', %s, 0, 0, 0, 0, '')
ON CONFLICT (account_id) WHERE state = 'making' DO NOTHING RETURNING id
"""
_SHOWN = """
SELECT w.*, coalesce(nullif(a.name, ''), c.name) AS name, a.zone, m.language FROM whole_exports w
JOIN accounts a ON a.id = w.account_id JOIN members m ON (m.account_id, m.id) = (w.account_id, w.member_id)
JOIN contractors c ON (c.account_id, c.id) = (m.account_id, m.contractor_id)
"""
_ONE = f"{_SHOWN} WHERE w.id = %s AND m.role = 'owner'"
_NEWEST = f"""{_SHOWN} WHERE w.account_id = %s AND (w.state = 'making' OR w.state = 'ready' AND w.ends_at > %s)
ORDER BY w.state = 'making' DESC, w.asked_at DESC LIMIT 1"""
_READY = """
UPDATE whole_exports SET state = 'ready', files = %s, files_done = %s, missing = %s, size = %s, ends_at = %s
WHERE id = %s AND state = 'making' RETURNING id
"""
_END = "UPDATE whole_exports SET state = 'ended' WHERE account_id = %s AND state = 'ready' AND id <> %s RETURNING id"
_OVER = "UPDATE whole_exports SET state = 'ended' WHERE state = 'ready' AND ends_at <= %s"
_LEFT = "SELECT id, file_key FROM whole_exports WHERE state IN ('ended', 'failed') AND file_key <> '' ORDER BY asked_at"


class Left(NamedTuple):
    """Bytes that nobody may have any more."""

    id: UUID
    file_key: str


class WholeExports:
    """In one turn's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, account: AccountId, member: MemberId, new: UUID, here: tuple[str, str], now: datetime) -> bool:
        """False: one is being made already."""
        self._connection.exec_driver_sql(_STALE, (account, now))
        return self._connection.exec_driver_sql(_BEGIN, (new, account, member, *here, now)).first() is not None

    def newest(self, account: AccountId, now: datetime) -> WholeExport | None:
        """The one that is being made, else the last that can still be had."""
        return _export(self._connection.exec_driver_sql(_NEWEST, (account, now)).first())

    def files_of(self, account: AccountId) -> int:
        """How many photos and PDFs there are of it."""
        count = f"SELECT count(*) FROM ({FILES}) AS files"  # noqa: S608 - a constant
        return int(self._connection.exec_driver_sql(count, {"account": account}).scalar_one())

    def find(self, export_id: UUID) -> WholeExport | None:
        """None, too, when who asked for it is no owner any more."""
        return _export(self._connection.exec_driver_sql(_ONE, (export_id,)).first())

    def where(self, export_id: UUID) -> tuple[str, str]:
        """The channel and the address where it was asked for."""
        row = self._connection.exec_driver_sql(
            "SELECT channel, address FROM whole_exports WHERE id = %s", (export_id,)
        ).one()
        return row.channel, row.address

    def finish(self, made: WholeExport) -> bool:
        """Ready to be had; those before it are over. False: it is not wanted any more."""
        values = (made.files, made.files, made.missing, made.size, made.ends_at, made.id)
        if self._connection.exec_driver_sql(_READY, values).first() is None:
            return False
        self._connection.exec_driver_sql(_END, (made.account_id, made.id))
        return True

    def fail(self, export_id: UUID) -> None:
        self._connection.exec_driver_sql(
            "UPDATE whole_exports SET state = 'failed' WHERE id = %s AND state = 'making'", (export_id,)
        )

    def end(self, account: AccountId) -> int:
        """All that can be had. Returns how many."""
        return len(self._connection.exec_driver_sql(_END, (account, UUID(int=0))).all())


class ExportProgress:
    """What the job notes on its way, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tell(self, export_id: UUID, done: int, of: int) -> None:
        self._do("UPDATE whole_exports SET files_done = %s, files = %s WHERE id = %s", (done, of, export_id))

    def note_key(self, export_id: UUID, key: str) -> None:
        """Before the bytes are kept, so that none are ever kept that nothing names."""
        self._do("UPDATE whole_exports SET file_key = %s WHERE id = %s", (key, export_id))

    def end_those_over(self, now: datetime) -> Sequence[Left]:
        """Returns all whose bytes are to go."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_OVER, (now,))
            return [Left(*row) for row in connection.exec_driver_sql(_LEFT)]

    def forget_key(self, left: Left) -> None:
        self._do("UPDATE whole_exports SET file_key = '' WHERE id = %s AND file_key = %s", left)

    def _do(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(statement, tuple(values))


def _export(row: Any) -> WholeExport | None:
    if row is None:
        return None
    fields = {name: getattr(row, name) for name in WholeExport.__dataclass_fields__}
    return WholeExport(**fields)
