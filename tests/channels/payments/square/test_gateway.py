"""Square's adapter, through Square's own SDK, against a stand-in on loopback."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.payments.square.adapter import SquareGateway
from core.domain.money import Money
from core.ports.inbox import Unsigned
from core.ports.payments import GatewayFailed, PageAsked, RefundWanted
from tests.channels.payments.samples import LONG_AGO, WANTED, asked, usd
from tests.channels.payments.square import vendor as stand_in


async def paid(gateway, vendor, **how):
    """The payment's id, and the event of it."""
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference, **how)
    return next(reversed(vendor.payments)), body


async def test_the_page_asks_for_exactly_this_at_the_sellers_location(gateway, vendor):
    made = await gateway.make_page(WANTED)
    _, path, headers, fields = vendor.calls[0]
    [item] = fields["order"]["line_items"]
    assert (path, item["base_price_money"]) == (
        "/v2/online-checkout/payment-links",
        {"amount": 450_000, "currency": "USD"},
    )
    assert (fields["idempotency_key"], headers["square-version"]) == (WANTED.reference, "2026-09-16")
    assert (fields["order"]["location_id"], fields["order"]["reference_id"]) == (stand_in.LOCATION, WANTED.reference)
    assert fields["checkout_options"] == {"redirect_url": WANTED.return_url, "allow_tipping": False}
    assert fields["pre_populated_data"] == {"buyer_email": "dana@example.com"}
    assert made.url.startswith("https://square.link/")
    assert made.ends_at is None


async def test_without_an_address_square_asks_the_payer_for_it(gateway, vendor):
    await gateway.make_page(replace(WANTED, payer_email=""))
    assert "pre_populated_data" not in vendor.calls[0][3]


async def test_a_long_description_is_cut_to_what_square_takes(gateway, vendor):
    await gateway.make_page(replace(WANTED, description="x" * 600))
    assert len(vendor.order_of(WANTED.reference)["line_items"][0]["name"]) == 512


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_page_that_was_made_though_the_answer_was_lost_is_not_made_twice(gateway, vendor, trouble):
    vendor.troubles.append(trouble)
    if trouble == "drop":  # the job asks again
        with pytest.raises(GatewayFailed) as failed:
            await gateway.make_page(WANTED)
        assert failed.value.final is False
    made = await gateway.make_page(WANTED)
    assert len(vendor.links) == 1
    assert made == await gateway.make_page(WANTED)


async def test_a_refusal_is_final_and_trouble_is_not(gateway, vendor):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=usd(0)))
    assert (refused.value.final, refused.value.reason) == (True, "square: invalid_value")
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False


async def test_too_many_calls_pass_by_themselves(gateway, vendor):
    vendor.busy = True
    for call in (lambda: gateway.make_page(WANTED), lambda: gateway.payments_since(LONG_AGO, "")):
        with pytest.raises(GatewayFailed) as refused:
            await call()
        assert (refused.value.final, refused.value.reason) == (False, "square: rate_limited")


async def test_a_token_that_is_not_taken_is_final(vendor):
    with pytest.raises(GatewayFailed) as refused:
        await SquareGateway("another", stand_in.LOCATION, stand_in.KEY, vendor.url).make_page(WANTED)
    assert (refused.value.final, refused.value.reason) == (True, "square: unauthorized")


async def test_the_same_reference_for_another_amount_is_refused(gateway):
    await gateway.make_page(WANTED)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=usd(1_000)))
    assert refused.value.final


async def test_a_currency_that_square_lacks_is_refused_before_any_call(gateway, vendor):
    assert not gateway.capabilities.takes("KWD")
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=Money(1_000, "KWD")))
    assert refused.value.final
    assert vendor.calls == []


async def test_an_account_of_its_own_is_refused_by_every_call(gateway, vendor):
    page = PageAsked(reference=WANTED.reference, external_id="order:link", payee="seller-2")
    refund = RefundWanted(reference="r1", payment="payment1", amount=usd(1), payee="seller-2")
    for call in (
        lambda: gateway.make_page(replace(WANTED, payee="seller-2")),
        lambda: gateway.look(page),
        lambda: gateway.close_page(page),
        lambda: gateway.refund(refund),
        lambda: gateway.payments_since(LONG_AGO, "seller-2"),
    ):
        with pytest.raises(GatewayFailed) as refused:
            await call()
        assert refused.value.final
    assert vendor.calls == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("APPROVED", "processing"), ("PENDING", "processing"), ("COMPLETED", "succeeded"), ("CANCELED", "failed")],
)
async def test_only_a_completed_payment_is_money(gateway, vendor, status, outcome):
    _, body = await paid(gateway, vendor, status=status)
    event = await gateway.read(body)
    assert (event.outcome, event.amount, event.reference) == (outcome, usd(450_000), WANTED.reference)
    assert event.reason == ("canceled" if status == "CANCELED" else "")


async def test_a_state_that_square_adds_later_is_no_news(gateway, vendor):
    _, body = await paid(gateway, vendor, status="THINKING")
    assert await gateway.read(body) is None


@pytest.mark.parametrize(
    ("source", "method"), [("CARD", "card"), ("WALLET", "card"), ("BANK_ACCOUNT", "bank"), ("EXTERNAL", "other")]
)
async def test_the_method_is_in_words_of_the_house(gateway, vendor, source, method):
    _, body = await paid(gateway, vendor, source=source)
    assert (await gateway.read(body)).method == method


async def test_a_declined_card_says_why_and_the_next_try_is_another_payment(gateway, vendor):
    first, declined = await paid(gateway, vendor, status="FAILED")
    event = await gateway.read(declined)
    assert (event.outcome, event.reason, event.external_id) == ("failed", "insufficient_funds", first)
    event = await gateway.read(vendor.pays(WANTED.reference))
    assert (event.outcome, event.reference) == ("succeeded", WANTED.reference)
    assert event.external_id != first


async def test_events_tell_what_holds_now_whatever_their_order(gateway, vendor):
    """The payment is asked again, so an old event cannot tell an old state; the newest of them says the end."""
    payment, approved = await paid(gateway, vendor, status="APPROVED")
    told = [
        approved,
        vendor.pays(WANTED.reference),
        vendor.refunds_it(payment, 50_000),
        vendor.disputes_it(payment, 450_000),
    ]
    for order in itertools.permutations(told):
        read = [await gateway.read(body) for body in (*order, order[0])]
        newest = max(read, key=lambda event: event.occurred_at)
        assert (newest.outcome, newest.refunded, newest.disputed) == ("succeeded", usd(50_000), usd(400_000))


@pytest.mark.parametrize(("minor", "currency"), [(100, "USD"), (450_000, "CAD")])
async def test_what_was_paid_is_told_and_not_what_was_asked(gateway, vendor, minor, currency):
    _, body = await paid(gateway, vendor, amount=minor, currency=currency)
    assert (await gateway.read(body)).amount == Money(minor, currency)


async def test_the_body_of_an_event_is_not_believed(gateway, vendor):
    _, body = await paid(gateway, vendor, status="APPROVED")
    spoilt = body.replace(b"APPROVED", b"COMPLETED").replace(b"450000", b"1")
    event = await gateway.read(spoilt)
    assert (event.outcome, event.amount) == ("processing", usd(450_000))


async def test_partial_refunds_add_up_and_one_that_fails_comes_off_again(gateway, vendor):
    payment, _ = await paid(gateway, vendor)
    await gateway.read(vendor.refunds_it(payment, 50_000))
    assert (await gateway.read(vendor.refunds_it(payment, 20_000))).refunded == usd(70_000)
    assert (await gateway.read(vendor.refund_fails(payment))).refunded == usd(50_000)


async def test_a_dispute_holds_money_until_it_is_won(gateway, vendor):
    payment, _ = await paid(gateway, vendor)
    others, _ = await paid(gateway, vendor)
    for _ in range(3):  # over all pages of a list that is of every payment
        vendor.disputes_it(others, 1_000)
    assert (await gateway.read(vendor.disputes_it(payment, 300_000))).disputed == usd(300_000)
    dispute = next(reversed(vendor.disputes))
    for state, held in [("PROCESSING", 300_000), ("LOST", 300_000), ("WON", 0), ("ACCEPTED", 300_000)]:
        assert (await gateway.read(vendor.decides(dispute, state))).disputed == usd(held)


async def test_a_dispute_is_found_where_squares_schema_has_it_too(gateway, vendor):
    payment, _ = await paid(gateway, vendor)
    body = vendor.disputes_it(payment, 1_000).replace(b'"object": {"dispute"', b'"object": {"object"')
    assert (await gateway.read(body)).disputed == usd(1_000)


async def test_an_inquiry_holds_no_money(gateway, vendor):
    payment, _ = await paid(gateway, vendor)
    assert (await gateway.read(vendor.disputes_it(payment, 450_000, "INQUIRY_PROCESSING"))).disputed == usd(0)


async def test_a_payment_that_is_none_of_ours_reads_as_none(gateway, vendor):
    payment, body = await paid(gateway, vendor)
    del vendor.order_of(WANTED.reference)["metadata"]
    assert await gateway.read(body) is None
    del vendor.payments[payment]["order_id"]
    assert await gateway.read(body) is None


async def test_a_payment_whose_order_is_not_to_be_found_is_somebody_elses(gateway, vendor):
    _, body = await paid(gateway, vendor)
    vendor.orders.clear()
    assert await gateway.read(body) is None


async def test_a_page_can_be_asked_what_became_of_it(gateway, vendor):
    made = await gateway.make_page(WANTED)
    assert await gateway.look(asked(made)) is None
    vendor.pays(WANTED.reference)
    event = await gateway.look(asked(made))
    assert (event.outcome, event.reference) == ("succeeded", WANTED.reference)


async def test_a_closed_page_can_be_paid_no_longer_and_a_paid_one_stays(gateway, vendor):
    made = await gateway.make_page(WANTED)
    for _ in range(2):
        await gateway.close_page(asked(made))
        assert vendor.order_of(WANTED.reference)["state"] == "CANCELED"
    other = replace(WANTED, reference="another")
    made = await gateway.make_page(other)
    vendor.pays(other.reference)
    await gateway.close_page(asked(made))
    assert vendor.order_of(other.reference)["state"] == "OPEN"


async def test_closing_says_when_it_could_not_be_tried_and_is_content_when_the_page_is_gone(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed):
        await gateway.close_page(asked(made))
    vendor.links.clear()
    await gateway.close_page(asked(made))


async def test_a_refund_is_sent_once_however_often_it_is_tried(gateway, vendor):
    payment, _ = await paid(gateway, vendor)
    wanted = RefundWanted(reference="r1", payment=payment, amount=usd(20_000), payee="")
    vendor.troubles.append("500 after")
    for _ in range(2):
        event = await gateway.refund(wanted)
        assert (event.outcome, event.refunded) == ("succeeded", usd(20_000))
    assert len(vendor.refunds) == 1
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(replace(wanted, reference="r2", amount=usd(450_000)))
    assert refused.value.final


async def test_its_own_list_has_every_payment_of_ours_over_all_pages(gateway, vendor):
    for place in range(5):
        wanted = replace(WANTED, reference=f"reference-{place}")
        await gateway.make_page(wanted)
        vendor.pays(wanted.reference, "FAILED" if place == 4 else "COMPLETED")
    last = next(reversed(vendor.payments))
    vendor.disputes_it(next(iter(vendor.payments)), 1_000)
    vendor.disputes_it(last, 1_000)
    del vendor.order_of("reference-1")["metadata"]  # somebody else's, of the same seller
    listed = await gateway.payments_since(LONG_AGO, "")
    assert len(listed) == 4
    assert {event.outcome for event in listed} == {"succeeded", "failed"}
    assert listed[0].disputed == usd(1_000)
    assert await gateway.payments_since(datetime.now(UTC) + timedelta(days=1), "") == ()


async def test_events_of_a_payment_its_refunds_and_disputes_are_in_one_line(gateway, vendor):
    payment, body = await paid(gateway, vendor)
    for told in (body, vendor.refunds_it(payment, 1_000), vendor.disputes_it(payment, 1_000)):
        [item] = gateway.verify(stand_in.URL, vendor.signed(told), told)
        assert item.line == f"square:{payment}"


async def test_a_signature_for_another_address_or_by_another_key_is_refused(gateway, vendor):
    _, body = await paid(gateway, vendor)
    elsewhere = "https://other.example/webhooks/square"
    for headers in (vendor.signed(body, url=elsewhere), vendor.signed(body, "another-key-0123456")):
        with pytest.raises(Unsigned):
            gateway.verify(stand_in.URL, headers, body)
    assert gateway.verify(elsewhere, vendor.signed(body, url=elsewhere), body)


def test_without_a_key_nothing_is_taken(vendor):
    body = b'{"event_id": "e1", "created_at": "2026-11-01T10:00:00Z", "data": {}}'
    gateway = SquareGateway(stand_in.TOKEN, stand_in.LOCATION, "", vendor.url)
    for headers in (vendor.signed(body, ""), {}):
        with pytest.raises(Unsigned):
            gateway.verify(stand_in.URL, headers, body)


@pytest.mark.parametrize("about", [b'{"payment": 7}', b'{"payment": {"id": "../orders"}}', b'{"dispute": []}', b"7"])
async def test_a_signed_event_that_names_no_payment_reads_as_none(gateway, vendor, about):
    body = b'{"event_id": "e1", "created_at": "2026-11-01T10:00:00Z", "data": {"object": %s}}' % about
    [item] = gateway.verify(stand_in.URL, vendor.signed(body), body)
    assert item.line == "square:e1"
    assert await gateway.read(item.body) is None


def test_squares_sandbox_is_test_mode():
    for base, test_mode in [("https://connect.squareupsandbox.com", True), ("https://connect.squareup.com", False)]:
        assert SquareGateway("t", "l", "k", base).capabilities.test_mode is test_mode
