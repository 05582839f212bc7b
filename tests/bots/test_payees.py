"""Where card payments go, asked for in chat."""

from dataclasses import replace

import pytest

from core.ports.payees import PayeeNews
from core.ports.payments import GatewayCapabilities
from core.usecases import payees

STRIPE = GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=True, test_mode=True, own_payees=True)

MOLLIE = replace(STRIPE, own_payees=False, test_mode=False)


@pytest.fixture
def connected(working):
    working.conversations.gateways["stripe"] = STRIPE
    return working


def news(talk, **stands):
    with talk.database.turns.begin() as turn:
        ledger = turn.ledger(talk.account())
        asked = talk.conversations._asked(turn)
        told = PayeeNews(external_id="acct_1", **{"may_charge": False, **stands})
        payees.note_payee(ledger, asked, ledger.contractors()[0].id, "stripe", told)


def test_where_one_account_is_for_all_there_is_nothing_to_set_up(working):
    [told] = working.says("set up card payments")
    assert "set up on this Milepost already" in told.text
    assert "whoever runs" not in told.text  # test money is nobody's
    working.conversations.gateways["mollie"] = MOLLIE
    assert working.says("set up card payments")[0].text.endswith(
        "What clients pay by Mollie, saved ways to pay too, goes to the account there of whoever runs this Milepost. If"
        " that is not you, agree with them how you get it."
    )
    assert not told.payee
    working.conversations.gateways.clear()
    assert "No card payments are set up on this Milepost." in working.says("connect stripe")[0].text


def test_the_page_to_set_it_up_is_below_the_word(connected):
    [told] = connected.says("connect Stripe")
    assert told.text.startswith("Let's set up card payments. What clients pay goes straight to your own Stripe account")
    assert (bool(told.payee), told.link_label) == (True, "Set up card payments")


def test_what_is_still_needed_is_said_in_words(connected):
    news(connected, needs=("bank", "identity"))
    assert connected.says("are card payments ready?")[0].text == (
        "Card payments are not ready yet. Stripe still needs:\n- your bank account\n"
        "- who you are (name, date of birth, address, ID)"
    )
    news(connected)
    assert connected.says("are card payments ready?")[0].text.endswith("Stripe still needs:\n- a few more details")
    news(connected, may_charge=True)
    connected.conversations.gateways["mollie"] = MOLLIE
    assert "What clients pay by Mollie, saved ways" in connected.says("are card payments ready?")[0].text
    assert connected.says("are card payments ready?")[0].text.startswith("Card payments are ready")


def test_in_spanish(connected):
    connected.says("español")
    assert connected.says("activar pagos con tarjeta")[0].text.startswith("Vamos a activar los pagos con tarjeta.")
