"""An invoice that was withdrawn: its link says so kindly, nothing can be paid there, and the work is billed anew."""

import httpx

from bots.phones import has_button
from tests.journeys.steps import decide, pay_page, press, send, set_up


async def withdraw(cast):
    """By words and a tap; the contractor is told, and offered to bill the work again."""
    await cast.contractor.says("void INV-0001")
    asked = await cast.contractor.waits_for(has_button("Cancel INV-0001"), "the question")
    await cast.contractor.taps(asked, "Cancel INV-0001")
    return await cast.contractor.waits_for(has_button("Invoice"), "the word that it is cancelled")


def books(world, cast):
    who = world.program.database.reads.who("simulator", cast.contractor.number)[0]
    with world.program.database.books.open(who.account_id) as ledger:
        file = ledger.project_file(ledger.projects()[0].id)
        return file, [ledger.payment_requests(one.id) for one in file.invoices]


async def test_a_withdrawn_invoice_says_so_kindly_and_takes_no_money(world, http, cast, photos):
    await set_up(cast)
    link = (await send(cast, photos[:2]))["url"]
    open_before = (await http.get(link)).text
    await withdraw(cast)
    told = await cast.client.waits_for(lambda message: "nothing to pay on it" in message["text"], "the word of it")
    assert told["url"] == link
    page = (await http.get(link)).text
    assert "Nothing to pay" in page
    assert "Rivera Remodeling has withdrawn this invoice" in page
    button = f'action="{link.removeprefix(world.base_url)}/pay"'
    assert (button in open_before, button in page) == (True, False)
    for action in ("pay", "approve"):  # from a page that was open all the while
        answer = await press(http, link, action, open_before)
        assert answer.status_code == httpx.codes.SEE_OTHER
        assert "Nothing to pay" in (await http.get(answer.headers["location"])).text
    await cast.contractor.says("paid 4500 cash")
    await cast.contractor.waits_for(lambda message: "no open invoice" in message["text"], "the answer to cash")
    file, requests = books(world, cast)
    assert [(one.state, one.approved_at) for one in file.invoices] == [("void", None)]
    assert (file.payments, requests) == ((), [()])


async def test_withdrawn_work_is_billed_again_under_a_new_number_and_paid(world, http, cast, photos):
    await set_up(cast)
    first = (await send(cast, photos[:2]))["url"]
    await cast.contractor.taps(await withdraw(cast), "Invoice")
    await cast.contractor.taps(await cast.contractor.waits_for(has_button("Send"), "the preview"), "Send")
    again = await cast.client.waits_for(lambda message: "invoice INV-0002" in message["text"], "the new link")
    assert again["url"] != first
    await decide(http, await pay_page(http, again["url"]), "success")
    await cast.contractor.waits_for(lambda message: "Paid in full" in message["text"], "the receipt")
    file, _ = books(world, cast)
    assert [(one.number, one.state) for one in file.invoices] == [("INV-0001", "void"), ("INV-0002", "paid")]
    assert "Nothing to pay" in (await http.get(first)).text


async def test_money_on_its_way_to_a_withdrawn_invoice_is_the_clients_credit_and_told(world, http, cast, photos):
    await set_up(cast)
    link = (await send(cast, photos[:2]))["url"]
    target = await pay_page(http, link)
    await withdraw(cast)
    await decide(http, target, "success")
    await cast.contractor.waits_for(lambda message: "credit for the client" in message["text"], "the word of it")
    file, _ = books(world, cast)
    assert file.invoices[0].state == "void"
    assert [(one.allocated.minor, one.surplus.minor) for one in file.payments] == [(0, 450000)]
