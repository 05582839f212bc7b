"""The statements of the read models: one each, lists gathered as JSON, so that a page costs one round trip."""

from storage.views_answers import ANSWERS, MADE_OF
from storage.views_autopay import CHARGING, SAVED
from storage.views_bank import BANK
from storage.views_proofs import PROOF
from storage.views_waiting import WAITS

# What came in for an invoice: only what succeeded counts, and only what was allocated to it.
_PAID = """
(SELECT coalesce(sum(p.allocated_minor), 0)::bigint FROM payments p
 WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.state = 'succeeded')
"""

# What was taken back of it by credit notes.
_CREDITED = """
(SELECT coalesce(sum(n.total_minor), 0)::bigint FROM credit_notes n
 WHERE n.account_id = i.account_id AND n.invoice_id = i.id)
"""

INVOICE_PAGE = f"""
SELECT i.account_id, l.id AS link_id, l.version, l.revoked_at IS NOT NULL AS revoked, i.id AS invoice_id, i.project_id,
    i.number, i.state, i.language, j.zone, o.name AS contractor_name, o.phone, o.email, c.name AS client_name,
    j.name AS project_name, j.link_version AS job_link_version, i.sheet, i.currency, i.total_minor,
    {_PAID} AS paid_minor, {_CREDITED} AS credited_minor, i.issued_at, i.due_on,
    (SELECT array_agg(y.gateway) FROM payees y WHERE y.account_id = i.account_id
        AND y.contractor_id = i.contractor_id AND y.state = 'ready') AS payees,
    i.viewed_at, i.approved_at, i.pdf_key IS NOT NULL AS has_pdf, {ANSWERS} AS answers,
    json_build_array({MADE_OF}) AS made_of, {BANK} AS bank,
    {SAVED} AS saved, {CHARGING} AS charging, o.card_fee_ppm,
    array_remove(ARRAY[j.jurisdiction, o.jurisdiction], '') AS places,
    (SELECT json_agg({PROOF} ORDER BY f.received_at, f.place)
        FROM proofs f WHERE f.account_id = i.account_id AND f.invoice_id = i.id AND f.state = 'kept') AS proofs,
    (SELECT json_agg(json_build_array(q.author, q.text, q.asked_at) ORDER BY q.asked_at, q.place)
        FROM questions q WHERE q.account_id = i.account_id AND q.invoice_id = i.id) AS questions,
    (SELECT json_agg(json_build_array(p.amount_minor, p.surplus_minor,
            p.amount_minor - p.refunded_minor - p.disputed_minor - p.allocated_minor - p.surplus_minor,
            p.refunded_minor, p.disputed_minor,
            p.currency, p.method, p.note, p.state, p.received_at, coalesce(r.number, ''), p.card_fee_minor)
            ORDER BY p.received_at, p.place)
        FROM payments p LEFT JOIN receipts r ON r.account_id = p.account_id AND r.payment_id = p.id
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id) AS payments,
    (SELECT json_agg(json_build_array(n.number, n.total_minor, n.currency, n.reason) ORDER BY n.sequence)
        FROM credit_notes n WHERE n.account_id = i.account_id AND n.invoice_id = i.id) AS credits
FROM payment_links l
JOIN invoices i ON i.account_id = l.account_id AND i.id = l.invoice_id
JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
JOIN contractors o ON o.account_id = i.account_id AND o.id = i.contractor_id
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
WHERE l.id = %s
"""  # noqa: S608  # our own text: no value is put in

PROOF_FILE = """
SELECT f.copies ->> %(size)s AS key, f.file_name,
    CASE %(size)s WHEN 'client' THEN f.copies ->> 'client_type' ELSE 'image/jpeg' END AS media_type
FROM payment_links l
JOIN proofs f ON f.account_id = l.account_id AND f.invoice_id = l.invoice_id
WHERE l.id = %(link_id)s AND l.revoked_at IS NULL AND f.id = %(proof_id)s AND f.state = 'kept'
    AND f.copies IS NOT NULL
"""

INVOICE_FILE = """
SELECT i.pdf_key AS key, i.number || '.pdf' AS file_name, 'application/pdf' AS media_type
FROM payment_links l JOIN invoices i ON i.account_id = l.account_id AND i.id = l.invoice_id
WHERE l.id = %s AND l.revoked_at IS NULL AND i.pdf_key IS NOT NULL
"""

PAYMENT_PAGE = f"""
SELECT CASE q.state WHEN 'open' THEN q.url WHEN 'failed' THEN '' END AS url
FROM payment_links l
JOIN invoices i ON i.account_id = l.account_id AND i.id = l.invoice_id
JOIN payment_requests q ON q.account_id = i.account_id AND q.invoice_id = i.id
WHERE l.id = %(link_id)s AND l.revoked_at IS NULL AND q.state IN ('asked', 'open', 'failed') AND q.currency = i.currency
    AND %(gateway)s IN ('', q.gateway) AND %(means)s IN ('', q.means)
    AND q.method_id IS NULL AND (q.consent_id IS NOT NULL) = %(keep)s
    AND (q.ends_at IS NULL OR q.ends_at - now() >= %(time_to_pay)s)
    AND q.amount_minor = least(i.total_minor - {_CREDITED} - {_PAID}, %(amount)s::bigint)
ORDER BY q.state = 'open' DESC, q.created_at DESC, q.place DESC LIMIT 1
"""  # noqa: S608  # our own text: no value is put in

# The message that told of the page says what it is for, and the address where it was said whose files they are.
UPLOAD_PAGE = """
SELECT o.id, o.account_id, o.channel, o.address, a.value AS sender, m.language, c.name AS contractor_name,
    coalesce(j.name, '') AS project_name, coalesce(s.name, '') AS milestone_name,
    coalesce(o.message #>> '{upload,caption}', '') AS caption, o.message #> '{upload,args}' AS args
FROM outbound o
JOIN addresses a ON a.account_id = o.account_id AND a.channel = o.channel AND a.member_id IS NOT NULL
    AND a.value = coalesce(o.message #>> '{upload,by}', o.address)
JOIN members m ON m.account_id = a.account_id AND m.id = a.member_id
JOIN contractors c ON c.account_id = m.account_id AND c.id = m.contractor_id
LEFT JOIN projects j ON j.account_id = o.account_id AND j.id = (o.message #>> '{upload,args,project}')::uuid
LEFT JOIN milestones s ON s.account_id = j.account_id AND s.project_id = j.id
    AND s.id = (o.message #>> '{upload,args,milestone}')::uuid
WHERE o.id = %s AND o.message #> '{upload,args}' IS NOT NULL
"""

CHANGE_PAGE = """
SELECT x.id, x.account_id, x.number, x.state, x.description, x.amount_minor, x.currency,
    k.original_contract_sum_minor + coalesce((SELECT sum(o.amount_minor) FROM change_orders o
        WHERE o.account_id = x.account_id AND o.project_id = x.project_id AND o.state = 'approved'), 0)::bigint
        AS contract_minor,
    j.tax_rate_ppm > 0 OR coalesce(k.terms -> 'taxes' <> '[]'::jsonb AND NOT (k.terms ->> 'inclusive')::boolean, false)
        AS taxed,
    b.name AS contractor_name, b.phone, b.email, c.name AS client_name,
    j.name AS project_name, j.link_version, c.language, j.zone, x.decision ->> 'at' AS decided_at,
    m.name AS told_by, x.decision ->> 'channel' AS told_how, x.decision ->> 'objected_at' AS objected_at
FROM change_orders x
JOIN projects j ON j.account_id = x.account_id AND j.id = x.project_id
JOIN contracts k ON k.account_id = x.account_id AND k.project_id = x.project_id
JOIN contractors b ON b.account_id = x.account_id AND b.id = j.contractor_id
JOIN clients c ON c.account_id = x.account_id AND c.id = j.client_id
LEFT JOIN members m ON m.account_id = x.account_id AND m.id = (x.decision ->> 'told_by')::uuid
WHERE x.id = %s AND x.number > 0
"""

# Of everybody, or of the one contractor who asks.
_OURS = "(%(only)s::uuid IS NULL OR {}.contractor_id = %(only)s)"

PROJECTS = f"""
WITH open_invoices AS (
    SELECT i.account_id, i.id, i.project_id, i.number, i.place, i.kind, i.tax_minor,
        i.total_minor - {_CREDITED} AS total_minor, {_PAID} AS paid_minor
    FROM invoices i WHERE i.account_id = %(account_id)s AND i.state <> 'void' AND {_OURS.format("i")}
), pieces AS (
    SELECT i.project_id, (p ->> 'milestone_id')::uuid AS milestone_id, (p #>> '{{amount,minor}}')::bigint AS billed,
        (p #>> '{{retained,minor}}')::bigint AS retained
    FROM invoices i CROSS JOIN LATERAL jsonb_array_elements(i.parts) p
    WHERE i.account_id = %(account_id)s AND i.state <> 'void' AND {_OURS.format("i")}
    UNION ALL
    SELECT n.project_id, (p ->> 'milestone_id')::uuid, -(p #>> '{{amount,minor}}')::bigint,
        -(p #>> '{{retained,minor}}')::bigint
    FROM credit_notes n CROSS JOIN LATERAL jsonb_array_elements(n.parts) p
    WHERE n.account_id = %(account_id)s AND {_OURS.format("n")}
), parts AS (
    SELECT project_id, milestone_id, sum(billed)::bigint AS billed, sum(retained)::bigint AS retained
    FROM pieces GROUP BY project_id, milestone_id
)
SELECT j.id, j.name, j.client_id, c.name AS client_name, j.currency,
    CASE WHEN %(only)s::uuid IS NULL THEN coalesce(k.original_contract_sum_minor, 0)
        + coalesce((SELECT sum(x.amount_minor) FROM change_orders x
            WHERE x.account_id = j.account_id AND x.project_id = j.id AND x.state = 'approved'), 0)::bigint
        ELSE (SELECT coalesce(sum(m.scheduled_value_minor), 0)::bigint FROM milestones m
            WHERE m.account_id = j.account_id AND m.project_id = j.id AND {_OURS.format("m")}) END AS sum_minor,
    j.tax_rate_ppm, j.tax_rate_ppm > 0 OR sums.tax_minor <> 0 AS taxed,
    coalesce(k.terms -> 'taxes', '[]') AS taxes, coalesce((k.terms ->> 'inclusive')::boolean, false) AS inclusive,
    sums.billed_minor, sums.paid_minor, sums.open_minor,
    (SELECT coalesce(sum(p.surplus_minor), 0)::bigint FROM payments p
        JOIN invoices i ON i.account_id = p.account_id AND i.id = p.invoice_id
        WHERE p.account_id = j.account_id AND i.project_id = j.id AND p.state = 'succeeded'
            AND {_OURS.format("i")}) AS credit_minor,
    (SELECT coalesce(sum(q.retained), 0)::bigint FROM parts q WHERE q.project_id = j.id) AS retained_minor,
    (SELECT json_agg(f.kind ORDER BY f.received_at, f.place) FROM proofs f
        WHERE f.account_id = j.account_id AND f.project_id = j.id AND f.milestone_id IS NULL
            AND f.invoice_id IS NULL AND f.state = 'kept' AND f.kind <> 'voice'
            AND EXISTS (SELECT FROM members b WHERE b.account_id = f.account_id AND b.id = f.sent_by
                AND {_OURS.format("b")})) AS on_no_part,
    (SELECT CASE q.author WHEN 'client' THEN q.text ELSE '' END FROM questions q
        JOIN invoices i ON i.account_id = q.account_id AND i.id = q.invoice_id
        WHERE q.account_id = j.account_id AND i.project_id = j.id AND i.state IN ('issued', 'part_paid')
            AND {_OURS.format("i")}
        ORDER BY q.asked_at DESC, q.place DESC LIMIT 1) AS unanswered,
    {WAITS},
    (SELECT json_agg(json_build_array(m.id, m.position, m.name, m.kind, m.state, m.scheduled_value_minor, m.currency,
            proofs.kept, proofs.arriving, coalesce(billed.number, ''), coalesce(q.billed, 0), m.progress, w.name)
            ORDER BY m.position, m.place)
        FROM milestones m
        JOIN contractors w ON w.account_id = m.account_id AND w.id = m.contractor_id
        LEFT JOIN parts q ON q.milestone_id = m.id
        CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE f.state = 'kept') AS kept,
            count(*) FILTER (WHERE f.state = 'arriving') AS arriving
            FROM proofs f WHERE f.account_id = m.account_id AND f.milestone_id = m.id
                AND f.state IN ('kept', 'arriving') AND f.kind <> 'voice') proofs
        LEFT JOIN LATERAL (SELECT i.number FROM invoice_milestones b
            JOIN open_invoices i ON i.account_id = b.account_id AND i.id = b.owner_id
            WHERE b.account_id = m.account_id AND b.milestone_id = m.id AND i.kind = 'progress'
            ORDER BY i.place DESC LIMIT 1) billed ON true
        WHERE m.account_id = j.account_id AND m.project_id = j.id AND {_OURS.format("m")}) AS milestones
FROM projects j
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
LEFT JOIN contracts k ON k.account_id = j.account_id AND k.project_id = j.id
CROSS JOIN LATERAL (SELECT coalesce(sum(i.total_minor), 0)::bigint AS billed_minor,
    coalesce(sum(i.tax_minor), 0)::bigint AS tax_minor,
    coalesce(sum(i.paid_minor), 0)::bigint AS paid_minor,
    coalesce(sum(i.total_minor - i.paid_minor), 0)::bigint AS open_minor
    FROM open_invoices i WHERE i.project_id = j.id) sums
WHERE j.account_id = %(account_id)s AND j.state = 'active'
    AND (%(only)s::uuid IS NULL OR EXISTS (SELECT FROM milestones m
        WHERE m.account_id = j.account_id AND m.project_id = j.id AND m.contractor_id = %(only)s))
ORDER BY j.created_at DESC, j.place DESC
"""  # noqa: S608  # our own text: no value is put in

OWED = f"""
SELECT * FROM (
    SELECT i.id AS invoice_id, i.project_id, j.name AS project_name, c.name AS client_name, i.number, i.currency,
        i.total_minor - {_CREDITED} - {_PAID} AS balance_minor, i.due_on, i.sent_at, i.viewed_at, i.place
    FROM invoices i
    JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
    JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
    WHERE i.account_id = %(account_id)s AND i.state IN ('issued', 'part_paid') AND {_OURS.format("i")}
) invoices
WHERE balance_minor > 0
ORDER BY due_on, place
"""  # noqa: S608  # our own text: no value is put in
