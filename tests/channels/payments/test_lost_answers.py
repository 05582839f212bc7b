"""Many payments at once by gateways whose answers get lost and whose events do not come, or come twice and late."""

import asyncio
import random
from dataclasses import replace
from uuid import UUID

import pytest

from channels.payments.paypal.adapter import PayPalGateway
from channels.payments.square.adapter import SquareGateway
from core.domain.money import Money
from core.ports.payments import GatewayFailed, PageAsked, RefundWanted
from tests.channels.payments.paypal import vendor as at_paypal
from tests.channels.payments.paypal.test_gateway import WANTED
from tests.channels.payments.square import vendor as at_square

MANY = 30


def paypal():
    vendor = at_paypal.PayPal()
    return vendor, lambda: PayPalGateway(at_paypal.CLIENT, at_paypal.SECRET, at_paypal.WEBHOOK, vendor.url)


def square():
    vendor = at_square.Square()
    return vendor, lambda: SquareGateway(at_square.TOKEN, at_square.LOCATION, at_square.KEY, vendor.url)


async def insisting(call):
    """As a job does."""
    for _ in range(8):
        try:
            return await call()
        except GatewayFailed as failure:
            if failure.final:
                raise
    raise AssertionError("it never went through")


async def told(gateway, vendor, body):
    [item] = gateway.verify(at_square.URL, vendor.signed(body), body)
    return await insisting(lambda: gateway.read(item.body))


@pytest.mark.parametrize("made", [paypal, square])
async def test_each_is_paid_and_refunded_once_and_both_sides_agree_in_the_end(made):
    rng = random.Random(7)
    vendor, opened = made()
    with at_square.serving(vendor):
        gateway = opened()
        several = [
            replace(WANTED, reference=str(UUID(int=place)), amount=Money(1_000 + place, "USD")) for place in range(MANY)
        ]
        vendor.troubles.extend(rng.choices(["", "500 after", "500", "drop"], [60, 30, 5, 5], k=10 * MANY))
        pages = await asyncio.gather(*(insisting(lambda one=one: gateway.make_page(one)) for one in several))
        assert len({page.external_id for page in pages}) == MANY
        bodies = [vendor.pays(one.reference) for one in several]
        heard = [body for body in bodies if rng.random() > 0.1]
        heard += rng.sample(heard, MANY // 2)
        rng.shuffle(heard)
        events = await asyncio.gather(*(told(gateway, vendor, body) for body in heard))
        asked = [
            PageAsked(reference=one.reference, external_id=page.external_id, payee="")
            for one, page in zip(several, pages, strict=True)
        ]
        looked = await asyncio.gather(*(insisting(lambda one=one: gateway.look(one)) for one in asked))
        assert {event.external_id for event in events} <= {event.external_id for event in looked}
        assert {event.reference: event.amount for event in looked} == {one.reference: one.amount for one in several}
        assert {event.outcome for event in [*events, *looked]} == {"succeeded"}
        wanted = [
            RefundWanted(reference=f"back-{place}", payment=event.external_id, amount=Money(100, "USD"), payee="")
            for place, event in enumerate(looked)
        ]
        back = await asyncio.gather(*(insisting(lambda one=one: gateway.refund(one)) for one in wanted * 2))
        assert {event.refunded.minor for event in back} == {100}
        assert len(vendor.refunds) == MANY
        assert len(getattr(vendor, "captures", vendor.refunds)) == MANY
