"""PayPal's adapter, through PayPal's own SDK, against a stand-in on loopback."""

import itertools
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from channels.payments.paypal.adapter import PayPalGateway
from core.domain.money import Money
from core.ports.payments import GatewayFailed, PageAsked, RefundWanted
from tests.channels.payments.paypal import vendor as stand_in
from tests.channels.payments.samples import WANTED, asked, usd


async def told(gateway, vendor, body):
    """As it comes: through the door, and read from what was kept."""
    [item] = gateway.verify("", vendor.signed(body), body)
    return await gateway.read(item.body)


async def paid(gateway, vendor, becomes="COMPLETED"):
    """The captured payment's id."""
    await gateway.make_page(WANTED)
    event = await told(gateway, vendor, vendor.pays(WANTED.reference, becomes))
    return event.external_id


def posts(vendor, end):
    return [call for call in vendor.calls if call[0] == "POST" and call[1].endswith(end)]


async def test_the_page_asks_for_exactly_this_and_says_when_it_ends(gateway, vendor):
    made = await gateway.make_page(WANTED)
    [(_, _, headers, fields)] = posts(vendor, "/v2/checkout/orders")
    [unit] = fields["purchase_units"]
    assert (fields["intent"], unit["amount"]) == ("CAPTURE", {"currency_code": "USD", "value": "4500.00"})
    assert (headers["paypal-request-id"], unit["custom_id"], unit["reference_id"]) == (WANTED.reference,) * 3
    assert fields["payment_source"]["paypal"]["email_address"] == "dana@example.com"
    page = fields["payment_source"]["paypal"]["experience_context"]
    assert (page["brand_name"], page["locale"], page["user_action"]) == ("Rivera Remodeling", "es", "PAY_NOW")
    assert (page["return_url"], page["cancel_url"]) == (WANTED.return_url,) * 2
    assert made.url == f"https://www.paypal.com/checkoutnow?token={made.external_id}"
    assert made.ends_at == vendor.clock + timedelta(hours=3)


@pytest.mark.parametrize(
    ("minor", "currency", "value"),
    [(1, "JPY", "1"), (1_000_000, "JPY", "1000000"), (5, "USD", "0.05"), (99_999_999_999, "EUR", "999999999.99")],
)
async def test_amounts_go_and_come_back_as_decimals_with_the_currencys_digits(gateway, vendor, minor, currency, value):
    wanted = replace(WANTED, amount=Money(minor, currency), payer_email="")
    await gateway.make_page(wanted)
    assert vendor.sale_of(WANTED.reference)["purchase_units"][0]["amount"]["value"] == value
    assert "email_address" not in posts(vendor, "/v2/checkout/orders")[0][3]["payment_source"]["paypal"]
    assert (await told(gateway, vendor, vendor.pays(WANTED.reference))).amount == wanted.amount


@pytest.mark.parametrize("currency", ["KWD", "HUF", "TWD", "COP"])
async def test_a_currency_that_paypal_lacks_or_writes_otherwise_is_refused_before_any_call(gateway, vendor, currency):
    assert not gateway.capabilities.takes(currency)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=Money(1_000, currency)))
    assert (refused.value.final, vendor.calls) == (True, [])


async def test_a_long_description_and_name_are_cut_to_what_paypal_takes(gateway, vendor):
    await gateway.make_page(replace(WANTED, description="x" * 300, payee_name="y" * 300))
    [unit] = vendor.sale_of(WANTED.reference)["purchase_units"]
    assert len(unit["description"]) == 127


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_page_that_was_made_though_the_answer_was_lost_is_not_made_twice(gateway, vendor, trouble):
    vendor.troubles.extend(["", trouble])  # first the token
    made = await gateway.make_page(WANTED)
    assert len(vendor.sales) == 1
    assert made == await gateway.make_page(WANTED)


async def test_a_refusal_is_final_and_trouble_is_not(gateway, vendor):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=usd(0)))
    assert (refused.value.final, refused.value.reason) == (True, "paypal: cannot_be_zero_or_negative")
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False


async def test_without_a_token_nothing_is_asked(vendor):
    gateway = PayPalGateway(stand_in.CLIENT, "another", stand_in.WEBHOOK, vendor.url)
    with pytest.raises(GatewayFailed):
        await gateway.make_page(WANTED)
    assert {call[1] for call in vendor.calls} == {"/v1/oauth2/token"}


async def test_an_account_of_its_own_is_refused_by_every_call(gateway, vendor):
    refund = RefundWanted(reference="r1", payment="CAP1", amount=usd(1), payee="seller-2")
    for call in (
        lambda: gateway.make_page(replace(WANTED, payee="seller-2")),
        lambda: gateway.look(PageAsked(reference=WANTED.reference, external_id="ORD1", payee="seller-2")),
        lambda: gateway.refund(refund),
        lambda: gateway.payments_since(datetime.now(UTC), "seller-2"),
    ):
        with pytest.raises(GatewayFailed) as refused:
            await call()
        assert refused.value.final
    assert vendor.calls == []


@pytest.mark.parametrize("trouble", ["", "500", "500 after", "drop"])
async def test_an_approved_order_is_captured_once_and_only_then_money(gateway, vendor, trouble):
    made = await gateway.make_page(WANTED)
    assert await gateway.look(asked(made)) is None
    body = vendor.pays(WANTED.reference)
    vendor.troubles.extend(["", trouble])  # first it says that it sent the event
    for _ in range(2):
        event = await told(gateway, vendor, body)
        assert (event.outcome, event.amount, event.reference) == ("succeeded", usd(450_000), WANTED.reference)
        assert (event.account, event.refunded, event.disputed, event.method) == ("", usd(0), usd(0), "other")
    assert list(vendor.captures) == [event.external_id]


async def test_what_nobody_told_of_is_captured_when_it_is_asked_for(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    assert (await gateway.look(asked(made))).outcome == "succeeded"


async def test_an_order_that_another_has_captured_meanwhile_is_asked_again(gateway, vendor):
    """Two events of one order at once: one capture, and both say the same."""
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference)
    vendor.raced = True
    assert (await told(gateway, vendor, body)).outcome == "succeeded"
    assert len(vendor.captures) == 1


async def test_a_check_is_on_its_way_for_days_and_then_money(gateway, vendor):
    await gateway.make_page(WANTED)
    waiting = await told(gateway, vendor, vendor.pays(WANTED.reference, "PENDING"))
    assert waiting.outcome == "processing"
    done = await told(gateway, vendor, vendor.pays(WANTED.reference))
    assert (done.outcome, done.external_id) == ("succeeded", waiting.external_id)


@pytest.mark.parametrize(("becomes", "why"), [("DECLINED", "declined"), ("INSTRUMENT_DECLINED", "instrument_declined")])
async def test_a_decline_says_why_and_the_payer_may_choose_another_card(gateway, vendor, becomes, why):
    await gateway.make_page(WANTED)
    event = await told(gateway, vendor, vendor.pays(WANTED.reference, becomes))
    assert (event.outcome, event.reason, event.amount) == ("failed", why, usd(450_000))
    event = await told(gateway, vendor, vendor.pays(WANTED.reference))
    assert (event.outcome, event.reference) == ("succeeded", WANTED.reference)


async def test_another_try_after_a_decline_has_a_key_of_its_own_and_the_same_try_has_not(gateway, vendor):
    """PayPal answers a key that it knows as it did before, also with a decline."""
    await gateway.make_page(WANTED)
    await told(gateway, vendor, vendor.pays(WANTED.reference, "INSTRUMENT_DECLINED"))
    vendor.troubles.extend(["", "500"])
    await told(gateway, vendor, vendor.pays(WANTED.reference))
    first, *second = [call[2]["paypal-request-id"] for call in posts(vendor, "/capture")]
    assert (len(second), len({*second})) == (2, 1)
    assert first not in second


async def test_a_capture_that_fails_for_another_reason_is_tried_again_or_told(gateway, vendor):
    await gateway.make_page(WANTED)
    with pytest.raises(GatewayFailed) as refused:
        await told(gateway, vendor, vendor.pays(WANTED.reference, "PERMISSION_DENIED"))
    assert refused.value.final


async def test_events_tell_what_holds_now_whatever_their_order(gateway, vendor):
    payment = await paid(gateway, vendor)
    events = [
        vendor.pays(WANTED.reference),
        vendor.refunds_it(payment, "500.00"),
        vendor.disputes_it(payment, "4500.00"),
    ]
    for order in itertools.permutations(events):
        read = [await told(gateway, vendor, body) for body in (*order, order[0])]
        newest = max(read, key=lambda event: event.occurred_at)
        assert (newest.outcome, newest.refunded, newest.disputed) == ("succeeded", usd(50_000), usd(400_000))


async def test_partial_refunds_add_up_to_all_of_it(gateway, vendor):
    payment = await paid(gateway, vendor)
    for value, total in [("500.00", 50_000), ("0.01", 50_001), ("3999.99", 450_000)]:
        assert (await told(gateway, vendor, vendor.refunds_it(payment, value))).refunded == usd(total)


async def test_a_refund_that_is_cancelled_comes_off_again(gateway, vendor):
    payment = await paid(gateway, vendor)
    body = vendor.refunds_it(payment, "500.00")
    next(iter(vendor.refunds.values()))["status"] = "CANCELLED"
    assert (await told(gateway, vendor, body)).refunded == usd(0)


async def test_a_dispute_holds_money_and_lost_then_won_it_comes_back(gateway, vendor):
    payment = await paid(gateway, vendor)
    assert (await told(gateway, vendor, vendor.disputes_it(payment, "3000.00"))).disputed == usd(300_000)
    [dispute] = vendor.disputes
    for outcome, held in [
        ("RESOLVED_BUYER_FAVOUR", 300_000),
        ("RESOLVED_SELLER_FAVOUR", 0),
        ("RESOLVED_WITH_PAYOUT", 0),
        ("ACCEPTED", 300_000),
        ("CANCELED_BY_BUYER", 0),
    ]:
        assert (await told(gateway, vendor, vendor.decides(dispute, outcome))).disputed == usd(held)


async def test_a_dispute_that_was_lost_in_part_takes_that_part(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.disputes_it(payment, "3000.00")
    [dispute] = vendor.disputes
    body = vendor.decides(dispute, "RESOLVED_BUYER_FAVOUR", "1000.00")
    assert (await told(gateway, vendor, body)).disputed == usd(100_000)


async def test_money_that_a_lost_dispute_sent_back_is_counted_once(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.disputes_it(payment, "1000.00")
    [dispute] = vendor.disputes
    vendor.decides(dispute, "RESOLVED_BUYER_FAVOUR")
    event = await told(gateway, vendor, vendor.refunds_it(payment, "1000.00", "REVERSED"))
    assert (event.refunded, event.disputed) == (usd(100_000), usd(0))


async def test_an_inquiry_holds_no_money(gateway, vendor):
    payment = await paid(gateway, vendor)
    assert (await told(gateway, vendor, vendor.disputes_it(payment, "10.00", "INQUIRY"))).disputed == usd(0)


@pytest.mark.parametrize("reason", ["BUYER_COMPLAINT", "CHARGEBACK"])
async def test_a_payment_that_is_taken_back_for_a_complaint_is_all_disputed(gateway, vendor, reason):
    payment = await paid(gateway, vendor)
    vendor.captures[payment] |= {"status": "PENDING", "status_details": {"reason": reason}}
    event = await told(gateway, vendor, vendor._event("PAYMENT.CAPTURE.PENDING", "capture", vendor.captures[payment]))
    assert (event.outcome, event.disputed) == ("succeeded", usd(450_000))


async def test_without_leave_for_disputes_money_counts_and_a_dispute_is_no_secret(gateway, vendor, caplog):
    payment = await paid(gateway, vendor)
    vendor.scopes.clear()
    with caplog.at_level(logging.WARNING):
        assert (await told(gateway, vendor, vendor.pays(WANTED.reference))).outcome == "succeeded"
    assert "turn on Disputes" in caplog.text
    with pytest.raises(GatewayFailed):
        await told(gateway, vendor, vendor.disputes_it(payment, "10.00"))


async def test_an_unknown_state_is_no_news(gateway, vendor):
    payment = await paid(gateway, vendor)
    body = vendor.pays(WANTED.reference)
    vendor.captures[payment]["status"] = "THINKING"
    assert await told(gateway, vendor, body) is None


async def test_a_payment_that_is_none_of_ours_is_left_alone(gateway, vendor):
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference)
    vendor.sale_of(WANTED.reference)["purchase_units"][0]["reference_id"] = "default"
    assert await told(gateway, vendor, body) is None
    assert vendor.captures == {}
    stranger = vendor._event("PAYMENT.CAPTURE.COMPLETED", "capture", {"id": "CAP9"})
    assert await told(gateway, vendor, stranger) is None
    vendor.captures["CAP9"] = {"id": "CAP9", "status": "COMPLETED"}
    assert await told(gateway, vendor, stranger) is None


async def test_the_body_of_an_event_is_not_believed(gateway, vendor):
    payment = await paid(gateway, vendor, "PENDING")
    about = {**vendor.captures[payment], "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": "0.01"}}
    event = await told(gateway, vendor, vendor._event("PAYMENT.CAPTURE.COMPLETED", "capture", about))
    assert (event.outcome, event.amount) == ("processing", usd(450_000))


@pytest.mark.parametrize(("value", "currency"), [("1.00", "USD"), ("4500.00", "CAD")])
async def test_what_was_captured_is_told_and_not_what_was_asked(gateway, vendor, value, currency):
    payment = await paid(gateway, vendor)
    vendor.captures[payment]["amount"] = {"currency_code": currency, "value": value}
    event = await told(gateway, vendor, vendor.pays(WANTED.reference))
    assert (str(event.amount.decimal), event.amount.currency) == (value, currency)


async def test_an_order_that_ended_reads_as_none(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.sales.clear()
    assert await gateway.look(asked(made)) is None


async def test_asking_says_when_it_could_not_be_tried(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.look(asked(made))
    assert failed.value.final is False


async def test_a_refund_is_sent_once_however_often_it_is_tried(gateway, vendor):
    payment = await paid(gateway, vendor)
    wanted = RefundWanted(reference="r1", payment=payment, amount=usd(20_000), payee="")
    vendor.troubles.append("500 after")
    for _ in range(2):
        event = await gateway.refund(wanted)
        assert (event.outcome, event.refunded) == ("succeeded", usd(20_000))
    assert len(vendor.refunds) == 1
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(replace(wanted, reference="r2", amount=usd(450_000)))
    assert refused.value.final


async def test_its_own_list_has_every_payment_of_ours_over_all_pages_and_months(gateway, vendor):
    for place in range(5):
        wanted = replace(WANTED, reference=str(UUID(int=place)))
        await gateway.make_page(wanted)
        await told(gateway, vendor, vendor.pays(wanted.reference))
    first, second, *_ = vendor.captures
    vendor.captures[first]["create_time"] = (vendor.clock - timedelta(days=50)).isoformat()
    vendor.refunds_it(first, "4500.00")  # a line of its own in PayPal's list
    del vendor.captures[second]["custom_id"]  # somebody else's, on the same account
    later = PayPalGateway(
        stand_in.CLIENT, stand_in.SECRET, stand_in.WEBHOOK, vendor.url, now=lambda: vendor.clock + timedelta(hours=4)
    )
    listed = await later.payments_since(vendor.clock - timedelta(days=70), "")
    assert sorted(event.reference for event in listed) == [str(UUID(int=place)) for place in (0, 2, 3, 4)]
    assert {event.reference: event.refunded.minor for event in listed}[str(UUID(int=0))] == 450_000
    assert await later.payments_since(vendor.clock + timedelta(hours=1), "") == ()


def test_paypals_sandbox_is_test_mode():
    for base, test_mode in [("https://api-m.sandbox.paypal.com", True), ("https://api-m.paypal.com", False)]:
        assert PayPalGateway("c", "s", "w", base).capabilities.test_mode is test_mode
