"""A refund that its gateway puts no sum on: the contractor's word counts, once, until the gateway's own."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.money import Money
from core.usecases import noting_refunds, refunding
from tests.core.site import Site, event_for, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def invoice(site, kitchen):
    return site.bill(kitchen.id, "demo")  # USD 4,500.00


@pytest.fixture
def request_(site, invoice):
    return site.ask(invoice)


@pytest.fixture
def paid(site, request_):
    return tell(site, request_).payment


def tell(site, request, minutes=0, refunds="known", **told):
    return site.hear(replace(event_for(request, "succeeded", minutes=minutes, **told), refunds=refunds))


def shows(site, payment, refunded):
    with site.open() as ledger:
        return noting_refunds.show_noted(ledger, payment.invoice_id, payment.id, refunded)


def notes(site, payment, refunded):
    """As it was shown: that is what it comes to."""
    shown = shows(site, payment, refunded)
    with site.open() as ledger:
        counted = noting_refunds.note_refunded(
            ledger, site.asked(), payment.invoice_id, payment.id, refunded, shown.before, uuid4()
        )
    assert counted.balance == shown.left
    assert shown.left_before + counted.moved >= shown.left or counted.what == "bounced"
    return counted


def stands(counted):
    return counted.what, counted.moved, counted.balance, counted.invoice.state


def journal(site, invoice):
    with site.open() as ledger:
        return [one.cause for one in ledger.journal(invoice.project_id)]


def states(site, invoice):
    with site.open() as ledger:
        return [(one.amount, one.state) for one in ledger.refunds(invoice.id)]


def test_the_sum_counts_and_is_asked_for_again_once(site, invoice, request_, paid):
    tell(site, request_, 10, refunds="unknown")
    shown = shows(site, paid, usd("300"))
    assert (shown.before, shown.left_before, shown.left, shown.elsewhere) == (usd("0"), usd("0"), usd("300"), usd("0"))
    assert stands(notes(site, paid, usd("300"))) == ("refunded", usd("300"), usd("300"), "part_paid")
    assert journal(site, invoice) == ["issued", "received", "returned"]
    assert states(site, invoice) == [(usd("300"), "sent")]
    with pytest.raises(Refusal, match=r"refund\.noted_already"):
        shows(site, paid, usd("300"))


@pytest.mark.parametrize(
    ("refunds", "said", "what", "balance"),
    [
        ("unknown", "0", "already", "300"),
        ("at_least", "250", "already", "300"),
        ("at_least", "300", "already", "300"),
        ("at_least", "400", "refunded", "400"),
        ("known", "300", "already", "300"),
        ("known", "500", "refunded", "500"),
        ("known", "200", "bounced", "200"),
    ],
)
def test_a_later_word_of_the_gateway_is_reconciled_with_it_and_never_added(
    site, request_, paid, refunds, said, what, balance
):
    tell(site, request_, 10, refunds="unknown")
    notes(site, paid, usd("300"))
    counted = tell(site, request_, 20, refunds=refunds, refunded=usd(said))
    assert (counted.what, counted.balance) == (what, usd(balance))
    assert tell(site, request_).what == tell(site, request_, 10, refunds="unknown").what == "already"


def test_what_was_noted_by_mistake_is_put_right(site, invoice, request_, paid):
    tell(site, request_, 10, refunds="unknown")
    notes(site, paid, usd("3000"))
    assert stands(notes(site, paid, usd("300"))) == ("bounced", usd("2700"), usd("300"), "part_paid")
    assert stands(notes(site, paid, usd("0"))) == ("bounced", usd("300"), usd("0"), "paid")
    assert journal(site, invoice) == ["issued", "received", "returned", "returned", "returned"]


def test_a_word_that_came_before_any_of_the_gateways_on_this_lowers_nothing(site, request_, paid):
    with site.open() as ledger:
        ledger.save(replace(paid, as_of=None))  # counted by the contractor's word, as nobody could be asked any more
    site.later(days=2)
    notes(site, paid, usd("300"))
    assert stands(tell(site, request_))[:3] == ("already", None, usd("300"))


def test_what_was_asked_for_and_never_answered_is_what_went(site, invoice, paid):
    for amount in ("200", "400"):
        with site.open() as ledger:
            at_most = refunding.refundable(ledger, paid)
            taken = refunding.take_refund(
                ledger, site.asked(), invoice.id, paid.id, usd(amount), at_most, site.new_id()
            )
            refunding.begin_refund(ledger, invoice.id, taken.refund.id)
    notes(site, paid, usd("250"))
    assert states(site, invoice) == [(usd("200"), "sent"), (usd("400"), "unknown"), (usd("50"), "sent")]
    notes(site, paid, usd("650"))
    assert states(site, invoice)[1:] == [(usd("400"), "sent"), (usd("50"), "sent")]


def test_the_clients_credit_is_the_first_to_go(site, invoice, request_):
    site.pay_by_hand(invoice, usd("1000"))
    payment = tell(site, request_).payment  # too much by a thousand
    assert shows(site, payment, usd("1000")).left == usd("0")
    assert stands(notes(site, payment, usd("1200")))[:3] == ("refunded", usd("1200"), usd("200"))


def test_another_payments_credit_takes_its_place(site, request_, paid):
    tell(site, request_, 1, external_id="pay-2")  # in another tab: all of it is credit
    assert shows(site, paid, usd("4500")).left == usd("0")
    notes(site, paid, usd("4500"))


def test_what_paid_other_invoices_as_credit_is_asked_for_there(site, kitchen, invoice, request_):
    site.pay_by_hand(invoice, usd("1000"))
    payment = tell(site, request_).payment
    other = site.bill(kitchen.id, "cabinets")
    site.use_credit(other)
    shown = shows(site, payment, usd("4500"))
    assert (shown.left, shown.elsewhere) == (usd("3500"), usd("1000"))
    counted = notes(site, payment, usd("4500"))
    assert [one.id for one in counted.reopened] == [other.id]


def test_what_cannot_be_is_refused(site, invoice, request_, paid):
    tell(site, request_, 10, disputed=usd("4000"), refunds="unknown")
    for amount, code in (("501", "refund.too_much"), ("-1", "payment.not_positive")):
        with pytest.raises(DoesNotAddUp, match=code):
            shows(site, paid, usd(amount))
    with pytest.raises(DoesNotAddUp, match=r"payment\.other_currency"):
        shows(site, paid, Money(100, "EUR"))
    with site.open() as ledger, pytest.raises(OutOfDate, match=r"refund\.changed"):
        noting_refunds.note_refunded(ledger, site.asked(), invoice.id, paid.id, usd("300"), usd("100"), uuid4())


def test_money_that_came_by_hand_is_given_back_by_hand(site, invoice):
    payment = site.pay_by_hand(invoice, usd("1000")).payment
    with pytest.raises(Refusal, match=r"payment\.none"):
        shows(site, payment, usd("100"))
