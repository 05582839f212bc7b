from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import Corrupt
from core.domain.money import Money, Rate, total
from core.domain.totals import counted
from tests.core.domain.stories import invoiced, milestone, reckoned
from tests.core.sizes import EXAMPLES

sized = settings(max_examples=EXAMPLES, deadline=None)
lines = st.lists(st.integers(1, 10**7), min_size=1, max_size=4)
untaxed = st.lists(st.integers(0, 10**7), max_size=2)
works = st.lists(st.tuples(lines, untaxed), min_size=1, max_size=6)
rates = st.integers(0, 350_000).map(Rate)
currencies = st.sampled_from(["JPY", "USD", "KWD"])


def bill(milestones, rates_of, contract_sum, before=()):
    """Each milestone on an invoice of its own."""
    issued = list(before)
    for work, rate in zip(milestones, rates_of, strict=True):
        issued.append(invoiced([work], reckoned([work], issued, rate, contract_sum), len(issued) + 1))
    return issued


@sized
@given(works, rates, currencies, st.randoms(use_true_random=False))
def test_milestones_billed_one_by_one_in_any_order_are_taxed_as_the_contract_would_be(parts, rate, currency, random):
    milestones = [milestone(*some, currency=currency, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), currency)
    random.shuffle(milestones)
    issued = bill(milestones, [rate] * len(milestones), contract_sum)
    at_once = reckoned(milestones, [], rate, contract_sum)
    assert total((one.tax for one in issued), currency) == at_once.tax == at_once.taxable.share(rate)
    assert total((one.total for one in issued), currency) == at_once.total
    assert all(one.total == one.subtotal + one.tax and one.tax.minor >= 0 for one in issued)
    assert not at_once.balance_to_finish


@sized
@given(works, rates, st.data())
def test_voiding_some_and_billing_them_again_still_sums_to_the_contracts_tax(parts, rate, data):
    milestones = [milestone(*some, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), "USD")
    issued = bill(milestones, [rate] * len(milestones), contract_sum)
    voided = data.draw(st.sets(st.sampled_from(range(len(milestones)))))
    standing = [replace(one, state="void") if place in voided else one for place, one in enumerate(issued)]
    again = bill([milestones[place] for place in sorted(voided)], [rate] * len(voided), contract_sum, standing)
    taxes = total((one.tax for one in counted(again)), "USD")
    assert taxes == reckoned(milestones, [], rate, contract_sum).tax


@sized
@given(works, st.data())
def test_a_new_tax_rate_leaves_what_was_billed_at_the_old_one_alone(parts, data):
    milestones = [milestone(*some, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), "USD")
    rates_of = [data.draw(st.sampled_from([Rate(0), Rate(86_250), Rate(100_000)])) for _ in milestones]
    issued = bill(milestones, rates_of, contract_sum)
    for rate in set(rates_of):
        same = [tax for one in issued for tax in one.taxes if tax.rate == rate]
        base = total((one.base for one in same), "USD")
        assert total((one.tax for one in same), "USD") == base.share(rate)
    assert all(one.tax.minor >= 0 for one in issued)


@sized
@given(works, rates, st.data())
def test_what_is_left_to_bill_is_the_contract_less_what_was_billed(parts, rate, data):
    milestones = [milestone(*some, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), "USD") + Money(
        data.draw(st.integers(0, 99)), "USD"
    )
    cut = data.draw(st.integers(0, len(milestones) - 1))
    before = bill(milestones[:cut], [rate] * cut, contract_sum)
    now = reckoned(milestones[cut:], before, rate, contract_sum)
    assert now.previously_billed == total((one.subtotal for one in before), "USD")
    assert now.balance_to_finish + now.previously_billed + now.subtotal == now.contract_sum_to_date == contract_sum
    assert now.total == now.subtotal + now.tax


def test_a_void_invoice_bills_nothing():
    work = milestone(1000)
    issued = invoiced([work], reckoned([work], [], Rate(0), Money(1000, "USD")))
    assert counted([replace(issued, state="void"), issued]) == (issued,)


def test_billing_more_than_the_contract_is_corrupt():
    with pytest.raises(Corrupt, match="billing 1001 of a contract sum of 1000"):
        reckoned([milestone(1001)], [], Rate(0), Money(1000, "USD"))
