"""A saved way to pay as the client sees it, in real Chromium: the box, the button that says what it does, the end."""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests import chromium
from tests.channels.simulator.test_browser import FLAGS
from tests.journeys.by_stripe import paid_by_stripe, said
from tests.journeys.moody import until
from tests.journeys.steps import send, set_up
from tests.journeys.test_autopay import Saving, next_invoice

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
SHOTS = os.environ.get("MILEPOST_SHOTS", "")
THERE = "<!doctype html><title>Checkout</title><h1>Checkout</h1>"


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("autopay-seen"), stripe) as found:
        yield found


@pytest.fixture(params=[320, 1280])
async def page(request):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.PATH, args=FLAGS, env=chromium.ENVIRONMENT)
        context = await browser.new_context(viewport={"width": request.param, "height": 800}, locale="en-US")
        await context.route(
            "https://checkout.stripe.com/**", lambda route: route.fulfill(body=THERE, content_type="text/html")
        )
        page = await context.new_page()
        page.width = request.param
        yield page
        await browser.close()


async def shot(page, name):
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"autopay-{name}-{page.width}.png"), full_page=True)


async def test_consent_then_approve_and_pay_then_stop(world, http, cast, photos, stripe, page):
    await set_up(cast)
    job = Saving(world, http, stripe, (await send(cast, photos[:1]))["url"])
    await page.goto(job.link)
    box = page.locator("input[name=keep]").first
    await expect(box).not_to_be_checked()
    await expect(page.locator("label.keep").first).to_contain_text("never the number")
    await box.check()
    await shot(page, "agree")
    before = len(stripe.sessions)
    await page.get_by_role("button", name="Card, wallet or bank").first.click()
    await until(lambda: len(stripe.sessions) > before)
    await expect(page).to_have_url(re.compile("checkout.stripe.com"), timeout=30_000)
    session = next(reversed(stripe.sessions.values()))
    assert session["keeps"] == "off_session"
    await job.calls(*stripe.pays(session["client_reference_id"]))
    await said(cast.client, "Your Visa ending in 4242 is saved")
    second = await next_invoice(job, cast)
    await page.goto(second.link)
    button = page.get_by_role("button", name="Approve and pay $8,000.00 with Visa ending in 4242").first
    await expect(button).to_be_visible()
    await expect(page.get_by_role("button", name="Approve without paying").first).to_be_visible()
    await shot(page, "approve")
    before = len(second.charges())
    await button.click()
    await expect(page.locator("body")).to_contain_text(re.compile("charg|paid", re.IGNORECASE), timeout=30_000)
    await until(lambda: len(second.charges()) > before)
    await second.calls(
        *[one for one in stripe.events if json.loads(one)["data"]["object"]["id"] == second.charges()[-1]["id"]]
    )
    await cast.contractor.waits_for(lambda one: "$8,000.00" in one["text"] and "Paid in full" in one["text"], "paid")
    await page.goto(second.link)
    await expect(page.locator("body")).to_contain_text("Paid", timeout=30_000)
    stop = page.get_by_role("button", name=re.compile("Stop", re.IGNORECASE)).first
    await stop.scroll_into_view_if_needed()
    await shot(page, "paid")
    await stop.click()
    await expect(page.locator("body")).to_contain_text("it is not charged any more", timeout=30_000)
    await shot(page, "stopped")
    await said(cast.contractor, "stopped autopay for")
    await until(lambda: list(stripe.methods.values())[-1]["customer"] is None)
    overflow = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not overflow
