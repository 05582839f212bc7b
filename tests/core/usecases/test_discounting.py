"""A discount on the whole job lies on the work still open, and the contract sum with it."""

from dataclasses import replace

import pytest

from core.domain.errors import Corrupt, DoesNotAddUp, OutOfDate, Refusal
from core.domain.money import Money, total
from core.domain.schedule import contract_sum_to_date, reconcile
from core.usecases import change_orders, discounting
from tests.core.site import Site, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


def contract(site, project):
    file = site.file(project.id)
    return contract_sum_to_date(file.contract, file.change_orders)


def discount(site, project, amount, before=None):
    with site.open() as ledger:
        return discounting.discount_job(
            ledger, site.asked(), project.id, amount, " early\nbird ", before or contract(site, project)
        )


def test_it_is_spread_over_the_open_work_in_proportion_and_ties_out(site, kitchen):
    site.bill(kitchen.id, "demo")
    with site.open() as ledger:
        shown = discounting.show_discount(ledger.project_file(kitchen.id), site.asked(), usd("1000"), "early bird")
    made = discount(site, kitchen, usd("1000"))
    assert (made.contract_before, made.contract_after) == (usd("24000"), usd("23000"))
    assert [one.after.scheduled_value for one in made.steps] == [one.after.scheduled_value for one in shown.steps]
    file = site.file(kitchen.id)
    lines = [line for one in file.milestones for line in one.lines if line.discount]
    assert [line.description for line in lines] == ["early bird", "early bird"]
    assert total((line.amount for line in lines), "USD") == usd("-1000")
    reconcile(file.contract, file.change_orders, file.milestones)
    assert site.milestone(kitchen.id, "deposit").scheduled_value == usd("2400")
    assert site.bill(kitchen.id, "cabinets", "final", "deposit").subtotal == usd("18500")


def test_it_is_withdrawn_like_any_change_order(site, kitchen):
    made = discount(site, kitchen, usd("1000"))
    with site.open() as ledger:
        change_orders.withdraw(ledger, made.order.id)
    assert contract(site, kitchen) == usd("24000")
    assert not any(line.discount for one in site.file(kitchen.id).milestones for line in one.lines)


def test_what_was_shown_is_what_is_taken_off(site, kitchen):
    with pytest.raises(OutOfDate, match=r"discount\.changed"):
        discount(site, kitchen, usd("1000"), usd("23999"))


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (usd("0"), r"discount\.not_positive"),
        (Money(5, "EUR"), r"line\.other_currency"),
        (usd("21600.01"), r"changeorder\.too_negative"),
    ],
)
def test_what_cannot_be_taken_off_is_refused(site, kitchen, amount, code):
    with pytest.raises((DoesNotAddUp, Refusal), match=code):
        discount(site, kitchen, amount)


def test_a_member_records_it(site, kitchen):
    with site.open() as ledger, pytest.raises(Corrupt):
        discounting.show_discount(
            ledger.project_file(kitchen.id), replace(site.asked(), member_id=None), usd("1"), "gift"
        )
