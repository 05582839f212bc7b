"""What every gateway promises that keeps a way to pay and charges it later, asked of each in the same words."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from channels.payments.gocardless.adapter import GoCardlessGateway
from channels.payments.mollie.adapter import MollieGateway
from channels.payments.stripe.adapter import StripeGateway
from core.ports.payments import ChargeWanted, Charging, GatewayFailed, Looking, PageAsked, PaymentGateway
from tests.channels.payments.gocardless import vendor as vendor_of_gocardless
from tests.channels.payments.mollie import vendor as vendor_of_mollie
from tests.channels.payments.samples import LONG_AGO, WANTED, usd
from tests.channels.payments.stripe import vendor as vendor_of_stripe

CHARGE = "7a1f6c1e-55d5-4a3e-8d7e-0d0e5d0c2b22"


@dataclass
class Bench:
    """A gateway, and the hand that pays on its page so that what it is paid with is kept, or is not (``keep``).

    ``declines`` makes the bank say no from now on; ``made`` counts the charges that the vendor has.
    """

    gateway: PaymentGateway
    pay: Callable[..., object]
    declines: Callable[[], None]
    made: Callable[[], int]
    settle: Callable[[str], None]
    vendor: object
    digits: int = 4  # of the number, that the vendor tells and that are enough to be shown


@contextmanager
def stripe() -> Iterator[Bench]:
    with vendor_of_stripe.serving(vendor_of_stripe.Stripe()) as vendor:
        gateway = StripeGateway(vendor_of_stripe.KEY, (vendor_of_stripe.SECRET,), vendor.url)

        def pay(wanted):
            asyncio.run(gateway.make_page(wanted))
            body = vendor.pays(wanted.reference)[-1]
            return asyncio.run(gateway.read(body))

        def declines():
            for one in vendor.methods.values():
                one["says"] = "insufficient_funds"

        def made():
            return sum(one["metadata"]["reference"] == CHARGE for one in vendor.intents.values())

        yield Bench(gateway, pay, declines, made, lambda _: None, vendor)


@contextmanager
def mollie_by(method: str) -> Iterator[Bench]:
    with vendor_of_mollie.serving(vendor_of_mollie.Mollie()) as vendor:
        gateway = MollieGateway(vendor_of_mollie.KEY, "", b"secret", vendor.url)

        def pay(wanted):
            asyncio.run(gateway.make_page(wanted))
            return asyncio.run(gateway.read(vendor.pays(wanted.reference, method=method)))

        def declines():
            vendor.says = "failed"

        def made():
            return sum(one["metadata"]["reference"] == CHARGE for one in vendor.payments.values())

        def settle(payment):
            if vendor.payments[payment]["status"] == "pending":
                vendor.settles(payment, vendor.says)

        yield Bench(gateway, pay, declines, made, settle, vendor)


def mollie():
    """By a card."""
    return mollie_by("creditcard")


def mollie_debit():
    """By iDEAL, which leaves a SEPA debit: days later."""
    return mollie_by("ideal")


@contextmanager
def gocardless() -> Iterator[Bench]:
    """It tells two digits of an account, which are not shown."""
    with vendor_of_gocardless.serving(vendor_of_gocardless.GoCardless()) as vendor:
        gateway = GoCardlessGateway(vendor_of_gocardless.TOKEN, (vendor_of_gocardless.SECRET,), vendor.url)
        ends = ["confirmed"]

        def pay(wanted):
            asyncio.run(gateway.make_page(wanted))
            made = asyncio.run(gateway.read(vendor.fulfils(wanted.reference)))
            return asyncio.run(gateway.read(vendor.becomes(made.external_id, "confirmed")))

        def declines():
            ends[:] = ["failed"]

        def made():
            return sum(one["metadata"]["reference"] == CHARGE for one in vendor.payments.values())

        def settle(payment):
            vendor.becomes(payment, ends[0], cause="insufficient_funds")

        yield Bench(gateway, pay, declines, made, settle, vendor, digits=2)


@pytest.fixture(params=[stripe, mollie, mollie_debit, gocardless], ids=lambda made: made.__name__)
def bench(request) -> Iterator[Bench]:
    with request.param() as made:
        yield made


def saved(bench):
    event = bench.pay(replace(WANTED, keep=True))
    assert event.outcome == "succeeded"
    return event.kept


def wanted(kept, **changed):
    asked = ChargeWanted(
        reference=CHARGE,
        amount=usd(120_000),
        description="INV-0043 · Maple St kitchen",
        customer=kept.customer,
        method=kept.external_id,
        payee="",
    )
    return replace(asked, **changed)


def charge(bench, kept, **changed):
    assert isinstance(bench.gateway, Charging)
    return asyncio.run(bench.gateway.charge(wanted(kept, **changed)))


def looked(bench, made):
    assert isinstance(bench.gateway, Looking)
    return asyncio.run(bench.gateway.look(PageAsked(reference=CHARGE, external_id=made.external_id, payee="")))


def test_it_says_that_it_can(bench):
    assert bench.gateway.capabilities.autopay


def test_what_is_paid_with_is_kept_only_where_that_was_wished(bench):
    assert bench.pay(WANTED).kept is None


def test_what_is_kept_has_a_name_and_four_digits_at_most(bench):
    kept = saved(bench)
    assert kept.customer
    assert kept.external_id
    assert kept.brand
    assert len(kept.last4) == bench.digits


def test_it_is_charged_exactly_this_and_found_again(bench):
    made = charge(bench, saved(bench))
    bench.settle(made.external_id)
    event = looked(bench, made)
    assert (event.outcome, event.reference, event.amount) == ("succeeded", CHARGE, usd(120_000))
    assert event.external_id == made.external_id
    assert made.event.external_id == made.external_id
    assert event.kept is None
    listed = asyncio.run(bench.gateway.payments_since(LONG_AGO, ""))
    assert CHARGE in {one.reference for one in listed}


def test_the_same_reference_again_charges_once(bench):
    kept = saved(bench)
    assert {charge(bench, kept).external_id for _ in range(3)} == {charge(bench, kept).external_id}
    assert bench.made() == 1


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
def test_a_charge_whose_answer_was_lost_is_not_made_twice(bench, trouble):
    kept = saved(bench)
    bench.vendor.troubles.extend([trouble] * 5)
    try:
        charge(bench, kept)
    except GatewayFailed as failure:
        assert not failure.final  # noqa: PT017  # either is right: it was made, or nobody knows
    bench.vendor.troubles.clear()
    charge(bench, kept)
    assert bench.made() == 1


def test_one_that_was_made_is_found_though_the_vendor_forgot_the_key(bench):
    kept = saved(bench)
    first = charge(bench, kept)
    bench.vendor.kept.clear()
    assert charge(bench, kept).external_id == first.external_id
    assert bench.made() == 1


def test_one_that_is_declined_has_failed_and_says_why(bench):
    kept = saved(bench)
    bench.declines()
    made = charge(bench, kept)
    bench.settle(made.external_id)
    event = looked(bench, made)
    assert (event.outcome, event.reference) == ("failed", CHARGE)
    assert event.reason


def test_what_was_let_go_of_is_charged_no_more(bench):
    kept = saved(bench)
    for _ in range(2):
        asyncio.run(bench.gateway.let_go(kept.customer, kept.external_id, ""))
    with pytest.raises(GatewayFailed) as refused:
        charge(bench, kept)
    assert refused.value.final
    assert bench.made() == 0
