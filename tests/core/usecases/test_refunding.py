"""Money goes back: by hand at once, through a gateway when that says so; never more than is there, never twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import RefundId
from core.domain.money import Money
from core.usecases import refunding
from tests.core.site import Site, event_for, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def invoice(site):
    return site.bill(site.project().project.id, "demo")  # USD 4,500.00


@pytest.fixture
def cash(site, invoice):
    return site.pay_by_hand(invoice, usd("4500")).payment


@pytest.fixture
def by_card(site, invoice):
    return site.hear(event_for(site.ask(invoice))).payment


def show(site, payment, amount=None):
    with site.open() as ledger:
        return refunding.show_refund(ledger, payment.invoice_id, payment.id, amount and usd(amount))


def take(site, payment, amount, at_most="4500", key=None):
    with site.open() as ledger:
        return refunding.take_refund(
            ledger, site.asked(), payment.invoice_id, payment.id, usd(amount), usd(at_most), key or uuid4()
        )


def test_what_is_shown_is_what_is_left_to_pay_before_and_after(site, cash):
    shown = show(site, cash, "200")
    assert (shown.amount, shown.at_most, shown.left_before, shown.left, shown.through) == (
        usd("200"),
        usd("4500"),
        usd("0"),
        usd("200"),
        "",
    )


def test_by_hand_it_is_done_with_the_tap(site, cash):
    taken = take(site, cash, "200")
    assert (taken.refund.state, taken.shown.left, taken.shown.invoice.state) == ("sent", usd("200"), "part_paid")
    assert (taken.shown.payment.kept, taken.shown.payment.refunded) == (usd("4300"), usd("200"))
    assert show(site, cash).at_most == usd("4300")


def test_a_second_tap_gives_nothing_back_again(site, cash):
    key = uuid4()
    assert take(site, cash, "200", key=key)
    assert take(site, cash, "200", key=key) is None
    assert show(site, cash).at_most == usd("4300")


def test_what_changed_since_it_was_shown_is_shown_anew(site, cash):
    take(site, cash, "200")
    with pytest.raises(OutOfDate) as refused:
        take(site, cash, "200")
    assert refused.value.code == "refund.changed"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (usd("4500.01"), "refund.too_much"),
        (usd("-1"), "payment.not_positive"),
        (Money(1, "EUR"), "payment.other_currency"),
    ],
)
def test_no_more_than_came_goes_back(site, cash, amount, code):
    with pytest.raises(DoesNotAddUp) as refused, site.open() as ledger:
        refunding.show_refund(ledger, cash.invoice_id, cash.id, amount)
    assert refused.value.code == code


def test_what_is_gone_cannot_go_again(site, cash):
    take(site, cash, "4500")
    with pytest.raises(Refusal) as refused:
        show(site, cash)
    assert refused.value.code == "refund.nothing_left"


def test_what_did_not_count_cannot_go_back(site, cash):
    site.reverse(cash)
    with pytest.raises(Refusal):
        show(site, cash)


def test_a_payment_of_another_invoice_is_none_of_this(site, invoice, cash):
    with pytest.raises(Refusal) as refused, site.open() as ledger:
        refunding.show_refund(ledger, invoice.id, uuid4(), None)
    assert refused.value.code == "payment.none"


def test_without_an_amount_the_clients_credit_goes_and_the_invoice_stays_paid(site, invoice):
    payment = site.pay_by_hand(invoice, usd("5000")).payment
    shown = show(site, payment)
    assert (shown.amount, shown.left) == (usd("500"), usd("0"))
    taken = take(site, payment, "500", "5000")
    assert (taken.shown.left, taken.shown.invoice.state, taken.shown.payment.surplus) == (usd("0"), "paid", usd("0"))


def test_another_payments_credit_takes_its_place(site, invoice, cash):
    site.pay_by_hand(invoice, usd("300"))  # all of it is credit
    assert show(site, cash, "500").left == usd("200")
    assert take(site, cash, "500").shown.left == usd("200")


def test_through_a_gateway_nothing_moves_before_the_gateway_says_so(site, by_card):
    taken = take(site, by_card, "200")
    assert (taken.refund.state, taken.shown.through, taken.shown.left) == ("asked", "sandbox", usd("200"))
    [job] = [job for job in site.books.jobs if job.name == "send_refund"]
    assert job.args["refund_id"] == str(taken.refund.id)
    assert site.balance(taken.shown.invoice) == usd("0")
    assert show(site, by_card).at_most == usd("4300")  # what was asked for cannot be asked for again


def begun(site, refund):
    with site.open() as ledger:
        return refunding.begin_refund(ledger, refund.invoice_id, refund.id)


def answered(site, refund, reason=""):
    begun(site, refund)
    with site.open() as ledger:
        return refunding.refund_answered(ledger, refund, reason)


def test_once_it_is_sent_the_payment_itself_says_so(site, by_card):
    refund = take(site, by_card, "200").refund
    assert answered(site, refund).state == "sent"
    assert answered(site, refund) is None
    assert show(site, by_card).at_most == usd("4500")  # until the gateway's word is heard
    request = site.ask(site.bill(site.file(site.invoice(by_card.invoice_id).project_id).project.id, "cabinets"))
    assert request.amount == usd("8000")


def test_what_the_gateway_refused_can_be_asked_for_again(site, by_card):
    refund = take(site, by_card, "200").refund
    failed = answered(site, refund, "insufficient balance")
    assert (failed.state, failed.reason) == ("failed", "insufficient balance")
    assert show(site, by_card).at_most == usd("4500")


def test_from_when_the_gateway_is_asked_nobody_knows_whether_it_went_and_it_cannot_be_asked_for_twice(site, by_card):
    refund = take(site, by_card, "200").refund
    assert [begun(site, refund).state, begun(site, refund).state] == ["asked", "unknown"]
    assert show(site, by_card).at_most == usd("4300")
    assert answered(site, refund).state == "sent"
    assert begun(site, refund).state == "sent"


def test_a_refund_of_which_nobody_knows_is_asked_about_for_a_month_and_then_no_more(site, by_card):
    refund = take(site, by_card, "200").refund

    def again(step):
        with site.open() as ledger:
            return refunding.ask_again(ledger, site.asked(), refund, step)

    assert all(again(step) for step in range(6))
    later = [job for job in site.books.jobs if job.name == "send_refund" and job.delay]
    assert [job.args["step"] for job in later] == [1, 2, 3, 4, 5, 6]
    assert [job.delay for job in later][2:] == [timedelta(hours=6), *[timedelta(days=1)] * 3]
    site.later(days=31)
    assert not again(33)


def test_a_refund_that_is_not_there_is_refused(site, invoice):
    with pytest.raises(Refusal), site.open() as ledger:
        refunding.refund_of(ledger, invoice.id, RefundId(uuid4()))
