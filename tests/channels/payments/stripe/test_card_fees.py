"""A fee on top for a credit card: the money is held, and only what kind of card it is says how much is taken."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.payments.stripe.fees import parts_of, with_fee
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments.samples import LONG_AGO, WANTED, asked, usd

FEE, TOTAL = usd(9_000), 459_000
WITH_FEE = replace(WANTED, means="card", card_fee=FEE, card_fee_name="Credit card fee")


@pytest.fixture
async def page(gateway):
    return await gateway.make_page(WITH_FEE)


async def test_the_page_shows_the_fee_on_a_line_of_its_own_and_has_the_money_held(page, vendor):
    del page
    fields = vendor.calls[0][3]
    prices = [item["price_data"] for item in fields["line_items"].values()]
    assert [price["unit_amount"] for price in prices] == ["450000", "9000"]
    assert prices[1]["product_data"]["name"] == "Credit card fee"
    assert (fields["payment_intent_data"]["capture_method"], fields["payment_method_types"]) == (
        "manual",
        {"0": "card"},
    )


async def test_a_way_without_cards_leaves_them_out_and_takes_no_fee(gateway, vendor):
    await gateway.make_page(replace(WANTED, means="bank"))
    fields = vendor.calls[0][3]
    assert set(fields["excluded_payment_method_types"].values()) == {"card", "link"}
    [event, _] = [await gateway.read(body) for body in vendor.pays(WANTED.reference, "processing", "us_bank_account")]
    assert (event.amount, event.card_fee) == (WANTED.amount, None)


async def test_where_only_cards_are_switched_on_a_way_without_them_is_refused_for_good(gateway, vendor):
    vendor.no_bank = True
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, means="bank"))
    assert refused.value.final


async def read(gateway, body, *, take=True):
    """What it says once the hold is over."""
    event = await gateway.read(body)
    if not event.held:
        return event
    assert (event.outcome, event.amount) == ("processing", WANTED.amount)
    return await gateway.end_hold(event.external_id, event.account, take=take)


@pytest.mark.parametrize(
    ("funding", "taken", "fee"),
    [("credit", TOTAL, FEE), ("debit", 450_000, usd(0)), ("prepaid", 450_000, usd(0)), ("unknown", 450_000, usd(0))],
)
async def test_from_a_credit_card_the_fee_is_taken_and_from_no_other(page, gateway, vendor, funding, taken, fee):
    del page
    told = [await read(gateway, body) for body in vendor.pays(WANTED.reference, funding=funding)]
    [intent] = vendor.intents.values()
    assert (intent["status"], intent["amount_received"]) == ("succeeded", taken)
    for event in told:
        assert (event.outcome, event.amount, event.card_fee) == ("succeeded", WANTED.amount, fee)
    assert [call[1] for call in vendor.calls].count(f"/v1/payment_intents/{intent['id']}/capture") == 1


async def test_what_nobody_told_of_is_known_as_held_to_whoever_asks(page, gateway, vendor):
    vendor.pays(WANTED.reference)
    event = await gateway.look(asked(page))
    assert (event.outcome, event.amount, event.held) == ("processing", WANTED.amount, True)


@pytest.mark.parametrize("trouble", ["", "500", "500 after", "drop"])
async def test_what_is_let_go_of_is_never_taken_and_has_failed(page, gateway, vendor, trouble):
    held, done = vendor.pays(WANTED.reference)
    vendor.troubles.extend([trouble] if trouble else [])
    for event in (await read(gateway, held, take=False), await read(gateway, done), await gateway.look(asked(page))):
        assert (event.outcome, event.amount, event.ends_page) == ("failed", WANTED.amount, True)
    [intent] = vendor.intents.values()
    assert (intent["status"], intent["amount_received"]) == ("canceled", 0)


async def test_what_was_taken_meanwhile_is_not_let_go_of(page, gateway, vendor):
    del page
    [held, _] = vendor.pays(WANTED.reference)
    await read(gateway, held)
    [payment] = vendor.intents
    assert (await gateway.end_hold(payment, "", take=False)).outcome == "succeeded"


async def test_a_hold_of_another_program_is_none_of_ours(page, gateway, vendor):
    del page
    [held, _] = vendor.pays(WANTED.reference)
    [intent] = vendor.intents.values()
    intent["metadata"] = {"reference": WANTED.reference}
    assert await gateway.read(held) is None
    assert await gateway.end_hold(intent["id"], "", take=True) is None
    assert intent["status"] == "requires_capture"


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_an_answer_that_is_lost_takes_nothing_twice(page, gateway, vendor, trouble):
    del page
    [held, _] = vendor.pays(WANTED.reference)
    vendor.troubles.append(trouble)
    event = await read(gateway, held)
    assert (event.outcome, event.card_fee) == ("succeeded", FEE)
    [intent] = vendor.intents.values()
    assert intent["amount_received"] == TOTAL


async def test_what_was_released_meanwhile_has_failed(page, gateway, vendor):
    del page
    [held, _] = vendor.pays(WANTED.reference)
    [payment] = vendor.intents
    vendor.runs_out(payment)
    event = await read(gateway, held)
    assert (event.outcome, event.amount, event.ends_page) == ("failed", WANTED.amount, True)


async def test_a_hold_that_ends_as_it_is_to_be_taken_has_failed(page, gateway, vendor):
    del page
    [held, _] = vendor.pays(WANTED.reference)
    [payment] = vendor.intents
    capture = vendor.capture_intent

    def capture_intent(*args, **more):
        vendor.runs_out(payment)
        return capture(*args, **more)

    vendor.capture_intent = capture_intent
    assert (await read(gateway, held)).outcome == "failed"


async def test_the_list_takes_nothing(page, gateway, vendor):
    """It is for holding the books against, and other programs' holds are in it, too."""
    del page
    vendor.pays(WANTED.reference)
    assert await gateway.payments_since(LONG_AGO, "") == ()
    [intent] = vendor.intents.values()
    assert intent["status"] == "requires_capture"


async def paid(gateway, vendor):
    [held, _] = vendor.pays(WANTED.reference)
    await read(gateway, held)
    [payment] = vendor.intents
    return payment


async def test_the_fees_share_goes_back_with_what_is_refunded(page, gateway, vendor):
    del page
    payment = await paid(gateway, vendor)
    wanted = RefundWanted(reference="r1", payment=payment, amount=usd(33_333), payee="")
    event = await gateway.refund(wanted)
    assert (event.refunded, event.card_fee) == (usd(33_333), usd(9_000 - 667))
    assert [one["amount"] for one in vendor.refunded.values()] == [34_000]
    rest = await gateway.refund(replace(wanted, reference="r2", amount=usd(450_000 - 33_333)))
    assert (rest.refunded, rest.card_fee) == (WANTED.amount, usd(0))
    assert sum(one["amount"] for one in vendor.refunded.values()) == TOTAL


async def test_a_debit_card_gets_back_what_it_paid(page, gateway, vendor):
    del page
    vendor.pays(WANTED.reference, funding="debit")
    await read(gateway, vendor.events[-1])
    [payment] = vendor.intents
    event = await gateway.refund(RefundWanted(reference="r1", payment=payment, amount=WANTED.amount, payee=""))
    assert (event.refunded, event.card_fee) == (WANTED.amount, usd(0))
    assert sum(one["amount"] for one in vendor.refunded.values()) == WANTED.amount.minor


async def test_a_refund_in_the_dashboard_and_a_dispute_are_told_without_their_share_of_the_fee(page, gateway, vendor):
    del page
    payment = await paid(gateway, vendor)
    event = await gateway.read(vendor.refunds(payment, 45_900))
    assert (event.refunded, event.card_fee) == (usd(45_000), usd(8_100))
    event = await gateway.read(vendor.disputes_it(payment, TOTAL))
    assert (event.refunded, event.disputed, event.card_fee) == (usd(45_000), usd(405_000), usd(0))
    assert event.over == usd(45_000)


@pytest.mark.parametrize("fee", ["", "x", "-5", "450000", "٥"])
def test_a_payment_that_says_no_such_fee_has_none(fee):
    intent = {"metadata": {"card_fee": fee}, "status": "succeeded", "amount": 450_000, "amount_received": 450_000}
    parts = parts_of(intent, 0, 0)
    assert (parts.amount, parts.fee) == (450_000, 0)


@given(amount=st.integers(100, 10**9), percent=st.integers(1, 300), steps=st.lists(st.integers(1, 10**9), max_size=6))
def test_whatever_is_sent_back_in_whatever_steps_it_is_told_to_the_cent(amount, percent, steps):
    """What we ask to go back is what we hear of it, and once all is back, so is all of the fee."""
    fee = amount * percent // 10_000
    intent = {"metadata": {"card_fee": str(fee)}, "status": "succeeded"}
    intent |= {"amount": amount + fee, "amount_received": amount + fee}
    sent = back = 0
    for step in [*steps, amount]:
        part = min(step, amount - back)
        sent += with_fee(intent, sent, part)
        back += part
        parts = parts_of(intent, sent, 0)
        assert (parts.amount, parts.refunded, parts.amount + parts.fee) == (amount, back, amount + fee - sent + back)
    assert (sent, parts.fee) == (amount + fee, 0)
