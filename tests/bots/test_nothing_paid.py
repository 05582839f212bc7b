"""A payment of nothing, or less, hears why it is none."""

import pytest


@pytest.mark.parametrize(
    "said", ["paid -50 cash", "paid 0", "Dana paid 0", "paid $0.00 check 5", "paid me -$50", "pagó -50 en efectivo"]
)
def test_nothing_or_less_is_no_payment(billed, said):
    told = billed.says(said)[0].text
    assert ("more than zero" in told) or ("mayor que cero" in told)
    assert not billed.files()[0].payments


@pytest.mark.parametrize("said", ["paid 0.50 cash", "paid 1000 cash", "Dana paid 4500"])
def test_more_than_nothing_is(billed, said):
    assert "Record it?" in billed.says(said)[0].text
