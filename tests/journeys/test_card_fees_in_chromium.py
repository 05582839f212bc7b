"""A card's fee as the client sees it, in real Chromium: before anything is chosen, and on the receipt."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.by_stripe import said
from tests.journeys.moody import rows, until
from tests.journeys.steps import send, set_up
from tests.journeys.test_autopay_in_chromium import SHOTS, page, world

__all__ = ["page", "world"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]


async def shot(page, name):
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/card-fee-{name}-{page.width}.png", full_page=True)


async def test_what_a_credit_card_costs_stands_there_before_the_choice(world, http, cast, photos, stripe, page):
    await set_up(cast)
    rows(world.program, "UPDATE contractors SET card_fee_ppm = 20000, jurisdiction = 'US-CO'")
    link = (await send(cast, photos[:1]))["url"]
    await page.goto(f"{link}?lang=es")
    await expect(page.locator("form.pay").first).to_contain_text("Con tarjeta de crédito cuesta $90.00 más (2%)")
    await shot(page, "es")
    await page.goto(link)
    form = page.locator("form.pay").first
    await expect(form).to_contain_text("A credit card costs $90.00 more (2%): $4,590.00 in all.")
    await shot(page, "en")
    before = len(stripe.sessions)
    await form.get_by_role("button", name="Card", exact=True).click()
    await until(lambda: len(stripe.sessions) > before)
    await expect(page).to_have_url(re.compile("checkout.stripe.com"), timeout=30_000)
    session = next(reversed(stripe.sessions.values()))
    assert session["items"][1] == "Credit card fee, not taken from debit cards"
    bodies = stripe.pays(session["client_reference_id"])
    for body in bodies:
        await http.post("/webhooks/stripe", content=body, headers=stripe.signed(body))
    await said(cast.client, "$4,500.00 plus $90.00 card fee")
    await page.goto(link)
    await expect(page.locator("tr.paid")).to_contain_text("Card fee on top: $90.00")
    await shot(page, "paid")
    overflow = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not overflow


async def test_a_part_is_typed_and_a_wrong_one_is_told_in_place(world, http, cast, photos, stripe, page):
    await set_up(cast)
    await page.goto((await send(cast, photos[:1]))["url"])
    some = page.locator("details.some").first
    await some.locator("summary").click()
    await some.get_by_label("How much? Up to $4,500.00").fill("9,000")
    await some.get_by_role("button").first.click()
    await expect(page.locator("#said")).to_contain_text("Please type an amount of up to $4,500.00")
    some = page.locator("details.some").first
    field = some.get_by_label("How much? Up to $4,500.00")
    await expect(field).to_have_value("9,000")
    await shot(page, "part")
    overflow = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not overflow
    before = len(stripe.sessions)
    await field.fill("1,500")
    await some.get_by_role("button", name="Card, wallet or bank").click()
    await until(lambda: len(stripe.sessions) > before)
    assert next(reversed(stripe.sessions.values()))["amount_total"] == 150_000
