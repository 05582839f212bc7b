"""A client pays by bank transfer, end to end: the account is told in chat, seen on the page, sent, and recorded."""

import re

from bots.phones import has_button
from tests.journeys.steps import press, send, set_up

DETAILS = "my bank details: routing 021000021, account 123456789, bank Chase, holder Rivera LLC"


async def gives(contractor, said):
    await contractor.says(said)
    shown = await contractor.waits_for(has_button("Yes, use these"), "what was understood")
    await contractor.taps(shown, "Yes, use these")


async def test_from_the_account_in_chat_to_the_receipt(cast, http, photos):
    await set_up(cast)
    await gives(cast.contractor, DETAILS)
    await cast.contractor.waits_for(lambda message: "ending in 6789" in message["text"], "the word that it is kept")
    link = (await send(cast, photos[:1]))["url"]
    page = (await http.get(link)).text
    assert "021000021" in page
    assert "123456789" in page
    assert "These details are unchanged since" in page
    amount = re.search(r'name="amount" value="(\d+)"', page)
    answer = await press(http, link, "sent", page, amount=amount[1])
    assert "knows that it is on its way" in (await http.get(answer.headers["location"])).text
    told = await cast.contractor.waits_for(has_button("Record $4,500.00"), "the client's word")
    assert "is on its way by bank transfer" in told["text"]
    await cast.contractor.taps(told, "Record $4,500.00")
    receipt = await cast.client.waits_for(lambda message: "4,500.00" in message["text"], "the receipt")
    assert "123456789" not in receipt["text"]
    assert "123456789" not in (await http.get(link)).text  # nothing is left to send


async def test_a_change_is_seen_by_nobody_while_it_waits_and_a_word_stops_it(cast, http, photos):
    await set_up(cast)
    await gives(cast.contractor, DETAILS)
    await cast.contractor.waits_for(lambda message: "ending in 6789" in message["text"], "the word that it is kept")
    link = (await send(cast, photos[:1]))["url"]
    await gives(cast.contractor, DETAILS.replace("123456789", "5555555550"))
    waits = await cast.contractor.waits_for(has_button("Cancel the bank change"), "the wait")
    assert "comes into force on" in waits["text"]
    page = (await http.get(link)).text
    assert "123456789" in page
    assert "5555555550" not in page
    await cast.contractor.says("cancel the bank change")
    await cast.contractor.waits_for(lambda message: "is not used" in message["text"], "the end of it")
