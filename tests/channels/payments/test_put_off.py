"""What a gateway says about when to ask again is read, and nobody sleeps for that long inside of an SDK."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from channels.payments.later import seconds_of
from core.domain.money import Money
from core.ports.payments import GatewayFailed, PageAsked
from tests.channels.payments.samples import WANTED
from tests.channels.payments.test_refused_refunds import at

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENT = 5  # seconds: much less than what is asked for
ASKED = {"stripe": 3, "square": 1, "paypal": 1, "mollie": 1, "gocardless": 1}  # Stripe's SDK tries a 503 itself


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("name", ["stripe", "square", "paypal", "mollie"])
async def test_a_gateway_that_puts_a_call_off_is_left_in_peace_until_then(name, status):
    wanted = replace(WANTED, amount=Money(450_000, "EUR" if name == "mollie" else "USD"))
    with at(name) as (gateway, vendor):
        page = await gateway.make_page(wanted)
        asked = PageAsked(reference=wanted.reference, external_id=page.external_id, payee="")
        again = replace(wanted, reference="00000000-0000-4000-8000-000000000009")
        for call in (lambda: gateway.make_page(again), lambda: gateway.look(asked)):
            vendor.puts_off, before, begun = (status, "1200"), len(vendor.calls), time.monotonic()
            with pytest.raises(GatewayFailed) as failed:
                await call()
            assert (failed.value.final, failed.value.retry_after) == (False, 1200)
            assert time.monotonic() - begun < PATIENT
            assert len(vendor.calls) - before <= ASKED[name]
            vendor.puts_off = None
            await call()


async def test_paypal_may_put_off_the_call_for_its_token():
    with at("paypal") as (gateway, vendor):
        vendor.puts_off = (503, "60")
        with pytest.raises(GatewayFailed) as failed:
            await gateway.make_page(WANTED)
        assert (failed.value.final, failed.value.retry_after) == (False, 60)


async def test_gocardless_counts_by_the_minute_and_its_sdk_shows_no_header():
    wanted = replace(WANTED, amount=Money(450_000, "GBP"))
    with at("gocardless") as (gateway, vendor):
        vendor.puts_off = (429, "5")
        with pytest.raises(GatewayFailed) as failed:
            await gateway.make_page(wanted)
        assert (failed.value.final, failed.value.retry_after, len(vendor.calls)) == (False, 60, 1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("99999999999999999999", 86_400),
        (format_datetime(NOON + timedelta(minutes=3), usegmt=True), 180),
        (format_datetime(NOON - timedelta(minutes=3), usegmt=True), 0),
        (format_datetime(NOON + timedelta(days=3), usegmt=True), 86_400),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("٧", None),
    ],
)
def test_it_is_seconds_or_a_date_and_nonsense_says_nothing(said, expected):
    assert seconds_of({"Retry-After": said}, NOON) == expected


def test_an_answer_without_it_says_nothing():
    assert seconds_of({"content-type": "text/html"}, NOON) is None
