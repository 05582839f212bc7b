"""Invoices in the import formats of QuickBooks Online and Xero; untried there.

The columns are those of their templates (Xero's SalesInvoiceTemplate.csv, QuickBooks Online's sample file of invoices)
as several public copies agree on them; the vendors' own pages could not be opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from storage.exports.cells import Cell
from storage.exports.facts import Period, amount, rows

QUICKBOOKS_COLUMNS = (
    "*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Terms", "Location", "Memo", "Item(Product/Service)",
    "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount", "Service Date",
)  # fmt: skip
XERO_COLUMNS = (
    "*ContactName", "EmailAddress", "POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4", "POCity",
    "PORegion", "POPostalCode", "POCountry", "*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate", "Total",
    "InventoryItemCode", "*Description", "*Quantity", "*UnitAmount", "Discount", "*AccountCode", "*TaxType",
    "TaxAmount", "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2", "Currency", "BrandingTheme",
)  # fmt: skip
SALES = "200"  # Xero's own chart of accounts
NO_TAX = "Tax Exempt (0%)"
_BILLED = """
SELECT (i.issued_at AT TIME ZONE j.zone)::date AS day, i.due_on, i.number, i.currency, c.name AS client, c.email,
    j.name AS project, i.subtotal_minor, i.total_minor, i.retained_minor, i.deposit_applied_minor, i.taxes,
    (SELECT json_agg(json_build_array(m.name, (p #>> '{amount,minor}')::bigint) ORDER BY n)
        FROM jsonb_array_elements(i.parts) WITH ORDINALITY AS part (p, n)
        JOIN milestones m ON m.account_id = i.account_id AND m.id = (p ->> 'milestone_id')::uuid) AS parts
FROM invoices i
JOIN projects j ON j.account_id = i.account_id AND j.id = i.project_id
JOIN clients c ON c.account_id = j.account_id AND c.id = j.client_id
WHERE i.account_id = %(account)s AND i.state <> 'void'
    AND (i.issued_at AT TIME ZONE j.zone)::date BETWEEN %(first)s AND %(last)s
ORDER BY i.issued_at, i.number
"""


@dataclass(frozen=True, slots=True)
class Billed:
    """One line of one invoice. The lines of an invoice sum to its total."""

    number: str
    client: str
    email: str
    project: str
    day: date
    due: date
    item: str
    words: str
    amount: Decimal
    currency: str


def billed(connection: Connection, account: UUID, period: Period) -> Iterator[Billed]:
    """A part is a line; taxes on top, what is held back, released or set off are lines of their own. None is void."""
    for one in rows(connection, _BILLED, account, period):
        about = (one.number, one.client, one.email, one.project, one.day, one.due_on)
        for item, words, minor in _lines(one):
            yield Billed(*about, item, words, amount(minor, one.currency), one.currency)


def _lines(one: Any) -> Iterator[tuple[str, str, int]]:
    parts = [(str(name), int(minor)) for name, minor in one.parts or ()]
    for name, minor in parts:
        yield "Construction work", name, minor
    rest = one.subtotal_minor - sum(minor for _, minor in parts)
    if rest:
        yield "Construction work", "Work" if rest > 0 else "Discount", rest
    for tax in one.taxes:
        if not tax["inclusive"] and tax["tax"]["minor"]:
            yield "Sales tax", tax["name"], tax["tax"]["minor"]
    if one.retained_minor:
        words = "Retainage withheld" if one.retained_minor > 0 else "Retainage released"
        yield "Retainage", words, -one.retained_minor
    if one.deposit_applied_minor:
        words = "Deposit applied" if one.deposit_applied_minor > 0 else "Deposit"
        yield "Deposit", words, -one.deposit_applied_minor


def quickbooks(lines: Iterator[Billed]) -> Iterator[tuple[Cell, ...]]:
    """ISO dates: the import asks which format the file has. There is no column for a currency: the company's counts."""
    for one in lines:
        head = (one.number, one.client, one.day, one.due, "", "", one.project)
        yield (*head, one.item, one.words, 1, one.amount, one.amount, one.day)


def xero(lines: Iterator[Billed]) -> Iterator[tuple[Cell, ...]]:
    """Days are written day first, as its template says; amounts are to be read as without tax, which has lines."""
    for one in lines:
        days = (f"{one.day:%d/%m/%Y}", f"{one.due:%d/%m/%Y}")
        head = (one.client, one.email, *[""] * 8, one.number, one.project, *days, "", "")
        what = (f"{one.item}: {one.words}", 1, one.amount, "", SALES, NO_TAX, "")
        yield (*head, *what, *[""] * 4, one.currency, "")
