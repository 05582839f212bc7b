"""What is not ours, what PayPal has forgotten, and why a capture may be refused."""

import pytest

from core.ports.payments import GatewayFailed
from tests.channels.payments.paypal.test_gateway import paid, told
from tests.channels.payments.samples import WANTED, asked, usd


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
    vendor.captures[payment]["status"] = "PARTIALLY_REFUNDED"  # how much of it only the order tells
    with pytest.raises(GatewayFailed):
        await told(gateway, vendor, body)
    vendor.sales.update(kept)
    assert (await told(gateway, vendor, body)).refunded == usd(450_000)
