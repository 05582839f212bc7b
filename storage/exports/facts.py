"""The facts of the books, one row each: billed, credited, come in, gone back, asked ahead, held back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.domain.money import Money
from storage.exports.cells import Cell


@dataclass(frozen=True, slots=True)
class Period:
    """Of days in the zone of each project, both included."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))


_AT_ONCE = 500
ALL_TIME = Period(date(1900, 1, 1), date(9999, 12, 31))

INVOICE_COLUMNS = (
    "date", "kind", "number", "corrects", "client", "project", "contractor", "due", "state", "currency", "subtotal",
    "tax", "retainage_withheld", "deposit_applied", "total",
)  # fmt: skip
_INVOICES = """
SELECT * FROM (
    SELECT (i.issued_at AT TIME ZONE j.zone)::date AS day, 'invoice' AS kind, i.number, '' AS corrects,
        c.name AS client, j.name AS project, o.name AS contractor, i.due_on::text AS due, i.state, i.currency,
        1 AS sign, i.subtotal_minor, i.tax_minor, i.retained_minor, i.deposit_applied_minor, i.total_minor,
        i.issued_at AS at
    FROM invoices i
    JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
    JOIN contractors o ON o.account_id = i.account_id AND o.id = i.contractor_id
    WHERE i.account_id = %(account)s
    UNION ALL
    SELECT (n.issued_at AT TIME ZONE j.zone)::date, 'credit_note', n.number, i.number,
        c.name, j.name, o.name, '', 'issued', n.currency, -1,
        n.subtotal_minor, n.tax_minor, n.retained_minor, n.deposit_applied_minor, n.total_minor, n.issued_at
    FROM credit_notes n
    JOIN invoices i ON i.account_id = n.account_id AND i.id = n.invoice_id
    JOIN projects j ON j.account_id = n.account_id AND j.id = n.project_id
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
    JOIN contractors o ON o.account_id = n.account_id AND o.id = n.contractor_id
    WHERE n.account_id = %(account)s
) AS fact WHERE day BETWEEN %(first)s AND %(last)s ORDER BY at, number
"""

PAYMENT_COLUMNS = (
    "date", "kind", "client", "project", "invoice", "gateway", "method", "note", "reference", "currency", "amount",
    "card_fee",
)  # fmt: skip
HELD_COLUMNS = ("date", "kind", "client", "project", "invoice", "currency", "amount")
# The journal knows the day of each movement and is never changed: what went back is a row of its own, below zero.
_MOVED = """
SELECT * FROM (
    SELECT ((CASE WHEN e.cause = 'received' THEN p.received_at ELSE e.posted_at END) AT TIME ZONE j.zone)::date AS day,
        e.cause, c.name AS client, j.name AS project, i.number AS invoice, coalesce(p.gateway, '') AS gateway,
        coalesce(p.method, '') AS method, coalesce(p.note, '') AS note, coalesce(p.external_id, '') AS reference,
        s #>> '{amount,currency}' AS currency, (s #>> '{amount,minor}')::bigint AS minor, e.place,
        (SELECT coalesce(-sum((f #>> '{amount,minor}')::bigint), 0)::bigint FROM jsonb_array_elements(e.postings) AS f
            WHERE f #>> '{place,book}' = 'card_fees' AND f #>> '{place,payment_id}' = s #>> '{place,payment_id}') AS fee
    FROM journal_entries e
    CROSS JOIN LATERAL jsonb_array_elements(e.postings) AS s
    JOIN projects j ON j.account_id = e.account_id AND j.id = e.project_id
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
    JOIN invoices i ON i.account_id = e.account_id AND i.id = (s #>> '{place,invoice_id}')::uuid
    LEFT JOIN payments p ON p.account_id = e.account_id AND p.id = (s #>> '{place,payment_id}')::uuid
    WHERE e.account_id = %(account)s AND s #>> '{place,book}' = %(book)s
) AS fact WHERE day BETWEEN %(first)s AND %(last)s ORDER BY day, place
"""
_KINDS = {"received": "payment", "returned": "returned", "reversed": "taken_back"}


def amount(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).decimal


def rows(connection: Connection, statement: str, account: UUID, period: Period, **more: Any) -> Iterable[Any]:
    """As they are read: an account may have a hundred thousand."""
    values = {"account": account, "first": period.first, "last": period.last, **more}
    return connection.exec_driver_sql(statement, values, execution_options={"yield_per": _AT_ONCE})


def invoices(connection: Connection, account: UUID, period: Period) -> Iterator[tuple[Cell, ...]]:
    """Credit notes below zero, so that a column's sum is what was billed."""
    for one in rows(connection, _INVOICES, account, period):
        figures = (one.subtotal_minor, one.tax_minor, one.retained_minor, one.deposit_applied_minor, one.total_minor)
        who = (one.client, one.project, one.contractor)
        head: tuple[Cell, ...] = (one.day, one.kind, one.number, one.corrects, *who, one.due, one.state, one.currency)
        yield (*head, *(amount(one.sign * minor, one.currency) for minor in figures))


def payments(connection: Connection, account: UUID, period: Period) -> Iterator[tuple[Cell, ...]]:
    """What came in, and what went back of it below zero: refunded, disputed, returned by a bank or taken back. Last,
    how much of it is a card fee, and pays no invoice.
    """
    for one in rows(connection, _MOVED, account, period, book="money"):
        how = (one.gateway, one.method, one.note, one.reference)
        kind = _KINDS[one.cause]
        came, fee = (amount(minor, one.currency) for minor in (one.minor, one.fee))
        yield (one.day, kind, one.client, one.project, one.invoice, *how, one.currency, came, fee)


def deposits(connection: Connection, account: UUID, period: Period) -> Iterator[tuple[Cell, ...]]:
    """Asked for ahead above zero, and below zero as it is set off against work: the sum is what is still to set off."""
    for one in rows(connection, _MOVED, account, period, book="deposits"):
        kind = _held_kind(one.cause, more=one.minor < 0, words=("asked", "applied"))
        yield (one.day, kind, one.client, one.project, one.invoice, one.currency, amount(-one.minor, one.currency))


def retainage(connection: Connection, account: UUID, period: Period) -> Iterator[tuple[Cell, ...]]:
    """Withheld above zero, released below: the sum is what is still held."""
    for one in rows(connection, _MOVED, account, period, book="retainage"):
        kind = _held_kind(one.cause, more=one.minor > 0, words=("withheld", "released"))
        yield (one.day, kind, one.client, one.project, one.invoice, one.currency, amount(one.minor, one.currency))


def _held_kind(cause: str, *, more: bool, words: tuple[str, str]) -> str:
    return words[not more] if cause == "issued" else cause
