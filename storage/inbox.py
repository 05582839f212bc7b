"""The front door's rows: one statement keeps what is new together with the job that takes it in."""

from collections.abc import Sequence

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.ports.inbox import InboxItem
from storage.mapping_json import storable

PATIENCE = 5.0  # seconds to wait for a connection: vendors give a webhook about ten
# Numbered in the given order, which is the order of arrival in each line.
_ACCEPT = """
WITH given AS (
    SELECT * FROM unnest(%t::text[], %t::text[], %t::text[], %b::bytea[], %t::float8[], %t::bool[])
    WITH ORDINALITY AS item (source, external_id, line, body, wait, claims, place)
), claimed AS (
    UPDATE inbox SET body = given.body FROM given
    WHERE given.claims AND inbox.taken_at IS NULL
    AND (inbox.source, inbox.external_id) = (given.source, given.external_id)
), fresh AS (
    INSERT INTO inbox (source, external_id, line, body)
    SELECT source, external_id, line, body FROM given ORDER BY place
    ON CONFLICT (source, external_id) DO NOTHING
    RETURNING id, source, external_id, line
), deferred AS (
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW('chat', 'take_in', 0, fresh.line, NULL, jsonb_build_object('inbox_id', id),
            CASE WHEN wait > 0 THEN clock_timestamp() + make_interval(secs => wait) END)::procrastinate_job_to_defer_v1
        ORDER BY id
    )) AS jobs
    FROM fresh, LATERAL (
        SELECT max(given.wait) AS wait FROM given
        WHERE (given.source, given.external_id) = (fresh.source, fresh.external_id)
    ) AS waiting HAVING count(*) > 0
)
SELECT coalesce((SELECT cardinality(jobs) FROM deferred), 0)
"""


class PostgresInbox:
    """Open it inside the event loop that uses it. ``patience``: seconds to wait for a connection."""

    def __init__(self, url: str, *, pool_size: int = 10, patience: float = PATIENCE) -> None:
        self._pool = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=pool_size,
            open=False,
            timeout=patience,
            reconnect_timeout=patience / 2,  # else its pauses grow, and it sleeps on when the server is back
            kwargs={"autocommit": True},
        )

    async def open(self) -> None:
        await self._pool.open(wait=True)

    async def close(self) -> None:
        await self._pool.close()

    async def accept(self, items: Sequence[InboxItem]) -> int:
        """Keep the items and their jobs in one commit. Returns how many were new; repeats have no effect."""
        if not items:
            return 0
        try:
            return await self._accept(items)
        except PoolTimeout:
            raise  # nobody answers: the sender is told to come again, and soon enough to hear it
        except OperationalError:  # the server was restarted under the connection; the unique rows make a repeat safe
            return await self._accept(items)

    async def _accept(self, items: Sequence[InboxItem]) -> int:
        columns = (
            [storable(item.source) for item in items],
            [storable(item.external_id) for item in items],
            [storable(item.line) for item in items],
            [item.body for item in items],
            [item.wait for item in items],
            [item.claims for item in items],
        )
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_ACCEPT, columns)
            row = await cursor.fetchone()
        return int(row[0]) if row else 0
