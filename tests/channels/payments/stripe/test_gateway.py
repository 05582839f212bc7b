"""Stripe's adapter, through Stripe's own SDK, against a stand-in on loopback."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.payments.stripe.adapter import StripeGateway
from core.ports.inbox import Unsigned
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments.samples import LONG_AGO, WANTED, asked, usd
from tests.channels.payments.stripe import vendor as stand_in


async def test_the_page_asks_for_exactly_this_and_says_when_it_ends(gateway, vendor):
    made = await gateway.make_page(WANTED)
    _, path, headers, fields = vendor.calls[0]
    [item] = fields["line_items"].values()
    assert (path, item["price_data"]["unit_amount"], item["price_data"]["currency"]) == (
        "/v1/checkout/sessions",
        "450000",
        "usd",
    )
    assert (headers["idempotency-key"], headers["stripe-version"]) == (WANTED.reference, "2026-10-28.endive")
    assert (fields["locale"], fields["customer_email"], fields["adaptive_pricing"]["enabled"]) == (
        "es",
        "dana@example.com",
        "false",
    )
    assert made.url.startswith("https://checkout.stripe.com/")
    assert made.ends_at == datetime.fromtimestamp(vendor.clock, UTC) + timedelta(hours=24)


async def test_without_an_address_stripe_asks_the_payer_for_it(gateway, vendor):
    await gateway.make_page(replace(WANTED, payer_email=""))
    assert "customer_email" not in vendor.calls[0][3]


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_page_that_was_made_though_the_answer_was_lost_is_not_made_twice(gateway, vendor, trouble):
    vendor.troubles.append(trouble)
    made = await gateway.make_page(WANTED)
    assert len(vendor.sessions) == 1
    assert made == await gateway.make_page(WANTED)


async def test_a_refusal_is_final_and_trouble_is_not(gateway, vendor):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=usd(49)))
    assert (refused.value.final, refused.value.reason) == (True, "stripe: amount_too_small")
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False


async def test_the_same_reference_for_another_amount_is_refused(gateway):
    await gateway.make_page(WANTED)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=usd(1_000)))
    assert refused.value.final


async def test_a_card_payment_reads_as_money_from_either_of_its_events(gateway, vendor):
    await gateway.make_page(WANTED)
    read = [await gateway.read(body) for body in vendor.pays(WANTED.reference)]
    for event in read:
        assert (event.outcome, event.amount, event.method, event.reference) == (
            "succeeded",
            usd(450_000),
            "card",
            WANTED.reference,
        )
        assert (event.test_mode, event.account, event.refunded, event.disputed) == (True, "", usd(0), usd(0))
    assert len({event.external_id for event in read}) == 1


async def test_a_bank_debit_is_on_its_way_for_days_and_then_money(gateway, vendor):
    await gateway.make_page(WANTED)
    waiting = [await gateway.read(body) for body in vendor.pays(WANTED.reference, "processing", "us_bank_account")]
    assert {(event.outcome, event.method) for event in waiting} == {("processing", "bank")}
    done = [await gateway.read(body) for body in vendor.pays(WANTED.reference)]
    assert {event.outcome for event in done} == {"succeeded"}
    assert {event.external_id for event in done} == {event.external_id for event in waiting}


async def test_an_event_that_comes_late_says_what_holds_by_now(gateway, vendor):
    """Events come in any order: the payment is asked again, so an old one cannot tell an old state."""
    await gateway.make_page(WANTED)
    [declined] = vendor.pays(WANTED.reference, "failed")
    assert (await gateway.read(declined)).reason == "insufficient_funds"
    vendor.pays(WANTED.reference)
    assert (await gateway.read(declined)).outcome == "succeeded"


async def test_what_was_received_counts_and_not_what_was_asked(gateway, vendor):
    await gateway.make_page(WANTED)
    [paid, _] = vendor.pays(WANTED.reference, amount=100)
    assert (await gateway.read(paid)).amount == usd(100)


async def test_refunds_and_disputes_are_in_what_it_says(gateway, vendor):
    await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    [payment] = vendor.intents
    event = await gateway.read(vendor.refunds(payment, 50_000))
    assert (event.outcome, event.refunded, event.disputed) == ("succeeded", usd(50_000), usd(0))
    event = await gateway.read(vendor.disputes_it(payment, 450_000))
    assert (event.refunded, event.disputed) == (usd(50_000), usd(400_000))  # no more than is left
    [dispute] = vendor.disputes
    event = await gateway.read(vendor.decides(dispute, "won"))
    assert (event.refunded, event.disputed) == (usd(50_000), usd(0))


async def test_an_inquiry_holds_no_money(gateway, vendor):
    await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    event = await gateway.read(vendor.disputes_it(next(iter(vendor.intents)), 450_000, "warning_needs_response"))
    assert event.disputed == usd(0)


async def test_a_canceled_payment_failed(gateway, vendor):
    await gateway.make_page(WANTED)
    [declined] = vendor.pays(WANTED.reference, "failed")
    next(iter(vendor.intents.values()))["status"] = "canceled"
    assert (await gateway.read(declined)).outcome == "failed"


@pytest.mark.parametrize("status", ["requires_action", "requires_payment_method", "requires_confirmation"])
async def test_what_nobody_has_tried_yet_is_no_news(gateway, vendor, status):
    await gateway.make_page(WANTED)
    [declined] = vendor.pays(WANTED.reference, "failed")
    next(iter(vendor.intents.values())).update(status=status, last_payment_error=None)
    assert await gateway.read(declined) is None


async def test_a_payment_that_is_none_of_ours_reads_as_none(gateway, vendor):
    await gateway.make_page(WANTED)
    [paid, _] = vendor.pays(WANTED.reference)
    next(iter(vendor.intents.values()))["metadata"] = {}
    assert await gateway.read(paid) is None


async def test_an_expired_page_reads_as_none(gateway, vendor):
    made = await gateway.make_page(WANTED)
    await gateway.close_page(asked(made))
    assert vendor.sessions[made.external_id]["status"] == "expired"
    assert await gateway.read(vendor.events[-1]) is None
    await gateway.close_page(asked(made))  # closed already: nothing to do


async def test_closing_says_when_it_could_not_be_tried(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed):
        await gateway.close_page(asked(made))


async def test_a_page_can_be_asked_what_became_of_it(gateway, vendor):
    made = await gateway.make_page(WANTED)
    assert await gateway.look(asked(made)) is None
    vendor.pays(WANTED.reference)
    event = await gateway.look(asked(made))
    assert (event.outcome, event.reference) == ("succeeded", WANTED.reference)


async def test_a_refund_is_sent_once_however_often_it_is_tried(gateway, vendor):
    await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    wanted = RefundWanted(reference="r1", payment=next(iter(vendor.intents)), amount=usd(20_000), payee="")
    vendor.troubles.append("500 after")
    for _ in range(2):
        event = await gateway.refund(wanted)
        assert (event.outcome, event.refunded) == ("succeeded", usd(20_000))
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(replace(wanted, reference="r2", amount=usd(450_000)))
    assert refused.value.final


async def test_its_own_list_has_every_payment_of_ours_over_all_pages(gateway, vendor):
    for place in range(5):
        wanted = replace(WANTED, reference=f"reference-{place}")
        await gateway.make_page(wanted)
        vendor.pays(wanted.reference, "failed" if place == 4 else "succeeded")
    next(iter(vendor.intents.values()))["metadata"] = {}  # somebody else's, on the same account
    listed = await gateway.payments_since(LONG_AGO, "")
    assert len(listed) == 4
    assert {event.outcome for event in listed} == {"succeeded", "failed"}
    assert await gateway.payments_since(datetime.now(UTC) + timedelta(days=1), "") == ()


async def test_money_goes_to_the_contractors_own_account(gateway, vendor):
    vendor.accounts["acct_1"] = {"id": "acct_1"}
    made = await gateway.make_page(replace(WANTED, payee="acct_1"))
    assert vendor.calls[0][2]["stripe-account"] == "acct_1"
    [paid, _] = vendor.pays(WANTED.reference)
    event = await gateway.read(paid)
    assert (event.account, event.outcome) == ("acct_1", "succeeded")
    assert (await gateway.look(asked(made, "acct_1"))).account == "acct_1"
    assert [one.account for one in await gateway.payments_since(LONG_AGO, "acct_1")] == ["acct_1"]
    assert await gateway.payments_since(LONG_AGO, "") == ()
    with pytest.raises(GatewayFailed):
        await gateway.look(asked(made))


@pytest.fixture
async def theirs(gateway, vendor):
    """A payment on a contractor's own account: its event, and what names it."""
    vendor.accounts |= {"acct_1": {"id": "acct_1"}, "acct_2": {"id": "acct_2"}}
    await gateway.make_page(replace(WANTED, payee="acct_1"))
    [paid, _] = vendor.pays(WANTED.reference)
    return paid, RefundWanted(reference="r1", payment=next(iter(vendor.intents)), amount=usd(20_000), payee="acct_1")


async def test_refunds_and_disputes_on_a_contractors_own_account_are_asked_of_that_account(gateway, vendor, theirs):
    _, wanted = theirs
    event = await gateway.refund(wanted)
    assert (event.account, event.refunded, event.disputed) == ("acct_1", usd(20_000), usd(0))
    event = await gateway.read(vendor.disputes_it(wanted.payment, 100_000))
    assert (event.account, event.refunded, event.disputed) == ("acct_1", usd(20_000), usd(100_000))
    [listed] = await gateway.payments_since(LONG_AGO, "acct_1")
    assert (listed.refunded, listed.disputed) == (usd(20_000), usd(100_000))
    asked_of = {headers.get("stripe-account") for _, path, headers, _ in vendor.calls if "/v1/checkout" not in path}
    assert asked_of == {"acct_1"}


@pytest.mark.parametrize("payee", ["", "acct_2", "acct_of_nobody"])
async def test_by_another_account_a_payment_is_neither_found_nor_refunded(gateway, vendor, theirs, payee):
    _, wanted = theirs
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(replace(wanted, payee=payee))
    assert refused.value.final
    assert not vendor.refunded


async def test_what_an_account_that_was_disconnected_told_last_is_taken_at_its_word(gateway, vendor, theirs):
    """It cannot be asked any more; the event is signed."""
    paid, wanted = theirs
    told = vendor.disputes_it(wanted.payment, 100_000)
    vendor.disconnects("acct_1")
    event = await gateway.read(paid)
    assert (event.outcome, event.amount, event.account) == ("succeeded", WANTED.amount, "acct_1")
    assert event.occurred_at == event.came_at
    with pytest.raises(GatewayFailed):  # this names no payment request of ours
        await gateway.read(told)


async def test_an_event_of_the_other_mode_is_read_as_it_is_and_not_asked_about(vendor):
    """The live endpoint for connected accounts is told of their tests, too."""
    gateway = StripeGateway(stand_in.KEY, (stand_in.SECRET,), vendor.url)
    vendor.accounts["acct_1"] = {"id": "acct_1"}
    vendor.livemode = True
    await gateway.make_page(replace(WANTED, payee="acct_1"))
    [paid, done] = vendor.pays(WANTED.reference)
    before = len(vendor.calls)
    event = await gateway.read(paid)
    assert (event.test_mode, event.account, event.reference) == (False, "acct_1", WANTED.reference)
    assert await gateway.read(done) is None
    assert len(vendor.calls) == before


async def test_a_debit_that_failed_ends_its_page_and_a_declined_card_does_not(gateway, vendor):
    """Stripe's page is over once it was completed, whatever the bank says days later."""
    await gateway.make_page(WANTED)
    [declined] = vendor.pays(WANTED.reference, "failed")
    assert not (await gateway.read(declined)).ends_page
    vendor.pays(WANTED.reference, "processing", "us_bank_account")
    for body in vendor.pays(WANTED.reference, "failed"):
        event = await gateway.read(body)
        assert (event.outcome, event.ends_page, event.reason) == ("failed", True, "insufficient_funds")


async def test_a_refund_that_bounced_went_nowhere(gateway, vendor):
    await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    payment = next(iter(vendor.intents))
    for amount in (10_000, 20_000, 30_000):
        vendor.refunds(payment, amount)
    assert (await gateway.read(vendor.bounces(list(vendor.refunded)[1]))).refunded == usd(40_000)


async def test_a_refund_is_not_sent_again_after_its_key_was_forgotten(gateway, vendor):
    """Stripe keeps keys for a day."""
    await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    wanted = RefundWanted(reference="r1", payment=next(iter(vendor.intents)), amount=usd(20_000), payee="")
    await gateway.refund(wanted)
    vendor.kept.clear()
    assert (await gateway.refund(wanted)).refunded == usd(20_000)
    vendor.bounces(next(iter(vendor.refunded)))
    with pytest.raises(GatewayFailed, match="expired_or_canceled_card") as refused:
        await gateway.refund(wanted)
    assert refused.value.final


@pytest.mark.parametrize("secret", [stand_in.SECRET, stand_in.CONNECT_SECRET])
async def test_either_endpoints_signature_is_taken_in_the_line_of_the_payment(gateway, vendor, secret):
    await gateway.make_page(WANTED)
    for body in vendor.pays(WANTED.reference):
        [item] = gateway.verify("", vendor.signed(body, secret), body)
        assert item.line == f"stripe:{next(iter(vendor.intents))}"


async def test_an_old_signature_and_anothers_are_refused(gateway, vendor):
    await gateway.make_page(WANTED)
    [body, _] = vendor.pays(WANTED.reference)
    old = int(datetime.now(UTC).timestamp()) - 301
    for headers in (vendor.signed(body, at=old), vendor.signed(body, "whsec_another0123456789"), {}):
        with pytest.raises(Unsigned):
            gateway.verify("", headers, body)


def test_without_a_secret_nothing_is_taken(vendor):
    body = b'{"id": "evt_1", "data": {"object": {}}}'
    with pytest.raises(Unsigned):
        StripeGateway(stand_in.KEY, (), vendor.url).verify("", vendor.signed(body), body)


def test_a_live_key_is_no_test_mode(vendor):
    assert StripeGateway("sk_live_0123", (), vendor.url).capabilities.test_mode is False
    assert StripeGateway("rk_test_0123", (), vendor.url).capabilities.test_mode is True
