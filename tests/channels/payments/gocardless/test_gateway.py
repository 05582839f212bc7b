"""GoCardless's adapter, through GoCardless's own SDK, against a stand-in on loopback."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.payments.gocardless.adapter import LIVE, SANDBOX, GoCardlessGateway
from core.domain.money import Money
from core.ports.inbox import Unsigned
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments import samples
from tests.channels.payments.gocardless import vendor as stand_in
from tests.channels.payments.samples import LONG_AGO, asked

WANTED = replace(samples.WANTED, amount=Money(450_000, "GBP"), payer_name="Dana van Lee")
IN_DOLLARS = replace(WANTED, amount=Money(450_000, "USD"))


def gbp(minor):
    return Money(minor, "GBP")


async def paid(gateway, vendor, status="confirmed"):
    """A page that was completed by the payer's bank; the id of its payment."""
    await gateway.make_page(WANTED)
    vendor.fulfils(WANTED.reference)
    [payment] = vendor.payments
    vendor.becomes(payment, status)
    return payment


async def test_the_page_asks_for_exactly_this_and_says_when_it_ends(gateway, vendor):
    made = await gateway.make_page(WANTED)
    (_, path, headers, fields), (_, page_path, _, page) = vendor.calls
    request, flow = fields["billing_requests"], page["billing_request_flows"]
    assert (path, page_path) == ("/billing_requests", "/billing_request_flows")
    assert (request["payment_request"]["amount"], request["payment_request"]["currency"]) == (450_000, "GBP")
    assert request["fallback_enabled"] is True
    assert request["metadata"]["reference"] == headers["idempotency-key"] == WANTED.reference
    assert flow["prefilled_customer"] == {
        "email": "dana@example.com",
        "given_name": "Dana van",
        "family_name": "Lee",
    }
    assert (flow["language"], flow["redirect_uri"]) == ("es", WANTED.return_url)
    assert made.url.startswith("https://pay-sandbox.gocardless.com/")
    assert made.ends_at == vendor.clock + timedelta(days=7)


@pytest.mark.parametrize(("currency", "once"), [("USD", "one_off"), ("CAD", "single"), ("AUD", None)])
async def test_where_no_bank_pays_at_once_a_mandate_is_asked_for_that_is_good_for_one_payment(
    gateway, vendor, currency, once
):
    await gateway.make_page(replace(WANTED, amount=Money(450_000, currency), payer_name="Dana", payer_email=""))
    request, flow = (fields for _, _, _, fields in vendor.calls)
    assert "payment_request" not in request["billing_requests"]
    assert request["billing_requests"]["mandate_request"]["currency"] == currency
    assert request["billing_requests"]["mandate_request"].get("consent_type") == once
    assert flow["billing_request_flows"]["prefilled_customer"] == {}
    assert flow["billing_request_flows"]["lock_currency"] is True


async def test_a_currency_that_it_does_not_take_is_refused_before_it_is_asked(gateway, vendor):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=Money(1, "JPY")))
    assert refused.value.final
    assert vendor.calls == []


@pytest.mark.parametrize("troubles", [["500"], ["500 after"], ["drop"], ["", "500"], ["", "500 after"], ["", "drop"]])
async def test_a_page_that_was_made_though_the_answer_was_lost_is_not_made_twice(gateway, vendor, troubles):
    """The SDK asks again by itself when the connection breaks, with the same key."""
    vendor.troubles.extend(troubles)
    if "drop" not in troubles:
        with pytest.raises(GatewayFailed) as failed:
            await gateway.make_page(WANTED)
        assert failed.value.final is False
    made = await gateway.make_page(WANTED)
    assert made == await gateway.make_page(WANTED)
    assert (len(vendor.requests), len(vendor.flows)) == (1, 1)


async def test_the_same_reference_for_another_amount_is_refused(gateway):
    """GoCardless itself would give the page for the first one."""
    await gateway.make_page(WANTED)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=gbp(1_000)))
    assert refused.value.final


async def test_a_refusal_is_final_and_says_which_field(gateway):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=gbp(0)))
    assert (refused.value.final, refused.value.reason) == (True, "gocardless: payment_request.amount")


async def test_a_wrong_token_is_final(vendor):
    with pytest.raises(GatewayFailed) as refused:
        await GoCardlessGateway("live_another0123456789", (), vendor.url).make_page(WANTED)
    assert (refused.value.final, refused.value.reason) == (True, "gocardless: access_token_not_found")


def test_the_token_says_whether_it_is_a_test_and_where_it_is_asked():
    live, test = GoCardlessGateway("live_1", ()), GoCardlessGateway("sandbox_1", ())
    assert (live.capabilities.test_mode, test.capabilities.test_mode) == (False, True)
    assert [one._client._api_client.base_url for one in (live, test)] == [LIVE, SANDBOX]


@pytest.mark.parametrize("copies", [True, False])
async def test_a_payment_by_the_payers_bank_is_found_from_the_page_and_from_then_on_by_its_own_events(
    gateway, vendor, copies
):
    vendor.copies = copies
    await gateway.make_page(WANTED)
    event = await gateway.read(vendor.fulfils(WANTED.reference))
    assert (event.outcome, event.amount, event.method, event.reference) == (
        "processing",
        gbp(450_000),
        "transfer",
        WANTED.reference,
    )
    later = await gateway.read(vendor.becomes(event.external_id, "confirmed"))
    assert (later.outcome, later.external_id) == ("succeeded", event.external_id)
    assert (later.test_mode, later.account, later.refunded, later.disputed) == (True, "", gbp(0), gbp(0))
    assert (await gateway.read(vendor.becomes(event.external_id, "paid_out"))).outcome == "succeeded"


async def test_a_page_that_is_not_completed_has_no_news(gateway, vendor):
    made = await gateway.make_page(WANTED)
    assert await gateway.look(asked(made)) is None
    request = vendor.requests[made.external_id]
    visited = vendor.event("billing_requests", "flow_visited", {"billing_request": made.external_id})
    asked_before = len(vendor.calls)
    assert await gateway.read(visited) is None
    assert len(vendor.calls) == asked_before
    request["status"] = "fulfilling"
    assert await gateway.look(asked(made)) is None


@pytest.mark.parametrize("way", ["event", "look"])
async def test_a_mandate_is_collected_from_once_however_often_it_is_told_of(gateway, vendor, way):
    made = await gateway.make_page(IN_DOLLARS)
    told = vendor.fulfils(WANTED.reference)
    vendor.troubles.append("500 after")
    with pytest.raises(GatewayFailed):
        await (gateway.read(told) if way == "event" else gateway.look(asked(made)))
    for _ in range(2):
        for event in (await gateway.read(told), await gateway.look(asked(made))):
            assert (event.outcome, event.amount, event.method) == ("processing", Money(450_000, "USD"), "bank")
    [payment] = vendor.payments.values()
    assert payment["links"]["mandate"] == vendor.requests[made.external_id]["links"]["mandate_request_mandate"]
    assert (await gateway.read(vendor.becomes(payment["id"], "confirmed"))).outcome == "succeeded"


async def test_a_mandate_is_not_collected_from_again_after_the_key_is_forgotten(gateway, vendor):
    made = await gateway.make_page(IN_DOLLARS)
    vendor.fulfils(WANTED.reference)
    await gateway.look(asked(made))
    vendor.kept.clear()
    await gateway.look(asked(made))
    assert len(vendor.payments) == 1


@pytest.mark.parametrize("pays", [True, False])
async def test_a_payer_whose_bank_cannot_pays_by_a_debit_once(gateway, vendor, pays):
    await gateway.make_page(WANTED)
    told = vendor.fulfils(WANTED.reference, fallback=True, pays=pays)
    for _ in range(2):
        event = await gateway.read(told)
        assert (event.outcome, event.amount, event.method) == ("processing", gbp(450_000), "bank")
    assert len(vendor.payments) == 1


@pytest.mark.parametrize("status", ["failed", "cancelled", "customer_approval_denied"])
async def test_what_never_came_failed_and_says_why(gateway, vendor, status):
    payment = await paid(gateway, vendor, "submitted")
    event = await gateway.read(vendor.becomes(payment, status, cause="insufficient_funds"))
    assert (event.outcome, event.reason, event.disputed) == ("failed", "insufficient_funds", gbp(0))
    assert event.ends_page  # a page that was completed is completed


async def test_what_failed_and_is_tried_again_may_still_come(gateway, vendor):
    payment = await paid(gateway, vendor, "failed")
    assert (await gateway.read(vendor.becomes(payment, "pending_submission", "resubmission_requested"))).outcome == (
        "processing"
    )
    assert (await gateway.read(vendor.becomes(payment, "confirmed"))).outcome == "succeeded"


async def test_a_late_failure_takes_back_what_had_come(gateway, vendor):
    """Days after it was confirmed, and many events ago."""
    payment = await paid(gateway, vendor)
    vendor.becomes(payment, "paid_out")
    failed = await gateway.read(vendor.becomes(payment, "failed", cause="refer_to_payer"))
    settled = await gateway.read(vendor.becomes(payment, "failed", "late_failure_settled"))
    for event in (failed, settled):
        assert (event.outcome, event.amount, event.disputed) == ("succeeded", gbp(450_000), gbp(450_000))


async def test_a_chargeback_takes_the_rest_and_gives_it_back_when_it_is_cancelled(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.refunds_it(payment, 50_000)
    event = await gateway.read(vendor.becomes(payment, "charged_back"))
    assert (event.outcome, event.refunded, event.disputed) == ("succeeded", gbp(50_000), gbp(400_000))
    event = await gateway.read(vendor.becomes(payment, "paid_out", "chargeback_cancelled"))
    assert (event.refunded, event.disputed) == (gbp(50_000), gbp(0))


async def test_refunds_in_parts_add_up_and_one_that_bounced_came_back(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.refunds_it(payment, 1_000)
    vendor.refunds_it(payment, 2_000)
    told = vendor.refunds_it(payment, 50_000)
    assert (await gateway.read(told)).refunded == gbp(53_000)
    [*_, newest] = vendor.refunds.values()
    newest["status"] = "bounced"
    assert (await gateway.read(told)).refunded == gbp(3_000)


async def test_an_event_that_comes_late_says_what_holds_by_now(gateway, vendor):
    payment = await paid(gateway, vendor, "submitted")
    early = stand_in.posted(vendor.events[-1])
    vendor.becomes(payment, "confirmed")
    assert (await gateway.read(early)).outcome == "succeeded"


async def test_a_payment_that_is_none_of_ours_reads_as_none(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.payments[payment]["metadata"] = None
    assert await gateway.read(vendor.becomes(payment, "paid_out")) is None
    assert await gateway.payments_since(LONG_AGO, "") == ()
    foreign = vendor.event("billing_requests", "fulfilled", {"billing_request": next(iter(vendor.requests))})
    next(iter(vendor.requests.values()))["metadata"] = {}
    assert await gateway.read(foreign) is None


@pytest.mark.parametrize("currency", ["GBP", "USD"])
async def test_another_programs_request_is_left_alone_though_it_has_a_reference_too(gateway, vendor, currency):
    made = await gateway.make_page(replace(WANTED, amount=Money(450_000, currency)))
    vendor.copies = False
    vendor.fulfils(WANTED.reference)
    vendor.requests[made.external_id]["metadata"] = {"reference": "order-4711"}
    before = {one: dict(payment) for one, payment in vendor.payments.items()}
    foreign = vendor.event("billing_requests", "fulfilled", {"billing_request": made.external_id})
    assert await gateway.read(foreign) is None
    assert vendor.payments == before


async def test_a_status_of_tomorrow_is_no_news(gateway, vendor):
    payment = await paid(gateway, vendor)
    assert await gateway.read(vendor.becomes(payment, "teleported")) is None


async def test_trouble_while_reading_is_not_final(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.down = 1
    with pytest.raises(GatewayFailed) as failed:
        await gateway.read(vendor.becomes(payment, "paid_out"))
    assert failed.value.final is False


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_refund_is_sent_once_however_often_it_is_tried(gateway, vendor, trouble):
    payment = await paid(gateway, vendor)
    wanted = RefundWanted(reference="r1", payment=payment, amount=gbp(20_000), payee="")
    vendor.troubles.append(trouble)
    if trouble != "drop":
        with pytest.raises(GatewayFailed):
            await gateway.refund(wanted)
    for _ in range(2):
        event = await gateway.refund(wanted)
        assert (event.outcome, event.refunded) == ("succeeded", gbp(20_000))
        vendor.kept.clear()  # GoCardless forgets keys
    assert len(vendor.refunds) == 1
    assert (await gateway.refund(replace(wanted, reference="r2", amount=gbp(1)))).refunded == gbp(20_001)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(replace(wanted, reference="r3", amount=gbp(450_000)))
    assert refused.value.final


async def test_its_own_list_has_every_payment_of_ours_over_all_pages(gateway, vendor):
    for place in range(5):
        vendor.clock += timedelta(minutes=1)
        wanted = replace(WANTED, reference=f"reference-{place}")
        await gateway.make_page(wanted)
        vendor.fulfils(wanted.reference)
        vendor.becomes(list(vendor.payments)[-1], "failed" if place == 4 else "confirmed")
    first, second, *_ = vendor.payments
    vendor.payments[first]["metadata"] = {}  # somebody else's, on the same account
    vendor.refunds_it(second, 100)
    listed = await gateway.payments_since(LONG_AGO, "")
    assert [event.reference for event in listed] == [f"reference-{place}" for place in (4, 3, 2, 1)]
    assert [event.outcome for event in listed] == ["failed", "succeeded", "succeeded", "succeeded"]
    assert listed[-1].refunded == gbp(100)
    assert await gateway.payments_since(vendor.clock + timedelta(days=1), "") == ()


async def test_a_page_can_be_closed_unless_it_was_completed(gateway, vendor):
    made = await gateway.make_page(WANTED)
    for _ in range(2):
        await gateway.close_page(asked(made))
        assert vendor.requests[made.external_id]["status"] == "cancelled"
    vendor.fulfils(WANTED.reference)
    await gateway.close_page(asked(made))
    assert vendor.requests[made.external_id]["status"] == "fulfilled"
    vendor.down = 1
    with pytest.raises(GatewayFailed):
        await gateway.close_page(asked(made))


async def test_an_account_of_their_own_is_refused_clearly_wherever_it_is_named(gateway, vendor):
    made = await gateway.make_page(WANTED)
    before = len(vendor.calls)
    for call in (
        gateway.make_page(replace(WANTED, payee="CR1")),
        gateway.look(asked(made, "CR1")),
        gateway.payments_since(LONG_AGO, "CR1"),
        gateway.refund(RefundWanted(reference="r", payment="PM1", amount=gbp(1), payee="CR1")),
        gateway.close_page(asked(made, "CR1")),
    ):
        with pytest.raises(GatewayFailed, match="GoCardless Partners") as refused:
            await call
        assert refused.value.final
    assert len(vendor.calls) == before


async def test_250_events_are_as_many_items_each_in_the_line_of_its_payment(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.refunds_it(payment, 1)
    kinds = [("payments", {"payment": payment}), ("payouts", {"payout": "PO1"}), ("refunds", {"refund": "RF1"})]
    for place in range(247):
        vendor.event(*(kinds[place % 3][0], "any", kinds[place % 3][1]))
    body = stand_in.posted(*vendor.events[-250:])
    items = gateway.verify("", vendor.signed(body), body)
    assert len({item.external_id for item in items}) == 250
    assert {item.line for item in items if b'"payments"' in item.body} == {f"gocardless:{payment}"}
    assert all(len(json.loads(item.body)["events"]) == 1 for item in items)
    outcomes = [await gateway.read(item.body) for item in items[:4]]
    assert {event.refunded for event in outcomes if event} == {gbp(1)}
    assert gateway.verify("", vendor.signed(body), body) == items


async def test_a_page_that_was_completed_is_in_the_line_of_its_payment_too(gateway, vendor):
    await gateway.make_page(WANTED)
    body = vendor.fulfils(WANTED.reference)
    [item] = gateway.verify("", vendor.signed(body, "the-one-before-this-1"), body)
    assert item.line == f"gocardless:{next(iter(vendor.payments))}"


@pytest.mark.parametrize("spoil", [{"id": 7}, {"id": ""}, {"links": None}, {"action": None}, {"resource_type": []}])
def test_one_event_among_many_that_makes_no_sense_spoils_them_all(gateway, vendor, spoil):
    vendor.event("payouts", "paid", {"payout": "PO1"})
    body = stand_in.posted(vendor.events[0], {**vendor.events[0], "id": "EV2", **spoil})
    with pytest.raises(Unsigned):
        gateway.verify("", vendor.signed(body), body)


def test_without_a_secret_nothing_is_taken(vendor):
    body = vendor.event("payouts", "paid", {"payout": "PO1"})
    with pytest.raises(Unsigned):
        GoCardlessGateway(stand_in.TOKEN, (), vendor.url).verify("", vendor.signed(body, ""), body)


async def test_what_a_proxy_says_is_neither_understood_nor_repeated(gateway, vendor):
    """A bad gateway often gives back what it was sent, the token with it."""
    vendor.broken = lambda: (502, [f"Authorization: Bearer {stand_in.TOKEN}"])
    vendor.down = 9
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False
    assert stand_in.TOKEN not in repr(failed.value)
    assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)
