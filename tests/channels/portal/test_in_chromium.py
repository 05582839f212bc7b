"""The client's page in a real browser: at every width, in light and dark, by keyboard, and against hostile words."""

import os
import re
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from core.domain.money import Money
from core.usecases.invoice_views import QuestionView
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.site import running
from tests.twins.memory_reads import SENT, USD, sample_page, sample_payment

pytestmark = pytest.mark.browser
SHOTS = Path(os.environ.get("MILEPOST_SHOTS", ""))  # a folder to look at the pages in; none by default


async def look(page: Any, name: str) -> None:
    """Keep a picture for people, when asked to."""
    if SHOTS.name:
        await page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


def busy_page():
    """Part paid, approved, with a conversation: everything that can be on the page."""
    return sample_page(
        state="part_paid",
        paid=Money(200_000, USD),
        balance=Money(327_013, USD),
        approved_at=SENT,
        questions=(
            QuestionView(author="client", text="Is the dumpster in?", asked_at=SENT),
            QuestionView(author="contractor", text="Yes, both loads.", asked_at=SENT + timedelta(hours=1)),
        ),
        payments=(sample_payment(200_000), sample_payment(100, state="pending")),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_reads_well_and_names_everything(still_site, media, tab, scheme):
    invoice = still_site.keep(busy_page(), media)
    watched = await tab(scheme=scheme)
    for width, path in product((320, 390, 768, 1280), ("", "?lang=es", "?said=empty", "/pay")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(still_site.address(invoice) + path)
        await look(watched.page, f"portal-{width}-{scheme}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        if path != "/pay":
            assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_test_payment_page_fits_and_reads_well(site, invoice, tab, scheme):
    watched = await tab(320, scheme=scheme)
    await watched.page.goto(site.address(invoice))
    await watched.page.get_by_role("button", name="Pay $").first.click()
    await watched.page.wait_for_url("**/sandbox/pay/**")
    await look(watched.page, f"sandbox-320-{scheme}")
    assert await watched.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await watched.page.evaluate(CONTRAST) == []
    assert (await watched.page.inner_text("body")).count("TEST MODE") == 1
    assert "TEST MODE" in await watched.page.title()
    assert "(test)" in await watched.page.get_by_role("button").first.inner_text()
    assert watched.complaints == []


async def tab_to(page: Any, words: str) -> None:
    """Tab until the focus is on what is called so; every stop on the way shows where the focus is."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        name = await page.evaluate("(e => e.id + ' ' + e.innerHTML)(document.activeElement)")
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
        if words in name:
            return
    raise AssertionError(f"never reached {words!r}")


async def test_a_client_looks_asks_approves_and_pays_with_the_keyboard_alone(site, invoice, tab):
    watched = await tab(390)
    page = watched.page
    await page.goto(site.address(invoice))

    await tab_to(page, "Skip to the invoice")
    await tab_to(page, "Photo 1 of 9")
    await page.keyboard.press("Enter")
    assert await page.locator("#viewer").is_visible()
    await page.keyboard.press("ArrowRight")
    assert await page.inner_text("#viewer-place") == "2 / 12"
    assert await page.inner_text("#viewer-caption") == "Cabinets coming out"
    for _ in range(9):
        await page.keyboard.press("ArrowRight")
    assert await page.locator("#viewer video").get_attribute("src")
    playable = "v => v.readyState > 0 || new Promise((tell) => { v.onloadedmetadata = () => tell(true); })"
    assert await page.locator("#viewer video").evaluate(playable)
    await page.keyboard.press("Escape")
    assert not await page.locator("#viewer").is_visible()
    await page.locator(":focus img[alt*='Video']").wait_for(state="attached")

    await tab_to(page, "Approve the work")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#said")
    assert "approve the work" in await page.inner_text("#said")
    assert await page.evaluate("document.activeElement.id") == "said"
    assert "said=" not in page.url
    assert "Approved on" in await page.inner_text(".approve")

    await tab_to(page, "question")
    await page.keyboard.type("When do the cabinets come?")
    await tab_to(page, "Send the question")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".thread")
    assert "When do the cabinets come?" in await page.inner_text(".thread .client")

    await page.reload()
    await tab_to(page, "Pay $5,270.13")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sandbox/pay/**")
    await tab_to(page, "Pay $5,270.13 (test)")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("text=Paid, thank you")
    assert [item.external_id.split(":")[1] for item in site.said()] == ["seen", "approve", "ask", "pay"]
    assert watched.complaints == []
    assert {url.split("/")[2] for url in watched.requests} == {site.base_url.removeprefix("http://")}


async def test_a_decline_then_a_delayed_success_show_by_themselves(site, invoice, tab):
    watched = await tab(390)
    page = watched.page
    await page.goto(site.address(invoice))
    await page.get_by_role("button", name="Pay $").first.click()
    await page.get_by_role("button", name="the card is declined").click()
    await page.wait_for_selector("text=did not go through")
    await page.get_by_role("button", name="Pay $").first.click()
    await page.get_by_role("button", name="takes a moment").click()
    await page.wait_for_selector("text=Payment on its way")
    await page.wait_for_selector("text=Paid, thank you", timeout=15_000)
    assert [item.external_id.split(".")[1] for item in site.said("sandbox")] == ["failed", "processing", "succeeded"]
    assert watched.complaints == []


async def test_a_success_after_a_decline_shows_by_itself_and_never_the_old_decline(site, invoice, tab):
    page = (await tab(390)).page
    await page.goto(site.address(invoice))
    await page.get_by_role("button", name="Pay $").first.click()
    await page.get_by_role("button", name="the card is declined").click()
    await page.wait_for_selector("text=did not go through")
    await page.get_by_role("button", name="Pay $").first.click()
    site.engine_rests()
    await page.get_by_role("button", name="Pay $5,270.13 (test)").click()
    await page.wait_for_selector("text=If you have just paid")
    assert await page.get_by_text("did not go through").count() == 0
    assert await page.get_by_role("button", name="Pay $").count() == 0
    site.engine_goes_on()
    await page.wait_for_selector("text=Paid, thank you", timeout=15_000)


async def test_who_comes_back_without_paying_may_pay_at_once(site, invoice, tab):
    page = (await tab(390)).page
    await page.goto(site.address(invoice))
    await page.get_by_role("button", name="Pay $").first.click()
    await page.get_by_role("link", name="without paying").click()
    await page.get_by_role("link", name="I have not paid yet").click()
    await page.get_by_role("button", name="Pay $").first.click()
    await page.wait_for_url("**/sandbox/pay/**")


async def test_loading_is_not_viewing_but_a_touch_a_scroll_or_a_key_is_once(site, invoice, tab):
    for sign in ("scroll", "touch", "key"):
        site.forget()
        site.keep(invoice)
        page = (await tab(390, has_touch=True)).page
        await page.goto(site.address(invoice))
        await page.wait_for_timeout(300)
        assert site.said() == []
        async with page.expect_response("**/seen"):
            if sign == "scroll":
                await page.mouse.wheel(0, 300)
            elif sign == "touch":
                await page.touchscreen.tap(10, 400)
            else:
                await page.keyboard.press("ArrowDown")
        await page.mouse.wheel(0, 300)
        await page.keyboard.press("ArrowDown")
        await page.wait_for_timeout(200)
        assert site.inbox.offered == 1
        async with page.expect_response("**/seen"):
            await page.reload()
            await page.mouse.wheel(0, -300)
        assert [item.external_id.split(":")[1] for item in site.said()] in (["seen"], ["seen", "seen"])


async def test_everything_but_viewed_works_without_any_script(site, invoice, tab):
    page = (await tab(390, java_script_enabled=False)).page
    await page.goto(site.address(invoice))
    await page.get_by_role("button", name="Approve the work").click()
    assert "We told Rivera Remodeling" in await page.inner_text("#said")
    await page.fill("#question", "Is it done?")
    await page.get_by_role("button", name="Send the question").click()
    assert "Is it done?" in await page.inner_text(".thread")
    await page.locator("a.picture").first.click()
    assert page.url.endswith("/page")
    await page.go_back()
    await page.get_by_role("button", name="Pay $").first.click()
    await page.get_by_role("button", name="(test)").click()
    await page.goto(site.address(invoice))
    assert "Paid, thank you" in await page.inner_text("main")


async def test_a_phone_on_the_local_network_without_https_may_press_buttons_too(media, tab):
    """Chromium sends no Sec-Fetch-Site there, only an Origin."""
    with running(host="127.0.0.1", name="milepost.test") as site:
        invoice = site.keep(sample_page(), media)
        page = (await tab(390)).page
        heard: list[dict[str, str]] = []
        page.on("request", lambda request: heard.append(request.headers) if request.method == "POST" else None)
        await page.goto(site.address(invoice))
        await page.get_by_role("button", name="Approve the work").click()
        await page.wait_for_selector("text=Approved on")
        assert "sec-fetch-site" not in heard[-1]
