"""What billing the rest of a contract would withhold."""

from decimal import Decimal

import pytest

from core.domain.money import Rate
from core.domain.terms import RetainageTerms
from core.domain.withholding import to_hold
from tests.core.site import usd


def rate(percent):
    return Rate.percent(Decimal(percent))


@pytest.mark.parametrize(("billed", "amount"), [("0", "75"), ("400", "35"), ("500", "25"), ("1000", "0")])
def test_of_what_is_left_below_and_above_the_step(billed, amount):
    terms = RetainageTerms(rate=rate("10"), step_at=rate("50"), later_rate=rate("5"))
    assert to_hold(terms, usd(billed), usd("1000")) == usd(amount)


def test_one_rate_to_the_end():
    assert to_hold(RetainageTerms(rate=rate("10")), usd("400"), usd("1000")) == usd("60")
