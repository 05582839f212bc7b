"""From "client asked" to the invoice: asked in chat, agreed to on the page or by a word, billed as added work."""

import re

import httpx

from bots.phones import has_button
from tests.journeys.steps import set_up

FIELD = re.compile(r'name="(nonce|shown|lang)" value="([^"]*)"')


async def asks(cast, words="extra outlet in the island, 280, client asked"):
    """The contractor's words, and what the client gets."""
    await cast.contractor.says(words)
    shown = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the change order")
    assert "from $24,000.00 to" in shown["text"]
    await cast.contractor.taps(shown, "Send to Dana Lee")
    return await cast.client.waits_for(has_button("Approve"), "the question")


async def press(http: httpx.AsyncClient, link: str, action: str, page: str, **more: str):
    headers = {"origin": str(http.base_url).rstrip("/"), "user-agent": "Phone 7"}
    return await http.post(f"{link}/{action}", data={**dict(FIELD.findall(page)), **more}, headers=headers)


def books(world, cast):
    who = world.program.database.reads.who("simulator", cast.contractor.number)[0]
    with world.program.database.books.open(who.account_id) as ledger:
        return ledger.project_file(ledger.projects()[0].id)


async def test_agreed_to_on_the_page_it_lands_and_is_billed(world, http, cast, photos):
    await set_up(cast)
    link = (await asks(cast))["url"]
    assert "/c/" in link
    page = (await http.get(link)).text
    for told in ("Rivera Remodeling", "Extra outlet in the island", "$280.00", "$24,000.00", "$24,280.00"):
        assert told in page
    assert (await press(http, link, "ask", page, text="With the permit?")).status_code == httpx.codes.SEE_OTHER
    await cast.contractor.waits_for(lambda message: "With the permit?" in message["text"], "the question")
    for _ in range(2):
        await press(http, link, "approve", page)
    await cast.contractor.waits_for(lambda message: "from $24,000.00 to $24,280.00." in message["text"], "the yes")
    assert "You approved this change" in (await http.get(link)).text
    (order,) = books(world, cast).change_orders
    assert (order.state, order.decision.channel, order.decision.by) == ("approved", "portal", "link holder")
    assert order.decision.device == "Phone 7"
    await cast.contractor.says("extra outlet done", photos[:1])
    word = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.taps(word, "Send")
    invoice = await cast.client.waits_for(lambda message: "INV-0001" in message["text"], "the invoice")
    assert "$280.00" in invoice["text"]


async def test_agreed_to_by_a_word_after_an_invoice_went_out(world, cast, photos):
    await set_up(cast)
    await cast.contractor.says("demo done", photos[:1])
    await cast.contractor.taps(await cast.contractor.waits_for(has_button("Send"), "the preview"), "Send")
    await cast.client.waits_for(lambda message: bool(message["url"]), "the invoice")
    await asks(cast, "change order: deduct 300 for tile she bought herself onto cabinets")
    await cast.client.says("Sí, adelante")
    await cast.client.waits_for(lambda message: "$23,700.00" in message["text"], "the thanks")
    told = await cast.contractor.waits_for(lambda message: "Sí, adelante" in message["text"], "the yes")
    assert "Cabinets goes from $8,000.00 to $7,700.00." in told["text"]
    file = books(world, cast)
    assert sum(one.scheduled_value.minor for one in file.milestones) == 2_370_000
