"""The read model of a whole project's page: one statement, everything gathered as JSON."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.domain.ids import AccountId, ChangeOrderId, InvoiceId, MilestoneId, PaymentLinkId, ProjectId
from core.domain.invoice import InvoicePart
from core.domain.money import Money
from core.domain.standing import Bill
from core.domain.terms import BillingTerms, Due, Progress
from core.usecases.project_views import ChangeOnPage, InvoiceOnPage, MilestoneOnPage, ProjectPage
from storage.mapping_json import value_from_json
from storage.views_answers import ANSWERS, answers_from
from storage.views_proofs import PROOF, proof_from

MOST_PROOFS = 12  # of one milestone on its project's page; the page says how many more there are

# What its client may see of proofs f at any time: what an invoice shows, and what is of work that was said to be done.
_SHOWN = """f.state = 'kept' AND f.kind <> 'voice' AND f.copies IS NOT NULL AND f.milestone_id IS NOT NULL
    AND (EXISTS (SELECT FROM invoices n WHERE n.account_id = f.account_id AND n.id = f.invoice_id AND n.state <> 'void')
        OR EXISTS (SELECT FROM milestones w WHERE w.account_id = f.account_id AND w.id = f.milestone_id
            AND w.state <> 'planned'))"""

# What is gathered is gathered once: without statistics, the planner would do it again for each milestone.
PROJECT_PAGE = f"""
WITH project AS (SELECT * FROM projects WHERE id = %(id)s),
notes AS MATERIALIZED (
    SELECT n.invoice_id, sum(n.total_minor)::bigint AS total_minor,
        sum(n.deposit_applied_minor)::bigint AS deposit_applied_minor, json_agg(n.parts) AS parts
    FROM credit_notes n JOIN project j ON j.account_id = n.account_id AND j.id = n.project_id GROUP BY n.invoice_id
), paid AS MATERIALIZED (
    SELECT p.invoice_id, sum(p.allocated_minor)::bigint AS paid_minor
    FROM payments p JOIN invoices i ON i.account_id = p.account_id AND i.id = p.invoice_id
    JOIN project j ON j.account_id = i.account_id AND j.id = i.project_id
    WHERE p.state = 'succeeded' GROUP BY p.invoice_id
), seen AS (
    SELECT f.*, row_number() OVER within AS nth, count(*) OVER (PARTITION BY f.milestone_id) AS shown
    FROM proofs f JOIN project j ON j.account_id = f.account_id AND j.id = f.project_id
    WHERE {_SHOWN}
    WINDOW within AS (PARTITION BY f.milestone_id ORDER BY f.received_at, f.place)
), pictures AS MATERIALIZED (
    SELECT f.milestone_id, max(f.shown) AS shown,
        json_agg({PROOF} ORDER BY f.nth) AS proofs
    FROM seen f WHERE f.nth <= {MOST_PROOFS} GROUP BY f.milestone_id
)
SELECT j.account_id, j.id, j.name, j.state, j.link_version, j.currency, j.zone, j.tax_rate_ppm > 0 AS taxed,
    o.name AS contractor_name, o.phone, o.email, c.name AS client_name, c.language,
    coalesce(k.original_contract_sum_minor, 0) AS original_minor, k.terms,
    (SELECT json_agg(json_build_array(m.id, m.position, m.name, m."group", m.group_kind, m.state,
            m.scheduled_value_minor, m.progress, m.due, m.approved_at, coalesce(s.shown, 0), s.proofs, w.name,
            m.kind)
            ORDER BY m.position, m.place)
        FROM milestones m JOIN contractors w ON w.account_id = m.account_id AND w.id = m.contractor_id
        LEFT JOIN pictures s ON s.milestone_id = m.id
        WHERE m.account_id = j.account_id AND m.project_id = j.id) AS milestones,
    (SELECT json_agg(json_build_array(i.id, i.number, i.kind, i.state, i.due_on, i.approved_at,
            i.total_minor - coalesce(n.total_minor, 0), coalesce(p.paid_minor, 0),
            i.deposit_applied_minor - coalesce(n.deposit_applied_minor, 0), i.parts, n.parts,
            {ANSWERS}, l.id, l.version, l.revoked_at IS NOT NULL, w.name) ORDER BY i.place)
        FROM invoices i JOIN contractors w ON w.account_id = i.account_id AND w.id = i.contractor_id
        JOIN payment_links l ON l.account_id = i.account_id AND l.invoice_id = i.id
        LEFT JOIN notes n ON n.invoice_id = i.id LEFT JOIN paid p ON p.invoice_id = i.id
        WHERE i.account_id = j.account_id AND i.project_id = j.id AND i.state <> 'void') AS invoices,
    (SELECT json_agg(json_build_array(x.id, x.number, x.description, x.amount_minor, x.state)
            ORDER BY x.recorded_at, x.place)
        FROM change_orders x WHERE x.account_id = j.account_id AND x.project_id = j.id
            AND x.state IN ('approved', 'proposed')) AS changes
FROM project j
JOIN contractors o ON o.account_id = j.account_id AND o.id = j.contractor_id
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
LEFT JOIN contracts k ON k.account_id = j.account_id AND k.project_id = j.id
"""  # noqa: S608  # our own text: no value is put in

PROJECT_PROOF = f"""
SELECT f.copies ->> %(size)s AS key,
    CASE %(size)s WHEN 'client' THEN f.copies ->> 'client_type' ELSE 'image/jpeg' END AS media_type, f.file_name,
    j.link_version
FROM proofs f JOIN projects j ON j.account_id = f.account_id AND j.id = f.project_id
WHERE f.project_id = %(id)s AND f.id = %(proof_id)s AND {_SHOWN}
"""  # noqa: S608  # our own text: no value is put in


def project_page_from(row: Any) -> ProjectPage:
    currency, milestones, invoices = row.currency, row.milestones or [], row.invoices or []
    several = len({one[-1] for one in (*milestones, *invoices)}) > 1
    return ProjectPage(
        account_id=AccountId(row.account_id),
        project_id=ProjectId(row.id),
        name=row.name,
        state=row.state,
        language=row.language,
        zone=row.zone,
        contractor_name=row.contractor_name,
        contractor_phone=row.phone,
        contractor_email=row.email,
        client_name=row.client_name,
        original_contract_sum=Money(row.original_minor, currency),
        terms=value_from_json(BillingTerms, row.terms or {}),
        taxed=row.taxed,
        milestones=tuple(_milestone(one, currency, several=several) for one in milestones),
        invoices=tuple(_invoice(one, currency, several=several) for one in invoices),
        changes=tuple(_change(one, currency) for one in row.changes or ()),
        link_version=row.link_version,
    )


def _milestone(columns: list[Any], currency: str, *, several: bool) -> MilestoneOnPage:
    milestone_id, position, name, group, group_kind, state, minor, progress, due, approved_at, *rest = columns
    photos, proofs, contractor, kind = rest
    return MilestoneOnPage(
        id=MilestoneId(UUID(milestone_id)),
        position=position,
        name=name,
        group=group,
        group_kind=group_kind,
        kind=kind,
        state=state,
        scheduled_value=Money(minor, currency),
        progress=value_from_json(Progress, progress),
        due=value_from_json(Due, due),
        approved_at=_moment(approved_at),
        photos=photos,
        proofs=tuple(proof_from(one) for one in proofs or ()),
        contractor=contractor if several else "",
    )


def _invoice(columns: list[Any], currency: str, *, several: bool) -> InvoiceOnPage:
    invoice_id, number, kind, state, due_on, approved_at, asked, paid, deposit, parts, credited, *rest = columns
    answers, link_id, version, revoked, contractor = rest
    return InvoiceOnPage(
        id=InvoiceId(UUID(invoice_id)),
        number=number,
        kind=kind,
        state=state,
        due_on=date.fromisoformat(due_on),
        bill=Bill(
            parts=_parts(parts),
            credited=tuple(part for note in credited or () for part in _parts(note)),
            total=Money(asked, currency),
            paid=Money(paid, currency),
        ),
        deposit_applied=Money(deposit, currency),
        link_id=PaymentLinkId(UUID(link_id)),
        link_version=version,
        revoked=revoked,
        approved_at=_moment(approved_at),
        answers=answers_from(answers),
        contractor=contractor if several else "",
    )


def _parts(kept: list[Any]) -> tuple[InvoicePart, ...]:
    parts: tuple[InvoicePart, ...] = value_from_json(tuple[InvoicePart, ...], kept)
    return parts


def _change(columns: list[Any], currency: str) -> ChangeOnPage:
    change_id, number, description, minor, state = columns
    return ChangeOnPage(
        id=ChangeOrderId(UUID(change_id)),
        number=number,
        description=description,
        amount=Money(minor, currency),
        state=state,
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
