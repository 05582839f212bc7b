"""The fixed labels a document needs. Each is in ``bots/locale/<language>/document.po`` as ``sheet.<code>``."""

ROW_WORDS: tuple[str, ...] = ("schedule", "scheduled", "previous", "this_invoice", "to_date", "balance")
"""Only where the whole schedule is printed."""

CREDIT_WORDS: tuple[str, ...] = ("credited", "invoice_after")
"""Only on credit notes."""

SHEET_WORDS: tuple[str, ...] = (
    "bill_to",
    "project",
    "description",
    "quantity",
    "unit_price",
    "amount",
    "amount_due",
    "contract_to_date",
    "proof_of_work",
    "fingerprint_note",
    "pay_online",
    "scan_to_pay",
    "open_video",
    "open_document",
    "no_picture",
    "draft_watermark",
    "draft_note",
    "page",
    "page_of",
    *ROW_WORDS,
    *CREDIT_WORDS,
)
"""None of them has placeholders: "page" and "page_of" stand before the two numbers ("Page 1 of 3")."""

PACK_WORDS: tuple[str, ...] = (
    "project",
    "milestone",
    "client",
    "check",
    "check_how",
    "code",
    "before_after",
    "before",
    "after",
    "all_files",
    "other_files",
    "received",
    "taken",
    "sent_by",
    "location",
    "no_picture",
    "fingerprint_note",
    "page",
    "page_of",
)
"""Those of the proof pack, ``pack.<code>`` in ``bots/locale/<language>/pack.po``."""

OFFER_WORDS: tuple[str, ...] = (
    "for",
    "line",
    "quantity",
    "price",
    "amount",
    "schedule",
    "part",
    "due",
    "conditions",
    "notes",
    "optional",
    "chosen",
    "not_chosen",
    "signature",
    "page",
    "page_of",
)
"""Those of the proposal, ``proposal.word.<code>`` in ``bots/locale/<language>/proposal.po``; the sheet has them all."""

APPLICATION_WORDS: tuple[str, ...] = (
    "to",
    "project",
    "due_now",
    "draft_mark",
    "draft_note",
    "summary",
    "payable",
    "changes",
    "no_changes",
    "change_number",
    "description",
    "added",
    "deducted",
    "sums",
    "signed_contractor",
    "signed_client",
    "date",
    "continuation",
    "item",
    "scheduled",
    "before",
    "this_period",
    "stored",
    "to_date",
    "percent",
    "balance",
    "retainage",
    "group_sum",
    "no_group",
    "total",
    "page",
    "page_of",
)
"""Those of the application for payment, ``application.word.<code>`` in ``bots/locale/<language>/application.po``."""

STATEMENT_WORDS: tuple[str, ...] = (
    "balance",
    "to",
    "as_of",
    "day",
    "what",
    "project",
    "billed",
    "paid",
    "open",
    "number",
    "due",
    "late",
    "nothing",
    "page",
    "page_of",
)
"""Those of the statement, ``statement.word.<code>`` in ``bots/locale/<language>/statement.po``."""

RECEIPT_WORDS: tuple[str, ...] = (
    "received",
    "from",
    "project",
    "page",
    "page_of",
)
"""Those of the receipt, ``receipt.word.<code>`` in ``bots/locale/<language>/statement.po``."""

SCHEDULE_WORDS: tuple[str, ...] = (
    "as_of",
    "for",
    "project",
    "changes",
    "number",
    "description",
    "amount",
    "plan",
    "part",
    "state",
    "scheduled",
    "billed",
    "paid",
    "retained",
    "left",
    "group_sum",
    "no_group",
    "total",
    "terms",
    "page",
    "page_of",
)
"""Those of the contract schedule, ``schedule.word.<code>`` in ``bots/locale/<language>/schedule.po``."""
