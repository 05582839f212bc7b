"""What every payment gateway promises, asked of each in the same words."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from channels.payments.gocardless.adapter import GoCardlessGateway
from channels.payments.mollie.adapter import SETTLES, MollieGateway
from channels.payments.paypal.adapter import PayPalGateway
from channels.payments.sandbox.adapter import SIGNATURE, SandboxGateway
from channels.payments.square.adapter import SquareGateway
from channels.payments.stripe.adapter import StripeGateway
from core.domain.money import Money
from core.ports.inbox import Unsigned
from core.ports.payments import GatewayFailed, PageAsked, PaymentGateway
from tests.channels.payments.gocardless import vendor as vendor_of_gocardless
from tests.channels.payments.mollie import vendor as vendor_of_mollie
from tests.channels.payments.paypal import vendor as vendor_of_paypal
from tests.channels.payments.samples import WANTED
from tests.channels.payments.square import vendor as vendor_of_square
from tests.channels.payments.stripe import vendor as vendor_of_stripe
from tests.twins.memory_gateway import MemoryGateway

URL = vendor_of_square.URL  # Square signs where it posts to


Request = tuple[str, dict[str, str], bytes]


def spoil_signature(_url: str, headers: dict[str, str], body: bytes) -> dict[str, Request]:
    """What anybody could post who has seen a request that is signed in a header."""
    (name,) = [key for key in headers if "signature" in key]
    return {
        "body": (URL, headers, body.replace(b"450000", b"450001")),
        "signature": (URL, {**headers, name: headers[name][:-1] + "g"}, body),
        "missing": (URL, {}, body),
        "non-ascii": (URL, {**headers, name: "t=1,v1=ü\udc80"}, body),
        "empty": (URL, headers, b""),
    }


@dataclass
class Bench:
    """A gateway and the hand that makes its vendor post an event about ``WANTED``, at ``url``."""

    gateway: PaymentGateway
    post: Callable[..., tuple[dict[str, str], bytes]]
    sign: Callable[[bytes], tuple[dict[str, str], bytes]]
    stranger: dict | bytes = field(default_factory=lambda: {"id": "e1", "type": "account.updated"})  # about no payment
    # What can happen to one payment; where every try to pay is a payment of its own, one that failed stays so.
    story: tuple[str, ...] = ("failed", "processing", "succeeded")
    url: str = URL
    spoil: Callable[[str, dict[str, str], bytes], dict[str, Request]] = spoil_signature
    # Spoilt requests that only the vendor can tell from its own: they are kept, and read as nothing.
    told_on_reading: frozenset[str] = frozenset()


@contextmanager
def memory() -> Iterator[Bench]:
    gateway = MemoryGateway()

    def post(outcome, attempt="", wanted=WANTED):
        gateway.wanted[wanted.reference] = wanted
        return gateway.event(wanted.reference, outcome, attempt)

    yield Bench(gateway, post, gateway.signed)


@contextmanager
def sandbox() -> Iterator[Bench]:
    gateway = SandboxGateway(b"a-secret-of-tests-1", "https://bot.example/")

    def post(outcome, attempt="", wanted=WANTED):
        made = asyncio.run(gateway.make_page(wanted))
        page = gateway.page(made.url.rpartition("/")[2])
        assert page is not None
        body = gateway.event(page, outcome, attempt)
        return gateway.sign(body), body

    yield Bench(gateway, post, lambda body: (gateway.sign(body), body))


@contextmanager
def stripe() -> Iterator[Bench]:
    with vendor_of_stripe.serving(vendor_of_stripe.Stripe()) as vendor:
        gateway = StripeGateway(vendor_of_stripe.KEY, (vendor_of_stripe.SECRET,), vendor.url)
        paid: dict = {}

        def post(outcome, attempt="", wanted=WANTED):
            """Pressed again, Pay is the same payment, and no other event comes of it."""
            asyncio.run(gateway.make_page(wanted))
            if (wanted.reference, outcome, attempt) not in paid:
                paid[wanted.reference, outcome, attempt] = vendor.pays(wanted.reference, outcome)[-1]
            body = paid[wanted.reference, outcome, attempt]
            return vendor.signed(body), body

        stranger = {"id": "e1", "type": "account.updated", "data": {"object": {"object": "account", "id": "acct_1"}}}
        yield Bench(gateway, post, lambda body: (sign_anything(body), body), stranger)


@contextmanager
def mollie() -> Iterator[Bench]:
    """Unsigned, and the same body for whatever happened: the address is the proof, and the moment makes the item."""
    with vendor_of_mollie.serving(vendor_of_mollie.Mollie()) as vendor:
        now, posted = [1_000.0], set()
        address, secret = "https://bot.example/webhooks/mollie", b"a-secret-of-tests-1"
        gateway = MollieGateway(vendor_of_mollie.KEY, address, secret, vendor.url, clock=lambda: now[0])
        statuses = {"succeeded": "paid", "processing": "pending", "failed": "failed"}

        def post(outcome, attempt="", wanted=WANTED):
            """Pressed again, Pay is the same payment, and Mollie's next try to say so."""
            asyncio.run(gateway.make_page(wanted))
            if (wanted.reference, outcome, attempt) not in posted:
                posted.add((wanted.reference, outcome, attempt))
                now[0] += SETTLES
            return {}, vendor.pays(wanted.reference, statuses[outcome], "creditcard")

        def spoil(url, headers, body):
            return {
                "body": (url, headers, body.replace(b"tr_", b"tr_/../")),
                "signature": (url[:-1] + "g", headers, body),
                "missing": (url.partition("?")[0], headers, body),
                "non-ascii": (url.rpartition("=")[0] + "=ü\udc80", headers, body),
                "empty": (url, headers, b""),
            }

        def sign(body):
            return {}, body

        url = gateway.webhook_for(WANTED.reference)
        yield Bench(gateway, post, sign, b"id=tr_7UhSN1zuXS", story=("processing", "succeeded"), url=url, spoil=spoil)


@contextmanager
def paypal() -> Iterator[Bench]:
    """Who signed an event is asked of PayPal when it is read."""
    statuses = {"succeeded": "COMPLETED", "processing": "PENDING", "failed": "DECLINED"}
    keys = (vendor_of_paypal.CLIENT, vendor_of_paypal.SECRET, vendor_of_paypal.WEBHOOK)
    with vendor_of_paypal.serving(vendor_of_paypal.PayPal()) as vendor:
        gateway = PayPalGateway(*keys, vendor.url)
        paid: dict = {}

        def post(outcome, attempt="", wanted=WANTED):
            asyncio.run(gateway.make_page(wanted))
            if (wanted.reference, outcome, attempt) not in paid:
                paid[wanted.reference, outcome, attempt] = vendor.pays(wanted.reference, statuses[outcome])
            body = paid[wanted.reference, outcome, attempt]
            return vendor.signed(body), body

        def sign(body):
            return vendor.signed(body), body

        def spoil(url, headers, body):
            name = "paypal-transmission-sig"
            return {
                "body": (url, headers, body.replace(b"4500.00", b"4500.01")),
                "signature": (url, {**headers, name: "g" + headers[name][1:]}, body),
                "missing": (url, {}, body),
                "non-ascii": (url, {**headers, name: "ü\udc80"}, body),
                "empty": (url, headers, b""),
            }

        stranger = {"id": "WH-1", "create_time": "2026-11-01T10:00:00Z", "resource": {}}
        later = frozenset({"body", "signature"})
        yield Bench(gateway, post, sign, stranger, ("processing", "succeeded"), spoil=spoil, told_on_reading=later)


@contextmanager
def square() -> Iterator[Bench]:
    statuses = {"succeeded": "COMPLETED", "processing": "PENDING", "failed": "FAILED"}
    with vendor_of_square.serving(vendor_of_square.Square()) as vendor:
        gateway = SquareGateway(vendor_of_square.TOKEN, vendor_of_square.LOCATION, vendor_of_square.KEY, vendor.url)
        paid: dict = {}

        def post(outcome, attempt="", wanted=WANTED):
            asyncio.run(gateway.make_page(wanted))
            if (wanted.reference, outcome, attempt) not in paid:
                paid[wanted.reference, outcome, attempt] = vendor.pays(wanted.reference, statuses[outcome])
            body = paid[wanted.reference, outcome, attempt]
            return vendor.signed(body), body

        stranger = {"event_id": "e1", "created_at": "2026-11-01T10:00:00Z", "type": "location.updated", "data": {}}
        yield Bench(gateway, post, lambda body: (vendor.signed(body), body), stranger, ("processing", "succeeded"))


@contextmanager
def gocardless() -> Iterator[Bench]:
    """In dollars: by a mandate, from which is collected when the page was completed."""
    statuses = {"succeeded": "confirmed", "processing": "submitted", "failed": "failed"}
    with vendor_of_gocardless.serving(vendor_of_gocardless.GoCardless()) as vendor:
        gateway = GoCardlessGateway(vendor_of_gocardless.TOKEN, (vendor_of_gocardless.SECRET,), vendor.url)
        payments: dict = {}
        told: dict = {}

        def completed(wanted):
            made = asyncio.run(gateway.make_page(wanted))
            vendor.fulfils(wanted.reference)
            page = PageAsked(reference=wanted.reference, external_id=made.external_id, payee="")
            event = asyncio.run(gateway.look(page))
            assert event is not None
            return event.external_id

        def post(outcome, attempt="", wanted=WANTED):
            payment = payments.get(wanted) or completed(wanted)
            payments[wanted] = payment
            if (wanted, outcome, attempt) not in told:
                told[wanted, outcome, attempt] = vendor.becomes(payment, statuses[outcome])
            return vendor.signed(told[wanted, outcome, attempt]), told[wanted, outcome, attempt]

        def spoil(url, headers, body):
            return spoil_signature(url, headers, body) | {"body": (url, headers, body.replace(b"PM", b"PX"))}

        stranger = vendor.event("payouts", "paid", {"payout": "PO1"})
        yield Bench(gateway, post, lambda body: (vendor.signed(body), body), stranger, spoil=spoil)


def sign_anything(body):
    """As Stripe signs, also what is no text."""
    at = int(time.time())
    mac = hmac.new(vendor_of_stripe.SECRET.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={at},v1={mac}"}


def read(bench, body):
    return asyncio.run(bench.gateway.read(body))


def told(bench, headers, body):
    """Through the door, and read from what was kept."""
    (item,) = bench.gateway.verify(bench.url, headers, body)
    return read(bench, item.body)


@pytest.fixture(params=[memory, sandbox, gocardless, mollie, paypal, square, stripe], ids=lambda made: made.__name__)
def bench(request) -> Iterator[Bench]:
    with request.param() as made:
        yield made


def test_its_source_is_its_name(bench):
    assert bench.gateway.source == bench.gateway.name


async def test_the_same_reference_again_is_the_same_page(bench):
    first = await bench.gateway.make_page(WANTED)
    assert await bench.gateway.make_page(WANTED) == first
    assert first.url.startswith("https://")


async def test_another_reference_is_another_page(bench):
    first = await bench.gateway.make_page(WANTED)
    second = await bench.gateway.make_page(replace(WANTED, reference="another"))
    assert first.url != second.url
    assert first.external_id != second.external_id


@pytest.mark.parametrize("outcome", ["succeeded", "processing", "failed"])
def test_a_signed_event_is_one_item_that_reads_as_what_happened(bench, outcome):
    headers, body = bench.post(outcome)
    (item,) = bench.gateway.verify(bench.url, headers, body)
    event = read(bench, item.body)
    assert event is not None
    assert item.source == bench.gateway.name
    assert item.body.endswith(body) if bench.told_on_reading else item.body == body
    assert item.line.startswith(f"{bench.gateway.name}:")
    assert (event.gateway, event.outcome) == (bench.gateway.name, outcome)
    assert (event.reference, event.amount, event.account) == (WANTED.reference, WANTED.amount, WANTED.payee)
    assert (event.refunded.minor, event.disputed.minor) == (0, 0)
    assert event.occurred_at.tzinfo is not None
    assert bool(event.reason) == (outcome == "failed")
    assert event.test_mode == bench.gateway.capabilities.test_mode


@pytest.mark.parametrize(("minor", "currency"), [(1, "JPY"), (1_234_567, "KWD"), (99_999_999_999, "USD")])
def test_amounts_arrive_to_the_minor_unit_in_every_currency(bench, minor, currency):
    wanted = replace(WANTED, amount=Money(minor, currency))
    if not bench.gateway.capabilities.takes(currency):
        with pytest.raises(GatewayFailed) as refused:
            bench.post("succeeded", wanted=wanted)
        assert refused.value.final
        return
    event = told(bench, *bench.post("succeeded", wanted=wanted))
    assert event is not None
    assert event.amount == Money(minor, currency)


def test_every_event_about_a_payment_names_the_same_payment(bench):
    posted = [bench.post(outcome) for outcome in bench.story]
    assert len({told(bench, *one).external_id for one in posted}) == 1


def test_pressing_pay_twice_is_one_item_but_a_decline_does_not_hide_a_success(bench):
    ids = [
        bench.gateway.verify(bench.url, *bench.post(outcome, attempt))[0].external_id
        for outcome, attempt in [("failed", "1"), ("failed", "2"), ("succeeded", ""), ("succeeded", "")]
    ]
    assert ids[2] == ids[3]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("spoil", ["body", "signature", "missing", "non-ascii", "empty"])
def test_what_is_not_signed_by_the_vendor_is_refused(bench, spoil):
    headers, body = bench.post("succeeded")
    assert bench.gateway.verify(bench.url, headers, body)
    spoilt = bench.spoil(bench.url, headers, body)[spoil]
    if spoil in bench.told_on_reading:
        (item,) = bench.gateway.verify(*spoilt)
        assert read(bench, item.body) is None
        return
    with pytest.raises(Unsigned):
        bench.gateway.verify(*spoilt)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{}", b'{"id": 7}', b"\xff\xfe", b"[" * 100_000])
def test_a_signed_body_that_makes_no_sense_is_refused_too(bench, body):
    headers, body = bench.sign(body)
    with pytest.raises(Unsigned):
        bench.gateway.verify(bench.url, headers, body)


def test_an_event_that_is_not_about_a_payment_reads_as_none(bench):
    about = bench.stranger
    headers, body = bench.sign(about if isinstance(about, bytes) else json.dumps(about).encode())
    (item,) = bench.gateway.verify(bench.url, headers, body)
    assert read(bench, item.body) is None


def test_the_sandbox_refuses_old_and_future_signatures_and_short_secrets():
    now = [1_000_000.0]
    gateway = SandboxGateway(b"a-secret-of-tests-1", "https://bot.example", now=lambda: now[0])
    body = b'{"id": "e1"}'
    headers = gateway.sign(body)
    for moment, taken in [(0, True), (300, True), (301, False), (-301, False)]:
        now[0] = 1_000_000.0 + moment
        if taken:
            assert gateway.verify(URL, headers, body)
        else:
            with pytest.raises(Unsigned):
                gateway.verify(URL, headers, body)
    with pytest.raises(ValueError, match="at least"):
        SandboxGateway(b"", "https://bot.example")


def test_the_sandbox_takes_one_right_signature_among_several():
    gateway = SandboxGateway(b"a-secret-of-tests-1", "https://bot.example")
    headers = gateway.sign(b'{"id": "e1"}')
    headers[SIGNATURE] += ",v1=" + "0" * 64
    assert gateway.verify(URL, headers, b'{"id": "e1"}')
