"""A client's statement and the receipt of a payment, from the books."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import Refusal
from core.domain.money import Rate
from core.domain.receipt_sheet import ReceiptSheet
from core.domain.statement_sheet import StatementSheet
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms
from core.usecases.statements import (
    build_receipt,
    build_statement,
    dealings_with,
    how_paid,
    receipts_of,
    statements_of,
)
from tests.core.site import Site, event_for, fixed, rest, usd
from tests.twins.plain_wording import PlainWording

PARTS = (fixed("demo", "2000"), fixed("tile", "3000"), rest("final"))


@pytest.fixture
def site():
    return Site()


def job(site, **more):
    return site.project(usd("10000"), PARTS, **more).project


def sheet_of(site, project, later=timedelta()):
    with site.open() as ledger:
        return build_statement(dealings_with(ledger, project.client_id), site.stationery, site.now + later)


def rows(sheet):
    return [(one.text, one.billed, one.paid, one.balance, one.off) for one in sheet.blocks[0].rows]


def figures(sheet, *kinds):
    return {one.label: one.amount for one in sheet.blocks[0].figures if one.kind in kinds}


def test_what_was_billed_credited_and_paid_is_said_by_date_with_what_it_leaves(site):
    project = job(site)
    first = site.bill(project.id, "demo")
    site.later(days=1)
    site.pay_by_hand(first, usd("500"))
    site.later(days=1)
    site.credit(first, usd("300"))
    sheet = sheet_of(site, project)
    on = f"on={first.number}"
    assert rows(sheet) == [
        (f"statement.invoice number={first.number} on= how=", "USD 2000.00", "", "USD 2000.00", False),
        (
            f"statement.payment number= {on} how=method.check_note note=check 1023",
            "",
            "USD 500.00",
            "USD 1500.00",
            False,
        ),
        (f"statement.credit_note number=CN-0001 {on} how=", "", "USD 300.00", "USD 1200.00", False),
    ]
    assert figures(sheet, "step", "total") == {
        "statement.billed": "USD 2000.00",
        "statement.credited": "USD -300.00",
        "statement.paid": "USD -500.00",
        "statement.balance": "USD 1200.00",
    }
    assert (sheet.blocks[0].balance, sheet.title, sheet.day) == ("USD 1200.00", "statement.title", "2026-11-24")
    (left,) = sheet.blocks[0].still_open
    assert (left.number, left.project, left.balance, left.late) == (first.number, project.name, "USD 1200.00", True)
    assert not sheet_of(site, project, -timedelta(days=2)).blocks[0].still_open[0].late


def test_what_is_void_or_was_taken_back_is_told_and_counts_for_nothing(site):
    project = job(site)
    first = site.bill(project.id, "demo")
    site.reverse(site.pay_by_hand(first, usd("500")).payment)
    site.void(site.bill(project.id, "tile"))
    sheet = sheet_of(site, project)
    assert [off for *_, off in rows(sheet)] == [False, True, True]
    assert {text.split()[0] for text, *_ in rows(sheet)} == {
        "statement.invoice",
        "statement.payment_off",
        "statement.invoice_off",
    }
    assert (rows(sheet)[-1][3], sheet.blocks[0].balance) == ("USD 2000.00", "USD 2000.00")


def test_all_jobs_of_the_client_are_on_it_and_nobody_elses(site):
    kitchen = job(site)
    with site.open() as ledger:
        dana = kitchen.client_id
    site.bill(kitchen.id, "demo")
    other = job(site, name="Oak Ave deck", client="Sam Ortiz", phone="+13125550135")
    site.bill(other.id, "tile")
    bath = job(site, name="Bath")
    site.bill(bath.id, "final")
    assert bath.client_id == dana
    with site.open() as ledger:
        assert [file.project.name for file in dealings_with(ledger, dana)] == ["Maple St kitchen", "Bath"]
    assert [row.project for row in sheet_of(site, kitchen).blocks[0].rows] == ["Maple St kitchen", "Bath"]


def test_a_job_that_was_put_away_is_on_it_still(site):
    kitchen = job(site)
    site.bill(kitchen.id, "demo")
    with site.open() as ledger:
        ledger.save(replace(site.file(kitchen.id).project, state="finished"))
    assert sheet_of(site, kitchen).blocks[0].balance == "USD 2000.00"


def test_credit_retainage_and_the_deposit_stand_beside_the_balance(site):
    terms = BillingTerms(
        retainage=RetainageTerms(rate=Rate(100_000)), deposit=DepositTerms(amount=usd("1000"), credit="last")
    )
    project = job(site, agreed=terms)
    deposit = site.deposit(project.id)
    site.pay_by_hand(deposit, usd("1200"))
    site.bill(project.id, "demo")
    assert figures(sheet_of(site, project), "context") == {
        "statement.open_balance": "USD 1800.00",
        "statement.credit": "USD 200.00",
        "statement.retained": "USD 200.00",
        "statement.deposit_left": "USD 1000.00",
    }
    (statement,) = statements_of([site.file(project.id)])
    assert statement.balance == usd("1600")


def test_before_anything_is_billed_there_is_none(site):
    project = job(site)
    with pytest.raises(Refusal) as refused:
        sheet_of(site, project)
    assert (refused.value.code, refused.value.details) == ("statement.nothing", {"client": "Dana Lee"})


def test_a_receipt_says_what_the_payment_left_of_the_invoice(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("500"))
    taken_back = site.pay_by_hand(invoice, usd("100")).payment
    site.pay_by_hand(invoice, usd("1500"), note="")
    site.reverse(taken_back)
    with site.open() as ledger:
        kept = receipts_of(ledger, invoice.id)
    assert [one.number for one in kept] == [f"{invoice.number}-R1", f"{invoice.number}-R3"]
    first, last = (build_receipt(site.file(project.id), one, site.stationery) for one in kept)
    assert (first.number, first.amount) == (f"{invoice.number}-R1", "USD 500.00")
    assert dict(first.facts) == {
        "receipt.received": "2026-11-22",
        "receipt.how": "method.check_note note=check 1023",
        "receipt.invoice": invoice.number,
    }
    assert [(one.label, one.amount) for one in first.figures] == [
        ("receipt.amount", "USD 500.00"),
        ("receipt.left", "USD 1500.00"),
    ]
    assert dict(last.facts)["receipt.how"] == "method.check"


def test_what_was_paid_beyond_the_invoice_is_on_the_receipt(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("2300"))
    with site.open() as ledger:
        (kept,) = receipts_of(ledger, invoice.id)
    sheet = build_receipt(site.file(project.id), kept, site.stationery)
    assert (sheet.figures[-1].label, sheet.figures[-1].amount) == ("receipt.surplus", "USD 300.00")


def test_what_a_credit_card_cost_on_top_is_on_the_receipt_and_pays_nothing_of_the_invoice(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    request = site.ask(invoice, means="card", card_fee=usd("40"))
    counted = site.hear(replace(event_for(request), card_fee=usd("40")))
    sheet = build_receipt(site.file(project.id), counted.receipt, site.stationery)
    assert [(one.label, one.amount) for one in sheet.figures] == [
        ("receipt.amount", "USD 2000.00"),
        ("receipt.card_fee", "USD 40.00"),
        ("receipt.left", "USD 0.00"),
    ]


@pytest.mark.parametrize(
    ("method", "note", "said"),
    [
        ("transfer", "Zelle", "method.by_name name=Zelle"),
        ("cash", "", "method.cash"),
        ("check", "7", "method.check_note note=7"),
        ("us_bank_account", "", "us_bank_account"),
    ],
)
def test_how_it_was_paid_is_said_as_people_say_it(method, note, said):
    assert how_paid(PlainWording(), method, note) == said


def test_both_come_back_from_json_as_they_were(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("500"))
    sheet = sheet_of(site, project)
    again = StatementSheet.from_json(sheet.as_json())
    assert (again, again.fingerprint) == (sheet, sheet.fingerprint)
    with site.open() as ledger:
        kept = receipts_of(ledger, invoice.id)[0]
    paper = build_receipt(site.file(project.id), kept, site.stationery)
    back = ReceiptSheet.from_json(paper.as_json())
    assert (back, back.fingerprint) == (paper, paper.fingerprint)
