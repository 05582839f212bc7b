"""The journal in double entry, and what was issued and paid before there was one.

Revision ID: 0013
"""

import json
import uuid
from pathlib import Path
from typing import Any

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BEFORE = """
    SELECT 'issued' AS cause, id, account_id, project_id, id AS invoice_id, issued_at AS at, currency, 1 AS sign,
        total_minor, retained_minor, deposit_applied_minor, subtotal_minor, tax_minor, taxes, NULL AS gateway,
        NULL::bigint AS amount_minor, NULL::bigint AS allocated_minor, NULL::bigint AS surplus_minor, state
    FROM invoices
    UNION ALL
    SELECT 'credited', id, account_id, project_id, invoice_id, issued_at, currency, -1,
        total_minor, retained_minor, deposit_applied_minor, subtotal_minor, tax_minor, taxes, NULL, NULL, NULL, NULL, ''
    FROM credit_notes
    UNION ALL
    SELECT 'received', payments.id, payments.account_id, invoices.project_id, invoices.id, received_at,
        payments.currency, 1, NULL, NULL, NULL, NULL, NULL, NULL, gateway, amount_minor, allocated_minor, surplus_minor,
        payments.state
    FROM payments JOIN invoices ON invoices.account_id = payments.account_id AND invoices.id = payments.invoice_id
    WHERE payments.state IN ('succeeded', 'reversed')
    ORDER BY 6, 2
"""
_TAKEN_BACK = {"void": "voided", "reversed": "reversed"}


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(Path(__file__).with_suffix(".sql").read_text())
    cursor = connection.execute(_BEFORE)
    names = [column.name for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        moved = _paid(row) if row["cause"] == "received" else _billed(row)
        _write(connection, row, row["cause"], moved, None)
        if row["state"] in _TAKEN_BACK:
            back = {place: -minor for place, minor in moved.items()}
            _write(connection, row, _TAKEN_BACK[row["state"]], back, row["cause"])


def _billed(row: dict[str, Any]) -> dict[tuple[str, str], int]:
    within = sum(one["tax"]["minor"] for one in row["taxes"] if one["inclusive"])
    sides = {
        "receivable": row["total_minor"],
        "retainage": row["retained_minor"],
        "deposits": row["deposit_applied_minor"],
        "work": within - row["subtotal_minor"],
        "tax": -row["tax_minor"],
    }
    return {(book, ""): minor * row["sign"] for book, minor in sides.items()}


def _paid(row: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {
        ("money", row["gateway"]): row["amount_minor"],
        ("receivable", ""): -row["allocated_minor"],
        ("client_credit", ""): -row["surplus_minor"],
    }


def _write(
    connection: Any, row: dict[str, Any], cause: str, moved: dict[tuple[str, str], int], corrects: str | None
) -> None:
    payment = str(row["id"]) if row["gateway"] is not None else None
    postings = [
        {
            "place": {"book": book, "invoice_id": str(row["invoice_id"]), "payment_id": payment, "gateway": gateway},
            "amount": {"minor": minor, "currency": row["currency"].strip()},
        }
        for (book, gateway), minor in moved.items()
        if minor
    ]
    if not postings:
        return
    account, thing = row["account_id"], row["id"]
    connection.execute(
        "INSERT INTO journal_entries (id, account_id, project_id, cause, cause_id, corrects, postings, posted_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            uuid.uuid5(account, f"{cause}:{thing}"),
            account,
            row["project_id"],
            cause,
            thing,
            uuid.uuid5(account, f"{corrects}:{thing}") if corrects else None,
            json.dumps(postings),
            row["at"],
        ],
    )
