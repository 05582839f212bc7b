"""The application for payment from the books: all that is printed ties out, to the invoice's total."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.application_sheet import ApplicationSheet
from core.domain.errors import Refusal
from core.domain.money import Rate
from core.domain.project import Decision
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms, TaxRule
from core.usecases.applications import NO_FIGURE, build_application, newest_application, reckon_application
from core.usecases.change_orders import Wish, approve, propose
from tests.core.site import Site, fixed, rest, usd

TODAY = date(2026, 11, 27)
PARTS = (fixed("demo", "2000"), fixed("tile", "3000"), rest("final"))
TEN = RetainageTerms(rate=Rate(100_000))


@pytest.fixture
def site():
    return Site()


def job(site, **agreed):
    return site.project(usd("10000"), PARTS, agreed=BillingTerms(retainage=TEN, **agreed)).project


def sheet_of(site, project, invoice=None):
    return build_application(site.file(project.id), invoice and invoice.id, site.stationery, TODAY)


def figures(lines):
    return {one.label.removeprefix("application.").split(" number=")[0]: amount(one.amount) for one in lines}


def amount(text):
    return Decimal(text.removeprefix("USD "))


def columns(rows):
    return [[amount(figure) for figure in (*one[:5], *one[6:])] for one in rows]


def agree_change(site, project, description, price):
    with site.open() as ledger:
        asked = propose(ledger, site.asked(), project.id, Wish(description=description, amount=usd(price)))
        decision = Decision(by="Dana Lee", at=site.now, channel="simulator")
        approve(ledger, site.asked(), asked.order.id, asked.order.shown_as, decision)


def test_every_printed_column_sums_to_its_total_by_group_and_in_all(site):
    project = job(site)
    site.agree(project.id, "tile", group="Bath")
    site.progress(project.id, "demo", "50", stored=usd("300"))
    site.progress(project.id, "tile", "10")
    sheet = sheet_of(site, project, site.bill(project.id, "demo", "tile"))
    assert [(group.name, [row.description for row in group.rows]) for group in sheet.groups] == [
        ("Bath", ["tile"]),
        ("", ["demo", "final"]),
    ]
    for group in sheet.groups:
        assert [sum(each) for each in zip(*columns([row.figures for row in group.rows]), strict=True)] == columns(
            [group.sums]
        )[0]
    sums = [sum(each) for each in zip(*columns([one.sums for one in sheet.groups]), strict=True)]
    assert sums == columns([sheet.sums])[0]
    demo = sheet.groups[1].rows[0]
    assert (demo.item, demo.figures) == (
        "1",
        ("USD 2000.00", "USD 0.00", "USD 1000.00", "USD 300.00", "USD 1300.00", "65 %", "USD 700.00", "USD 130.00"),
    )


def test_the_page_says_what_the_sheet_sums_to_and_what_the_invoice_asks_for(site):
    deposit = DepositTerms(amount=usd("500"), credit="first")
    project = job(site, deposit=deposit, taxes=(TaxRule(rate=Rate(80_000)),))
    site.deposit(project.id)
    first = site.bill(project.id, "demo")
    second = site.bill(project.id, "tile")
    sheet = sheet_of(site, project, second)
    said = figures(sheet.figures)
    assert said["completed_and_stored"] == amount(sheet.sums[4]) == 5000
    assert said["retainage"] == -amount(sheet.sums[7]) == -500
    assert said["contract_sum_to_date"] == amount(sheet.sums[0]) == 10_000
    assert said["earned_less_retainage"] == 4500
    assert said["previously_certified"] == -1800
    assert said["current_payment_due"] == 2700
    assert said["balance_to_finish"] == amount(sheet.sums[6]) + amount(sheet.sums[7]) == 5500
    assert figures(sheet.payable) == {
        "current_payment_due": 2700,
        "added_tax": 240,
        "deposit_applied": 0,
        "total": second.total.decimal,
    }
    assert figures(sheet_of(site, project, first).payable)["deposit_applied"] == -500
    assert (sheet.number, sheet.title, sheet.note) == ("2", "application.title", "application.before_tax")
    assert dict(sheet.facts)["application.invoice"] == second.number


def test_change_orders_are_listed_with_their_numbers_and_sums(site):
    project = job(site)
    agree_change(site, project, "outlet in the island", "280")
    site.add_line(project.id, site.milestone(project.id, "final").id, "no soffit", usd("-50"))
    sheet = sheet_of(site, project)
    assert [(one.number, one.description, one.added, one.deducted) for one in sheet.changes] == [
        ("1", "outlet in the island", "USD 280.00", ""),
        ("", "no soffit", "", "USD 50.00"),
    ]
    assert sheet.changes_sums == ("USD 280.00", "USD 50.00")
    said = figures(sheet.figures)
    assert (said["change_orders_net"], said["contract_sum_to_date"]) == (230, 10_230)


def test_before_any_invoice_it_is_a_draft_of_what_is_done(site):
    project = job(site)
    site.progress(project.id, "tile", "40")
    with site.open() as ledger:
        demo = replace(site.milestone(project.id, "demo"), state="done")
        ledger.save(demo)
    assert newest_application(site.file(project.id)) is None
    sheet = sheet_of(site, project)
    assert (sheet.draft, sheet.title, sheet.number) == (True, "application.title_draft", "1")
    assert [row.figures[2] for row in sheet.groups[0].rows] == ["USD 2000.00", "USD 1200.00", "USD 0.00"]
    assert figures(sheet.payable)["total_draft"] == 2880
    assert [label for label, _ in sheet.facts] == ["application.number", "application.made"]


def test_the_newest_that_has_one_is_neither_void_nor_the_deposit(site):
    project = job(site, deposit=DepositTerms(amount=usd("500")))
    deposit = site.deposit(project.id)
    assert newest_application(site.file(project.id)) is None
    first = site.bill(project.id, "demo")
    second = site.void(site.bill(project.id, "tile"))
    assert newest_application(site.file(project.id)).id == first.id
    codes = []
    for invoice in (deposit, second):
        with pytest.raises(Refusal) as refused:
            sheet_of(site, project, invoice)
        codes.append(refused.value.code)
    assert codes == ["application.deposit", "invoice.void"]


def test_what_was_credited_counts_with_its_invoice_and_is_said(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.credit(invoice, usd("400"))
    sheet = sheet_of(site, project, invoice)
    assert figures(sheet.payable)["total_credited"] == 1440
    assert figures(sheet.figures)["current_payment_due"] == 1440


def test_a_release_is_an_application_for_what_was_held(site):
    project = job(site)
    site.bill(project.id, "demo")
    release = site.release(project.id)
    made = reckon_application(site.file(project.id), release.id)
    assert (made.current_payment_due, made.totals.retained, made.totals.this_period) == (usd("200"), usd("0"), usd("0"))


def test_prices_with_the_tax_in_them_say_so(site):
    project = job(site, inclusive=True, taxes=(TaxRule(rate=Rate(80_000)),))
    assert sheet_of(site, project, site.bill(project.id, "demo")).note == "application.tax_inside"
    assert sheet_of(site, project).note == "application.tax_inside"


def test_a_part_worth_nothing_has_no_percentage(site):
    project = job(site)
    site.add_line(project.id, site.milestone(project.id, "demo").id, "not wanted", usd("-2000"))
    assert sheet_of(site, project).groups[0].rows[0].figures[5] == NO_FIGURE


def test_it_comes_back_from_json_as_it_was(site):
    project = job(site)
    agree_change(site, project, "outlet", "280")
    sheet = sheet_of(site, project, site.bill(project.id, "demo"))
    again = ApplicationSheet.from_json(sheet.as_json())
    assert (again, again.fingerprint) == (sheet, sheet.fingerprint)
    assert replace(sheet, note="other").fingerprint != sheet.fingerprint
