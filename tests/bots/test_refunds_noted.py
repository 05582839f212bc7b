"""A refund that its gateway puts no sum on: the contractor says it, sees what it comes to, and both hear of it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from bots.perform.refunding import tell_refund_unknown
from core.domain.payment import Way
from core.usecases import collecting, refunding
from core.usecases.asking import Asked
from tests.bots.talk import DANA, labels
from tests.core.site import event_for, usd

SAID = "the test gateway refunded 300 to Dana on INV-1"


@pytest.fixture
def hear(billed):
    """What the gateway tells of the payment of INV-0001."""
    [invoice] = billed.files()[0].invoices
    with billed.database.turns.begin() as turn:
        asked = Asked(now=turn.received_at, new_id=uuid4)
        request = collecting.ask_payment(turn.ledger(billed.account()), asked, invoice.id, uuid4(), Way("sandbox"))

    def tell(minutes=0, refunds="known", **told):
        event = replace(event_for(request, "succeeded", minutes=minutes, **told), refunds=refunds)
        with billed.database.turns.begin() as turn:
            billed.conversations.take_payment(turn, event, test_mode=True)
        return [message.text for message in billed.news()], [message.text for message in billed.news(DANA)]

    tell()
    return tell


@pytest.fixture
def unsure(hear):
    """A part went back, and the gateway does not say how much."""
    hear(10, refunds="unknown")
    return hear


def test_the_word_about_it_says_how_to_tell_the_sum_and_its_button_asks_for_it(billed, hear):
    [told], _ = hear(10, refunds="unknown")
    assert 'tell me how much went back in all: "the test gateway refunded 300 to Dana Lee on INV-0001"' in told
    [question] = billed.taps("Enter the sum")
    assert question.text == (
        "How much of Dana Lee's $4,500.00 on INV-0001 did the test gateway refund in all? "
        "Send me the amount, for example 300."
    )
    assert billed.says("dunno")[0].text.startswith("Please send me the amount")
    assert "refund $300.00 of it in all?" in billed.says("300")[0].text
    billed.taps("Count $300.00 refunded")
    assert billed.files()[0].payments[0].refunded == usd("300")


def test_the_sum_is_shown_with_what_is_left_before_and_after_and_both_hear_of_it_once(billed, unsure):
    [asked] = billed.says(SAID)
    assert asked.text == (
        "Dana Lee paid $4,500.00 on INV-0001 through the test gateway. Did the test gateway refund $300.00 of it in "
        "all? Counted as refunded: $0.00 now, $300.00 then. Left to pay on INV-0001: $0.00 now, $300.00 then. "
        "If the test gateway names another sum later, that one counts."
    )
    assert labels(asked) == ["Count $300.00 refunded", "Leave it"]
    assert billed.news(DANA) == []
    [done] = billed.taps("Count $300.00 refunded")
    assert done.text == (
        "$300.00 of Dana Lee's payment on INV-0001 was refunded to them. INV-0001 has $300.00 left to pay."
    )
    [told] = billed.news(DANA)
    assert told.text.startswith("Rivera Remodeling refunded $300.00 of your payment for INV-0001.")
    assert billed.taps("Count $300.00 refunded")[0].text == "I count $300.00 as refunded on that payment already."
    assert billed.news(DANA) == []


def test_a_later_word_of_the_gateway_is_the_rest_of_it_only(billed, unsure):
    billed.says(SAID)
    billed.taps("Count $300.00 refunded")
    billed.news(DANA)
    assert unsure(20, refunds="at_least", refunded=usd("300")) == ([], [])
    ours, theirs = unsure(30, refunds="at_least", refunded=usd("500"))
    assert "$200.00 of Dana Lee's payment on INV-0001 was refunded to them." in ours[0]
    assert "INV-0001 has $500.00 left to pay." in theirs[0]


def test_where_a_part_is_known_it_is_asked_whether_that_was_all_of_it_or_more(billed, unsure):
    billed.says(SAID)
    billed.taps("Count $300.00 refunded")
    [which] = billed.says("the test gateway refunded 200 to Dana")
    assert which.text == (
        "Of Dana Lee's $4,500.00 on INV-0001 I count $300.00 as refunded already. "
        "How much did the test gateway refund in all?"
    )
    assert labels(which) == ["$200.00 in all", "$500.00 in all", "Leave it"]
    assert "$300.00 now, $500.00 then" in billed.taps("$500.00 in all")[0].text
    billed.news(DANA)
    billed.taps("$200.00 in all")
    [less] = billed.taps("Count $200.00 refunded")
    assert less.text == (
        "Noted: $100.00 of Dana Lee's payment on INV-0001 was not refunded after all. INV-0001 has $200.00 left to pay."
    )
    [told] = billed.news(DANA)
    assert "had counted $100.00 of your payment for INV-0001 as refunded by mistake" in told.text
    assert "Something changed in the meantime" in billed.taps("Count $500.00 refunded", nth=0)[0].text
    assert "$4,500.00 of that payment can go back" in billed.says("the test gateway refunded 9000 to Dana")[0].text


def test_what_was_asked_here_and_never_answered_is_counted_by_one_tap(billed, hear):
    account, [payment] = billed.account(), billed.files()[0].payments
    with billed.database.turns.begin() as turn:
        ledger, asked = turn.ledger(account), Asked(now=turn.received_at, new_id=uuid4)
        taken = refunding.take_refund(
            ledger, asked, payment.invoice_id, payment.id, usd("250"), payment.amount, uuid4()
        )
        refund = refunding.begin_refund(ledger, payment.invoice_id, taken.refund.id)
        tell_refund_unknown(billed.conversations.teller(turn, ledger), refund, again=False)
    [told] = billed.news()
    assert "If it went back, tell me so here" in told.text
    assert "$0.00 now, $250.00 then" in billed.taps("It went back")[0].text
    billed.taps("Count $250.00 refunded")
    with billed.database.books.open(account) as ledger:
        assert [(one.amount, one.state) for one in ledger.refunds(payment.invoice_id)] == [(usd("250"), "sent")]


def test_of_several_payments_one_is_chosen_and_others_are_said_not_to_be_there(billed, hear):
    hear(1, external_id="pay-2")
    [which] = billed.says("the test gateway refunded 300 to Dana")
    assert labels(which)[:2] == ["INV-0001: $4,500.00 (card)", "INV-0001: $4,500.00 (card)"]
    assert "Did the test gateway refund $300.00" in billed.taps(labels(which)[0])[0].text
    none = "I find no payment through PayPal that this could be about."
    assert billed.says("PayPal refunded 300 to Dana")[0].text == none


def test_what_was_paid_by_paypal_without_a_gateway_is_given_back_by_hand(billed):
    billed.says("Dana paid 4500 by paypal")
    billed.says("yes")
    assert "Did you give $300.00 of it back?" in billed.says("PayPal refunded 300 to Dana on INV-1")[0].text


def test_in_spanish(billed, unsure):
    billed.says("español")
    [asked] = billed.says("la pasarela de prueba le devolvió 300 a Dana de INV-1")
    assert asked.text == (
        "Dana Lee pagó $4,500.00 de INV-0001 por la pasarela de prueba. ¿Devolvió la pasarela de prueba $300.00 en "
        "total? Contado como devuelto: ahora $0.00, después $300.00. Por pagar de INV-0001: ahora $0.00, después "
        "$300.00. Si la pasarela de prueba dice otra cantidad más tarde, vale esa."
    )
    [done] = billed.taps("Contar $300.00")
    assert "Se le devolvieron $300.00 del pago de Dana Lee de INV-0001." in done.text
