"""Where people are: that they wrote, that nothing gets to them any more, and that their address has another name."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.ports.messaging import OPTED_OUT
from core.usecases.views import Who
from storage.mapping_json import storable
from storage.views_people import WHO, who_from

# One statement, since every turn begins with it. Whoever writes can be reached where they wrote, unless they said stop.
_HEARD = f"""
WITH noted AS (
    INSERT INTO sessions (channel, address, state, updated_at, heard_at)
    VALUES (%(channel)s, %(address)s, '{{}}', clock_timestamp(), %(at)s)
    ON CONFLICT (channel, address) DO UPDATE SET heard_at = greatest(sessions.heard_at, excluded.heard_at)
), back AS (
    UPDATE addresses SET unreachable = ''
    WHERE channel = %(channel)s AND value = %(address)s AND unreachable NOT IN ('', '{OPTED_OUT}')
)
{WHO}
"""  # noqa: S608 - two constants
_MARK = """
UPDATE addresses SET unreachable = %(reason)s
WHERE channel = %(channel)s AND (value = %(address)s OR starts_with(value, %(address)s || '/'))
AND (unreachable = '') <> (%(reason)s = '') RETURNING value
"""
# What is there under the new name already stays, and so does the old one beside it.
_RENAME = """
UPDATE {table} x SET {column} = %(after)s || substr(x.{column}, length(%(before)s) + 1)
WHERE x.channel = %(channel)s AND (x.{column} = %(before)s OR starts_with(x.{column}, %(before)s || '/'))
AND NOT EXISTS (
    SELECT FROM {table} there WHERE there.channel = x.channel
    AND there.{column} = %(after)s || substr(x.{column}, length(%(before)s) + 1) AND {same}
)
"""
_ONE_PERSON = "(there.client_id = x.client_id OR there.member_id IS NOT NULL AND x.member_id IS NOT NULL)"
_MOVE = (
    _RENAME.format(table="addresses", column="value", same=_ONE_PERSON),
    _RENAME.format(table="rooms", column="place", same="true"),
    _RENAME.format(table="sessions", column="address", same="true"),
    _RENAME.format(table="outbound", column="address", same="false"),
)
_REMEMBER = """
WITH further AS (
    UPDATE moves SET after = %(after)s WHERE channel = %(channel)s AND after = %(before)s
)
INSERT INTO moves (channel, before, after, moved_at) VALUES (%(channel)s, %(before)s, %(after)s, clock_timestamp())
ON CONFLICT (channel, before) DO UPDATE SET after = excluded.after, moved_at = excluded.moved_at
"""
_NOW = """
SELECT after || substr(%(address)s, length(before) + 1) FROM moves
WHERE channel = %(channel)s AND before IN (%(address)s, split_part(%(address)s, '/', 1))
ORDER BY length(before) DESC LIMIT 1
"""


class Whereabouts:
    """In the transaction of a turn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def heard(self, channel: str, address: str, at: datetime) -> tuple[Who, ...]:
        """Whose address it is; from now on it is known when it was heard last, and that it can be reached."""
        values = {"channel": channel, "address": storable(address), "at": at}
        return tuple(who_from(row) for row in self._connection.exec_driver_sql(_HEARD, values))

    def mark(self, channel: str, address: str, reason: str) -> tuple[str, ...]:
        """Nothing gets there, or to those within it; with no reason it does again. The addresses that this changed."""
        values = {"channel": channel, "address": storable(address), "reason": storable(reason)}
        return tuple(row.value for row in self._connection.exec_driver_sql(_MARK, values))

    def move(self, channel: str, before: str, after: str) -> None:
        """The same person, group and dialogue under another name, and all that was said there."""
        values: Any = {"channel": channel, "before": storable(before), "after": storable(after)}
        for statement in (*_MOVE, _REMEMBER):
            self._connection.exec_driver_sql(statement, values)

    def now(self, channel: str, address: str) -> str:
        """What that address is called by now: what was said under a former name may be taken in after the move."""
        values = {"channel": channel, "address": storable(address)}
        moved = self._connection.exec_driver_sql(_NOW, values).scalar()
        return str(moved) if moved else address
