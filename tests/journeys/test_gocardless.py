"""Money by GoCardless, end to end: a page ends with a mandate, and a debit from it takes days, or never comes."""

import asyncio
import re

import pytest

from tests.channels.payments.gocardless import vendor as stand_in
from tests.journeys.conftest import living
from tests.journeys.moody import until
from tests.journeys.steps import press, send, set_up


@pytest.fixture(scope="module")
def gocardless():
    with stand_in.serving(stand_in.GoCardless()) as vendor:
        yield vendor


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, gocardless):
    settings = {
        "gocardless_access_token": stand_in.TOKEN,
        "gocardless_webhook_secret": stand_in.SECRET,
        "gocardless_api_base": gocardless.url,
    }
    with living(server_url, tmp_path_factory.mktemp("gocardless"), **settings) as found:
        yield found


async def opens(http, link, vendor):
    """The reference of the newest page, and its address, to which the client is led."""
    answer = await press(http, link, "pay")
    for _ in range(80):
        if "https://pay-sandbox.gocardless.com/" in answer.text:
            address = answer.text.partition("https://pay-sandbox.gocardless.com/")[2][:70]
            return next(reversed(vendor.requests.values()))["metadata"]["reference"], address
        await asyncio.sleep(0.1)
        answer = await http.get(f"{link}/pay")
    raise AssertionError("the payment page did not open")


async def test_a_debit_that_fails_is_told_asked_for_on_a_new_page_and_paid_at_last(
    world, http, cast, photos, gocardless
):
    async def calls(body):
        answer = await http.post("/webhooks/gocardless", content=body, headers=gocardless.signed(body))
        assert answer.status_code == 200

    async def said(phone, words):
        await phone.waits_for(lambda message: words in message["text"], words)

    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    reference, address = await opens(http, link, gocardless)
    await calls(gocardless.fulfils(reference))
    await said(cast.contractor, "is being processed")
    [payment] = gocardless.payments
    await calls(gocardless.becomes(payment, "failed", cause="insufficient_funds"))
    await said(cast.client, "did not go through")
    again, another = await opens(http, link, gocardless)
    assert (again != reference, another != address) == (True, True)
    await calls(gocardless.fulfils(again))
    await until(lambda: len(gocardless.payments) == 2)
    *_, payment = gocardless.payments
    await calls(gocardless.becomes(payment, "confirmed"))
    await said(cast.contractor, "Paid in full")


async def test_a_mandate_is_kept_by_consent_debited_with_an_approval_and_cancelled_at_a_word(
    world, http, cast, photos, gocardless
):
    async def calls(body):
        answer = await http.post("/webhooks/gocardless", content=body, headers=gocardless.signed(body))
        assert answer.status_code == 200

    async def said(phone, words):
        return await phone.waits_for(lambda message: words in message["text"], words)

    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    page = (await http.get(link)).text
    mark = re.search(r'name="keep" value="(\w+)"', page)[1]
    before = len(gocardless.requests)
    await press(http, link, "pay", page, keep=mark)
    await until(lambda: len(gocardless.requests) > before)
    request = next(reversed(gocardless.requests.values()))
    assert request["payment_request"] is None  # a mandate that stays, of which the first debit is made
    await calls(gocardless.fulfils(request["metadata"]["reference"]))
    await said(cast.contractor, "is being processed")
    first = next(reversed(gocardless.payments))
    await calls(gocardless.becomes(first, "confirmed"))
    await said(cast.client, "Your BARCLAYS BANK PLC is saved")
    await cast.contractor.says("cabinets done")
    shown = await cast.contractor.waits_for(lambda message: "Send" in str(message["choices"]), "the preview")
    await cast.contractor.taps(shown, "Send")
    link = (await cast.client.waits_for(lambda one: "INV-0002" in one["text"] and one["url"], "the next"))["url"]
    page = (await http.get(link)).text
    assert "Approve and pay $8,000.00 with BARCLAYS BANK PLC" in page
    await press(http, link, "approve_pay", page, **dict(re.findall(r'name="(method|amount)" value="([^"]+)"', page)))
    await cast.client.waits_for(lambda one: "INV-0002 is being processed" in one["text"], "that it is on its way")
    charge = next(reversed(gocardless.payments))
    assert (charge != first, gocardless.payments[charge]["amount"]) == (True, 800_000)
    await calls(gocardless.becomes(charge, "confirmed"))
    await cast.contractor.waits_for(lambda one: "$8,000.00" in one["text"] and "Paid in full" in one["text"], "paid")
    await cast.client.says("stop autopay")
    mandate = gocardless.payments[first]["links"]["mandate"]
    await until(lambda: gocardless.mandates[mandate]["status"] == "cancelled")
