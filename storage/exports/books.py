"""The books of an account and a period as files, and all of them in one ZIP."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Connection

from storage.exports import bookkeeping, facts
from storage.exports.cells import csv_of
from storage.exports.facts import Period

README = """\
invoices.csv                   one row an invoice or credit note; credit notes are below zero
payments.csv                   one row for what came in, and one below zero for what went back of it; card_fee is how
                               much of the amount was paid on top for a credit card, and pays no invoice
deposits.csv                   asked for ahead above zero, set off against work below zero
retainage.csv                  withheld above zero, released below zero
quickbooks-online-invoices.csv for the invoice import of QuickBooks Online; untried there
xero-sales-invoices.csv        for the sales invoice import of Xero; untried there

Dates are year-month-day, in the time zone of each project. Amounts are plain decimals beside their currency.
A text that a spreadsheet would take for a formula has an apostrophe before it.

QuickBooks Online: choose the date format yyyy-mm-dd. There is no currency column: import invoices of its own
currency. Xero: dates are day/month/year; choose "tax exclusive"; the account is 200 and the tax "Tax Exempt (0%)",
rename both if yours differ. In both, taxes, retainage and deposits are lines, so that each invoice sums to its total;
void invoices and credit notes are left out. Both limit how many invoices one file may have.
"""


def files_of(connection: Connection, account: UUID, period: Period) -> Mapping[str, Iterable[bytes]]:
    """By name, in a fixed order; each piece by piece, read as it is written."""
    about = (connection, account, period)
    quickbooks = bookkeeping.quickbooks(bookkeeping.billed(*about))
    return {
        "README.txt": [README.replace("\n", "\r\n").encode()],
        "invoices.csv": csv_of(facts.INVOICE_COLUMNS, facts.invoices(*about)),
        "payments.csv": csv_of(facts.PAYMENT_COLUMNS, facts.payments(*about)),
        "deposits.csv": csv_of(facts.HELD_COLUMNS, facts.deposits(*about)),
        "retainage.csv": csv_of(facts.HELD_COLUMNS, facts.retainage(*about)),
        "quickbooks-online-invoices.csv": csv_of(bookkeeping.QUICKBOOKS_COLUMNS, quickbooks),
        "xero-sales-invoices.csv": csv_of(bookkeeping.XERO_COLUMNS, bookkeeping.xero(bookkeeping.billed(*about))),
    }


def zip_of(files: Mapping[str, Iterable[bytes]]) -> bytes:
    """The same files are the same bytes: no clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file:
                for piece in pieces:
                    file.write(piece)
    return out.getvalue()
