from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.allocation import allocated_to, balance_of, refilled, spread
from core.domain.money import Money, total
from tests.core.site import Site, usd
from tests.core.sizes import EXAMPLES

site = Site()
INVOICE = site.bill(site.project().project.id, "demo")
PAYMENT = site.pay_by_hand(INVOICE, usd("1000")).payment
sized = settings(max_examples=EXAMPLES, deadline=None)


@sized
@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_payment_counts_up_to_the_balance_and_the_rest_is_surplus(amount, balance):
    part, surplus = spread(Money(amount, "USD"), Money(balance, "USD"))
    assert part + surplus == Money(amount, "USD")
    assert part <= Money(balance, "USD")
    assert not surplus.minor or part.minor == balance


@sized
@given(st.lists(st.integers(1, 900_000), max_size=6), st.data())
def test_after_a_payment_is_taken_back_the_surpluses_fill_its_place_and_nothing_is_lost(minors, data):
    payments = []
    for minor in minors:
        part, surplus = spread(Money(minor, "USD"), balance_of(INVOICE, payments, []))
        payments.append(replace(PAYMENT, amount=Money(minor, "USD"), allocated=part, surplus=surplus))
    payments = [replace(one, id=place) for place, one in enumerate(payments)]
    if payments:
        payments.remove(data.draw(st.sampled_from(payments)))
    changed = {one.id: one for one in refilled(INVOICE, payments, [])}
    after = [changed.get(one.id, one) for one in payments]
    came = total((one.amount for one in after), "USD")
    assert all(one.amount == one.allocated + one.surplus for one in after)
    assert allocated_to(INVOICE, after) == min(came, INVOICE.total)
    assert balance_of(INVOICE, after, []) == INVOICE.total - min(came, INVOICE.total)
    assert all(changed[one.id] != one for one in payments if one.id in changed)


def test_only_money_that_succeeded_for_this_invoice_counts():
    others = [replace(PAYMENT, state=state) for state in ("pending", "failed", "parked", "reversed")]
    elsewhere = replace(PAYMENT, invoice_id=site.account_id)
    assert allocated_to(INVOICE, [*others, elsewhere]) == usd("0")
    assert refilled(INVOICE, [replace(one, surplus=usd("5")) for one in others], []) == ()


def test_nothing_is_left_to_pay_of_a_void_invoice():
    assert balance_of(replace(INVOICE, state="void"), [], []) == usd("0")
