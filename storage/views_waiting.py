"""What of a project waits for somebody's word, within the statement that gathers a project."""

from typing import Any
from uuid import UUID

from core.domain.ids import InvoiceId, MilestoneId
from core.domain.money import Money
from core.usecases.waiting_views import ChangeWaits, LineWaits, Waits

# Of project j: lines of its open invoices whose newest word is a question, and change orders nobody has answered.
WAITS = """
(SELECT json_agg(json_build_array(w.invoice_id, w.milestone_id, w.name, w.number, w.words) ORDER BY w.at) FROM (
    SELECT DISTINCT ON (a.invoice_id, a.milestone_id) a.invoice_id, a.milestone_id, m.name, i.number, a.words, a.at,
        a.kind
    FROM line_answers a
    JOIN invoices i ON i.account_id = a.account_id AND i.id = a.invoice_id
    JOIN milestones m ON m.account_id = a.account_id AND m.id = a.milestone_id
    WHERE a.account_id = j.account_id AND i.project_id = j.id AND i.state IN ('issued', 'part_paid')
    ORDER BY a.invoice_id, a.milestone_id, a.at DESC, a.place DESC) w WHERE w.kind = 'dispute') AS lines_waiting,
    (SELECT json_agg(json_build_array(x.number, x.description, x.amount_minor, x.currency) ORDER BY x.number)
        FROM change_orders x
        WHERE x.account_id = j.account_id AND x.project_id = j.id AND x.state = 'proposed' AND x.number > 0)
        AS changes_waiting
"""


def waits_from(lines: list[list[Any]] | None, changes: list[list[Any]] | None) -> Waits:
    return Waits(
        tuple(
            LineWaits(
                invoice_id=InvoiceId(UUID(invoice)),
                milestone_id=MilestoneId(UUID(milestone)),
                line=line,
                number=number,
                words=words,
            )
            for invoice, milestone, line, number, words in lines or ()
        ),
        tuple(
            ChangeWaits(number=number, description=description, amount=Money(minor, currency))
            for number, description, minor, currency in changes or ()
        ),
    )
