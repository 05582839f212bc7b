"""What goes and what stays when a person, or an account, is erased: one statement each, in this order."""

# %(client)s is null for the whole account. An address of somebody else, too, is not theirs alone.
_CLIENTS = "(SELECT id FROM clients WHERE account_id = %(account)s AND id = coalesce(%(client)s, id))"
_JOBS = f"(SELECT id FROM projects WHERE account_id = %(account)s AND client_id IN {_CLIENTS})"  # noqa: S608
_BILLED = f"(SELECT id FROM invoices WHERE account_id = %(account)s AND project_id IN {_JOBS})"  # noqa: S608
_MEANT = f"(client_id IN {_CLIENTS} OR %(client)s::uuid IS NULL)"
_THEIRS = f"""(SELECT channel, value FROM addresses a WHERE account_id = %(account)s AND {_MEANT}
    AND NOT EXISTS (SELECT FROM addresses o WHERE (o.channel, o.value) = (a.channel, a.value) AND o.id <> a.id
        AND NOT (o.account_id = %(account)s AND (%(client)s::uuid IS NULL OR o.client_id = a.client_id))))"""  # noqa: S608
_ANY_ADDRESS = f"(SELECT channel, value FROM addresses WHERE account_id = %(account)s AND {_MEANT})"  # noqa: S608
# A phone or an e-mail address serves several channels, and may have no row of its own.
_REACH = f"""(SELECT r FROM clients c, unnest(ARRAY[c.phone, c.email]) AS r
    WHERE c.account_id = %(account)s AND c.id IN {_CLIENTS} AND r <> '')"""  # noqa: S608
_ALONE = f"""(SELECT r FROM {_REACH} AS own (r)
    WHERE NOT EXISTS (SELECT FROM clients o WHERE r IN (o.phone, o.email)
        AND NOT (o.account_id = %(account)s AND o.id IN {_CLIENTS}))
    AND NOT EXISTS (SELECT FROM addresses o WHERE o.value = r
        AND NOT (o.account_id = %(account)s AND {_MEANT})))"""  # noqa: S608
_NOTHING_SAID = """jsonb_build_object('text', '', 'buttons', '[]'::jsonb, 'enclosures', '[]'::jsonb)"""
_UNBILLED = f"account_id = %(account)s AND invoice_id IS NULL AND (project_id IN {_JOBS} OR %(client)s::uuid IS NULL)"

# Keys of bytes that nothing names any more once the rows are changed.
FORGOTTEN = f"""
SELECT original_key, copies FROM proofs WHERE {_UNBILLED} AND original_key IS NOT NULL
UNION ALL SELECT pdf_key, NULL FROM proof_packs WHERE account_id = %(account)s AND project_id IN {_JOBS}
    AND pdf_key IS NOT NULL
UNION ALL SELECT pdf_key, NULL FROM proposals WHERE account_id = %(account)s AND client_id IN {_CLIENTS}
    AND signature IS NULL AND pdf_key IS NOT NULL
UNION ALL SELECT file_key, NULL FROM bank_files WHERE account_id = %(account)s AND %(client)s::uuid IS NULL
    AND file_key <> ''
UNION ALL SELECT file_key, NULL FROM whole_exports WHERE account_id = %(account)s AND state <> 'making'
    AND file_key <> ''
"""  # noqa: S608
STILL_NAMED = """
SELECT EXISTS (SELECT FROM proofs WHERE account_id = %(account)s AND (original_key = %(key)s
    OR %(key)s IN (copies ->> 'client', copies ->> 'page', copies ->> 'thumb')))
OR EXISTS (SELECT FROM invoices WHERE account_id = %(account)s AND %(key)s IN (pdf_key, application_key))
OR EXISTS (SELECT FROM credit_notes WHERE account_id = %(account)s AND pdf_key = %(key)s)
OR EXISTS (SELECT FROM proposals WHERE account_id = %(account)s AND pdf_key = %(key)s)
OR EXISTS (SELECT FROM proof_packs WHERE account_id = %(account)s AND pdf_key = %(key)s)
OR EXISTS (SELECT FROM bank_files WHERE account_id = %(account)s AND file_key = %(key)s)
OR EXISTS (SELECT FROM whole_exports WHERE account_id = %(account)s AND file_key = %(key)s)
"""

# (what goes, how). Rows that others refer to stay without what they said.
GOES = (
    (
        "messages to them",
        f"""UPDATE outbound SET message = {_NOTHING_SAID}, address = 'erased:' || id, key = 'erased:' || id,
        vendor_id = NULL, status = CASE WHEN status = 'queued' THEN 'failed' ELSE status END, reason = 'erased'
        WHERE account_id = %(account)s AND reason <> 'erased'
        AND ((channel, address) IN {_ANY_ADDRESS} OR address IN {_REACH} OR %(client)s::uuid IS NULL)""",  # noqa: S608
    ),
    (
        "what they wrote, as it came in",
        f"""UPDATE inbox SET body = NULL WHERE body IS NOT NULL
        AND (line IN (SELECT channel || ':' || value FROM {_THEIRS} AS theirs)
        OR substr(line, strpos(line, ':') + 1) IN {_ALONE})""",  # noqa: S608
    ),
    (
        "where conversations with them stood",
        f"DELETE FROM sessions WHERE (channel, address) IN {_THEIRS} OR address IN {_ALONE}",  # noqa: S608
    ),
    (
        "invitations and codes",
        f"DELETE FROM invitations WHERE account_id = %(account)s AND {_MEANT}",  # noqa: S608
    ),
    (
        "when they opened invoices",
        f"DELETE FROM openings WHERE account_id = %(account)s AND invoice_id IN {_BILLED}",  # noqa: S608
    ),
    (
        "questions and answers about invoices",
        f"UPDATE questions SET text = '' WHERE account_id = %(account)s AND text <> '' AND invoice_id IN {_BILLED}",  # noqa: S608
    ),
    (
        "questions and answers about proposals",
        f"""UPDATE proposal_questions SET text = '' WHERE account_id = %(account)s AND text <> '' AND proposal_id IN
        (SELECT id FROM proposals WHERE account_id = %(account)s AND client_id IN {_CLIENTS})""",  # noqa: S608
    ),
    (
        "proposals that nobody signed",
        f"""UPDATE proposals SET state = 'withdrawn', name = 'Erased', sheet = NULL, sheet_hash = '', notes = '',
        decline_reason = '', pdf_key = NULL, code = NULL, link_version = link_version + 1
        WHERE account_id = %(account)s AND client_id IN {_CLIENTS} AND signature IS NULL""",  # noqa: S608
    ),
    (
        "photos and files that are on no issued invoice",
        f"""UPDATE proofs SET state = CASE WHEN state IN ('arriving', 'kept', 'filed') THEN 'withdrawn' ELSE state END,
        original_key = NULL, copies = NULL, caption = '', file_name = '', location = NULL, media_ref = ''
        WHERE {_UNBILLED} AND (original_key IS NOT NULL OR caption <> '' OR file_name <> '')""",  # noqa: S608
    ),
    (
        "PDFs of proof packs",
        f"""UPDATE proof_packs SET pdf_key = NULL WHERE account_id = %(account)s AND project_id IN {_JOBS}
        AND pdf_key IS NOT NULL""",  # noqa: S608
    ),
    (
        "what banks' files said of payments of theirs",
        f"""UPDATE bank_lines SET payer = '', text = '', reference = '' WHERE account_id = %(account)s
        AND payer || text || reference <> '' AND (%(client)s::uuid IS NULL OR id IN (
            SELECT split_part(external_id, ':', 2)::uuid FROM payments WHERE account_id = %(account)s
            AND gateway = 'manual' AND external_id LIKE 'bank:%%' AND invoice_id IN {_BILLED}))""",  # noqa: S608
    ),
    (
        "saved ways to pay, of which gateways are asked to let go",
        f"""WITH gone AS (UPDATE saved_methods SET brand = '', last4 = '', state = 'ended',
            ended_at = coalesce(ended_at, clock_timestamp()),
            ended_by = CASE WHEN state = 'on' THEN 'erased' ELSE ended_by END
            WHERE account_id = %(account)s AND client_id IN {_CLIENTS} AND (state = 'on' OR brand || last4 <> '')
            RETURNING account_id, id)
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
        SELECT 'payments', 'let_go_of_method', 0, jsonb_build_object('account_id', account_id, 'method_id', id)
        FROM gone""",  # noqa: S608
    ),
    (
        "clients whom gateways are asked to forget",  # their names go right below
        f"""INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
        SELECT 'payments', 'forget_payers', 0, jsonb_build_object('account_id', c.account_id, 'client_id', c.id)
        FROM clients c WHERE c.account_id = %(account)s AND c.id IN {_CLIENTS} AND c.name <> 'Erased'
        AND EXISTS (SELECT FROM payment_requests r
            JOIN invoices i ON (i.account_id, i.id) = (r.account_id, r.invoice_id)
            JOIN projects p ON (p.account_id, p.id) = (i.account_id, i.project_id)
            WHERE (p.account_id, p.client_id) = (c.account_id, c.id) AND r.external_id <> '')""",  # noqa: S608
    ),
    (
        "exports of everything, with their links",  # one that is being made is swept away when it is
        """UPDATE whole_exports SET file_key = CASE WHEN state = 'making' THEN file_key ELSE '' END, state = 'ended'
        WHERE account_id = %(account)s AND (state IN ('making', 'ready') OR file_key <> '')""",
    ),
    ("addresses", f"DELETE FROM addresses WHERE account_id = %(account)s AND {_MEANT}"),  # noqa: S608
    (
        "names, phones and e-mail addresses of clients",
        f"""UPDATE clients SET name = 'Erased', phone = '', email = '' WHERE account_id = %(account)s
        AND id IN {_CLIENTS}""",  # noqa: S608
    ),
)
GOES_WITH_ACCOUNT = (
    ("threads in group chats", "DELETE FROM threads WHERE account_id = %(account)s"),
    ("group chats", "DELETE FROM rooms WHERE account_id = %(account)s"),
    ("accounts at gateways", "DELETE FROM payees WHERE account_id = %(account)s"),
    ("bank details", "DELETE FROM bank_details WHERE account_id = %(account)s"),
    ("templates", "DELETE FROM proposal_templates WHERE account_id = %(account)s"),
    (
        "banks' files",
        """UPDATE bank_files SET file_key = '', file_name = '' WHERE account_id = %(account)s AND file_key <> ''""",
    ),
    ("where exports were asked for", "UPDATE whole_exports SET address = '' WHERE account_id = %(account)s"),
    ("names of members", "UPDATE members SET name = 'Erased' WHERE account_id = %(account)s"),
)

_AT_GATEWAYS = """they keep it by laws of their own; their records of payers are removed where that can be asked for \
(GoCardless, Mollie, Stripe), at PayPal and Square it takes their dashboard"""
_LEGAL = "the law has books kept for years (often 6 to 10)"
# (what stays, why, how many).
STAYS = (
    ("issued invoices, with their PDFs and the names on them", _LEGAL, f"SELECT count(*) FROM {_BILLED} AS billed"),  # noqa: S608
    (
        "credit notes",
        _LEGAL,
        f"SELECT count(*) FROM credit_notes WHERE account_id = %(account)s AND project_id IN {_JOBS}",  # noqa: S608
    ),
    (
        "payments, refunds and receipts",
        _LEGAL,
        f"SELECT count(*) FROM payments WHERE account_id = %(account)s AND invoice_id IN {_BILLED}",  # noqa: S608
    ),
    (
        "journal entries",
        "the books are only ever added to",
        f"SELECT count(*) FROM journal_entries WHERE account_id = %(account)s AND project_id IN {_JOBS}",  # noqa: S608
    ),
    (
        "photos and files on issued invoices",
        "they are the proof of what was billed",
        f"SELECT count(*) FROM proofs WHERE account_id = %(account)s AND invoice_id IN {_BILLED}",  # noqa: S608
    ),
    (
        "signed proposals",
        "they are the contracts",
        f"""SELECT count(*) FROM proposals WHERE account_id = %(account)s AND client_id IN {_CLIENTS}
        AND signature IS NOT NULL""",  # noqa: S608
    ),
    (
        "what clients agreed to about saved ways to pay",
        "it is the proof that payments were agreed to",
        f"SELECT count(*) FROM autopay_consents WHERE account_id = %(account)s AND client_id IN {_CLIENTS}",  # noqa: S608
    ),
    (
        "what gateways themselves keep of payments, the payer's name in it",
        _AT_GATEWAYS,
        f"""SELECT count(*) FROM payments WHERE account_id = %(account)s AND invoice_id IN {_BILLED}
        AND gateway NOT IN ('manual', 'credit')""",  # noqa: S608
    ),
    (
        "stop and start, as they were said",
        "else somebody who said stop would be written to again",
        f"SELECT count(*) FROM consents WHERE (channel, address) IN {_ANY_ADDRESS} OR address IN {_REACH}",  # noqa: S608
    ),
)
