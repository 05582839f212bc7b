"""Mollie's adapter, through Mollie's own SDK, against a stand-in on loopback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.payments.mollie.adapter import MollieGateway
from core.domain.money import Money
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments import samples
from tests.channels.payments.mollie import vendor as stand_in
from tests.channels.payments.samples import LONG_AGO, asked

WANTED = replace(samples.WANTED, amount=Money(450_000, "EUR"))


def eur(minor):
    return Money(minor, "EUR")


def wanted_back(vendor, minor, reference="r1"):
    return RefundWanted(reference=reference, payment=next(iter(vendor.payments)), amount=eur(minor), payee="")


async def paid(gateway, vendor):
    """A page that was made and paid on; the id of its payment."""
    made = await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    return made.external_id


async def test_the_page_asks_for_exactly_this_and_says_when_it_ends(gateway, vendor):
    made = await gateway.make_page(WANTED)
    _, path, headers, fields = vendor.calls[0]
    assert (path, fields["amount"]) == ("/v2/payments", {"currency": "EUR", "value": "4500.00"})
    assert (headers["idempotency-key"], fields["metadata"]) == (WANTED.reference, {"reference": WANTED.reference})
    assert (fields["locale"], fields["billingAddress"]) == ("es_ES", {"email": "dana@example.com"})
    assert fields["webhookUrl"].startswith(f"https://bot.example/webhooks/mollie?for={WANTED.reference}&key=")
    assert made.url.startswith("https://www.mollie.com/")
    assert made.ends_at == vendor.clock + timedelta(minutes=15)


async def test_the_machine_that_asks_is_not_named(gateway, vendor):
    await gateway.make_page(WANTED)
    assert vendor.calls[0][2]["x-mollie-client-info"] == "Milepost"


@pytest.mark.parametrize(("amount", "value"), [(Money(1, "JPY"), "1"), (Money(5, "USD"), "0.05")])
async def test_amounts_have_exactly_the_digits_of_their_currency(gateway, vendor, amount, value):
    await gateway.make_page(replace(WANTED, amount=amount))
    assert vendor.calls[0][3]["amount"] == {"currency": amount.currency, "value": value}
    vendor.pays(WANTED.reference)
    assert (await gateway.read(vendor.call(next(iter(vendor.payments))))).amount == amount


async def test_a_long_description_is_cut_to_what_mollie_takes(gateway, vendor):
    await gateway.make_page(replace(WANTED, description="x" * 300, payer_email=""))
    assert len(vendor.calls[0][3]["description"]) == 255
    assert "billingAddress" not in vendor.calls[0][3]


async def test_a_server_that_mollie_cannot_reach_is_not_named_as_one_to_call(vendor):
    gateway = MollieGateway(stand_in.KEY, "", b"a-secret-of-tests-1", vendor.url)
    made = await gateway.make_page(WANTED)
    assert "webhookUrl" not in vendor.calls[0][3]
    vendor.pays(WANTED.reference)
    assert (await gateway.look(asked(made))).outcome == "succeeded"


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_page_that_was_made_though_the_answer_was_lost_is_not_made_twice(gateway, vendor, trouble):
    vendor.troubles.append(trouble)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False
    made = await gateway.make_page(WANTED)
    assert len(vendor.payments) == 1
    assert made == await gateway.make_page(WANTED)


async def test_a_refusal_is_final_and_says_which_field(gateway):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=eur(-1)))
    assert (refused.value.final, refused.value.reason) == (True, "mollie: 422 amount.value")


async def test_a_currency_that_mollie_does_not_take_is_refused_before_it_is_asked(gateway, vendor):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=Money(1_234_567, "KWD")))
    assert refused.value.final
    assert vendor.calls == []


async def test_the_same_reference_for_another_amount_is_refused(gateway):
    await gateway.make_page(WANTED)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(replace(WANTED, amount=eur(1_000)))
    assert refused.value.final


async def test_a_key_that_is_no_key_is_said_without_repeating_it(vendor):
    with pytest.raises(ValueError, match="must begin with live_ or test_") as refused:
        MollieGateway("canary-of-a-key", "", b"a-secret-of-tests-1", vendor.url)
    assert "canary" not in str(refused.value)


async def test_a_wrong_key_is_final_and_a_live_key_is_no_test_mode(vendor):
    gateway = MollieGateway("live_another0123456789", "", b"a-secret-of-tests-1", vendor.url)
    assert gateway.capabilities.test_mode is False
    with pytest.raises(GatewayFailed) as refused:
        await gateway.make_page(WANTED)
    assert (refused.value.final, refused.value.reason) == (True, "mollie: 401")


@pytest.mark.parametrize(
    ("method", "word"),
    [
        ("ideal", "transfer"),
        ("banktransfer", "transfer"),
        ("directdebit", "bank"),
        ("bancontact", "bank"),
        ("creditcard", "card"),
        ("applepay", "card"),
        ("klarna", "other"),
    ],
)
async def test_what_was_paid_reads_as_money_and_by_which_means(gateway, vendor, method, word):
    await gateway.make_page(WANTED)
    event = await gateway.read(vendor.pays(WANTED.reference, method=method))
    assert (event.outcome, event.amount, event.method, event.reference) == (
        "succeeded",
        eur(450_000),
        word,
        WANTED.reference,
    )
    assert (event.test_mode, event.account, event.refunded, event.disputed) == (True, "", eur(0), eur(0))


async def test_a_live_payment_is_no_test(gateway, vendor):
    vendor.mode = "live"
    await gateway.make_page(WANTED)
    assert (await gateway.read(vendor.pays(WANTED.reference))).test_mode is False


async def test_a_debit_is_on_its_way_for_days_and_then_fails(gateway, vendor):
    await gateway.make_page(WANTED)
    event = await gateway.read(vendor.pays(WANTED.reference, "pending", "directdebit"))
    assert (event.outcome, event.method) == ("processing", "bank")
    event = await gateway.read(vendor.pays(WANTED.reference, "failed", "directdebit", "insufficient_funds"))
    assert (event.outcome, event.reason, event.ends_page) == ("failed", "insufficient_funds", True)


async def test_a_bank_transfer_that_was_promised_is_on_its_way(gateway, vendor):
    """Mollie does not call then: it is seen by looking."""
    made = await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference, "open", "banktransfer")
    event = await gateway.look(asked(made))
    assert (event.outcome, event.method) == ("processing", "transfer")
    vendor.pays(WANTED.reference, "open", "ideal")
    assert await gateway.look(asked(made)) is None


@pytest.mark.parametrize("status", ["canceled", "expired"])
async def test_a_page_that_was_left_is_no_news_but_a_bank_transfer_that_never_came_is(gateway, vendor, status):
    await gateway.make_page(WANTED)
    assert await gateway.read(vendor.pays(WANTED.reference, status, method=None)) is None
    event = await gateway.read(vendor.pays(WANTED.reference, status, "banktransfer"))
    assert (event.outcome, event.reason) == ("failed", status)


async def test_a_call_that_comes_late_says_what_holds_by_now(gateway, vendor):
    await gateway.make_page(WANTED)
    call = vendor.pays(WANTED.reference, "failed", "creditcard", "card_declined")
    assert (await gateway.read(call)).reason == "card_declined"
    vendor.pays(WANTED.reference)
    assert (await gateway.read(call)).outcome == "succeeded"


async def test_refunds_in_parts_add_up_and_one_that_failed_came_back(gateway, vendor):
    payment = await paid(gateway, vendor)
    assert (await gateway.read(vendor.refunds_it(payment, "500.00"))).refunded == eur(50_000)
    assert (await gateway.read(vendor.refunds_it(payment, "0.01", "queued"))).refunded == eur(50_001)
    vendor.refunds[payment][0]["status"] = "failed"
    event = await gateway.read(vendor.call(payment))
    assert (event.outcome, event.refunded) == ("succeeded", eur(1))


async def test_no_more_goes_back_than_came(gateway, vendor):
    """Mollie lets up to 25 euros more be refunded, for postage."""
    payment = await paid(gateway, vendor)
    event = await gateway.read(vendor.refunds_it(payment, "4525.00"))
    assert (event.refunded, event.disputed) == (eur(450_000), eur(0))


async def test_a_chargeback_takes_the_rest_and_gives_it_back_when_it_is_reversed(gateway, vendor):
    payment = await paid(gateway, vendor)
    vendor.refunds_it(payment, "500.00")
    event = await gateway.read(vendor.charges_back(payment, "4500.00"))
    assert (event.outcome, event.refunded, event.disputed) == ("succeeded", eur(50_000), eur(400_000))
    event = await gateway.read(vendor.gives_back(payment))
    assert (event.refunded, event.disputed) == (eur(50_000), eur(0))
    event = await gateway.read(vendor.charges_back(payment, "100.00"))  # once more
    assert event.disputed == eur(10_000)


@pytest.mark.parametrize("metadata", [None, {}, "0b8f9f3e", ["reference"], {"reference": 7}])
async def test_a_payment_that_is_none_of_ours_reads_as_none(gateway, vendor, metadata):
    payment = await paid(gateway, vendor)
    vendor.payments[payment]["metadata"] = metadata
    assert await gateway.read(vendor.call(payment)) is None


async def test_a_payment_that_mollie_does_not_know_reads_as_none_but_trouble_does_not(gateway, vendor):
    assert await gateway.read(b"id=tr_7UhSN1zuXS") is None
    vendor.down = 1
    with pytest.raises(GatewayFailed) as failed:
        await gateway.read(b"id=tr_7UhSN1zuXS")
    assert failed.value.final is False


async def test_a_page_can_be_asked_what_became_of_it(gateway, vendor):
    made = await gateway.make_page(WANTED)
    assert await gateway.look(asked(made)) is None
    vendor.pays(WANTED.reference)
    event = await gateway.look(asked(made))
    assert (event.outcome, event.reference, event.external_id) == ("succeeded", WANTED.reference, made.external_id)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.look(replace(asked(made), external_id="tr_another"))
    assert refused.value.final


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_a_refund_is_sent_once_however_often_it_is_tried(gateway, vendor, trouble):
    payment = await paid(gateway, vendor)
    vendor.troubles.append(trouble)
    with pytest.raises(GatewayFailed):
        await gateway.refund(wanted_back(vendor, 20_000))
    for _ in range(2):
        event = await gateway.refund(wanted_back(vendor, 20_000))
        assert (event.outcome, event.refunded) == ("succeeded", eur(20_000))
    assert len(vendor.refunds[payment]) == 1


async def test_a_refund_is_not_sent_again_after_mollie_has_forgotten_the_key(gateway, vendor):
    payment = await paid(gateway, vendor)
    await gateway.refund(wanted_back(vendor, 20_000))
    assert vendor.refunds[payment][0]["description"] == WANTED.description  # the payer's bank shows it
    vendor.clock += timedelta(hours=2)
    await gateway.refund(wanted_back(vendor, 20_000))
    assert len(vendor.refunds[payment]) == 1
    event = await gateway.refund(wanted_back(vendor, 5_000, "r2"))
    assert event.refunded == eur(25_000)


async def test_more_than_is_left_is_not_refunded(gateway, vendor):
    await paid(gateway, vendor)
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(wanted_back(vendor, 450_001))
    assert refused.value.final


async def test_its_own_list_has_every_payment_of_ours_over_all_pages(gateway, vendor):
    for place in range(5):
        vendor.clock += timedelta(minutes=1)
        wanted = replace(WANTED, reference=f"reference-{place}")
        await gateway.make_page(wanted)
        vendor.pays(wanted.reference, "failed" if place == 4 else "paid")
    first, second, *_ = vendor.payments
    vendor.refunds_it(second, "1.00")
    vendor.payments[first]["metadata"] = "somebody else's, on the same account"
    listed = await gateway.payments_since(LONG_AGO, "")
    assert [event.reference for event in listed] == [f"reference-{place}" for place in (4, 3, 2, 1)]
    assert [event.outcome for event in listed] == ["failed", "succeeded", "succeeded", "succeeded"]
    assert [event.refunded for event in listed] == [eur(0), eur(0), eur(0), eur(100)]
    assert len(await gateway.payments_since(vendor.clock - timedelta(minutes=1), "")) == 2
    assert await gateway.payments_since(vendor.clock + timedelta(days=1), "") == ()


async def test_a_page_is_closed_where_mollie_lets_go_of_it(gateway, vendor):
    made = await gateway.make_page(WANTED)
    await gateway.close_page(asked(made))
    assert vendor.payments[made.external_id]["status"] == "open"  # it ends by itself
    vendor.pays(WANTED.reference, "open", "banktransfer")
    await gateway.close_page(asked(made))
    assert vendor.payments[made.external_id]["status"] == "canceled"
    await gateway.close_page(asked(made))  # closed already: nothing to do


async def test_a_page_that_is_paid_stays_so(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.pays(WANTED.reference)
    await gateway.close_page(asked(made))
    assert vendor.payments[made.external_id]["status"] == "paid"


async def test_closing_says_when_it_could_not_be_tried(gateway, vendor):
    made = await gateway.make_page(WANTED)
    vendor.down = 1
    with pytest.raises(GatewayFailed) as failed:
        await gateway.close_page(asked(made))
    assert failed.value.final is False


async def test_an_account_of_their_own_is_refused_clearly_wherever_it_is_named(gateway, vendor):
    made = await gateway.make_page(WANTED)
    for call in (
        gateway.make_page(replace(WANTED, payee="org_1")),
        gateway.look(asked(made, "org_1")),
        gateway.payments_since(LONG_AGO, "org_1"),
        gateway.refund(RefundWanted(reference="r", payment=made.external_id, amount=eur(1), payee="org_1")),
        gateway.close_page(asked(made, "org_1")),
    ):
        with pytest.raises(GatewayFailed, match="Mollie Connect") as refused:
            await call
        assert refused.value.final
    assert len(vendor.calls) == 1


async def test_what_a_proxy_says_is_neither_understood_nor_repeated(gateway, vendor):
    """A bad gateway often gives back what it was sent, the key with it."""
    vendor.broken = lambda: (502, f"Authorization: Bearer {stand_in.KEY}")
    vendor.down = 1
    with pytest.raises(GatewayFailed) as failed:
        await gateway.make_page(WANTED)
    assert failed.value.final is False
    assert stand_in.KEY not in repr(failed.value)
    assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)
