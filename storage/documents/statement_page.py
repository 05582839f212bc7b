"""What the templates of the statement and of the receipt get: the sheet in printable text."""

from collections.abc import Mapping

from core.domain.receipt_sheet import ReceiptSheet
from core.domain.statement_sheet import StatementSheet
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import RECEIPT_WORDS, STATEMENT_WORDS

MOST_ROWS = 2_000
_MOST_SMALL_THINGS = 60
_LIMITS = {**LIMITS, "text": 200, "project": 100, "name": 200, "facts": 200, "billed": 40, "paid": 40, "balance": 40}


def presentable_statement(sheet: StatementSheet) -> StatementSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    rows = sum(len(block.rows) + len(block.still_open) for block in sheet.blocks)
    check_size((rows, MOST_ROWS, "rows"), (_lines(sheet), _MOST_SMALL_THINGS, "address lines"))
    check_labels(sheet, STATEMENT_WORDS)
    return cleaned(sheet, _LIMITS)


def presentable_receipt(sheet: ReceiptSheet) -> ReceiptSheet:
    """As ``presentable_statement``."""
    check_size((_lines(sheet) + len(sheet.facts), _MOST_SMALL_THINGS, "address lines or facts"))
    check_labels(sheet, RECEIPT_WORDS)
    return cleaned(sheet, _LIMITS)


def _lines(sheet: StatementSheet | ReceiptSheet) -> int:
    return max(len(sheet.contractor.lines), len(sheet.client.lines))


def widest_sum(sheet: StatementSheet) -> int:
    """Characters of the longest amount in the rows."""
    rows = [row for block in sheet.blocks for row in block.rows]
    return max((len(text) for row in rows for text in (row.billed, row.paid, row.balance)), default=0)


def _details(sheet: StatementSheet, _urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    return {"widest": widest_sum(sheet)}


STATEMENT = Kind(
    template="statement.html.jinja",
    styles=("paper.css", "statement.css"),
    present=presentable_statement,
    proof_ids=lambda _sheet: (),
    details=_details,
)
RECEIPT = Kind(
    template="receipt.html.jinja",
    styles=("paper.css", "statement.css"),
    present=presentable_receipt,
    proof_ids=lambda _sheet: (),
    details=lambda _sheet, _urls, _page_url: {},
)
