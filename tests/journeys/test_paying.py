"""The client's side over HTTP: looking changes nothing, money counts once, both sides get word."""

import asyncio
import json

import httpx

from bots.phones import has_button
from tests.journeys.steps import decide as _decide
from tests.journeys.steps import hires, send, set_up
from tests.journeys.steps import pay_page as _pay_page
from tests.journeys.steps import press as _press


def _invoice(world, cast):
    who = world.program.database.reads.who("simulator", cast.contractor.number)[0]
    with world.program.database.books.open(who.account_id) as ledger:
        file = ledger.project_file(ledger.projects()[0].id)
        return file, file.invoices[0]


async def _ready(cast, photos):
    await set_up(cast)
    return (await send(cast, photos[:2]))["url"]


async def test_a_hundred_looks_by_link_scanners_change_nothing(world, http, cast, photos):
    link = await _ready(cast, photos)
    before = len(cast.contractor.messages)
    for _ in range(50):
        await http.get(link)
        await http.head(link)
    assert _invoice(world, cast)[1].viewed_at is None
    assert len(cast.contractor.messages) == before


async def test_approval_is_told_once_however_often_it_is_pressed(http, cast, photos):
    link = await _ready(cast, photos)
    page = (await http.get(link)).text
    await asyncio.gather(*(_press(http, link, "approve", page) for _ in range(4)))
    await _press(http, link, "approve")
    await cast.contractor.waits_for(lambda message: "approved INV-0001" in message["text"], "the word of it")
    await asyncio.sleep(1)
    assert sum("approved" in message["text"] for message in cast.contractor.messages) == 1


async def test_a_declined_payment_can_be_tried_again(world, http, cast, photos):
    link = await _ready(cast, photos)
    await _decide(http, await _pay_page(http, link), "decline")
    await cast.contractor.waits_for(lambda message: "did not go through" in message["text"], "the word of it")
    await _decide(http, await _pay_page(http, link), "success")
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "the receipt")
    file, invoice = _invoice(world, cast)
    assert invoice.state == "paid"
    assert [one.amount for one in file.payments if one.state == "succeeded"] == [invoice.total]


async def test_a_delayed_success_is_told_as_processing_first(http, cast, photos):
    link = await _ready(cast, photos)
    await _decide(http, await _pay_page(http, link), "later")
    await cast.contractor.waits_for(lambda message: "being processed" in message["text"], "the word of it")
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "the receipt")
    await cast.client.waits_for(lambda message: "paid in full" in message["text"], "the client's receipt")


async def test_paying_twice_at_once_counts_once(world, http, cast, photos):
    link = await _ready(cast, photos)
    target = await _pay_page(http, link)
    await asyncio.gather(*(_decide(http, target, "success") for _ in range(6)))
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "the receipt")
    await asyncio.sleep(1)
    file, invoice = _invoice(world, cast)
    assert [one.allocated for one in file.payments if one.state == "succeeded"] == [invoice.total]
    assert sum("Paid in full" in message["text"] for message in cast.contractor.messages) == 1


async def test_cash_while_the_client_pays_online_becomes_credit_not_a_loss(world, http, cast, photos):
    link = await _ready(cast, photos)
    target = await _pay_page(http, link)
    await cast.contractor.says("paid 4500 cash")
    ask = await cast.contractor.waits_for(has_button("Record it"), "the confirmation")
    await cast.contractor.taps(ask, "Record it")
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "the receipt")
    await _decide(http, target, "success")
    await cast.contractor.waits_for(lambda message: "credit for the client" in message["text"], "the surplus")
    file, invoice = _invoice(world, cast)
    assert sum(one.allocated.minor for one in file.payments) == invoice.total.minor
    assert sum(one.surplus.minor for one in file.payments) == invoice.total.minor


async def test_an_event_with_another_amount_is_parked_and_told(world, http, cast, photos):
    link = await _ready(cast, photos)
    target = await _pay_page(http, link)
    gateway = world.program.gateways["sandbox"]
    page = gateway.page(target.rsplit("/", 1)[1])
    event = json.loads(gateway.event(page, "succeeded", ""))
    tampered = json.dumps(event).replace(str(page.amount.minor), str(page.amount.minor - 1)).encode()
    answer = await http.post("/webhooks/sandbox", content=tampered, headers=gateway.sign(tampered))
    assert answer.status_code == httpx.codes.OK
    await cast.contractor.waits_for(lambda message: "does not match" in message["text"], "the word of it")
    file, invoice = _invoice(world, cast)
    assert invoice.state == "issued"
    assert [one.state for one in file.payments] == ["parked"]


async def test_hostile_words_reach_every_place_as_plain_text(http, cast, photos):
    hostile = "<script>bad()</script> {{7*7}} =1+1 \u202e مرحبا 😀"
    job = "New job: Oak deck for Sam Poe {client}, $9,000: framing 5000, decking rest"
    await hires(cast.contractor, cast.client_number, job=job, business="<b>Rivera</b> {{7*7}} & Sons")
    await cast.contractor.says(hostile, photos[:1])
    word = await cast.contractor.waits_for(lambda message: bool(message["choices"]), "the word of the photo")
    if not has_button("Invoice")(word):
        await cast.contractor.taps(word, word["choices"][0]["label"])
        word = await cast.contractor.waits_for(has_button("Invoice"), "the move")
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.taps(shown, "Send")
    link = (await cast.client.waits_for(lambda message: bool(message["url"]), "the link"))["url"]
    await _press(http, link, "ask", text=hostile)
    await cast.contractor.waits_for(lambda message: "<script>bad()" in message["text"], "the question")
    page = (await http.get(link)).text
    assert "<script>bad" not in page
    assert "&lt;script&gt;bad()" in page
    assert "{{7*7}}" in page
    assert "<b>Rivera</b>" not in page


async def test_an_unknown_link_says_so_kindly(http):
    answer = await http.get("/i/" + "A" * 64)
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "<h1" in answer.text
