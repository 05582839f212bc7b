"""The main job with its contractor on SMS (digits) and WhatsApp (buttons): real webhooks and SDK, a failing vendor."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from bots.phones import Phone
from tests.channels.twilio.phone import TwilioPhone
from tests.channels.twilio.vendor import ACCOUNT, SMS_FROM, TOKEN, WHATSAPP_FROM, Vendor, serving
from tests.journeys.conftest import World, living
from tests.journeys.steps import prove, send, set_up

_numbers = itertools.count(100)


@dataclass(slots=True)
class Road:
    """The program and its vendor."""

    world: World
    vendor: Vendor


@pytest.fixture(scope="module")
def road(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    settings = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN}
    settings |= {"twilio_sms_from": SMS_FROM, "twilio_whatsapp_from": WHATSAPP_FROM}
    with (
        serving() as vendor,
        living(server_url, tmp_path_factory.mktemp("twilio"), twilio_api_base=vendor.url, **settings) as world,
    ):
        vendor.cdn_host = "127.0.0.1"  # another port is another origin; the real second hosts are not on this machine
        yield Road(world, vendor)


@dataclass(slots=True)
class Cast:
    """A contractor on one of Twilio's roads, a client on the simulator."""

    contractor: TwilioPhone
    client: Phone
    client_number: str


@pytest.fixture(params=["sms", "whatsapp"])
async def cast(road: Road, request):
    n = next(_numbers)
    number = f"+1628558{n:04d}"
    async with httpx.AsyncClient(base_url=road.world.base_url, timeout=60) as http:
        simulator = road.world.program.channels["simulator"]
        contractor = TwilioPhone(f"+1415558{n:04d}", road.vendor, http, whatsapp=request.param == "whatsapp")
        yield Cast(contractor, Phone(number, simulator, http), number)


async def test_photos_become_an_invoice_with_two_answers(cast, photos):
    await set_up(cast)
    link = await send(cast, photos[:3])
    assert "$4,500.00" in link["text"]


async def test_the_job_is_done_while_twilio_refuses_breaks_and_everything_comes_twice(cast, photos, road):
    await set_up(cast)
    cast.contractor.twice = cast.contractor.backwards = True
    road.vendor.faults.extend([429, 500, "lost", "reset"])
    word = await prove(cast, photos[:4])
    assert "4 files on demo" in word["text"].lower()
    texts = [message["text"] for message in cast.contractor.messages]
    assert sum("4 files on demo" in text.lower() for text in texts) == 1


async def test_reports_in_any_order_are_taken_in(cast, road):
    await cast.contractor.says("Hi")
    await cast.contractor.waits_for(lambda _: True, "the welcome")
    message = road.vendor.outbound(cast.contractor.address)[0]
    form = {"MessageSid": message["sid"], "AccountSid": ACCOUNT, "From": message["from"], "To": message["to"]}
    for status in ("delivered", "sent", "queued"):
        await cast.contractor.post({**form, "MessageStatus": status, "SmsStatus": status}, "twilio/status")
