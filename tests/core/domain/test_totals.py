from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import Corrupt
from core.domain.ids import AccountId, ContractorId, InvoiceId, LineItemId, MilestoneId, ProjectId
from core.domain.invoice import Invoice
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, Rate, total
from core.domain.totals import add_up, counted
from tests.core.sizes import EXAMPLES

ACCOUNT, PROJECT, CONTRACTOR = AccountId(uuid4()), ProjectId(uuid4()), ContractorId(uuid4())
sized = settings(max_examples=EXAMPLES, deadline=None)


def milestone(*minors, currency="USD", untaxed=()):
    def line(minor, *, taxable):
        price = Money(minor, currency)
        return LineItem(
            id=LineItemId(uuid4()),
            description="work",
            quantity=Decimal(1),
            unit_price=price,
            amount=price,
            taxable=taxable,
        )

    lines = (*(line(one, taxable=True) for one in minors), *(line(one, taxable=False) for one in untaxed))
    return Milestone(
        id=MilestoneId(uuid4()),
        account_id=ACCOUNT,
        project_id=PROJECT,
        contractor_id=CONTRACTOR,
        position=1,
        name="work",
        kind="work",
        scheduled_value=total((one.amount for one in lines), currency),
        lines=lines,
    )


def invoiced(totals, rate, sequence=1):
    return Invoice(
        id=InvoiceId(uuid4()),
        account_id=ACCOUNT,
        contractor_id=CONTRACTOR,
        project_id=PROJECT,
        milestone_ids=(),
        sequence=sequence,
        number=f"INV-{sequence:04d}",
        subtotal=totals.subtotal,
        taxable=totals.taxable,
        tax=totals.tax,
        total=totals.total,
        issued_at=datetime(2026, 11, 22, tzinfo=UTC),
        due_on=date(2026, 11, 22),
        language="en",
        sheet={"tax_ppm": rate.ppm},
        sheet_hash="",
    )


lines = st.lists(st.integers(1, 10**7), min_size=1, max_size=4)
untaxed = st.lists(st.integers(0, 10**7), max_size=2)
works = st.lists(st.tuples(lines, untaxed), min_size=1, max_size=6)
rates = st.integers(0, 350_000).map(Rate)
currencies = st.sampled_from(["JPY", "USD", "KWD"])


def bill(milestones, rates_of, contract_sum, before=()):
    """Each milestone on an invoice of its own."""
    issued = list(before)
    for work, rate in zip(milestones, rates_of, strict=True):
        issued.append(invoiced(add_up([work], issued, rate, contract_sum), rate, len(issued) + 1))
    return issued


@sized
@given(works, rates, currencies, st.randoms(use_true_random=False))
def test_milestones_billed_one_by_one_in_any_order_are_taxed_as_the_contract_would_be(parts, rate, currency, random):
    milestones = [milestone(*some, currency=currency, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), currency)
    random.shuffle(milestones)
    issued = bill(milestones, [rate] * len(milestones), contract_sum)
    at_once = add_up(milestones, [], rate, contract_sum)
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
    assert taxes == add_up(milestones, [], rate, contract_sum).tax


@sized
@given(works, st.data())
def test_a_new_tax_rate_leaves_what_was_billed_at_the_old_one_alone(parts, data):
    milestones = [milestone(*some, untaxed=free) for some, free in parts]
    contract_sum = total((one.scheduled_value for one in milestones), "USD")
    rates_of = [data.draw(st.sampled_from([Rate(0), Rate(86_250), Rate(100_000)])) for _ in milestones]
    issued = bill(milestones, rates_of, contract_sum)
    for rate in set(rates_of):
        same = [one for one in issued if one.tax_rate == rate]
        base = total((one.taxable for one in same), "USD")
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
    now = add_up(milestones[cut:], before, rate, contract_sum)
    assert now.previously_billed == total((one.subtotal for one in before), "USD")
    assert now.balance_to_finish + now.previously_billed + now.subtotal == now.contract_sum_to_date == contract_sum
    assert now.total == now.subtotal + now.tax


def test_a_void_invoice_bills_nothing():
    issued = invoiced(add_up([milestone(1000)], [], Rate(0), Money(1000, "USD")), Rate(0))
    assert counted([replace(issued, state="void"), issued]) == (issued,)


def test_billing_more_than_the_contract_is_corrupt():
    with pytest.raises(Corrupt, match="billing 1001 of a contract sum of 1000"):
        add_up([milestone(1001)], [], Rate(0), Money(1000, "USD"))


def test_an_invoice_without_a_rate_in_its_sheet_was_not_taxed():
    issued = invoiced(add_up([milestone(1000)], [], Rate(0), Money(1000, "USD")), Rate(0))
    assert replace(issued, sheet={}).tax_rate == Rate(0)
