"""The contract schedule from the books: its parts sum to the contract sum to date, and it says what was agreed."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.contract_sheet import AgreedChange, ContractSheet
from core.domain.errors import Refusal
from core.domain.money import ZERO_RATE, Rate
from core.domain.project import Decision
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import BillingTerms, DepositTerms, Due, RetainageTerms, TaxRule
from core.usecases.change_orders import Wish, approve, propose
from core.usecases.contract_schedules import build_schedule, reckon_schedule
from tests.core.site import Site, fixed, rest, usd

TODAY = date(2026, 11, 27)
PARTS = (fixed("demo", "2000"), fixed("tile", "3000"), rest("final"))
TEN = RetainageTerms(rate=Rate(100_000))
SEEDS = 150
KINDS = ("more", "less", "held", "paid", "credited", "several")


@pytest.fixture
def site():
    return Site()


def job(site, **agreed):
    return site.project(usd("10000"), PARTS, agreed=BillingTerms(**agreed)).project


def sheet_of(site, project, whose=None):
    return build_schedule(site.file(project.id), whose, site.stationery, TODAY)


def rows(sheet):
    return {row.name: row for group in sheet.groups for row in group.rows}


def figures(sheet):
    return {one.label.removeprefix("schedule."): one.amount for one in sheet.figures}


def minor(text):
    return int(Decimal(text.removeprefix("USD ")) * 100)


def agree_change(site, project, description, price, landing="new"):
    with site.open() as ledger:
        wish = Wish(description=description, amount=usd(price), landing=landing)
        asked = propose(ledger, site.asked(), project.id, wish)
        decision = Decision(by="Dana Lee", at=site.now, channel="simulator")
        approve(ledger, site.asked(), asked.order.id, asked.order.shown_as, decision)


def test_each_part_says_what_is_billed_paid_held_and_left_of_it(site):
    project = job(site, retainage=TEN)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("1800"))
    site.progress(project.id, "tile", "40")
    sheet = sheet_of(site, project)
    assert rows(sheet)["demo"].figures == ("USD 2000.00", "USD 2000.00", "USD 1800.00", "USD 200.00", "USD 0.00")
    assert rows(sheet)["tile"].figures == ("USD 3000.00", "USD 0.00", "USD 0.00", "USD 0.00", "USD 3000.00")
    assert [rows(sheet)[name].state for name in ("demo", "tile", "final")] == [
        "whole.step.paid percent=100%",
        "whole.step.part percent=40%",
        "schedule.next",
    ]
    assert sheet.sums == ("USD 10000.00", "USD 2000.00", "USD 1800.00", "USD 200.00", "USD 8000.00")
    assert figures(sheet) == {
        "original": "USD 10000.00",
        "changes": "USD 0.00",
        "to_date": "USD 10000.00",
        "billed": "USD 2000.00",
        "paid": "USD 1800.00",
        "retained": "USD 200.00",
        "left": "USD 8000.00",
    }
    assert (sheet.title, sheet.day, sheet.total, sheet.project) == (
        "schedule.title",
        "2026-11-27",
        "USD 10000.00",
        project.name,
    )


def test_what_was_credited_is_not_billed_and_a_payment_that_was_taken_back_is_not_paid(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.credit(invoice, usd("500"))
    site.reverse(site.pay_by_hand(invoice, usd("700")).payment)
    site.void(site.bill(project.id, "tile"))
    found = rows(sheet_of(site, project))
    assert found["demo"].figures[1:3] == ("USD 1500.00", "USD 0.00")
    assert found["tile"].figures[1:3] == ("USD 0.00", "USD 0.00")


def test_change_orders_stand_between_the_original_and_the_contract_sum_to_date(site):
    project = job(site)
    agree_change(site, project, "outlet in the island", "280")
    site.add_line(project.id, site.milestone(project.id, "final").id, "no soffit", usd("-50"))
    with site.open() as ledger:
        propose(ledger, site.asked(), project.id, Wish(description="not answered yet", amount=usd("900")))
    sheet = sheet_of(site, project)
    assert sheet.changes == (
        AgreedChange("1", "outlet in the island", "USD 280.00"),
        AgreedChange("", "no soffit", "USD -50.00"),
    )
    said = figures(sheet)
    assert (said["original"], said["changes"], said["to_date"]) == ("USD 10000.00", "USD 230.00", "USD 10230.00")
    assert (sheet.changes_sum, sheet.sums[0], sheet.total) == ("USD 230.00", "USD 10230.00", "USD 10230.00")
    assert "retained" not in said


def test_parts_are_grouped_with_their_sums_and_those_of_none_come_last(site):
    project = job(site)
    site.agree(project.id, "tile", group="Bath")
    site.agree(project.id, "final", group="Bath")
    sheet = sheet_of(site, project)
    assert [(one.name, [row.name for row in one.rows], one.sums[0]) for one in sheet.groups] == [
        ("Bath", ["tile", "final"], "USD 8000.00"),
        ("", ["demo"], "USD 2000.00"),
    ]


def test_a_deposit_that_is_a_part_stands_before_the_groups(site):
    project = site.project().project
    site.agree(project.id, "demo", group="Kitchen")
    sheet = sheet_of(site, project)
    assert [one.name for one in sheet.groups] == ["sheet.deposit", "Kitchen", ""]
    assert rows(sheet)["deposit"].notes == ("whole.due.before",)
    site.agree(project.id, "demo", group="")
    assert [one.name for one in sheet_of(site, project).groups] == [""]


def test_each_part_says_when_it_is_billed_and_what_is_held_of_it_alone(site):
    project = job(site)
    site.agree(project.id, "demo", due=Due(on="date", day=date(2026, 12, 4)), retainage=Rate(50_000))
    site.agree(project.id, "tile", due=Due(on="approval"))
    sheet = sheet_of(site, project)
    assert [row.notes for row in rows(sheet).values()] == [
        ("whole.due.date day=2026-12-04", "schedule.own_retainage rate=5 %"),
        ("whole.due.approval",),
        ("whole.due.completion",),
    ]
    assert figures(sheet)["retained"] == "USD 0.00"
    site.agree(project.id, "tile", approved_at=site.now)
    assert rows(sheet_of(site, project))["tile"].notes == ("whole.due.approved",)


def test_a_part_that_nothing_is_held_of_says_so_only_where_the_others_have_some_held(site):
    project = job(site, retainage=TEN)
    site.agree(project.id, "tile", retainage=ZERO_RATE)
    assert rows(sheet_of(site, project))["tile"].notes[-1] == "schedule.nothing_retained"
    plain = job(site)
    site.agree(plain.id, "tile", retainage=ZERO_RATE)
    sheet = sheet_of(site, plain)
    assert (rows(sheet)["tile"].notes, sheet.retains) == (("whole.due.completion",), False)


def test_all_that_was_agreed_is_said(site):
    deposit = DepositTerms(amount=usd("500"), credit="first")
    stepped = replace(TEN, step_at=Rate(500_000), later_rate=Rate(50_000))
    project = job(site, retainage=stepped, deposit=deposit, taxes=(TaxRule(name="GST", rate=Rate(80_000)),))
    with site.open() as ledger:
        ledger.save(replace(site.file(project.id).contract, terms=replace(terms_of(site, project), in_sequence=True)))
    assert sheet_of(site, project).terms == (
        ("schedule.terms.deposit", "proposal.deposit_first amount=USD 500.00"),
        (
            "schedule.terms.retainage",
            "proposal.retainage_step rate=10 % step=50 % later=5 %",
        ),
        ("schedule.terms.taxes", "schedule.tax_on_top tax=figure.tax_named rate=8 % name=GST"),
        ("schedule.terms.payment", "proposal.pay_on_receipt"),
        ("schedule.terms.sequence", "schedule.in_sequence"),
    )
    site.deposit(project.id)
    site.bill(project.id, "demo")
    sheet = sheet_of(site, project)
    assert sheet.terms[1][1] == "schedule.deposit_so_far asked=USD 500.00 credited=USD 500.00 left=USD 0.00"
    assert sheet.note == "whole.before_tax"


def terms_of(site, project):
    return site.file(project.id).contract.terms


def test_taxes_that_are_in_the_prices_and_a_discount_are_told_as_such(site):
    project = job(site, taxes=(TaxRule(rate=Rate(80_000)),), inclusive=True)
    part = site.milestone(project.id, "tile")
    with site.open() as ledger:
        ledger.save(replace(part, lines=(*part.lines, replace(part.lines[0], amount=usd("-300"), discount=True))))
    sheet = sheet_of(site, project)
    assert ("schedule.terms.taxes", "figure.tax_included rate=8 %") in sheet.terms
    assert ("schedule.terms.discount", "schedule.discounted amount=USD 300.00") in sheet.terms
    assert sheet.note == "whole.tax_included"
    assert sheet_of(site, job(site, retainage=TEN)).note == ""


def test_where_several_do_the_job_each_part_names_its_own_and_one_may_be_shown_their_part_alone(site):
    project = job(site, deposit=DepositTerms(amount=usd("500")), retainage=TEN)
    lopez = site.contractor()
    site.assign(project.id, lopez, "tile")
    agree_change(site, project, "outlet", "280")
    site.bill(project.id, "demo")
    site.bill(project.id, "tile")
    both = sheet_of(site, project)
    assert rows(both)["tile"].notes[0] == "whole.done_by contractor=Lopez Plumbing"
    part = sheet_of(site, project, lopez.id)
    assert (part.contractor.name, part.total_label, part.total) == (
        "Lopez Plumbing",
        "schedule.part_of contractor=Lopez Plumbing",
        "USD 3000.00",
    )
    assert (list(rows(part)), part.sums[:2]) == (["tile"], ("USD 3000.00", "USD 3000.00"))
    assert figures(part) == {
        "billed": "USD 3000.00",
        "paid": "USD 0.00",
        "retained": "USD 300.00",
        "left": "USD 0.00",
    }
    assert (part.changes, [label for label, _ in part.terms]) == (
        (),
        ["schedule.terms.retainage", "schedule.terms.payment"],
    )


def test_a_deposit_that_another_gets_is_said_to_be_theirs(site):
    project = job(site)
    lopez = site.contractor()
    site.assign(project.id, lopez, "tile")
    agreed = DepositTerms(amount=usd("500"), contractor_id=lopez.id)
    with site.open() as ledger:
        ledger.save(replace(site.file(project.id).contract, terms=BillingTerms(deposit=agreed)))
    told = [text for label, text in sheet_of(site, project).terms if label == "schedule.terms.deposit"]
    assert told == [
        "proposal.deposit_pro_rata amount=USD 500.00",
        "schedule.deposit_by contractor=Lopez Plumbing",
    ]
    assert ("schedule.terms.deposit", told[0]) in sheet_of(site, project, lopez.id).terms


def test_a_job_without_parts_has_no_schedule(site):
    project = job(site)
    with pytest.raises(Refusal) as refused:
        reckon_schedule(replace(site.file(project.id), milestones=()))
    assert (refused.value.code, refused.value.details) == ("schedule.nothing", {"project": project.name})


def test_it_comes_back_from_json_as_it_was(site):
    project = job(site, retainage=TEN)
    agree_change(site, project, "outlet", "280")
    sheet = sheet_of(site, project)
    again = ContractSheet.from_json(sheet.as_json())
    assert (again, again.fingerprint) == (sheet, sheet.fingerprint)


def test_rows_groups_and_contract_tie_out_to_the_cent_whatever_happened():
    seen = Counter()
    for seed in range(SEEDS):
        chance, site = random.Random(seed), Site()
        project = a_job(site, chance)
        for _ in range(chance.randrange(8, 20)):
            something(site, chance, project)
            check(site, project)
        seen.update(kinds_of(site.file(project.id)))
    assert all(seen[kind] >= SEEDS // 8 for kind in KINDS), seen


def kinds_of(file):
    """What this job has of all that may be: each kind is met on many of them."""
    totals = reckon_schedule(file).totals
    approved = [one.amount.minor for one in file.change_orders if one.state == "approved"]
    found = {
        "more": any(one > 0 for one in approved),
        "less": any(one < 0 for one in approved),
        "held": totals.held.minor > 0,
        "paid": totals.paid.minor > 0,
        "credited": bool(file.credit_notes),
        "several": len(file.doing) > 1,
    }
    return [kind for kind, is_there in found.items() if is_there]


def a_job(site, chance):
    names = [f"part {n}" for n in range(chance.randrange(2, 9))]
    parts = (*(fixed(name, f"{chance.randrange(1, 900_000) / 100:.2f}") for name in names), rest("final"))
    deposit = DepositTerms(amount=usd("300"), credit=chance.choice(("first", "last", "pro_rata")))
    terms = BillingTerms(
        retainage=chance.choice((None, TEN, replace(TEN, step_at=Rate(500_000), later_rate=Rate(33_333)))),
        deposit=chance.choice((None, deposit)),
        taxes=chance.choice(((), (TaxRule(rate=Rate(82_500)),))),
    )
    project = site.project(usd("90000"), parts, agreed=terms).project
    for name in names[1:]:
        site.agree(project.id, name, group=chance.choice(("", "Kitchen", "Bath")))
    if chance.random() < 0.5:
        site.assign(project.id, site.contractor(), names[0])
    return project


def something(site, chance, project):
    """One more thing that happens on a job; what the books refuse is left alone."""
    part = chance.choice(site.file(project.id).milestones)
    invoices = [one for one in site.file(project.id).invoices if one.state not in {"void", "paid"}]
    cents = f"{chance.randrange(1, 90_000) / 100:.2f}"
    does = [
        lambda: site.bill(project.id, part.name),
        lambda: site.progress(project.id, part.name, str(chance.randrange(1, 100))),
        lambda: agree_change(site, project, "more", cents),
        lambda: agree_change(site, project, "less", f"-{cents}", "spread"),
        lambda: site.deposit(project.id),
        lambda: site.release(project.id),
    ]
    if invoices:
        invoice = chance.choice(invoices)
        does += [
            lambda: site.pay_by_hand(invoice, usd(cents), key=str(chance.random())),
            lambda: site.credit(invoice, usd(cents)),
            lambda: site.void(invoice),
        ]
    with suppress(Refusal):
        chance.choice(does)()


def check(site, project):
    file = site.file(project.id)
    sheet = sheet_of(site, project)
    contract = contract_sum_to_date(file.contract, file.change_orders)
    assert minor(sheet.sums[0]) == contract.minor == minor(sheet.total) == minor(figures(sheet)["to_date"])
    said = figures(sheet)
    assert minor(said["original"]) + minor(said["changes"]) == contract.minor
    assert sum(minor(one.amount) for one in sheet.changes) == minor(sheet.changes_sum)
    for group in sheet.groups:
        assert summed([row.figures for row in group.rows]) == [minor(one) for one in group.sums]
    assert summed([one.sums for one in sheet.groups]) == [minor(one) for one in sheet.sums]
    for row in rows(sheet).values():
        value, billed, paid, held, left = (minor(one) for one in row.figures)
        assert value == billed + left
        assert 0 <= held + paid <= billed <= value
    own = [reckon_schedule(file, one.id) for one in file.doing]
    assert sum(one.totals.value.minor for one in own) == contract.minor
    assert sum(one.left.minor for one in own) == minor(sheet.sums[4])


def summed(table):
    return [sum(minor(one) for one in column) for column in zip(*table, strict=True)]
