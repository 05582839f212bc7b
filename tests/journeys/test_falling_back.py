"""A client whom WhatsApp and SMS do not get to: free words become a template, then an SMS, then a letter, once each."""

import httpx
import pytest

from bots.phones import has_button
from bots.wording import wording
from channels.twilio import templates
from tests.channels.email.world import Server
from tests.channels.email.world import serving as post_office
from tests.channels.twilio.phone import TwilioPhone
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SMS_FROM, TOKEN, WHATSAPP_FROM, serving
from tests.journeys.conftest import living
from tests.journeys.moody import until
from tests.journeys.steps import hires

RAY, DANA, LETTERS = "+14155580900", "+16285580901", "dana@homes.example"


@pytest.fixture
def vendor():
    with serving() as vendor:
        yield vendor


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def world(server_url, tmp_path, vendor, server):
    """In production, where no simulator is."""
    with post_office(server) as port:
        settings = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_base": vendor.url}
        settings |= {"twilio_sms_from": SMS_FROM, "twilio_whatsapp_from": WHATSAPP_FROM, "retry_pace": 0.05}
        settings |= {"smtp_url": f"smtp://127.0.0.1:{port}", "email_from": "Milepost <bills@example.com>"}
        settings |= {"environment": "production", "secret_key": "k" * 32, "public_base_url": PUBLIC}
        with living(server_url, tmp_path, **settings) as world:
            yield world


def approve_templates(world):
    whatsapp = world.program.channels["whatsapp"]
    templates.create(whatsapp.client, templates.needed(wording))
    whatsapp._approved = None  # asked before


async def test_a_file_that_whatsapp_could_not_fetch_sends_the_invoice_by_the_next_road(
    world, http: httpx.AsyncClient, vendor
):
    """Its own message failed; the words after it got there."""
    ray, dana = TwilioPhone(RAY, vendor, http), TwilioPhone(DANA, vendor, http, whatsapp=True)
    await hires(ray, DANA)
    await ray.says("invoice demo")
    await ray.taps(await ray.waits_for(has_button("Send"), "the preview"), "Send")
    await message(vendor, dana.address, 2)
    file, words = vendor.outbound(dana.address)
    assert file["num_media"] == "1"
    await dana.reports(words, "delivered")
    await dana.reports(file, "failed", "63019")
    assert "INV-0001" in (await message(vendor, DANA, 1))["body"]
    await ray.waits_for(lambda one: "by WhatsApp, so I sent it by SMS" in one["text"], "the word of it")


async def message(vendor, address, n):
    """The n-th that went there."""
    await until(lambda: len(vendor.outbound(address)) >= n)
    assert len(vendor.outbound(address)) == n
    return vendor.outbound(address)[n - 1]


async def test_free_words_become_a_template_then_an_sms_then_a_letter_and_the_contractor_is_told(
    world, http: httpx.AsyncClient, vendor, server
):
    ray, dana = TwilioPhone(RAY, vendor, http), TwilioPhone(DANA, vendor, http, whatsapp=True)
    await hires(ray, DANA)
    await ray.says(f"Dana's email is {LETTERS}")
    await ray.waits_for(lambda one: LETTERS in one["text"], "the word of the address")
    await ray.says("invoice demo")
    shown = await ray.waits_for(has_button("Send"), "the preview")
    assert "by WhatsApp (+1 628-558-0901), else by SMS" in shown["text"]
    await ray.taps(shown, "Send")

    words = await message(vendor, dana.address, 2)  # after the file
    assert words["content"] is None
    approve_templates(world)
    for _ in range(2):
        await dana.reports(words, "failed", "63016")
    template = await message(vendor, dana.address, 3)
    assert template["content"]["friendly_name"] == "milepost_invoice_en"

    await dana.says("When do you start?")
    asked = await ray.waits_for(has_button("Reply"), "the question")
    await ray.taps(asked, "Reply")
    await ray.says("Tuesday morning")
    answer = await message(vendor, dana.address, 5)  # after the word that it was passed on
    assert (answer["content"], "Tuesday morning" in answer["body"]) == (None, True)

    for status, error in (("failed", "63003"), ("sent", ""), ("failed", "63003")):
        await dana.reports(template, status, error)
    sms = await message(vendor, DANA, 1)
    assert "INV-0001" in sms["body"]
    told = await ray.waits_for(lambda one: "did not get through" in one["text"], "the word of it")
    assert "by WhatsApp, so I sent it by SMS (+1 628-558-0901)" in told["text"]

    await dana.reports(sms, "undelivered", "30005")
    await until(lambda: server.letters.get(LETTERS))
    told = await ray.waits_for(lambda one: "by SMS, so I sent it by e-mail" in one["text"], "the word of the letter")
    assert LETTERS in told["text"]

    await ray.says("send it again")
    await ray.waits_for(lambda one: LETTERS in one["text"], "the word that it went again")
    await until(lambda: len(server.letters[LETTERS]) == 2)
    assert len(vendor.outbound(dana.address)) == 5
    assert len(vendor.outbound(DANA)) == 1
    assert world.program.database.parked.counts().get("failed", 0) == 0
