"""What each client was billed and paid in a year, for one member of an account: one statement."""

from collections.abc import Sequence
from typing import Any

from core.domain.ids import ClientId
from core.domain.money import Money
from core.usecases.year_views import ClientYear, Year

# Of the invoices of ``only`` alone, where the member works for another contractor than the one who leads. Money's days
# are those of the journal, as in the books that are exported: what a credit paid moved none.
YEAR = """
WITH me AS (
    SELECT m.account_id, a.zone, y.year, CASE WHEN m.contractor_id = (
        SELECT k.id FROM contractors k WHERE k.account_id = m.account_id ORDER BY k.place LIMIT 1)
        THEN NULL ELSE m.contractor_id END AS only
    FROM members m
    JOIN accounts a ON a.id = m.account_id
    CROSS JOIN LATERAL (SELECT coalesce(%(year)s::int,
        extract(year FROM %(now)s::timestamptz AT TIME ZONE a.zone)::int - %(back)s::int) AS year) y
    WHERE m.account_id = %(account_id)s AND m.id = %(member_id)s AND m.role <> 'crew'
), span AS (
    SELECT me.*, make_timestamptz(year, 1, 1, 0, 0, 0, zone) AS first,
        make_timestamptz(year + 1, 1, 1, 0, 0, 0, zone) AS past
    FROM me
), ours AS (
    SELECT i.*, j.client_id FROM span
    JOIN invoices i ON i.account_id = span.account_id AND (span.only IS NULL OR i.contractor_id = span.only)
    JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
), facts AS (
    SELECT i.client_id, i.currency, i.total_minor AS billed, 0::bigint AS received, 0::bigint AS returned,
        CASE WHEN i.state IN ('issued', 'part_paid') THEN i.total_minor
            - (SELECT coalesce(sum(n.total_minor), 0)::bigint FROM credit_notes n
                WHERE n.account_id = i.account_id AND n.invoice_id = i.id)
            - (SELECT coalesce(sum(p.allocated_minor), 0)::bigint FROM payments p
                WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.state = 'succeeded')
            ELSE 0 END AS open
    FROM span, ours i WHERE i.state <> 'void' AND i.issued_at >= span.first AND i.issued_at < span.past
    UNION ALL
    SELECT i.client_id, n.currency, -n.total_minor, 0, 0, 0 FROM span, ours i
    JOIN credit_notes n ON n.account_id = i.account_id AND n.invoice_id = i.id
    WHERE n.issued_at >= span.first AND n.issued_at < span.past
    UNION ALL
    SELECT i.client_id, s #>> '{amount,currency}', 0,
        CASE WHEN e.cause = 'returned' THEN 0 ELSE (s #>> '{amount,minor}')::bigint END,
        CASE WHEN e.cause = 'returned' THEN -(s #>> '{amount,minor}')::bigint ELSE 0 END, 0
    FROM span
    JOIN journal_entries e ON e.account_id = span.account_id
    CROSS JOIN LATERAL jsonb_array_elements(e.postings) AS s
    JOIN ours i ON i.id = (s #>> '{place,invoice_id}')::uuid
    LEFT JOIN payments p ON p.account_id = e.account_id AND p.id = (s #>> '{place,payment_id}')::uuid
    WHERE s #>> '{place,book}' IN ('money', 'card_fees')  -- what a card cost on top is out of it again
        AND CASE WHEN e.cause = 'received' THEN p.received_at ELSE e.posted_at END >= span.first
        AND CASE WHEN e.cause = 'received' THEN p.received_at ELSE e.posted_at END < span.past
)
SELECT me.year, f.client_id, c.name, f.currency, f.billed, f.received, f.returned, f.open
FROM me
LEFT JOIN (
    SELECT client_id, currency, sum(billed)::bigint AS billed, sum(received)::bigint AS received,
        sum(returned)::bigint AS returned, sum(open)::bigint AS open
    FROM facts GROUP BY client_id, currency
) f ON true
LEFT JOIN clients c ON c.account_id = me.account_id AND c.id = f.client_id
ORDER BY f.currency, f.received - f.returned DESC, f.billed DESC, c.name, f.client_id
"""


def year_from(rows: Sequence[Any]) -> Year | None:
    """None where there is no such member."""
    if not rows:
        return None
    return Year(rows[0].year, tuple(_row(one) for one in rows if one.client_id is not None))


def _row(one: Any) -> ClientYear:
    return ClientYear(
        client_id=ClientId(one.client_id),
        client_name=one.name,
        billed=Money(one.billed, one.currency),
        received=Money(one.received, one.currency),
        returned=Money(one.returned, one.currency),
        open=Money(one.open, one.currency),
    )
