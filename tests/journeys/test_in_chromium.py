"""The whole story by hand in real Chromium: two phones, the client's page, the test payment, both receipts."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from storage.media import sample_documents, samples
from tests import chromium
from tests.channels.simulator.test_browser import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
SHOTS = os.environ.get("MILEPOST_SHOTS", "")  # a folder for pictures of the story, such as docs/screenshots


@pytest.fixture
async def window():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.PATH, args=FLAGS, env=chromium.ENVIRONMENT)
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
        yield await context.new_page()
        await browser.close()


async def shot(page, name):
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def upload(name, content, media_type="image/jpeg"):
    return {"name": name, "mimeType": media_type, "buffer": content}


async def say(phone, text):
    await phone.get_by_role("textbox").fill(text)
    await phone.get_by_role("textbox").press("Enter")


async def tap(phone, label):
    await phone.get_by_role("button", name=label, exact=True).last.click(timeout=30_000)


async def test_a_stranger_plays_the_main_job_on_two_phones(world, window):
    await window.goto(f"{world.base_url}/simulator")
    contractor, client = window.locator("#phone-contractor"), window.locator("#phone-client")
    await window.get_by_role("button", name=re.compile("start over", re.IGNORECASE)).click()
    await window.get_by_text("Two fresh phones").wait_for()  # what is typed before is said by the phone of before
    await say(contractor, "Hi")
    await expect(contractor).to_contain_text("What's your business called?", timeout=30_000)
    await say(contractor, "Rivera Remodeling")
    await expect(contractor).to_contain_text("Nice to meet you", timeout=30_000)
    await say(
        contractor,
        "New job: Maple St kitchen for Dana Lee +1 415 555 0166, $24,000: "
        "deposit 10%, demo 4500, cabinets 8000, final rest",
    )
    await tap(contractor, "Create job")
    await expect(contractor).to_contain_text("is set up", timeout=30_000)
    photos = [upload(f"IMG_{n}.jpg", samples.jpeg(f"Demo {n}", width=1600, height=1200)) for n in range(1, 4)]
    receipt = upload("disposal.pdf", sample_documents.pdf("Disposal receipt"), "application/pdf")
    await contractor.locator("input[type=file]").set_input_files([*photos, receipt])
    await contractor.get_by_role("button", name="Send", exact=True).first.click()
    await tap(contractor, "Invoice")
    await expect(contractor).to_contain_text("Send it?", timeout=30_000)
    await contractor.locator(".choice", has_text="Send").last.click()
    await expect(client).to_contain_text("INV-0001", timeout=30_000)
    await expect(contractor).to_contain_text("is on its way", timeout=30_000)
    await window.wait_for_timeout(600)
    await shot(window, "simulator")
    async with window.context.expect_page() as opened:
        await client.get_by_role("link", name="See and pay").click()
    await _pays(await opened.value, contractor, client)


async def _pays(page, contractor, client):
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await shot(page, "invoice-desktop")
    await page.set_viewport_size({"width": 390, "height": 844})
    await shot(page, "page")
    await page.mouse.wheel(0, 400)
    await expect(contractor).to_contain_text("is looking at INV-0001", timeout=30_000)
    await page.get_by_role("button", name=re.compile("^Pay ")).first.click()
    await expect(page).to_have_url(re.compile("/sandbox/pay/"), timeout=30_000)
    await shot(page, "test-payment")
    await page.get_by_role("button", name=re.compile("^Pay")).first.click()
    await expect(page).to_have_url(re.compile("/i/"), timeout=30_000)
    await expect(page.locator("body")).to_contain_text(re.compile("paid", re.IGNORECASE), timeout=30_000)
    await shot(page, "paid")
    await expect(contractor).to_contain_text("Paid in full", timeout=30_000)
    await expect(client).to_contain_text("It is paid in full", timeout=30_000)
