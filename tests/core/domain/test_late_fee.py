"""What being late costs: simple, by the day, rounded once, and never more than is printed."""

from fractions import Fraction

import pytest

from core.domain.errors import DoesNotAddUp
from core.domain.late_fee import LateFee, checked, reckon
from core.domain.money import Money, Rate
from tests.core.site import usd

MONTHLY = LateFee(rate=Rate(15_000), after_days=30)
ONCE = LateFee(amount=usd("50"), after_days=10)
NOTHING = usd("0")


@pytest.mark.parametrize(
    ("days_late", "fee"),
    [(-5, "0"), (0, "0"), (30, "0"), (31, "2.02"), (60, "60.66"), (395, "738.00")],
)
def test_it_is_simple_interest_by_the_day_from_the_grace_on(days_late, fee):
    found = reckon(MONTHLY, usd("4100"), days_late, NOTHING)
    assert found.fee == usd(fee)
    assert found.days == max(0, days_late - 30)


def test_a_month_and_a_half_percent_are_eighteen_a_year():
    assert MONTHLY.a_year == Fraction(18, 100)
    assert ONCE.a_year == 0
    assert reckon(MONTHLY, usd("1000"), 30 + 365, NOTHING).fee == usd("180")


@pytest.mark.parametrize(("days_late", "fee"), [(10, "0"), (11, "50"), (400, "50")])
def test_a_sum_is_asked_once(days_late, fee):
    assert reckon(ONCE, usd("900"), days_late, NOTHING).fee == usd(fee)


def test_what_was_charged_is_not_charged_again_and_nothing_is_given_back():
    assert reckon(MONTHLY, usd("4100"), 60, usd("40")).fee == usd("20.66")
    assert reckon(MONTHLY, usd("4100"), 60, usd("70")).fee == NOTHING
    assert reckon(ONCE, usd("900"), 40, usd("50")).fee == NOTHING


def test_of_nothing_nothing_comes_nor_in_another_currency():
    assert reckon(MONTHLY, NOTHING, 60, NOTHING).fee == NOTHING
    assert reckon(ONCE, Money(90_000, "EUR"), 60, Money(0, "EUR")).fee == Money(0, "EUR")


@pytest.mark.parametrize(
    "rule",
    [
        LateFee(after_days=3),
        LateFee(rate=Rate(0), after_days=3),
        LateFee(rate=Rate(100_001), after_days=3),
        LateFee(amount=NOTHING, after_days=3),
        LateFee(rate=Rate(1), amount=usd("1"), after_days=3),
        LateFee(rate=Rate(15_000), after_days=181),
        LateFee(rate=Rate(15_000), after_days=-1),
    ],
)
def test_a_rule_asks_for_one_thing_and_not_for_too_much(rule):
    with pytest.raises(DoesNotAddUp) as problem:
        checked(rule)
    assert problem.value.code == "late_fee.rule"


@pytest.mark.parametrize("rule", [MONTHLY, ONCE])
def test_a_rule_that_is_one_is_taken(rule):
    assert checked(rule) is rule
