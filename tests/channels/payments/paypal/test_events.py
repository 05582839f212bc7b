"""What is let in, and who is asked whether it was PayPal that sent it."""

import json

import pytest

from channels.payments.paypal.adapter import PayPalGateway
from core.ports.inbox import Unsigned
from core.ports.payments import GatewayFailed
from tests.channels.payments.paypal import vendor as stand_in
from tests.channels.payments.paypal.test_gateway import WANTED, paid, told


async def approved(gateway, vendor):
    await gateway.make_page(WANTED)
    return vendor.pays(WANTED.reference)


@pytest.mark.parametrize(
    "certificate",
    [
        "https://paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://evilpaypal.com/cert",
        "http://api.paypal.com/cert",
        "https://api.paypal.com@evil.example/cert",
        "https://evil.example@api.paypal.com/cert",
        "https://api.paypal.com:8443/cert",
        "https://api.paypal.com:x/cert",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1/cert",
        "file:///etc/passwd",
        "/cert",
        "",
    ],
)
async def test_a_certificate_of_another_host_is_refused_at_the_door(gateway, vendor, certificate):
    body = await approved(gateway, vendor)
    with pytest.raises(Unsigned):
        gateway.verify("", vendor.signed(body, certificate), body)


@pytest.mark.parametrize("host", ["api.paypal.com", "api.sandbox.paypal.com", "paypal.com", "api.paypal.com:443"])
async def test_a_certificate_of_paypals_own_hosts_is_let_in(gateway, vendor, host):
    body = await approved(gateway, vendor)
    assert gateway.verify("", vendor.signed(body, f"https://{host}/v1/notifications/certs/CERT-1"), body)


@pytest.mark.parametrize("header", list(stand_in.PayPal.signed(b"")))
@pytest.mark.parametrize("value", ["", "x" * 1001, "a b", "a\nb", "ü"])
async def test_a_transmission_that_is_not_whole_is_refused_at_the_door(gateway, vendor, header, value):
    body = await approved(gateway, vendor)
    with pytest.raises(Unsigned):
        gateway.verify("", {**vendor.signed(body), header: value}, body)


@pytest.mark.parametrize(
    ("signed_as", "sent_as"), [(b"APPROVED", b"COMPLETED"), (b'"4500.00"', b'"45.00"'), (b": ", b":")]
)
async def test_an_event_that_was_changed_on_its_way_by_one_byte_counts_for_nothing(gateway, vendor, signed_as, sent_as):
    body = await approved(gateway, vendor)
    [item] = gateway.verify("", vendor.signed(body), body.replace(signed_as, sent_as, 1))
    assert await gateway.read(item.body) is None
    assert vendor.captures == {}


async def test_a_transmission_that_paypal_finds_nonsense_counts_for_nothing_and_parks_no_job(gateway, vendor):
    body = await approved(gateway, vendor)
    [item] = gateway.verify("", {**vendor.signed(body), "paypal-auth-algo": "none;"}, body)
    assert await gateway.read(item.body) is None
    assert vendor.captures == {}


async def test_an_event_for_another_webhook_counts_for_nothing(gateway, vendor):
    body = await approved(gateway, vendor)
    [item] = gateway.verify("", vendor.signed(body, webhook="ANOTHER"), body)
    assert await gateway.read(item.body) is None
    assert vendor.captures == {}


async def test_a_forged_event_does_not_take_the_place_of_the_true_one(gateway, vendor):
    """Both carry the event's id, and an inbox keeps one of an id."""
    body = await approved(gateway, vendor)
    forged = body.replace(b"4500.00", b"45.00")
    ids = [gateway.verify("", vendor.signed(one), one)[0].external_id for one in (forged, body, body)]
    assert ids[1] == ids[2]
    assert ids[0] != ids[1]


async def test_when_paypal_cannot_be_asked_the_event_waits(gateway, vendor):
    await gateway.make_page(WANTED)
    body = vendor.pays(WANTED.reference)
    vendor.troubles.extend(["500"] * 3)
    with pytest.raises(GatewayFailed) as failed:
        await told(gateway, vendor, body)
    assert failed.value.final is False


async def test_without_a_webhook_id_nothing_is_taken(vendor):
    body = b'{"id": "WH-1", "create_time": "2026-11-01T10:00:00Z", "resource": {}}'
    gateway = PayPalGateway(stand_in.CLIENT, stand_in.SECRET, "", vendor.url)
    with pytest.raises(Unsigned):
        gateway.verify("", vendor.signed(body), body)


async def test_events_of_a_payment_are_in_the_line_of_its_order_where_they_name_it(gateway, vendor):
    first = await approved(gateway, vendor)
    event = await told(gateway, vendor, first)
    second, payment = vendor.pays(WANTED.reference), event.external_id
    sale = vendor.sale_of(WANTED.reference)["id"]
    lines = [gateway.verify("", vendor.signed(one), one)[0].line for one in (first, second)]
    assert lines == [f"paypal:{sale}"] * 2
    for body in (vendor.refunds_it(payment, "1.00"), vendor.disputes_it(payment, "1.00")):
        assert gateway.verify("", vendor.signed(body), body)[0].line == f"paypal:{payment}"


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("capture", {"id": "../../v1/oauth2"}),
        ("capture", {"id": 7}),
        ("refund", {"links": [7, {"rel": "up"}, {"rel": "up", "href": "https://x/v2/payments/captures/a/../b"}]}),
        ("refund", {"links": {}}),
        ("dispute", {"disputed_transactions": [7]}),
        ("dispute", {"disputed_transactions": [{"seller_transaction_id": None}]}),
        ("checkout-order", {"id": None, "supplementary_data": []}),
        ("checkout-order", {"supplementary_data": {"related_ids": 7}}),
        (None, {}),
    ],
)
async def test_an_event_that_names_no_payment_reads_as_none(gateway, vendor, kind, about):
    await paid(gateway, vendor)
    body = json.dumps(
        {"id": "WH-1", "create_time": "2026-11-01T10:00:00Z", "resource_type": kind, "resource": about}
    ).encode()
    [item] = gateway.verify("", vendor.signed(body), body)
    assert item.line == "paypal:WH-1"
    assert await gateway.read(item.body) is None
