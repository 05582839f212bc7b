"""Money by Mollie, end to end, on a machine that Mollie cannot call: what became of a page is asked for."""

import asyncio

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
    waiting = "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'follow_payment' RETURNING id"
    await until(lambda: rows(world.program, waiting))
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "Paid in full")
    await cast.client.waits_for(lambda message: "4,500.00" in message["text"], "the receipt")
