"""Refunds, disputes and parked payments, as both sides hear of them."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from bots.payment_pages import PaymentPages
from core.domain.links import Links
from core.domain.money import Money
from core.domain.payment import Way
from core.usecases import collecting
from core.usecases.asking import Asked
from tests.bots.talk import DANA
from tests.core.site import event_for, usd


@pytest.fixture
def hear(billed):
    """What the gateway tells of the payment of INV-0001; gives what the contractor and the client then read."""
    [invoice] = billed.files()[0].invoices
    with billed.database.turns.begin() as turn:
        asked = Asked(now=turn.received_at, new_id=uuid4)
        request = collecting.ask_payment(turn.ledger(billed.account()), asked, invoice.id, uuid4(), Way("sandbox"))

    def tell(minutes=0, refunds="known", over=None, outcome="succeeded", **told):
        event = replace(event_for(request, outcome, minutes=minutes, **told), refunds=refunds, over=over)
        with billed.database.turns.begin() as turn:
            billed.conversations.take_payment(turn, event, test_mode=True)
        return [message.text for message in billed.news()], [message.text for message in billed.news(DANA)]

    return tell


def test_a_refund_is_told_to_both_with_what_is_left(hear):
    hear()
    ours, theirs = hear(10, refunded=usd("500"))
    assert ours == ["$500.00 of Dana Lee's payment on INV-0001 was refunded to them. INV-0001 has $500.00 left to pay."]
    assert theirs[0].startswith(
        "Rivera Remodeling refunded $500.00 of your payment for INV-0001. It can take a few days"
    )
    assert hear(10, refunded=usd("500")) == ([], [])


def test_a_dispute_and_its_end_are_told(hear):
    hear()
    ours, theirs = hear(10, disputed=usd("4500"))
    assert "bank took back $4,500.00 of the payment on INV-0001" in ours[0]
    assert "INV-0001 has $4,500.00 left to pay." in theirs[0]
    ours, theirs = hear(20)
    assert ours == [
        "Good news: $4,500.00 of Dana Lee's payment on INV-0001 is yours again. Nothing is left to pay on INV-0001."
    ]
    assert "counts again" in theirs[0]


def test_money_that_came_and_went_back_at_once_is_told_as_both(hear):
    ours, theirs = hear(refunded=usd("4500"))
    assert len(ours) == len(theirs) == 2
    assert "Receipt INV-0001-R1" in ours[0]
    assert "was refunded to them. INV-0001 has $4,500.00 left to pay." in ours[1]


@pytest.mark.parametrize(
    ("twist", "words"),
    [
        ({"amount": usd("1")}, "the amount is another one"),
        ({"amount": Money(1, "EUR")}, "it is in another currency"),
        ({"account": "another's"}, "it went to another account"),
        ({"test_mode": False}, "it was made in test mode"),
        ({"gateway": "another"}, "it names another invoice"),
    ],
)
def test_what_does_not_match_is_told_in_words(hear, twist, words):
    ours, theirs = hear(**twist)
    assert f"does not match what was asked ({words})" in ours[0]
    assert theirs == []


def test_a_gateway_that_does_not_say_how_much_went_back_is_said_to_once(hear):
    hear()
    hear(10, refunded=usd("500"))
    ours, theirs = hear(20, refunds="unknown")
    assert ours[0].startswith("Part of Dana Lee's $4,500.00 on INV-0001 was refunded at the test gateway, which")
    assert "I count $500.00 as refunded." in ours[0]
    assert theirs == []
    assert hear(30, refunds="unknown") == ([], [])


def test_a_dispute_of_what_was_refunded_is_told_once_to_who_has_to_answer_it(hear):
    hear()
    hear(10, refunded=usd("4500"))
    ours, theirs = hear(20, refunded=usd("4500"), over=usd("4500"))
    assert ours[0].startswith("Dana Lee's bank took back $4,500.00 of the payment on INV-0001 that was refunded")
    assert "Please answer that dispute at the test gateway" in ours[0]
    assert theirs == []
    assert hear(30, refunded=usd("4500"), over=usd("4500")) == ([], [])


def test_money_for_what_asks_for_nothing_any_more_is_not_called_paid_in_full(billed, hear):
    hear(outcome="processing")
    assert "Dana Lee's payment of $4,500.00 is on its way: if it arrives" in billed.says("void INV-0001")[0].text
    billed.taps("Cancel INV-0001")
    billed.news(DANA)
    ours, theirs = hear(10)
    assert ours[0].startswith("$4,500.00 (card) from Dana Lee came for INV-0001, which asks for nothing any more.")
    assert "$4,500.00 of it is credit for the client." in ours[0]
    assert "on which nothing was due any more" in theirs[0]
    assert "paid in full" not in ours[0] + theirs[0]


def test_a_page_at_a_gateway_that_was_taken_out_of_the_settings_fails_at_once(billed):
    [invoice] = billed.files()[0].invoices
    with billed.database.turns.begin() as turn:
        asked = Asked(now=turn.received_at, new_id=uuid4)
        request = collecting.ask_payment(turn.ledger(billed.account()), asked, invoice.id, uuid4(), Way("mollie"))
    pages = PaymentPages(
        database=billed.database, gateways={}, conversations=billed.conversations, links=Links(b"k" * 32), base_url=""
    )
    asyncio.run(pages.open(str(billed.account()), str(request.id), last_try=False))
    with billed.database.books.open(billed.account()) as ledger:
        assert ledger.payment_request(request.id).state == "failed"


def test_in_spanish(billed, hear):
    billed.says("español")
    hear()
    ours, _ = hear(10, refunded=usd("500"))
    assert "Se le devolvieron $500.00 del pago de Dana Lee de INV-0001." in ours[0]


def test_a_gateway_that_cannot_send_money_back_is_named(billed, hear):
    hear()
    assert "Dana Lee paid through the test gateway. Refund it there" in billed.says("refund 100 to Dana")[0].text


def test_what_was_paid_with_that_money_elsewhere_is_said_to_be_open_again(billed, hear):
    """By hand first, so that as much of the card's payment is credit, which then pays the next invoice."""
    billed.says("paid 50 cash")
    billed.says("yes")
    hear()
    billed.says("cabinets done")
    billed.taps("Send, use $50.00 credit")
    billed.render()
    billed.news(), billed.news(DANA)
    ours, theirs = hear(10, disputed=usd("4500"))
    for told in (ours[0], theirs[0]):
        assert "INV-0001 has $4,450.00 left to pay." in told
        assert "INV-0002 has $8,000.00 left to pay." in told
