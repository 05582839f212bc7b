"""Signing on the page: with a keyboard, without script, after a mistyped code; and what is answered without asking."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.proposal import SigningCode
from core.domain.signing import MOST_AN_HOUR, MOST_CODES, MOST_WRONG
from tests.channels.portal import pictures
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.offers import RIGHT, sample_offer
from tests.channels.portal.test_in_chromium import look, tab_to
from tests.channels.portal.test_proposal_page import OURS, SIGNED, code, filled, said
from tests.twins.memory_reads import named


def tell(site, http, action, before, after=None, **fields):
    """The page as it was when it was filled in, and as it is when it comes; where the answer leads."""
    html = http.get(site.offer(before)).text
    form = filled(html, agree="yes", name="Dana Lee", code=RIGHT) | fields
    address = site.offer(after or before)
    return http.post(f"{address}/{action}", data=form, headers=OURS).headers["location"]


def test_what_the_engine_would_turn_down_is_answered_at_once_and_not_told(still_site, http):
    now = datetime.now(UTC)
    old = now - timedelta(minutes=20)
    hour = tuple(now - timedelta(minutes=5 * n) for n in range(2, MOST_AN_HOUR + 1))
    open_, used_up = sample_offer(code=code()), sample_offer(code=code(wrong=MOST_WRONG))
    for action, before, after, answer in (
        ("sign", sample_offer(), None, "over"),
        ("sign", used_up, None, "over"),
        ("sign", sample_offer(code=code(sent_at=old)), None, "over"),
        ("sign", sample_offer(code=code(address="")), None, "over"),
        ("sign", open_, sample_offer(code=code(), revision=2), "changed"),
        ("sign", open_, sample_offer(code=code(), notes="We start in June."), "changed"),
        ("sign", open_, sample_offer(code=code(), state="draft"), "changed"),
        ("sign", open_, sample_offer(code=code(), state="withdrawn"), "changed"),
        ("sign", open_, sample_offer(code=code(), valid_until=date(2026, 1, 31)), "changed"),
        ("sign", open_, sample_offer(state="signed", signature=SIGNED), "already"),
        ("code", open_, sample_offer(state="signed", signature=SIGNED), "already"),
        ("decline", open_, sample_offer(state="signed", signature=SIGNED), "already"),
        ("sign", open_, sample_offer(state="declined"), "declined"),
        ("decline", open_, sample_offer(revision=2), "changed"),
        ("code", sample_offer(code=code(sent_at=now)), None, "soon"),
        ("code", sample_offer(code=code(sent_at=now - timedelta(minutes=5), before=hour)), None, "many"),
        ("code", sample_offer(code=code(sent_at=old, turn=MOST_CODES)), None, "many"),
    ):
        assert f"said={answer}" in tell(still_site, http, action, before, after), (action, answer)
    assert said(still_site) == []


@pytest.mark.parametrize("field", ["hash", "picks", "revision"])
def test_a_form_that_was_tampered_with_is_not_told(still_site, http, field):
    for other in ("", "x", "9" * 70, str(named("line Marble"))):
        assert "said=changed" in tell(still_site, http, "sign", sample_offer(code=code()), **{field: other})
    assert said(still_site) == []


def test_it_says_where_the_code_went_and_that_there_is_nowhere_to_send_it(site, http):
    address = site.offer(sample_offer())
    assert "said=code" in tell(site, http, "code", sample_offer())
    assert "A code was sent to •••0134." in http.get(address).text
    assert "There is no phone or e-mail of yours" in http.get(address, params={"said": "nowhere"}).text


def test_a_signed_one_shows_its_evidence_and_its_pdf(still_site, http):
    signed = sample_offer(state="signed", signature=replace(SIGNED, channel="sms", address="•••0134", device="<b>x"))
    html = http.get(still_site.offer(signed)).text
    for told in ("•••0134 (SMS)", SIGNED.document_hash, "The PDF is being made", "(America/Los_Angeles)", "&lt;b&gt;x"):
        assert told in html
    key = still_site.blobs.put(signed.proposal.account_id, pictures.PDF, "application/pdf")
    address = still_site.offer(replace(signed, proposal=replace(signed.proposal, pdf_key=key)))
    assert "The signed proposal as a PDF" in http.get(address).text
    answer = http.get(f"{address}/proposal.pdf")
    assert (answer.headers["content-type"], answer.content) == ("application/pdf", pictures.PDF)
    assert "P-0001.pdf" in answer.headers["content-disposition"]


def test_words_of_a_contractor_are_text_on_the_page(still_site, http):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = sample_offer(name=hostile, notes=hostile)
    page = replace(page, client=replace(page.client, name=hostile))
    html = http.get(still_site.offer(page)).text
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_offered_shows_nothing_of_what_it_would_say(still_site, http, state):
    html = http.get(still_site.offer(sample_offer(state=state))).text
    for hidden in ("$", "Cabinets", "Deposit", "We start in May"):
        assert hidden not in html


@pytest.mark.browser
async def test_it_can_be_signed_with_a_keyboard_alone(site, tab):
    address = site.offer(sample_offer())
    watched = await tab()
    page = watched.page
    await page.goto(address)
    await tab_to(page, "Choose and sign")
    await tab_to(page, "Send me the code")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#said")
    assert "A code was sent to •••0134." in await page.inner_text("#sign")
    await tab_to(page, "code ")
    await page.keyboard.type("000000")
    await tab_to(page, "agree")
    await page.keyboard.press("Space")
    await tab_to(page, "Sign")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#said.bad")
    assert "That code is not right" in await page.inner_text("#said")
    await tab_to(page, "code ")
    await page.keyboard.type(RIGHT)
    await tab_to(page, "agree")
    await page.keyboard.press("Space")
    await tab_to(page, "Sign")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".tick")
    assert "By Dana Lee" in await page.inner_text(".due")
    assert [one["action"] for one in said(site)].count("sign") == 2
    assert watched.complaints == []


@pytest.mark.browser
async def test_a_drawn_name_outlives_a_mistyped_code(site, tab):
    watched = await tab()
    page = watched.page
    await page.goto(site.offer(sample_offer(code=code())))
    canvas = page.locator("#pad canvas")
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    await page.mouse.move(box["x"] + 20, box["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 120, box["y"] + 20, steps=5)
    await page.mouse.up()
    drawn = await page.locator("[name=drawing]").input_value()
    await page.fill("#code", "000000")
    await page.get_by_label("I have read this").check()
    await page.get_by_role("button", name="Sign", exact=True).click()
    await page.wait_for_selector("#said.bad")
    assert await page.locator("[name=drawing]").input_value() == drawn
    await page.fill("#code", RIGHT)
    await page.get_by_label("I have read this").check()
    await page.get_by_role("button", name="Sign", exact=True).click()
    await page.locator("svg.signature path").wait_for()
    assert watched.complaints == []


@pytest.mark.browser
async def test_it_can_be_chosen_and_signed_without_script(site, tab):
    watched = await tab(320, java_script_enabled=False)
    page = watched.page
    await page.goto(site.offer(sample_offer()))
    await page.get_by_label("Lights below the cabinets").check()
    await page.get_by_label("Best").check()
    await page.get_by_role("button", name="Show the new total").click()
    assert "With: Countertop: Best, Lights below the cabinets" in await page.inner_text("#signing")
    total = await page.inner_text(".due .figure")
    await page.get_by_role("button", name="Send me the code").click()
    await page.fill("#code", RIGHT)
    assert total in await page.inner_text(".agree")
    await page.get_by_label("I have read this").check()
    await page.get_by_role("button", name="Sign", exact=True).click()
    assert "By Dana Lee" in await page.inner_text(".due")
    assert await page.inner_text(".due .figure") == total
    assert not await page.locator("#pad").count()
    assert "/seen" not in " ".join(watched.requests)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_fits_a_small_phone(still_site, tab, scheme):
    watched = await tab(320, scheme=scheme)
    page = watched.page
    for name, offer in {
        "code": sample_offer(code=SigningCode(turn=1, sent_at=datetime.now(UTC), channel="sms", address="•••0134")),
        "draft": sample_offer(state="draft"),
        "expired": sample_offer(valid_until=date(2026, 1, 31)),
        "declined": sample_offer(state="declined"),
        "signed": sample_offer(
            state="signed", signature=replace(SIGNED, device="Mozilla/5.0 (iPhone; CPU iPhone OS 18)")
        ),
    }.items():
        for language in ("en", "es"):
            await page.goto(f"{still_site.offer(offer)}?lang={language}")
            await look(page, f"signing-{name}-{language}-{scheme}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            assert await page.evaluate(CONTRAST) == []
            assert await page.evaluate(SMALL_TARGETS) == []
            assert await page.evaluate(UNNAMED) == []
    assert watched.complaints == []
