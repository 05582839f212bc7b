"""The fixed labels a document needs. Each is in ``bots/locale/<language>/document.po`` as ``sheet.<code>``."""

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
