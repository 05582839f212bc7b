"""Why each gateway sends nothing back, in the house's words; and what is said of a refund that went nowhere later."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from channels.payments.gocardless.adapter import GoCardlessGateway
from channels.payments.mollie.adapter import MollieGateway
from channels.payments.paypal.adapter import PayPalGateway
from channels.payments.square.adapter import SquareGateway
from channels.payments.stripe.adapter import StripeGateway
from core.domain.money import Money
from core.ports.payments import GatewayFailed, RefundWanted
from tests.channels.payments.gocardless import vendor as at_gocardless
from tests.channels.payments.mollie import vendor as at_mollie
from tests.channels.payments.paypal import vendor as at_paypal
from tests.channels.payments.samples import WANTED
from tests.channels.payments.square import vendor as at_square
from tests.channels.payments.stand_in import serving
from tests.channels.payments.stripe import vendor as at_stripe


@contextmanager
def at(name):
    """The gateway, the stand-in, what is wanted of it, and how its page is paid."""
    vendors = {
        "stripe": at_stripe.Stripe,
        "square": at_square.Square,
        "paypal": at_paypal.PayPal,
        "mollie": at_mollie.Mollie,
        "gocardless": at_gocardless.GoCardless,
    }
    with serving(vendors[name]()) as vendor:
        gateways = {
            "stripe": lambda: StripeGateway(at_stripe.KEY, (at_stripe.SECRET,), vendor.url),
            "square": lambda: SquareGateway(at_square.TOKEN, at_square.LOCATION, at_square.KEY, vendor.url),
            "paypal": lambda: PayPalGateway(at_paypal.CLIENT, at_paypal.SECRET, at_paypal.WEBHOOK, vendor.url),
            "mollie": lambda: MollieGateway(at_mollie.KEY, "", b"secret", vendor.url),
            "gocardless": lambda: GoCardlessGateway(at_gocardless.TOKEN, (at_gocardless.SECRET,), vendor.url),
        }
        yield gateways[name](), vendor


async def paid(name, gateway, vendor):
    """What can be sent back of a payment that came."""
    currency = {"mollie": "EUR", "gocardless": "GBP"}.get(name, "USD")
    wanted = replace(WANTED, amount=Money(450_000, currency))
    page = await gateway.make_page(wanted)
    told = vendor.fulfils(wanted.reference) if name == "gocardless" else vendor.pays(wanted.reference)
    if name == "paypal":
        [item] = gateway.verify("", vendor.signed(told), told)
        await gateway.read(item.body)
    held = {"stripe": "intents", "paypal": "captures"}.get(name, "payments")
    payment = page.external_id if name == "mollie" else next(iter(getattr(vendor, held)))
    if name == "gocardless":
        vendor.becomes(payment, "confirmed")
    return RefundWanted(reference="r1", payment=payment, amount=Money(20_000, currency), payee="")


async def why_not(gateway, wanted):
    with pytest.raises(GatewayFailed) as refused:
        await gateway.refund(wanted)
    return refused.value.final, refused.value.refusal


SAID = {
    "square": {
        "INSUFFICIENT_FUNDS": "no_funds",
        "PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE": "disputed",
        "INSUFFICIENT_PERMISSIONS_FOR_REFUND": "not_allowed",
        "SOMETHING_NEW": None,
    },
    "paypal": {
        "REFUND_FAILED_INSUFFICIENT_FUNDS": "no_funds",
        "REFUND_TIME_LIMIT_EXCEEDED": "too_old",
        "PENDING_CAPTURE": "not_settled",
        "SOMETHING_NEW": None,
    },
    "gocardless": {
        "available_refund_amount_insufficient": "no_funds",
        "refund_payment_invalid_state": "not_settled",
        "something_new": None,
    },
}


@pytest.mark.parametrize(("name", "says"), [(name, one) for name, several in SAID.items() for one in several])
async def test_what_a_gateway_says_is_said_in_ours(name, says):
    with at(name) as (gateway, vendor):
        wanted = await paid(name, gateway, vendor)
        vendor.says = says
        assert await why_not(gateway, wanted) == (True, SAID[name][says])


async def test_stripe_without_money_and_mollie_without_words():
    with at("stripe") as (gateway, vendor):
        wanted = await paid("stripe", gateway, vendor)
        vendor.empty = {""}
        assert await why_not(gateway, wanted) == (True, "no_funds")
    with at("mollie") as (gateway, vendor):
        wanted = await paid("mollie", gateway, vendor)
        vendor.payments[wanted.payment]["status"] = "pending"
        assert await why_not(gateway, wanted) == (True, "not_settled")


@pytest.mark.parametrize("name", ["stripe", "square", "paypal", "mollie"])
async def test_more_than_is_left_has_gone_already(name):
    with at(name) as (gateway, vendor):
        wanted = await paid(name, gateway, vendor)
        await gateway.refund(wanted)
        more = replace(wanted, reference="r2", amount=replace(wanted.amount, minor=440_000))
        assert await why_not(gateway, more) == (True, "gone_back")


@pytest.mark.parametrize(
    ("name", "went_nowhere"),
    [("square", "REJECTED"), ("paypal", "FAILED"), ("mollie", "failed"), ("gocardless", "bounced")],
)
async def test_one_that_is_asked_for_again_and_went_nowhere_is_not_said_to_be_sent(name, went_nowhere):
    with at(name) as (gateway, vendor):
        wanted = await paid(name, gateway, vendor)
        await gateway.refund(wanted)
        if name == "mollie":
            vendor.refunds[wanted.payment][0]["status"] = went_nowhere
        else:
            next(iter(vendor.refunds.values()))["status"] = went_nowhere
        assert await why_not(gateway, wanted) == (True, "closed")


async def test_square_forgets_keys_and_nothing_is_sent_again():
    with at("square") as (gateway, vendor):
        wanted = await paid("square", gateway, vendor)
        vendor.refunds_it(wanted.payment, 1_000)  # somebody else's
        for _ in range(2):
            assert (await gateway.refund(wanted)).refunded == Money(21_000, "USD")
            vendor.kept.clear()
        assert len(vendor.refunds) == 2


async def test_gocardless_may_be_asked_again_when_another_refund_came_between(monkeypatch):
    """Each says what all of them come to: so two of the same moment cannot both go by mistake."""
    with at("gocardless") as (gateway, vendor):
        wanted = await paid("gocardless", gateway, vendor)
        vendor.says = "total_amount_confirmation_invalid"
        assert await why_not(gateway, wanted) == (False, None)
        vendor.says = ""
        assert (await gateway.refund(wanted)).refunded == Money(20_000, "GBP")
