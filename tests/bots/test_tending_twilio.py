"""How the SMS and WhatsApp roads stand, told in words; and setting them up at the vendor."""

import pytest

from bots.settings import Settings
from bots.tending import CannotSetUp, twilio
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SMS_FROM, TOKEN, WHATSAPP_FROM, serving


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
    assert {one.mend for one in before if not one.well} == {twilio.SETUP, twilio.TEMPLATES}
    assert any("Console" in line for line in await twilio.set_up(chosen))
    assert {one.status for one in await twilio.templates(chosen, create=False)} == {"missing"}
    assert {one.status for one in await twilio.templates(chosen, create=True)} == {"approved"}
    assert all(one.well for one in await twilio.look(chosen))


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
