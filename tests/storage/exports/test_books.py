"""The books as files: one row a fact, and each column sums to what the books say."""

import csv
import io
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.domain.money import Rate
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms, TaxRule
from storage.exports import bookkeeping, facts
from storage.exports.books import files_of, zip_of
from storage.exports.cells import csv_of, plain
from storage.exports.facts import ALL_TIME, Period
from tests.core.site import Site, event_for, fixed, percent, usd

PARTS = (fixed("=demo", "4500"), fixed("cabinets", "8000"), percent("final", "50"))


@pytest.fixture
def site(database):
    return Site(database.books)


@pytest.fixture
def kitchen(site):
    agreed = BillingTerms(
        retainage=RetainageTerms(rate=Rate.percent(Decimal(10))),
        deposit=DepositTerms(amount=usd("1000"), credit="first"),
        taxes=(TaxRule(name="Sales tax", rate=Rate.percent(Decimal("8.625")), scope="all"),),
    )
    return site.project(usd("25000"), PARTS, agreed=agreed, client="@Dana", name="-Maple").project


@pytest.fixture
def busy(site, kitchen):
    """Asked ahead, billed, paid, given back, taken back, credited, released and void."""
    deposit = site.deposit(kitchen.id)
    site.later(days=1)
    demo = site.bill(kitchen.id, "=demo")
    request = site.ask(demo)
    site.hear(event_for(request))
    site.later(days=1)
    site.hear(event_for(request, refunded=usd("100"), minutes=10))
    paid = site.pay_by_hand(deposit, usd("1000"))
    site.later(days=1)
    site.reverse(paid.payment)
    cabinets = site.bill(kitchen.id, "cabinets")
    site.credit(cabinets, usd("50"), reason="scratch")
    site.release(kitchen.id, "=demo")
    site.void(site.bill(kitchen.id, "final"))
    return kitchen


@pytest.fixture
def files(database, site, busy):
    return made(database, site)


def made(database, site, period=ALL_TIME):
    with database.engine.begin() as connection:
        found = files_of(connection, site.account_id, period)
        return {name: read(b"".join(pieces)) for name, pieces in found.items() if name.endswith(".csv")}


def read(content):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{name: plain(cell) for name, cell in row.items()} for row in rows]


def day(said, written):
    return datetime.strptime(said, written).replace(tzinfo=UTC).date()


def total(rows, column="amount"):
    return sum(Decimal(row[column]) for row in rows)


def test_each_invoice_and_credit_note_is_one_row_that_ties_out_with_its_figures(files, site, busy):
    rows, file = files["invoices.csv"], site.file(busy.id)
    assert [row["kind"] for row in rows].count("credit_note") == len(file.credit_notes) == 1
    issued = sorted(file.invoices, key=lambda one: one.sequence)
    assert [row["number"] for row in rows if row["kind"] == "invoice"] == [one.number for one in issued]
    by_number = {one.number: one for one in (*file.invoices, *file.credit_notes)}
    for row in rows:
        sign = -1 if row["kind"] == "credit_note" else 1
        one = by_number[row["number"]]
        assert (Decimal(row["total"]), row["currency"], row["client"]) == (sign * one.total.decimal, "USD", "@Dana")
        worked = Decimal(row["subtotal"]) + Decimal(row["tax"])
        assert worked - Decimal(row["retainage_withheld"]) - Decimal(row["deposit_applied"]) == Decimal(row["total"])
    assert [row["state"] for row in rows].count("void") == 1


def test_what_came_in_and_what_went_back_are_rows_of_their_own_and_sum_to_what_is_there(files, site, busy):
    rows = files["payments.csv"]
    assert [row["kind"] for row in rows] == ["payment", "returned", "payment", "taken_back"]
    kept = [one.kept.decimal for one in site.file(busy.id).payments if one.state == "succeeded"]
    assert total(rows) == sum(kept)
    assert [row["amount"] for row in rows if row["kind"] == "returned"] == ["-100.00"]
    assert {row["method"] for row in rows if row["gateway"] == "manual"} == {"check"}


def test_deposits_and_retainage_sum_to_what_is_left_and_what_is_held(files, site, busy):
    file = site.file(busy.id)
    standing = [one for one in file.invoices if one.state != "void"]
    held = sum(one.retained.decimal for one in standing) - sum(one.retained.decimal for one in file.credit_notes)
    ahead = -sum(one.deposit_applied.decimal for one in standing)
    ahead += sum(one.deposit_applied.decimal for one in file.credit_notes)
    assert (total(files["retainage.csv"]), total(files["deposits.csv"])) == (held, ahead)
    assert {"withheld", "released"} <= {row["kind"] for row in files["retainage.csv"]}
    assert {"asked", "applied"} <= {row["kind"] for row in files["deposits.csv"]}


def test_a_period_has_the_facts_of_its_days_and_no_others(database, site, busy):
    days = sorted({row["date"] for rows in made(database, site).values() for row in rows if "date" in row})
    counted = defaultdict(int)
    for day in map(date.fromisoformat, days):
        for name, rows in made(database, site, Period(day, day)).items():
            assert {row["date"] for row in rows if "date" in row} <= {day.isoformat()}
            counted[name] += len(rows)
    assert len(days) > 2
    assert counted == {name: len(rows) for name, rows in made(database, site).items()}
    assert not made(database, site, Period.year(1999))["invoices.csv"]


def test_nothing_of_another_account_is_in_it(database, site, busy):
    other = Site(database.books)
    assert not any(rows for rows in made(database, other).values())


XERO = [
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "Total",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TaxAmount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
]
QUICKBOOKS = [
    "*InvoiceNo",
    "*Customer",
    "*InvoiceDate",
    "*DueDate",
    "Terms",
    "Location",
    "Memo",
    "Item(Product/Service)",
    "ItemDescription",
    "ItemQuantity",
    "ItemRate",
    "*ItemAmount",
]


def test_the_columns_are_those_of_the_vendors_own_templates():
    assert list(bookkeeping.XERO_COLUMNS) == XERO
    assert list(bookkeeping.QUICKBOOKS_COLUMNS) == [*QUICKBOOKS, "Service Date"]


@pytest.mark.parametrize(
    ("name", "number", "days", "figure"),
    [
        ("quickbooks-online-invoices.csv", "*InvoiceNo", "%Y-%m-%d", "*ItemAmount"),
        ("xero-sales-invoices.csv", "*InvoiceNumber", "%d/%m/%Y", "*UnitAmount"),
    ],
)
def test_what_a_bookkeeping_program_reads_is_what_was_billed(files, site, busy, name, number, days, figure):
    sums, issued, due = defaultdict(Decimal), {}, {}
    for row in files[name]:
        assert all(value for column, value in row.items() if column.startswith("*"))
        sums[row[number]] += Decimal(row[figure])
        issued[row[number]] = day(row["*InvoiceDate"], days)
        due[row[number]] = day(row["*DueDate"], days)
        assert "@Dana" in row.values()
    standing = [one for one in site.file(busy.id).invoices if one.state != "void"]
    assert sums == {one.number: one.total.decimal for one in standing}
    assert due == {one.number: one.due_on for one in standing}
    assert all(issued[one] <= due[one] for one in issued)


def test_a_hundred_thousand_rows_are_written_as_they_are_read(database, site):
    many = """SELECT n FROM generate_series(1, 100000) AS n
    WHERE %(account)s::uuid IS NOT NULL AND %(first)s::date < %(last)s::date"""
    with database.engine.begin() as connection:
        pieces = csv_of(["n"], ((one.n,) for one in facts.rows(connection, many, site.account_id, ALL_TIME)))
        first = next(pieces)
        assert len(first) < 100_000
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_cursors WHERE name <> ''").scalar_one() == 1
        rest = b"".join(pieces)
    assert [int(line) for line in (first + rest).decode("utf-8-sig").split()[1:]] == list(range(1, 100_001))


def test_the_same_books_are_the_same_zip(database, site, busy):
    with database.engine.begin() as connection:
        first, again = (zip_of(files_of(connection, site.account_id, ALL_TIME)) for _ in range(2))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "README.txt"
        assert len(archive.namelist()) == 7
