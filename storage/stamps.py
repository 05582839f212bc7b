"""Stamps of the client's page from PostgreSQL: the row versions of everything that is on it."""

from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.domain.ids import ProjectId
from storage.views_autopay import AUTOPAY_STAMP
from storage.views_bank import IN_FORCE

# xmin is the transaction that wrote a row's present version (PostgreSQL manual, 5.6 "System Columns").
_STAMP = f"""
SELECT concat_ws(':', l.xmin, i.xmin, j.xmin, o.xmin, c.xmin,
    (SELECT string_agg(f.xmin::text, ',' ORDER BY f.id)
        FROM proofs f WHERE f.account_id = i.account_id AND f.invoice_id = i.id),
    (SELECT string_agg(n.xmin::text, ',' ORDER BY n.id)
        FROM credit_notes n WHERE n.account_id = i.account_id AND n.invoice_id = i.id),
    (SELECT string_agg(q.xmin::text, ',' ORDER BY q.id)
        FROM questions q WHERE q.account_id = i.account_id AND q.invoice_id = i.id),
    (SELECT count(*) FROM line_answers a WHERE a.account_id = i.account_id AND a.invoice_id = i.id),
    (SELECT string_agg(concat(p.xmin, '.', r.xmin), ',' ORDER BY p.id)
        FROM payments p LEFT JOIN receipts r ON r.account_id = p.account_id AND r.payment_id = p.id
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id),
    (SELECT b.id {IN_FORCE}),
    (SELECT string_agg(y.xmin::text, ',' ORDER BY y.id)
        FROM payees y WHERE y.account_id = i.account_id AND y.contractor_id = i.contractor_id),
    {AUTOPAY_STAMP})
FROM payment_links l
JOIN invoices i ON i.account_id = l.account_id AND i.id = l.invoice_id
JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
JOIN contractors o ON o.account_id = i.account_id AND o.id = i.contractor_id
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
WHERE l.id = %s
"""  # noqa: S608  # our own text: no value is put in


# The same of a whole project's page: all that is in that project, and no statement of more than its rows.
_PROJECT_STAMP = """
SELECT concat_ws(':', j.xmin, o.xmin, c.xmin, k.xmin,
    (SELECT string_agg(m.xmin::text, ',' ORDER BY m.id)
        FROM milestones m WHERE m.account_id = j.account_id AND m.project_id = j.id),
    (SELECT string_agg(x.xmin::text, ',' ORDER BY x.id)
        FROM change_orders x WHERE x.account_id = j.account_id AND x.project_id = j.id),
    (SELECT concat(count(*), '.', sum(f.xmin::text::bigint), '.', max(f.xmin::text::bigint))
        FROM proofs f WHERE f.account_id = j.account_id AND f.project_id = j.id),
    (SELECT string_agg(n.xmin::text, ',' ORDER BY n.id)
        FROM credit_notes n WHERE n.account_id = j.account_id AND n.project_id = j.id),
    (SELECT string_agg(concat(i.xmin, '.', l.xmin), ',' ORDER BY i.id)
        FROM invoices i JOIN payment_links l ON l.account_id = i.account_id AND l.invoice_id = i.id
        WHERE i.account_id = j.account_id AND i.project_id = j.id),
    (SELECT count(*) FROM line_answers a JOIN invoices i ON i.account_id = a.account_id AND i.id = a.invoice_id
        WHERE a.account_id = j.account_id AND i.project_id = j.id),
    (SELECT string_agg(p.xmin::text, ',' ORDER BY p.id)
        FROM payments p JOIN invoices i ON i.account_id = p.account_id AND i.id = p.invoice_id
        WHERE i.account_id = j.account_id AND i.project_id = j.id),
    (SELECT string_agg(w.xmin::text, ',' ORDER BY w.id) FROM contractors w WHERE w.account_id = j.account_id))
FROM projects j
JOIN contractors o ON o.account_id = j.account_id AND o.id = j.contractor_id
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
LEFT JOIN contracts k ON k.account_id = j.account_id AND k.project_id = j.id
WHERE j.id = %s
"""


class SqlPageStamps:
    """``core.usecases.views.PageStamps`` on a pool of its own. Open it inside the event loop that uses it."""

    def __init__(self, url: str, *, pool_size: int = 4) -> None:
        kwargs = {"autocommit": True, "prepare_threshold": 0}
        self._pool = AsyncConnectionPool(url, min_size=0, max_size=pool_size, kwargs=kwargs, open=False)

    async def open(self) -> None:
        """Connects at the first question, not before."""
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def page_stamp(self, link_id: UUID) -> str | None:
        return await self._sure(_STAMP, link_id)

    async def project_stamp(self, project_id: ProjectId) -> str | None:
        return await self._sure(_PROJECT_STAMP, project_id)

    async def _sure(self, statement: str, of: UUID) -> str | None:
        try:
            return await self._read(statement, of)
        except PoolTimeout:
            raise
        except OperationalError:  # the server was restarted under the connection, and under the others in store
            await self._pool.check()
            return await self._read(statement, of)

    async def _read(self, statement: str, of: UUID) -> str | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement, (of,), binary=True)
            row = await cursor.fetchone()
        return str(row[0]) if row else None
