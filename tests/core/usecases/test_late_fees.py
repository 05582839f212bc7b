"""Late fees: printed before, reckoned of what is open and undisputed, and billed as a part of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import OutOfDate
from core.domain.ids import LineAnswerId
from core.domain.late_fee import LateFee
from core.domain.line_answer import LineAnswer
from core.domain.money import Money, Rate
from core.domain.schedule import contract_sum_to_date, current_for_proof
from core.usecases import changing, discounting, late_fees
from core.usecases.asking import Asked
from core.usecases.changing import NewLine
from tests.core.site import ZONE, Site, event_for, usd

MONTHLY = LateFee(rate=Rate(15_000), after_days=30)
DUE = date(2026, 12, 6)


def made(rule):
    site = Site()
    job = site.project(due_days=14).project
    with site.open() as ledger:
        late_fees.set_late_fee(ledger, job.contractor_id, rule)
    return site, site.bill(job.id, "demo")


@pytest.fixture
def site_and_invoice():
    return made(MONTHLY)


def asked(site, days_late):
    day = DUE + timedelta(days=days_late)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    return Asked(now=at, new_id=uuid4, member_id=site.firm.member.id)


def fee(site, invoice, days_late=60):
    with site.open() as ledger:
        found = late_fees.fee_now(ledger, asked(site, days_late), invoice.id)
    return found.fee if found else None


def charged(site, invoice, shown, days_late=60):
    with site.open() as ledger:
        return late_fees.charge(ledger, asked(site, days_late), invoice.id, shown, "Late fee on INV-0001")


def test_it_is_printed_on_what_is_issued_from_then_on_and_frozen_there(site_and_invoice):
    site, invoice = site_and_invoice
    assert invoice.late_fee == MONTHLY
    assert any("date.late_fee" in label for label, _ in invoice.sheet["dates"])
    with site.open() as ledger:
        late_fees.set_late_fee(ledger, invoice.contractor_id, None)
        assert ledger.invoice(invoice.id).late_fee == MONTHLY
    later = site.bill(invoice.project_id, "cabinets")
    assert later.late_fee is None
    assert len(later.sheet["dates"]) == 2


def test_a_sum_is_printed_where_it_is_of_the_jobs_currency():
    assert made(LateFee(amount=usd("50"), after_days=10))[1].late_fee.amount == usd("50")
    assert made(LateFee(amount=Money(5000, "EUR"), after_days=10))[1].late_fee is None


def test_without_a_rule_on_the_invoice_or_before_its_time_there_is_none(site_and_invoice):
    site, invoice = site_and_invoice
    assert fee(site, invoice, 30) is None
    assert fee(site, invoice, 60) == usd("66.58")  # 4,500 x 18 % x 30 / 365
    other, plain = made(None)
    assert fee(other, plain) is None


def test_of_what_is_paid_in_part_only_the_rest_bears_it_and_of_what_is_paid_nothing(site_and_invoice):
    site, invoice = site_and_invoice
    site.pay_by_hand(invoice, usd("2500"))
    assert fee(site, invoice) == usd("29.59")
    site.pay_by_hand(invoice, usd("2000"))
    assert fee(site, invoice) is None


def test_what_is_on_its_way_bears_none(site_and_invoice):
    site, invoice = site_and_invoice
    site.hear(event_for(site.ask(invoice), "processing"))
    assert fee(site, invoice) is None


def test_a_disputed_line_bears_none(site_and_invoice):
    site, invoice = site_and_invoice
    with site.open() as ledger:
        facts = {"account_id": invoice.account_id, "invoice_id": invoice.id, "milestone_id": invoice.milestone_ids[0]}
        words = {"words": "", "by": "Dana", "at": asked(site, 1).now}
        ledger.save(LineAnswer(id=LineAnswerId(uuid4()), kind="dispute", **facts, **words))
    assert fee(site, invoice) is None


def test_it_becomes_a_part_of_its_own_not_taxed_with_nothing_held_back_and_bears_no_fee(site_and_invoice):
    site, invoice = site_and_invoice
    part = charged(site, invoice, usd("66.58"))
    assert (part.scheduled_value, part.fee_of, part.state) == (usd("66.58"), invoice.id, "done")
    assert (part.retainage, part.lines[0].taxable) == (Rate(0), False)
    with site.open() as ledger:
        kept = ledger.invoice(invoice.id)
    assert kept == invoice
    own = site.bill(invoice.project_id, "Late fee on INV-0001")
    assert (own.total, own.late_fee) == (usd("66.58"), None)
    assert fee(site, own, 200) is None


def test_what_was_charged_counts_and_the_base_is_the_same(site_and_invoice):
    site, invoice = site_and_invoice
    charged(site, invoice, usd("66.58"))
    assert fee(site, invoice) is None
    assert fee(site, invoice, 90) == usd("66.57")  # 133.15 in all


def test_where_the_work_has_a_sequence_a_fee_has_no_turn(site_and_invoice):
    site, invoice = site_and_invoice
    with site.open() as ledger:
        contract = ledger.project_file(invoice.project_id).contract
        ledger.save(replace(contract, terms=replace(contract.terms, in_sequence=True)))
    charged(site, invoice, usd("66.58"))
    assert site.bill(invoice.project_id, "Late fee on INV-0001").total == usd("66.58")


def test_nor_does_a_fee_that_is_not_billed_hold_up_the_work_that_was_added_after_it(site_and_invoice):
    site, invoice = site_and_invoice
    with site.open() as ledger:
        contract = ledger.project_file(invoice.project_id).contract
        ledger.save(replace(contract, terms=replace(contract.terms, in_sequence=True)))
    charged(site, invoice, usd("66.58"))
    site.bill(invoice.project_id, "deposit", "cabinets", "final")
    with site.open() as ledger:
        changing.add_milestone(
            ledger, asked(site, 60), invoice.project_id, NewLine(description="island", unit_price=usd("500"))
        )
    assert site.bill(invoice.project_id, "island").total == usd("500")


def test_a_change_that_is_spread_over_the_open_work_leaves_a_fee_as_it_was_printed(site_and_invoice):
    site, invoice = site_and_invoice
    charged(site, invoice, usd("66.58"))
    with site.open() as ledger:
        file = ledger.project_file(invoice.project_id)
        before = contract_sum_to_date(file.contract, file.change_orders)
        discounting.discount_job(ledger, asked(site, 60), invoice.project_id, usd("1000"), "early bird", before)
    assert site.milestone(invoice.project_id, "Late fee on INV-0001").scheduled_value == usd("66.58")


def test_new_proof_belongs_to_no_fee(site_and_invoice):
    site, invoice = site_and_invoice
    charged(site, invoice, usd("66.58"))
    site.bill(invoice.project_id, "deposit", "cabinets", "final")
    assert current_for_proof(site.file(invoice.project_id).milestones) is None


@pytest.mark.parametrize(("shown", "days_late"), [("66.57", 60), ("66.58", 61), ("66.58", 5)])
def test_only_what_was_shown_is_charged(site_and_invoice, shown, days_late):
    site, invoice = site_and_invoice
    with pytest.raises(OutOfDate):
        charged(site, invoice, usd(shown), days_late)
