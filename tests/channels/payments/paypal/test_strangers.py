"""What is not ours, what PayPal has forgotten, and why a capture may be refused."""

import json
from datetime import timedelta

import pytest

from channels.payments.paypal.adapter import PayPalGateway
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments.paypal.test_gateway import paid, told
from tests.channels.payments.paypal.vendor import CLIENT, SECRET, WEBHOOK
from tests.channels.payments.samples import WANTED, asked, usd

KEYS = (CLIENT, SECRET, WEBHOOK)


async def test_another_programs_order_is_not_captured_though_it_has_one_name_in_both_places(gateway, vendor):
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference)
    vendor.sale_of(WANTED.reference)["purchase_units"][0] |= {"reference_id": "4711", "custom_id": "4711"}
    assert await told(gateway, vendor, body) is None
    assert vendor.captures == {}


@pytest.mark.parametrize("why", ["PAYER_ACTION_REQUIRED", "PAYEE_ACCOUNT_RESTRICTED", "CARD_EXPIRED"])
async def test_whatever_a_capture_is_refused_for_nothing_came_and_it_can_be_tried_again(gateway, vendor, why):
    await gateway.make_page(WANTED)
    event = await told(gateway, vendor, vendor.pays(WANTED.reference, why))
    assert (event.outcome, event.reason, event.ends_page) == ("failed", why.lower(), False)


async def test_an_approval_that_is_told_of_after_its_order_ended_is_no_news(gateway, vendor):
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference)
    vendor.sales.clear()
    assert await told(gateway, vendor, body) is None


async def test_of_an_order_that_is_forgotten_the_captured_payment_tells(gateway, vendor):
    made = await gateway.make_page(WANTED)
    payment = await paid(gateway, vendor)
    body = vendor.refunds_it(payment, "4500.00")
    kept = dict(vendor.sales)
    vendor.sales.clear()
    event = await told(gateway, vendor, body)
    assert (event.external_id, event.reference, event.outcome) == (payment, WANTED.reference, "succeeded")
    assert (event.amount, event.refunded) == (usd(450_000), usd(450_000))
    assert await gateway.look(asked(made)) is None
    assert event.refunds == "known"
    vendor.sales.update(kept)
    assert (await told(gateway, vendor, body)).refunded == usd(450_000)


@pytest.fixture
async def forgotten(vendor):
    """Months later: two refunds, the second of which PayPal's list does not have yet; their events, and the payment."""
    gateway = PayPalGateway(*KEYS, vendor.url, now=lambda: vendor.clock + timedelta(days=100))
    payment = await paid(gateway, vendor)
    vendor.clock += timedelta(days=70)
    first, second = vendor.refunds_it(payment, "200.00"), vendor.refunds_it(payment, "50.00")
    vendor.unlisted.add(json.loads(second)["resource"]["id"])
    vendor.sales.clear()
    return gateway, payment, first, second


async def test_of_a_forgotten_order_its_refunds_tell_how_much_of_a_payment_went_back(vendor, forgotten):
    gateway, payment, first, second = forgotten
    for body, known in ((second, 25_000), (first, 20_000)):
        event = await told(gateway, vendor, body)
        assert (event.external_id, event.outcome, event.refunds) == (payment, "succeeded", "at_least")
        assert (event.amount, event.refunded, event.disputed) == (usd(450_000), usd(known), usd(0))
    dispute = await told(gateway, vendor, vendor.disputes_it(payment, "100.00"))
    assert (dispute.refunded, dispute.disputed, dispute.refunds) == (usd(20_000), usd(10_000), "at_least")
    vendor.unlisted.clear()
    [listed] = await gateway.payments_since(vendor.clock - timedelta(days=90), "")
    assert (listed.refunded, listed.refunds) == (usd(25_000), "at_least")
    back = RefundWanted(reference="r1", payment=payment, amount=usd(1_000), payee="")
    assert (await gateway.refund(back)).refunded == usd(26_000)


async def test_where_paypal_shows_no_list_of_refunds_it_is_unknown_how_much_went_back(vendor, forgotten, caplog):
    gateway, payment, first, _ = forgotten
    vendor.scopes.discard("search")
    assert (await told(gateway, vendor, first)).refunds == "at_least"  # the refund itself tells
    event = await told(gateway, vendor, vendor.disputes_it(payment, "100.00"))
    assert (event.refunded, event.disputed, event.refunds) == (usd(0), usd(10_000), "unknown")
    assert "turn on Transaction search" in caplog.text
    vendor.puts_off = (503, "60")
    with pytest.raises(GatewayFailed):
        await told(gateway, vendor, first)
