"""Who owes what and since when, for one member of an account: one statement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.domain.ids import AccountId, ClientId, InvoiceId, MemberId, ProjectId
from core.domain.money import Money
from core.usecases.aging_views import Aging, ClientCredit, MonthIn, NextToBill, OwedInvoice

# ``only`` is null for those who see all of the account: who leads it, as ``views_people`` tells.
AGING = """
WITH me AS (
    SELECT m.account_id, m.id, m.language, c.name AS firm, a.zone, CASE WHEN m.contractor_id = (
        SELECT k.id FROM contractors k WHERE k.account_id = m.account_id ORDER BY k.place LIMIT 1)
        THEN NULL ELSE m.contractor_id END AS only
    FROM members m
    JOIN accounts a ON a.id = m.account_id
    JOIN contractors c ON c.account_id = m.account_id AND c.id = m.contractor_id
    WHERE m.account_id = %(account_id)s AND m.id = %(member_id)s AND m.role <> 'crew'
), ours AS (
    SELECT i.*, j.name AS project_name, j.zone AS project_zone, j.client_id, c.name AS client_name
    FROM me
    JOIN invoices i ON i.account_id = me.account_id AND (me.only IS NULL OR i.contractor_id = me.only)
    JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
), unpaid AS (
    SELECT i.*, i.total_minor
        - (SELECT coalesce(sum(n.total_minor), 0)::bigint FROM credit_notes n
            WHERE n.account_id = i.account_id AND n.invoice_id = i.id)
        - (SELECT coalesce(sum(p.allocated_minor), 0)::bigint FROM payments p
            WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.state = 'succeeded') AS balance_minor
    FROM ours i WHERE i.state IN ('issued', 'part_paid')
), money_in AS (
    SELECT p.*, i.client_id, i.client_name, p.amount_minor - p.refunded_minor - p.disputed_minor AS kept_minor
    FROM ours i JOIN payments p ON p.account_id = i.account_id AND p.invoice_id = i.id
    WHERE p.state = 'succeeded' AND p.credit_of IS NULL
), to_bill AS (
    SELECT j.name AS project, c.name AS client, s.name, s.currency, j.place AS job, s.position, s.scheduled_value_minor
        - (SELECT coalesce(sum((b.part #>> '{amount,minor}')::bigint), 0)::bigint FROM invoices i
            CROSS JOIN LATERAL jsonb_array_elements(i.parts) AS b(part)
            WHERE i.account_id = s.account_id AND i.project_id = s.project_id AND i.state <> 'void'
                AND (b.part ->> 'milestone_id')::uuid = s.id)
        + (SELECT coalesce(sum((b.part #>> '{amount,minor}')::bigint), 0)::bigint FROM credit_notes n
            CROSS JOIN LATERAL jsonb_array_elements(n.parts) AS b(part)
            WHERE n.account_id = s.account_id AND n.project_id = s.project_id
                AND (b.part ->> 'milestone_id')::uuid = s.id) AS left_minor
    FROM me
    JOIN milestones s ON s.account_id = me.account_id AND (me.only IS NULL OR s.contractor_id = me.only)
    JOIN projects j ON j.account_id = s.account_id AND j.id = s.project_id AND j.state = 'active'
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
    WHERE s.state = 'done'
)
SELECT me.account_id, me.id AS member_id, me.language, me.firm, me.zone,
    (SELECT json_agg(json_build_array(u.id, u.project_id, u.client_id, u.client_name, u.project_name, u.number,
            u.balance_minor, u.currency, u.due_on, u.project_zone, u.sent_at, coalesce((
                SELECT r.status FROM outbound o
                JOIN outbound r ON r.account_id = o.account_id AND (r.id = o.id OR r.instead_of = o.id)
                WHERE o.account_id = u.account_id AND o.key = 'invoice:' || u.id
                ORDER BY r.created_at DESC LIMIT 1), ''), coalesce((
                SELECT CASE q.author WHEN 'client' THEN q.text ELSE '' END FROM questions q
                WHERE q.account_id = u.account_id AND q.invoice_id = u.id
                ORDER BY q.asked_at DESC, q.place DESC LIMIT 1), ''), (
                SELECT r.until FROM reminder_plans r
                WHERE r.account_id = u.account_id AND r.invoice_id = u.id), (
                SELECT json_build_array(count(*), max(v.opened_at)) FROM openings v
                WHERE v.account_id = u.account_id AND v.invoice_id = u.id)) ORDER BY u.due_on, u.place)
        FROM unpaid u WHERE u.balance_minor > 0) AS invoices,
    (SELECT json_agg(json_build_array(b.project, b.client, b.name, b.left_minor, b.currency) ORDER BY b.job, b.position)
        FROM to_bill b WHERE b.left_minor > 0) AS next_to_bill,
    (SELECT json_agg(json_build_array(s.client_id, s.client_name, s.surplus, s.currency) ORDER BY s.client_name)
        FROM (SELECT client_id, client_name, currency, sum(surplus_minor)::bigint AS surplus FROM money_in
            GROUP BY client_id, client_name, currency) s WHERE s.surplus > 0) AS credits,
    (SELECT json_agg(json_build_array(s.month, s.kept, s.currency) ORDER BY s.month, s.currency)
        FROM (SELECT date_trunc('month', received_at AT TIME ZONE me.zone)::date AS month, currency,
            sum(kept_minor)::bigint AS kept FROM money_in
            WHERE received_at > %(now)s::timestamptz - interval '13 months' GROUP BY 1, 2) s) AS cash_in,
    (SELECT json_agg(json_build_array(s.kept, s.currency) ORDER BY s.currency)
        FROM (SELECT currency, sum(kept_minor)::bigint AS kept FROM money_in
            WHERE received_at > %(now)s::timestamptz - interval '7 days' AND received_at <= %(now)s
            GROUP BY 1) s) AS last_week
FROM me
"""


def aging_from(row: Any, now: datetime) -> Aging:
    return Aging(
        account_id=AccountId(row.account_id),
        member_id=MemberId(row.member_id),
        firm=row.firm,
        language=row.language,
        zone=row.zone,
        as_of=now,
        invoices=tuple(_invoice(one) for one in row.invoices or ()),
        next_to_bill=tuple(
            NextToBill(project_name=job, client_name=client, milestone_name=name, amount=Money(minor, currency))
            for job, client, name, minor, currency in row.next_to_bill or ()
        ),
        credits=tuple(
            ClientCredit(client_id=ClientId(UUID(client)), client_name=name, amount=Money(minor, currency))
            for client, name, minor, currency in row.credits or ()
        ),
        cash_in=tuple(
            MonthIn(date.fromisoformat(month), Money(minor, currency)) for month, minor, currency in row.cash_in or ()
        ),
        last_week=tuple(Money(minor, currency) for minor, currency in row.last_week or ()),
    )


def _invoice(columns: list[Any]) -> OwedInvoice:
    invoice, job, client, client_name, job_name, number, minor, currency, *rest = columns
    due, zone, sent, reached, said, promised, (times, opened) = rest
    return OwedInvoice(
        invoice_id=InvoiceId(UUID(invoice)),
        project_id=ProjectId(UUID(job)),
        client_id=ClientId(UUID(client)),
        client_name=client_name,
        project_name=job_name,
        number=number,
        balance=Money(minor, currency),
        due_on=date.fromisoformat(due),
        zone=zone,
        sent_at=datetime.fromisoformat(sent) if sent else None,
        reached=reached,
        question=said,
        opened=times,
        opened_at=datetime.fromisoformat(opened) if opened else None,
        promised=date.fromisoformat(promised) if promised else None,
    )
