"""What a client typed, drew or picked on the page of a proposal outlives what is tapped; answers stand by the form."""

from dataclasses import replace

import pytest

from tests.channels.portal.offers import sample_offer
from tests.channels.portal.test_proposal_page import SIGNED, code, filled
from tests.channels.portal.test_signing import tell
from tests.twins.memory_reads import named


def test_a_form_of_what_was_signed_is_thanked_and_of_anything_else_is_told_that_it_is_signed(still_site, http):
    open_ = sample_offer(code=code())
    seen = filled(http.get(still_site.offer(open_)).text)["hash"]
    signed = sample_offer(state="signed", signature=replace(SIGNED, document_hash=seen))
    assert "said=signed" in tell(still_site, http, "sign", open_, signed)
    other = sample_offer(state="signed", signature=SIGNED)
    answer = tell(still_site, http, "sign", open_, other)
    assert "said=already" in answer
    shown = http.get(still_site.offer(other), params={"said": "already"}).text
    assert "is signed already. Here is what was signed" in shown


@pytest.mark.parametrize("said", ["code", "wrong", "over", "soon", "name", "nowhere", "many"])
def test_what_is_said_of_signing_stands_where_it_is_signed(still_site, http, said):
    html = http.get(still_site.offer(sample_offer(code=code())), params={"said": said}).text
    assert html.count('id="said"') == 1
    assert 'id="said"' in html.partition('id="sign"')[2].partition('id="signing"')[0]


@pytest.mark.parametrize("said", ["ask", "empty"])
def test_what_is_said_of_a_question_stands_by_the_question(still_site, http, said):
    html = http.get(still_site.offer(sample_offer()), params={"said": said}).text
    assert html.count('id="said"') == 1
    assert 'id="said"' in html.partition('id="no-title"')[2].partition("<textarea")[0]


def test_another_language_keeps_what_was_picked(still_site, http):
    picks = [str(named(f"line {one}")) for one in ("Marble", "Marble sealing", "Lights below the cabinets")]
    html = http.get(still_site.offer(sample_offer()), params={"pick": picks}).text
    (link,) = [one for one in html.split('"') if "lang=es" in one]
    assert all(f"pick={one}" in link for one in picks)


@pytest.mark.browser
async def test_an_option_that_is_tapped_costs_nobody_what_was_typed_or_drawn(site, tab):
    watched = await tab(390)
    page = watched.page
    await page.goto(site.offer(sample_offer(code=code())))
    box = await page.locator("#pad canvas").bounding_box()
    await page.mouse.wheel(0, box["y"] - 200)
    await page.locator("#pad canvas").scroll_into_view_if_needed()
    box = await page.locator("#pad canvas").bounding_box()
    await page.mouse.move(box["x"] + 20, box["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 120, box["y"] + 20, steps=5)
    await page.mouse.up()
    drawn = await page.locator("[name=drawing]").input_value()
    await page.fill("#name", "Dana M. Lee")
    await page.fill("#code", "123456")
    await page.fill("#question", "Is the sink in?")
    option = page.get_by_label("Lights below the cabinets")
    async with page.expect_navigation():
        await option.check()
    assert await page.input_value("#name") == "Dana M. Lee"
    assert await page.input_value("#code") == "123456"
    assert await page.input_value("#question") == "Is the sink in?"
    assert await page.locator("[name=drawing]").input_value() == drawn != ""
    assert await option.evaluate("one => one === document.activeElement")
    await page.get_by_role("button", name="Send the question").click()
    await page.wait_for_selector(".talk #said")
    assert await page.input_value("#question") == ""
    assert await page.input_value("#name") == "Dana M. Lee"
    assert watched.complaints == []
