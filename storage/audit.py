"""The journal held against itself and against the papers: what was altered, left out or added from outside shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

# Each select gives what does not hold, as (account, project, about which thing, expected, found).
_ALTERED = """
    SELECT account_id, project_id, cause || ' ' || cause_id,
        milepost_journal_hash(entries.*::journal_entries), hash
    FROM journal_entries AS entries WHERE hash <> milepost_journal_hash(entries.*::journal_entries)
"""
_CHAIN = """
    SELECT account_id, project_id, cause || ' ' || cause_id, before, previous_hash FROM (
        SELECT *, coalesce(lag(hash) OVER (PARTITION BY account_id, project_id ORDER BY place), '') AS before
        FROM journal_entries) AS entries
    WHERE previous_hash <> before
"""
_UNBALANCED = """
    SELECT account_id, project_id, entry_id::text, '0', sum(minor)::text FROM journal_postings
    GROUP BY account_id, project_id, entry_id, currency HAVING sum(minor) <> 0
"""
_RECEIVABLE = """
    SELECT invoices.account_id, invoices.project_id, invoices.number,
        (invoices.total_minor - coalesce(credited.minor, 0) - coalesce(paid.minor, 0))::text,
        coalesce(written.minor, 0)::text
    FROM invoices
    LEFT JOIN (SELECT account_id, invoice_id, sum(total_minor) AS minor FROM credit_notes GROUP BY 1, 2) AS credited
        ON credited.account_id = invoices.account_id AND credited.invoice_id = invoices.id
    LEFT JOIN (SELECT account_id, invoice_id, sum(allocated_minor) AS minor FROM payments
        WHERE state = 'succeeded' GROUP BY 1, 2) AS paid
        ON paid.account_id = invoices.account_id AND paid.invoice_id = invoices.id
    LEFT JOIN (SELECT account_id, invoice_id, sum(minor) AS minor FROM journal_postings
        WHERE book = 'receivable' GROUP BY 1, 2) AS written
        ON written.account_id = invoices.account_id AND written.invoice_id = invoices.id
    WHERE coalesce(written.minor, 0) <> CASE invoices.state WHEN 'void' THEN 0
        ELSE invoices.total_minor - coalesce(credited.minor, 0) - coalesce(paid.minor, 0) END
"""
_MONEY = """
    SELECT payments.account_id, invoices.project_id, payments.gateway || ' ' || payments.external_id,
        (amount_minor - refunded_minor - disputed_minor)::text || ' - ' || allocated_minor || ' - ' || card_fee_minor,
        coalesce(written.money, 0)::text || ' + '
            || coalesce(written.credit, 0) || ' + ' || coalesce(written.fees, 0)
    FROM payments JOIN invoices ON invoices.account_id = payments.account_id AND invoices.id = payments.invoice_id
    LEFT JOIN (SELECT account_id, payment_id, sum(minor) FILTER (WHERE book = 'money') AS money,
            -sum(minor) FILTER (WHERE book = 'client_credit') AS credit,
            -sum(minor) FILTER (WHERE book = 'card_fees') AS fees
        FROM journal_postings WHERE payment_id IS NOT NULL GROUP BY 1, 2) AS written
        ON written.account_id = payments.account_id AND written.payment_id = payments.id
    WHERE coalesce(written.money, 0) <>
        CASE WHEN payments.state = 'succeeded' AND credit_of IS NULL
            THEN payments.amount_minor - refunded_minor - disputed_minor + card_fee_minor ELSE 0 END
        OR coalesce(written.fees, 0) <> CASE WHEN payments.state = 'succeeded' THEN card_fee_minor ELSE 0 END
        OR coalesce(written.credit, 0) <> CASE WHEN payments.state <> 'succeeded' THEN 0
            WHEN credit_of IS NOT NULL THEN -allocated_minor
            ELSE payments.amount_minor - refunded_minor - disputed_minor - allocated_minor END
"""
_CHECKS = {
    "altered": _ALTERED,
    "chain": _CHAIN,
    "unbalanced": _UNBALANCED,
    "receivable": _RECEIVABLE,
    "money": _MONEY,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. ``check``: altered, chain, unbalanced, receivable or money; amounts in minor units."""

    check: str
    account_id: UUID
    project_id: UUID
    what: str
    expected: str
    found: str


def audit(connection: Connection) -> Sequence[Finding]:
    """Over all accounts; nothing found is an empty list."""
    return [Finding(check, *row) for check, statement in _CHECKS.items() for row in connection.execute(text(statement))]


def entries(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM journal_entries")).scalar_one())
