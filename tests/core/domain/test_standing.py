"""How the work stands: billed is held back, paid or open, and nothing is lost between them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.money import Money, Rate, total
from core.domain.standing import Bill, per_mille, standings, whole
from core.domain.terms import PLAIN_TERMS, Progress
from tests.core.domain.agreements import bill_in_steps, contracts, steps
from tests.core.domain.stories import line, milestone


def usd(minor):
    return Money(minor, "USD")


def as_bill(invoice, paid):
    return Bill(parts=invoice.parts, credited=(), total=invoice.total, paid=paid)


@given(contracts(), steps, st.integers(0, 1_000_000))
def test_what_is_billed_is_held_back_paid_or_open_however_much_came(agreed, steps, ppm):
    milestones, contract_sum, terms = agreed
    issued = bill_in_steps(milestones, contract_sum, terms, steps)
    found = standings(milestones, [as_bill(one, one.total.share(Rate(ppm))) for one in issued])
    everything = whole(found.values(), "USD")
    assert everything.value == contract_sum
    assert everything.billed == total((one.subtotal for one in issued), "USD")
    assert everything.held == total((one.retained for one in issued), "USD")
    assert everything.billed == everything.held + everything.paid + everything.open
    for one in found.values():
        assert one.billed <= one.done <= one.value
        assert one.open.minor >= -len(issued)  # of two roundings, a cent an invoice


@given(contracts(), steps)
def test_once_all_invoices_are_paid_all_that_is_not_held_back_is_paid(agreed, steps):
    milestones, contract_sum, terms = agreed
    issued = bill_in_steps(milestones, contract_sum, terms, steps)
    found = standings(milestones, [as_bill(one, one.total) for one in issued])
    assert all(not one.open for one in found.values())


def test_what_was_credited_is_neither_billed_nor_held_back():
    demo = milestone(lines=[line(100_00)])
    [billed] = bill_in_steps([demo], usd(100_00), PLAIN_TERMS, [])
    [part] = billed.parts
    taken = replace(part, amount=usd(40_00), other=usd(40_00), retained=usd(0))
    bill = Bill(parts=billed.parts, credited=(taken,), total=usd(60_00), paid=usd(30_00))
    stands = standings([demo], [bill])[demo.id]
    assert (stands.billed, stands.paid, stands.open) == (usd(60_00), usd(30_00), usd(30_00))


def test_what_is_released_is_held_back_no_more_and_paid_when_it_came():
    demo = milestone(lines=[line(100_00)])
    [billed] = bill_in_steps([demo], usd(100_00), PLAIN_TERMS, [])
    [part] = billed.parts
    nothing = usd(0)
    held = replace(part, retained=usd(10_00))
    blank = {"amount": nothing, "labor": nothing, "materials": nothing, "other": nothing, "exempt": nothing}
    release = replace(part, **blank, retained=usd(-10_00))
    first = Bill(parts=(held,), credited=(), total=usd(90_00), paid=usd(90_00))
    asked = Bill(parts=(release,), credited=(), total=usd(10_00), paid=nothing)
    stands = standings([demo], [first, asked])[demo.id]
    assert (stands.held, stands.paid, stands.open) == (nothing, usd(90_00), usd(10_00))
    stands = standings([demo], [first, replace(asked, paid=usd(10_00))])[demo.id]
    assert (stands.paid, stands.open) == (usd(100_00), nothing)


def test_an_invoice_that_the_deposit_pays_whole_is_paid():
    demo = milestone(lines=[line(100_00)])
    [billed] = bill_in_steps([demo], usd(100_00), PLAIN_TERMS, [])
    bill = Bill(parts=billed.parts, credited=(), total=usd(0), paid=usd(0))
    assert standings([demo], [bill])[demo.id].paid == usd(100_00)


def test_an_invoice_of_no_work_is_of_no_milestone():
    demo = milestone(lines=[line(100_00)])
    deposit = Bill(parts=(), credited=(), total=usd(50_00), paid=usd(50_00))
    assert standings([demo], [deposit])[demo.id].paid == usd(0)


@pytest.mark.parametrize(
    ("state", "said", "done"),
    [
        ("planned", Progress(), 0),
        ("planned", Progress(percent_complete=Rate(250_000)), 25_00),
        ("planned", Progress(stored=usd(30_00)), 30_00),
        ("planned", Progress(percent_complete=Rate(900_000), stored=usd(30_00)), 100_00),
        ("done", Progress(percent_complete=Rate(250_000)), 100_00),
        ("paid", Progress(), 100_00),
    ],
)
def test_work_is_as_far_as_was_said_and_all_of_it_once_it_is_done(state, said, done):
    one = milestone(lines=[line(100_00)], state=state, progress=said)
    assert standings([one], [])[one.id].done == usd(done)


@pytest.mark.parametrize(
    ("part", "of", "share"),
    [
        (318_023, 795_058, 400),
        (0, 100, 0),
        (100, 100, 1000),
        (99_999, 100_000, 999),
        (-5, 100, 0),
        (150, 100, 1000),
        (1, 0, 0),
    ],
)
def test_a_share_is_told_to_the_nearest_and_is_whole_only_when_all_is_there(part, of, share):
    assert per_mille(usd(part), usd(of)) == share
