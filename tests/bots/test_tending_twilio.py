"""How the SMS and WhatsApp roads stand, told in words; and setting them up at the vendor."""

import pytest

from bots.settings import Settings
from bots.tending import CannotSetUp, twilio
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SERVICE, SMS_FROM, TOKEN, WHATSAPP_FROM, serving


def settings(url, **more):
    chosen = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_sms_from": SMS_FROM}
    chosen |= {"twilio_whatsapp_from": WHATSAPP_FROM, "public_base_url": PUBLIC, "twilio_api_base": url}
    return Settings(_env_file=None, **(chosen | more))


@pytest.fixture
def vendor():
    with serving() as vendor:
        yield vendor


async def test_what_is_not_well_says_what_mends_it_and_then_is_well(vendor):
    chosen = settings(vendor.url)
    before = await twilio.look(chosen)
    assert {one.mend for one in before if one.well is False} == {twilio.SETUP, twilio.TEMPLATES}
    lines = await twilio.set_up(chosen)
    assert f"Twilio: what is sent to {WHATSAPP_FROM} on WhatsApp is posted to us" in lines
    assert not [line for line in lines if "Console" in line]
    assert {one.status for one in await twilio.templates(chosen, create=False)} == {"missing"}
    assert {one.status for one in await twilio.templates(chosen, create=True)} == {"approved"}
    after = await twilio.look(chosen)
    assert not [one for one in after if one.well is False]
    assert any("STOP" in one.words and one.well is None for one in after)


async def test_a_messaging_service_is_pointed_at_us_and_its_campaign_and_opt_out_are_told(vendor):
    chosen = settings(vendor.url, twilio_sms_from=SERVICE, twilio_whatsapp_from="")
    assert [one.mend for one in await twilio.look(chosen) if one.well is False] == [twilio.SETUP]
    lines = await twilio.set_up(chosen)
    assert vendor.service == {
        "inbound_request_url": f"{PUBLIC}/webhooks/twilio",
        "use_inbound_webhook_on_number": False,
    }
    assert any("Advanced Opt-Out" in line for line in lines)
    assert any("no campaign" in line for line in lines)
    vendor.campaigns = [{"sid": "QE1", "campaign_status": "VERIFIED", "opt_out_keywords": ["STOP", "Baja", "NOMORE"]}]
    told = {one.words: one.well for one in await twilio.look(chosen)}
    assert told["Twilio: its campaign is VERIFIED"] is True
    assert [well for words, well in told.items() if words.endswith(": NOMORE")] == [None]
    for status, well in (("FAILED", False), ("IN_PROGRESS", None)):
        vendor.campaigns = [{"sid": "QE1", "campaign_status": status, "opt_out_keywords": None}]
        assert [one.well for one in await twilio.look(chosen) if status in one.words] == [well]


async def test_what_the_last_texts_cost_is_told(vendor):
    chosen = settings(vendor.url)
    assert not [one for one in await twilio.look(chosen) if "billed" in one.words]
    for body in ("x" * 160, "á" * 71):
        vendor.create({"To": ["+14155550100"], "From": [SMS_FROM], "Body": [body]})
    vendor.create({"To": ["whatsapp:+14155550100"], "From": ["whatsapp:" + WHATSAPP_FROM], "Body": ["x" * 900]})
    vendor.create({"To": ["+14155550100"], "From": [SMS_FROM], "Body": ["a photo"], "MediaUrl": ["https://x/y"]})
    vendor.inbound()
    (told,) = [one for one in await twilio.look(chosen) if "billed" in one.words]
    assert told.words.endswith("2 as 3, the longest as 2")


@pytest.mark.parametrize("missing", ["twilio_account_sid", "twilio_auth_token", "public_base_url"])
async def test_without_what_it_takes_it_says_what_to_set(vendor, missing):
    with pytest.raises(CannotSetUp, match=missing.upper()):
        await twilio.set_up(settings(vendor.url, **{missing: ""}))


async def test_a_refusal_is_told_without_the_token(vendor):
    wrong = settings(vendor.url, twilio_auth_token="canary-wrong-token")
    with pytest.raises(CannotSetUp, match="Twilio said no") as failed:
        await twilio.templates(wrong, create=True)
    assert "canary" not in str(failed.value)
    assert [one.mend for one in await twilio.look(wrong)] == ["check TWILIO_AUTH_TOKEN"]


@pytest.mark.parametrize("sender", [{}, None])
async def test_a_whatsapp_sender_that_no_list_has_is_pointed_at_us_by_hand(vendor, sender):
    vendor.whatsapp = sender
    chosen = settings(vendor.url)
    (told,) = [one for one in await twilio.look(chosen) if "WhatsApp" in one.words]
    assert told.well is None
    assert [line for line in await twilio.set_up(chosen) if f"{PUBLIC}/webhooks/twilio" in line]


async def test_a_whatsapp_sender_that_is_off_is_told(vendor):
    vendor.whatsapp["status"] = "OFFLINE"
    told = [one.words for one in await twilio.look(settings(vendor.url)) if one.well is False]
    assert f"Twilio: the WhatsApp sender {WHATSAPP_FROM} is offline" in told
