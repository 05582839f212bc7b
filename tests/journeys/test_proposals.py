"""From an offer typed in chat to the first invoice, as its people live it."""

import re

from bots.phones import has_button

OFFER = """Proposal for Dana Lee, Maple St kitchen, {client}
Kitchen:
- demo 2,400
- cabinets 12 x 450
- (optional) under-cabinet lights 600
Hall:
- paint 1200
deposit 10% credited at the end
net 14"""


def _of(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


async def _offered(cast):
    await cast.contractor.says("hi")
    await cast.contractor.says("Rivera Builders")
    await cast.contractor.says(OFFER.format(client=cast.client_number))
    draft = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the draft")
    await cast.contractor.taps(draft, "Send to Dana Lee")
    return await cast.client.waits_for(lambda one: "has a proposal for you" in one["text"], "the offer")


async def _signed(cast, http, link, picks):
    headers = {"sec-fetch-site": "same-origin"}
    page = (await http.get(link, params=[("pick", one) for one in picks])).text
    form = {name: _of(page, name) for name in ("nonce", "lang", "picks", "hash", "revision")}
    await http.post(f"{link}/code", data=form, headers=headers)
    told = await cast.client.waits_for(lambda one: "is your code to sign" in one["text"], "the code")
    wrong = await http.post(
        f"{link}/sign", data={**form, "code": "0000000", "name": "Dana Lee", "agree": "yes"}, headers=headers
    )
    assert "said=wrong" in wrong.headers["location"]
    signing = {**form, "nonce": form["nonce"][::-1], "code": told["text"][:6], "name": "Dana Lee", "agree": "yes"}
    return await http.post(f"{link}/sign", data=signing, headers=headers)


async def test_a_signed_proposal_becomes_the_whole_job_in_one_tap(cast, http):
    offered = await _offered(cast)
    link = offered["url"]
    page = (await http.get(link)).text
    assert "$9,000.00" in page
    lights = re.search(r'name="pick" value="([0-9a-f-]{36})"', page)[1]
    assert "$9,600.00" in (await http.get(link, params={"pick": lights})).text
    done = await _signed(cast, http, link, [lights])
    assert "said=signed" in done.headers["location"]
    assert "Signed" in (await http.get(link)).text
    thanked = await cast.client.waits_for(lambda one: "Thank you! You signed" in one["text"], "the signed PDF")
    assert [file["name"] for file in thanked["files"]] == ["P-0001.pdf"]
    pdf = await http.get(f"{link}/proposal.pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    told = await cast.contractor.waits_for(has_button("Start billing"), "word of the signature")
    assert "Dana Lee has signed P-0001, Maple St kitchen: $9,600.00" in told["text"]
    await cast.contractor.taps(told, "Start billing")
    started = await cast.contractor.waits_for(lambda one: "is a job now" in one["text"], "the job")
    assert "$9,600.00 in 2 parts" in started["text"]
    deposit = await cast.contractor.waits_for(has_button("Send"), "the deposit's draft")
    assert "$960.00" in deposit["text"]
    await cast.contractor.taps(deposit, "Send")
    asked = await cast.client.waits_for(lambda one: "INV-0001" in one["text"], "the deposit's invoice")
    assert "$960.00" in (await http.get(asked["url"])).text


async def test_a_spreadsheet_is_read_line_by_line_and_asks_for_what_it_does_not_say(cast, tmp_path):
    sheet = tmp_path / "estimate.csv"
    sheet.write_text("Section,Item,Qty,Unit price,Amount\nKitchen,Demo,1,2400,2400\nKitchen,Cabinets,12,450,5400\n")
    await cast.contractor.says("hi")
    await cast.contractor.says("Rivera Builders")
    await cast.contractor.says("", [sheet])
    await cast.contractor.waits_for(lambda one: "Who is this proposal for?" in one["text"], "the question")
    await cast.contractor.says(f"Dana Lee, Maple St kitchen, {cast.client_number}")
    draft = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the draft")
    assert "- Cabinets: 12 x $450.00 = $5,400.00" in draft["text"]
    assert "Total: $7,800.00" in draft["text"]


async def test_a_file_that_is_called_a_proposal_but_is_none_is_refused_in_words(cast, photos):
    await cast.contractor.says("hi")
    await cast.contractor.says("Rivera Builders")
    await cast.contractor.says("proposal for Dana Lee", photos[:1])
    told = await cast.contractor.waits_for(lambda one: "could not read" in one["text"], "the refusal")
    assert "IMG_0000.jpg" in told["text"]


async def test_what_is_edited_on_the_page_is_shown_in_the_chat_and_then_sent(cast, http):
    await cast.contractor.says("hi")
    await cast.contractor.says("Rivera Builders")
    await cast.contractor.says(OFFER.format(client=cast.client_number))
    draft = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the draft")
    page = (await http.get(draft["url"])).text
    form = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', page))
    form = {name: value.replace("&#39;", "'") for name, value in form.items()} | {"s0r0p": "3400", "do": "save"}
    kinds = re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    saved = await http.post(draft["url"], data=form | dict(kinds), headers={"sec-fetch-site": "same-origin"})
    assert "said=saved" in saved.headers["location"]
    told = await cast.contractor.waits_for(has_button("Show it"), "word of the edit")
    assert "is changed: $10,000.00 now" in told["text"]
    await cast.contractor.taps(told, "Show it")
    shown = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the new draft")
    assert "$3,400.00" in shown["text"]


async def test_a_proposal_signed_on_paper_is_taken_in_with_its_photo(cast, photos):
    await _offered(cast)
    await cast.contractor.says("signed proposal for Dana", photos[:1])
    told = await cast.contractor.waits_for(has_button("Start billing"), "word of the paper")
    assert "signed P-0001, Maple St kitchen, on paper: $9,000.00" in told["text"]
