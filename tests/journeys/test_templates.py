"""A template is kept on the page that edits a proposal, and the next proposal begins there; both come in chat."""

import re
from uuid import uuid4

from bots.phones import has_button
from tests.journeys.test_proposals import OFFER

OURS = {"sec-fetch-site": "same-origin"}


async def _posted(http, address, **said):
    """What a browser sends of the form."""
    page = (await http.get(address)).text
    form = dict(re.findall(r'<(?:input|button)[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL))
    return await http.post(address, data=form | chosen | {"nonce": uuid4().hex} | said, headers=OURS)


async def test_a_template_kept_on_the_page_starts_the_next_proposal_there(cast, http):
    await cast.contractor.says("hi")
    await cast.contractor.says("Rivera Builders")
    await cast.contractor.says(OFFER.format(client=cast.client_number))
    draft = await cast.contractor.waits_for(has_button("Send to Dana Lee"), "the draft")
    saved = await _posted(http, draft["url"], keep="kitchen", notes="Changed", do="save")
    assert "said=saved" in saved.headers["location"]
    await cast.contractor.waits_for(lambda one: "Kept as template kitchen" in one["text"], "word of the template")
    page = (await http.get(draft["url"])).text
    key = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>kitchen<', page)[1]
    begun = await _posted(http, draft["url"], template=key, client="Sam Fox", do="start")
    assert "said=started" in begun.headers["location"]
    told = await cast.contractor.waits_for(lambda one: "is begun" in one["text"], "word of the new one")
    await cast.contractor.taps(told, "Show it")
    shown = await cast.contractor.waits_for(has_button("Send to Sam Fox"), "the new draft")
    assert "$9,000.00" in shown["text"]
    assert "Changed" not in shown["text"]
    assert shown["url"] != draft["url"]
