"""Mollie's calls are unsigned and all alike: who may make them, and that none is lost and no flood gets in."""

import httpx
import pytest
from fastapi import FastAPI

from channels import webhooks
from channels.payments.mollie.adapter import SETTLES, MollieGateway
from core.ports.inbox import Unsigned
from tests.channels.payments.mollie import vendor as stand_in
from tests.channels.payments.mollie.test_gateway import WANTED
from tests.twins.memory_inbox import MemoryInbox

PAYMENT = "tr_7UhSN1zuXS"
CALL = b"id=" + PAYMENT.encode()


def test_a_call_at_the_address_that_mollie_was_given_is_taken_in_the_line_of_its_payment(gateway):
    [item] = gateway.verify(gateway.webhook_for(WANTED.reference), {}, CALL)
    assert (item.source, item.line, item.body) == ("mollie", f"mollie:{PAYMENT}", CALL)


def tampered():
    yield lambda url: url.partition("?")[0]
    yield lambda url: url.rpartition("&")[0]
    yield lambda url: url[:-1] + ("0" if url[-1] != "0" else "1")
    yield lambda url: url.replace("0b8f", "0b8e")
    yield lambda url: url.replace("key=", "key=%FF")
    yield lambda url: url.rpartition("=")[0] + "="
    yield lambda url: url.rpartition("=")[0] + "=ü\udc80"


@pytest.mark.parametrize("change", tampered())
def test_a_call_at_any_other_address_is_refused(gateway, change):
    with pytest.raises(Unsigned):
        gateway.verify(change(gateway.webhook_for(WANTED.reference)), {}, CALL)


def test_the_key_of_another_installation_is_no_key(gateway, vendor):
    other = MollieGateway(stand_in.KEY, "https://bot.example/webhooks/mollie", b"a-secret-of-tests-2", vendor.url)
    with pytest.raises(Unsigned):
        gateway.verify(other.webhook_for(WANTED.reference), {}, CALL)


@pytest.mark.parametrize(
    "body",
    [
        b"id=",
        b"id=tr_",
        b"id=tr_abc",
        b"id=tr_" + b"a" * 65,
        b"id=tr_7UhSN1zuXS%00",
        b"id=tr_7UhSN1zuXS%0A",
        b"id=tr_7UhSN1zuXS/refunds",
        b"id=tr_..%2F..%2Fprofiles",
        b"id=re_4qqhO89gsT",
        b"id=tr_7UhSN1zuXS&id=tr_7UhSN1zuXT",
        b"id=tr_7UhSN1zuXS&" + b"a=b&" * 400,
        b"tr_7UhSN1zuXS",
        "id=tr_7UhSN1zuXü".encode(),
        b'{"id": "tr_7UhSN1zuXS"}',
    ],
)
def test_a_body_that_names_no_single_payment_is_refused(gateway, body):
    with pytest.raises(Unsigned):
        gateway.verify(gateway.webhook_for(WANTED.reference), {}, body)


def test_what_mollie_may_add_to_its_body_one_day_does_no_harm(gateway):
    assert gateway.verify(gateway.webhook_for(WANTED.reference), {}, CALL + b"&new=1")


def test_a_later_call_is_a_thing_of_its_own_though_it_says_the_same(gateway, clock):
    """Paid today, charged back next week: the bodies are equal to the letter."""
    [paid] = gateway.verify(gateway.webhook_for(WANTED.reference), {}, CALL)
    clock[0] += SETTLES
    [back] = gateway.verify(gateway.webhook_for(WANTED.reference), {}, CALL)
    assert paid.external_id != back.external_id
    assert paid.line == back.line


def test_calls_that_are_one_are_read_only_after_the_last_of_them(gateway, clock):
    """So none of them can be about something that the reading did not see."""
    ids, reads, calls = set(), [], []
    for _ in range(200):
        [item] = gateway.verify(gateway.webhook_for(WANTED.reference), {}, CALL)
        if item.external_id not in ids:
            reads.append(clock[0] + item.wait)
        ids.add(item.external_id)
        calls.append((clock[0], reads[-1]))
        clock[0] += 0.07
    assert all(called < read <= called + SETTLES for called, read in calls)
    assert len(ids) == len(reads) <= 200 * 0.07 / SETTLES + 1


def test_another_process_never_takes_this_ones_call_for_its_own(gateway, vendor, clock):
    """Their clocks may differ: what one has read long ago may be this one's present."""
    twin = MollieGateway(
        stand_in.KEY,
        "https://bot.example/webhooks/mollie",
        b"a-secret-of-tests-1",
        vendor.url,
        clock=lambda: clock[0],
    )
    url = gateway.webhook_for(WANTED.reference)
    assert gateway.verify(url, {}, CALL)[0].external_id != twin.verify(url, {}, CALL)[0].external_id


async def test_the_front_door_lets_in_what_mollie_posts_and_nobody_else(gateway, vendor):
    """Over HTTP: the address that Mollie was given, with all that stands behind the question mark."""
    await gateway.make_page(WANTED)
    call, url = vendor.pays(WANTED.reference), vendor.webhook_of(WANTED.reference)
    inbox, app = MemoryInbox(), FastAPI()
    app.include_router(webhooks.router({"mollie": gateway}, inbox, "https://bot.example"))
    form = {"content-type": "application/x-www-form-urlencoded"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as client:
        statuses = [
            (await client.post(target.removeprefix("https://bot.example"), content=call, headers=form)).status_code
            for target in (url, url.partition("?")[0], url[:-1])
        ]
    assert statuses == [200, 401, 401]
    [item] = inbox.items.values()
    assert (await gateway.read(item.body)).outcome == "succeeded"
