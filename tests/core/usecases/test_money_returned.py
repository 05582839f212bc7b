"""Refunds, disputes and bank returns: what went back counts no more, and the invoice asks for it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.journal import balance
from core.domain.money import Money
from tests.core.site import Site, event_for, usd

TWO_DAYS = 2 * 24 * 60


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


def tell(site, request, minutes=0, outcome="succeeded", refunds="known", over=None, **told):
    return site.hear(replace(event_for(request, outcome, minutes=minutes, **told), refunds=refunds, over=over))


def entries(site, invoice):
    with site.open() as ledger:
        return [one.cause for one in ledger.journal(invoice.project_id)]


def stands(counted):
    return counted.what, counted.moved, counted.balance, counted.invoice.state


def test_a_partial_refund_is_asked_for_again(site, kitchen, invoice, request_):
    tell(site, request_)
    counted = tell(site, request_, TWO_DAYS, refunded=usd("500"))
    assert stands(counted) == ("refunded", usd("500"), usd("500"), "part_paid")
    assert (counted.payment.kept, counted.payment.allocated, counted.receipt) == (usd("4000"), usd("4000"), None)
    assert site.milestone(kitchen.id, "demo").state == "billed"
    assert entries(site, invoice) == ["issued", "received", "returned"]
    assert site.ask(invoice).amount == usd("500")


def test_a_dispute_of_all_opens_the_invoice_and_winning_it_closes_it_again(site, kitchen, invoice, request_):
    tell(site, request_)
    disputed = tell(site, request_, 10, disputed=usd("4500"))
    assert stands(disputed) == ("disputed", usd("4500"), usd("4500"), "issued")
    assert site.milestone(kitchen.id, "demo").state == "billed"
    won = tell(site, request_, 20)
    assert stands(won) == ("recovered", usd("4500"), usd("0"), "paid")
    assert site.milestone(kitchen.id, "demo").state == "paid"


def test_what_comes_again_in_part_pays_in_part(site, request_):
    tell(site, request_, disputed=usd("4500"))
    assert stands(tell(site, request_, 20, disputed=usd("1500"))) == (
        "recovered",
        usd("3000"),
        usd("1500"),
        "part_paid",
    )


def test_what_comes_again_when_the_invoice_was_paid_otherwise_is_the_clients_credit(site, invoice, request_):
    tell(site, request_, disputed=usd("4500"))
    site.pay_by_hand(invoice, usd("4500"))
    counted = tell(site, request_, 20)
    assert stands(counted) == ("recovered", usd("4500"), usd("0"), "paid")
    assert (counted.payment.allocated, counted.payment.surplus) == (usd("0"), usd("4500"))


def test_the_clients_credit_is_the_first_to_go_back(site, invoice, request_):
    site.pay_by_hand(invoice, usd("1000"))
    tell(site, request_)  # too much by a thousand
    counted = tell(site, request_, 10, refunded=usd("1200"))
    assert stands(counted) == ("refunded", usd("1200"), usd("200"), "part_paid")
    assert (counted.payment.allocated, counted.payment.surplus) == (usd("3300"), usd("0"))


def test_another_payments_surplus_takes_the_place_of_what_went_back(site, invoice, request_):
    tell(site, request_)
    tell(site, request_, 1, external_id="pay-2")  # in another tab: all of it is credit
    counted = tell(site, request_, 10, refunded=usd("4500"))
    assert stands(counted) == ("refunded", usd("4500"), usd("0"), "paid")
    assert [one.surplus for one in counted.file.payments] == [usd("0"), usd("0")]


def test_money_that_came_and_went_before_anything_was_heard_is_receipted_and_returned(site, invoice, request_):
    counted = tell(site, request_, refunded=usd("4500"))
    assert stands(counted) == ("refunded", usd("4500"), usd("4500"), "issued")
    assert (counted.receipt.amount, counted.receipt.balance) == (usd("4500"), usd("0"))
    assert entries(site, invoice) == ["issued", "received", "returned"]


def test_a_gateway_that_has_forgotten_what_went_back_lowers_nothing(site, request_):
    tell(site, request_)
    tell(site, request_, 10, refunded=usd("500"))
    for minutes, refunds in ((20, "at_least"), (30, "unknown")):
        counted = tell(site, request_, minutes, refunds=refunds)
        assert stands(counted) == ("already", None, usd("500"), "part_paid")
        assert (counted.payment.refunded, counted.unsure) == (usd("500"), refunds == "unknown")
    assert stands(tell(site, request_, 40, refunded=usd("700"), refunds="at_least"))[:2] == ("refunded", usd("200"))
    disputed = tell(site, request_, 50, disputed=usd("4000"), refunds="unknown")
    assert (disputed.payment.refunded, disputed.payment.disputed) == (usd("500"), usd("4000"))


def test_what_is_disputed_after_its_refund_is_told_and_counts_nothing(site, request_):
    tell(site, request_)
    tell(site, request_, 10, refunded=usd("4500"))
    counted = tell(site, request_, 20, refunded=usd("4500"), over=usd("4500"))
    assert (stands(counted)[0], counted.over, counted.payment.kept) == ("already", usd("4500"), usd("0"))
    both = tell(site, request_, 30, refunded=usd("100"), disputed=usd("4400"), over=usd("100"))
    assert (stands(both)[0], both.over) == ("disputed", usd("100"))


def test_a_refund_that_failed_after_all_is_money_that_came_again(site, request_):
    tell(site, request_)
    tell(site, request_, 10, refunded=usd("100"))
    assert stands(tell(site, request_, 20)) == ("bounced", usd("100"), usd("0"), "paid")


def test_a_refund_beside_a_dispute_is_told_as_the_dispute(site, request_):
    tell(site, request_, refunded=usd("100"))
    counted = tell(site, request_, 5, refunded=usd("200"), disputed=usd("1"))
    assert (counted.what, counted.moved) == ("disputed", usd("101"))


@pytest.mark.parametrize("minutes", [9, 10])
def test_an_older_word_or_the_same_again_changes_nothing(site, request_, minutes):
    tell(site, request_)
    tell(site, request_, 10, refunded=usd("500"))
    counted = tell(site, request_, minutes, refunded=usd("400"))
    assert (counted.what, counted.moved, counted.payment.refunded) == ("already", None, usd("500"))


def test_a_newer_word_that_says_the_same_holds_against_what_is_older_than_it(site, request_):
    tell(site, request_)
    tell(site, request_, 10)
    assert tell(site, request_, 5, disputed=usd("1")).what == "already"


def test_it_was_received_when_that_was_first_so_whatever_came_first(site, request_):
    tell(site, request_, 30)
    assert tell(site, request_, 10).payment.received_at == site.now + timedelta(minutes=10)


def test_when_it_came_is_by_the_gateways_clock_and_what_is_newer_by_ours(site, request_):
    """A gateway's clock may be ahead of ours: what we ask right afterwards is news all the same."""
    counted = tell(site, request_, 10, came=60)
    assert counted.payment.received_at == site.now + timedelta(minutes=60)
    assert tell(site, request_, 11, refunded=usd("500")).what == "refunded"
    assert tell(site, request_, 12, came=30, refunded=usd("500")).payment.received_at == site.now + timedelta(
        minutes=11
    )


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"refunded": usd("4500.01")}, "amount"),
        ({"refunded": usd("4000"), "disputed": usd("501")}, "amount"),
        ({"refunded": usd("-1")}, "amount"),
        ({"disputed": Money(1, "EUR")}, "amount"),
        ({"account": "another's"}, "account"),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_what_cannot_have_gone_back_is_parked_or_left_alone(site, request_, told, reason, before):
    if before:
        tell(site, request_)
    counted = tell(site, request_, 10, **told)
    assert (counted.what, counted.reason) == ("already" if before else "parked", reason)
    assert (counted.payment.refunded, counted.payment.disputed) == (usd("0"), usd("0"))


def test_what_went_back_on_a_void_invoice_is_no_credit_any_more(site, invoice, request_):
    site.void(invoice)
    counted = tell(site, request_)
    assert counted.payment.surplus == usd("4500")
    counted = tell(site, request_, 10, refunded=usd("4500"))
    assert stands(counted) == ("refunded", usd("4500"), usd("0"), "void")
    assert counted.payment.surplus == usd("0")


def test_a_page_that_ends_soon_gives_way_to_a_new_one(site, invoice, request_):
    site.page_made(request_, site.now + timedelta(minutes=30))
    assert site.ask(invoice).id == request_.id
    site.later(minutes=21)
    assert site.ask(invoice).id != request_.id
    assert site.request(request_).state == "closed"


def paid_with_fee(site, request, fee, minutes=0, **told):
    return site.hear(replace(event_for(request, minutes=minutes, **told), card_fee=usd(fee)))


@pytest.fixture
def dear(site, invoice):
    """Two percent on top for a credit card."""
    return site.ask(invoice, means="card", card_fee=usd("90"))


def booked(site, invoice, book):
    with site.open() as ledger:
        return balance(ledger.journal(invoice.project_id), book, "USD")


def test_a_card_fee_pays_nothing_of_the_invoice_and_its_share_goes_back_with_a_refund(site, invoice, dear):
    counted = paid_with_fee(site, dear, "90")
    assert stands(counted) == ("counted", None, usd("0"), "paid")
    assert (counted.payment.amount, counted.payment.surplus, counted.payment.card_fee) == (
        usd("4500"),
        usd("0"),
        usd("90"),
    )
    assert (booked(site, invoice, "money"), booked(site, invoice, "card_fees")) == (usd("4590"), usd("-90"))
    counted = paid_with_fee(site, dear, "81", TWO_DAYS, refunded=usd("450"))
    assert stands(counted) == ("refunded", usd("450"), usd("450"), "part_paid")
    assert counted.fee_moved == usd("9")
    assert (booked(site, invoice, "money"), booked(site, invoice, "card_fees")) == (usd("4131"), usd("-81"))


def test_a_card_that_is_no_credit_card_pays_no_fee_on_the_same_page(site, invoice, dear):
    counted = tell(site, dear)
    assert stands(counted) == ("counted", None, usd("0"), "paid")
    assert (counted.payment.card_fee, booked(site, invoice, "card_fees")) == (usd("0"), usd("0"))


def test_a_cent_of_the_fee_that_went_back_alone_is_in_the_books(site, invoice, dear):
    """Sent back at the gateway by hand: so little that none of it is the invoice's."""
    paid_with_fee(site, dear, "90")
    counted = paid_with_fee(site, dear, "89.99", TWO_DAYS)
    assert (counted.what, counted.moved, counted.fee_moved, counted.balance) == (
        "already",
        usd("0"),
        usd("0.01"),
        usd("0"),
    )
    assert booked(site, invoice, "card_fees") == usd("-89.99")


@pytest.mark.parametrize("fee", ["90.01", "180"])
def test_more_than_the_fee_that_was_asked_for_is_looked_at_and_counts_for_nothing(site, invoice, dear, fee):
    counted = paid_with_fee(site, dear, fee)
    assert (counted.what, counted.reason, counted.balance) == ("parked", "amount", usd("4500"))
    assert booked(site, invoice, "card_fees") == usd("0")


def test_a_page_that_asks_for_another_fee_is_another_page(site, invoice, dear):
    assert site.ask(invoice, means="card", card_fee=usd("90")).id == dear.id
    assert site.ask(invoice, means="card", card_fee=usd("45")).id != dear.id
    assert site.ask(invoice).card_fee == usd("0")
