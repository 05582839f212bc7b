"""One process at a time: a lock of the database that ends with the connection that holds it."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg


@asynccontextmanager
async def alone(url: str, what: str) -> AsyncIterator[Callable[[], Awaitable[object]] | None]:
    """None when another process (or another part of this one) does ``what`` already.

    Else a look that raises once the lock is lost: a kill ends the connection, and a restart of the database, too.
    """
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    try:
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_key(what),))
        row = await cursor.fetchone()
        yield (lambda: connection.execute("SELECT 1")) if row and row[0] else None
    finally:
        await connection.close()


def _key(what: str) -> int:
    """A number of our own among the database's advisory locks."""
    return int.from_bytes(hashlib.sha256(b"milepost|" + what.encode()).digest()[:8], "big", signed=True)
