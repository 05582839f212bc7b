"""Money by Mollie, end to end, on a machine that Mollie cannot call: what became of a page is asked for."""

import asyncio
import re

import pytest

from tests.channels.payments.mollie import vendor as stand_in
from tests.journeys.conftest import living
from tests.journeys.moody import rows, until
from tests.journeys.steps import press, send, set_up


@pytest.fixture(scope="module")
def mollie():
    with stand_in.serving(stand_in.Mollie()) as vendor:
        yield vendor


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, mollie):
    settings = {"mollie_api_key": stand_in.KEY, "mollie_api_base": mollie.url}
    with living(server_url, tmp_path_factory.mktemp("mollie"), **settings) as found:
        yield found


ASKED_NOW = "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'follow_payment' RETURNING id"


async def opens(http, link):
    """The page that Mollie made, to which the client is led."""
    answer = await press(http, link, "pay")
    for _ in range(80):
        if "https://www.mollie.com/" in answer.text:
            return
        await asyncio.sleep(0.1)
        answer = await http.get(f"{link}/pay")
    raise AssertionError("the payment page did not open")


async def test_a_page_whose_answer_was_lost_is_paid_and_that_is_seen_by_looking(world, http, cast, photos, mollie):
    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    mollie.troubles.append("500 after")
    await opens(http, link)
    [payment] = mollie.payments.values()
    assert payment["webhookUrl"] is None
    mollie.pays(payment["metadata"]["reference"])
    await until(lambda: rows(world.program, ASKED_NOW))
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "Paid in full")
    await cast.client.waits_for(lambda message: "4,500.00" in message["text"], "the receipt")


def said(phone, words):
    return phone.waits_for(lambda message: words in message["text"], words)


async def test_what_was_paid_from_is_kept_by_consent_debited_with_an_approval_and_forgotten_at_a_word(
    world, http, cast, photos, mollie
):
    """Paid by iDEAL, which leaves a SEPA debit; that takes days."""
    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    page = (await http.get(link)).text
    mark = re.search(r'name="keep" value="(\w+)"', page)[1]
    assert "Mollie keeps your card or bank account" in page
    assert "checked" not in page
    before = len(mollie.payments)
    await press(http, link, "pay", page, keep=mark)
    await until(lambda: len(mollie.payments) > before)
    first = next(reversed(mollie.payments.values()))
    assert first["sequenceType"] == "first"
    mollie.pays(first["metadata"]["reference"])
    await until(lambda: rows(world.program, ASKED_NOW))
    await said(cast.client, "Your SEPA ending in 9370 is saved")
    await cast.contractor.says("cabinets done")
    shown = await cast.contractor.waits_for(lambda message: "Send" in str(message["choices"]), "the preview")
    await cast.contractor.taps(shown, "Send")
    link = (await cast.client.waits_for(lambda one: "INV-0002" in one["text"] and one["url"], "the next"))["url"]
    page = (await http.get(link)).text
    assert "Approve and pay $8,000.00 with SEPA ending in 9370" in page
    await press(http, link, "approve_pay", page, **dict(re.findall(r'name="(method|amount)" value="([^"]+)"', page)))
    await said(cast.client, "is being charged to your SEPA ending in 9370")
    await said(cast.contractor, "is being processed")
    charge = next(reversed(mollie.payments.values()))
    assert (charge["sequenceType"], charge["amount"]["value"]) == ("recurring", "8000.00")
    assert "Approve and pay" not in (await http.get(link)).text
    mollie.settles(charge["id"])
    await until(lambda: rows(world.program, ASKED_NOW))
    await said(cast.contractor, "$8,000.00")
    await until(lambda: rows(world.program, "SELECT 1 FROM invoices WHERE number = 'INV-0002' AND state = 'paid'"))
    await cast.client.says("stop autopay")
    await said(cast.contractor, "stopped autopay for")
    await until(lambda: first["customerId"] not in mollie.customers)
    assert mollie.mandates == {}


async def test_where_nothing_can_be_kept_the_client_pays_all_the_same(world, http, cast, photos, mollie, monkeypatch):
    """Recurring payments have to be switched on at Mollie."""
    monkeypatch.setattr(mollie, "recurring", False)
    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    page = (await http.get(link)).text
    before = len(mollie.payments)
    await press(http, link, "pay", page, keep=re.search(r'name="keep" value="(\w+)"', page)[1])
    await until(lambda: len(mollie.payments) > before)
    made = next(reversed(mollie.payments.values()))
    assert made["sequenceType"] == "oneoff"
    mollie.pays(made["metadata"]["reference"])
    await until(lambda: rows(world.program, ASKED_NOW))
    await said(cast.contractor, "Paid in full")
