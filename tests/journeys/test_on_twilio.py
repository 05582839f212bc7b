"""The main job with both its people on SMS (digits) and WhatsApp (buttons): real webhooks and SDK, a failing vendor.

In production, where no simulator is: a client's number is on one of these two roads.
"""

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bots.phones import has_button
from channels.twilio import account as accounts
from channels.twilio import failures
from tests.channels.twilio.phone import TwilioPhone
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SERVICE, SMS_FROM, TOKEN, WHATSAPP_FROM, Vendor, serving
from tests.journeys.conftest import World, living
from tests.journeys.steps import prove, said_once, send, set_up, to_the_receipt

_numbers = itertools.count(100)


@dataclass(slots=True)
class Road:
    """The program and its vendor."""

    world: World
    vendor: Vendor


@contextmanager
def _road(server_url: str, folder: Path, **senders: str) -> Iterator[Road]:
    settings = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "retry_pace": 0.05, **senders}
    settings |= {"environment": "production", "secret_key": "k" * 32, "public_base_url": PUBLIC}
    with (
        pytest.MonkeyPatch.context() as patch,
        serving() as vendor,
        living(server_url, folder, twilio_api_base=vendor.url, **settings) as world,
    ):
        patch.setattr(accounts, "PATIENCE", 0.7)
        patch.setattr(failures, "PAUSE", 0.5)
        vendor.cdn_host = "127.0.0.1"  # another port is another origin; the real second hosts are not on this machine
        for name in ("sms", "whatsapp"):
            if channel := world.program.channels.get(name):
                channel._fetch_pauses, channel._look_up_pauses = (0.1, 0.1), (0.1,)
        yield Road(world, vendor)


@pytest.fixture(scope="module")
def road(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    senders = {"twilio_sms_from": SMS_FROM, "twilio_whatsapp_from": WHATSAPP_FROM}
    with _road(server_url, tmp_path_factory.mktemp("twilio"), **senders) as road:
        yield road


@pytest.fixture(scope="module")
def service(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """SMS only, through a Messaging Service."""
    with _road(server_url, tmp_path_factory.mktemp("service"), twilio_sms_from=SERVICE) as road:
        yield road


@dataclass(slots=True)
class Cast:
    """A contractor and a client, each on one of Twilio's roads."""

    contractor: TwilioPhone
    client: TwilioPhone
    client_number: str
    told: set[str] = field(default_factory=set)

    def have_a_bad_day(self) -> None:
        """Everything they do comes twice and in the wrong order, and no file is there at once."""
        for one in (self.contractor, self.client):
            one.twice = one.backwards = one.late = True

    async def reports(self, dice: random.Random) -> None:
        """What became of all that was sent since the last time, twice each and in any order."""
        for one in (self.contractor, self.client):
            fresh = [message for message in one.vendor.outbound(one.address) if message["sid"] not in self.told]
            self.told |= {message["sid"] for message in fresh}
            told = [(message, status) for message in fresh for status in ("queued", "sent", "delivered")] * 2
            for message, status in dice.sample(told, len(told)):
                await one.reports(message, status)


@contextmanager
def _cast(road: Road, http: httpx.AsyncClient, contractor: str, client: str) -> Iterator[Cast]:
    n = next(_numbers)
    number = f"+1628558{n:04d}"
    phones = (
        TwilioPhone(one, road.vendor, http, whatsapp=on == "whatsapp")
        for one, on in ((f"+1415558{n:04d}", contractor), (number, client))
    )
    yield Cast(*phones, number)


@pytest.fixture(params=["sms", "whatsapp"])
async def cast(road: Road, request):
    """The contractor on either road, the client on WhatsApp, which is tried before SMS."""
    async with httpx.AsyncClient(base_url=road.world.base_url, timeout=60) as http:
        with _cast(road, http, request.param, "whatsapp") as cast:
            yield cast


async def test_photos_become_an_invoice_with_two_answers_and_a_receipt(cast, photos):
    await set_up(cast)
    link = await send(cast, photos[:3])
    assert "$4,500.00" in link["text"]
    await to_the_receipt(cast)


async def test_through_a_messaging_service_both_are_on_sms(service, photos):
    async with httpx.AsyncClient(base_url=service.world.base_url, timeout=60) as http:
        with _cast(service, http, "sms", "sms") as cast:
            await set_up(cast)
            await send(cast, photos[:2])
            await to_the_receipt(cast)
            await cast.reports(random.Random(3))
    senders = {(message["messaging_service_sid"], message["from"]) for message in service.vendor.outbound()}
    assert senders == {(SERVICE, None)}


async def test_the_job_is_done_to_its_receipt_while_twilio_refuses_breaks_and_everything_comes_twice(
    cast, photos, road
):
    dice, faults = random.Random(11), road.vendor.faults
    await set_up(cast)
    cast.have_a_bad_day()
    faults.extend([429, 500, "lost", "reset"])
    word = await prove(cast, photos[:4])
    assert "4 photos on demo" in word["text"].lower()
    faults.extend(["slow", 503])
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.reports(dice)
    faults.extend(["reset", 502, "lost"])
    await cast.contractor.taps(shown, "Send")
    link = await cast.client.waits_for(lambda message: bool(message["url"]), "the client's link")
    assert "$4,500.00" in link["text"]
    await cast.reports(dice)
    faults.extend(["lost", 500, "slow", "reset", 429])
    await to_the_receipt(cast)
    await cast.reports(dice)
    assert not faults
    assert said_once(cast.contractor, "4 photos on demo")
    assert said_once(cast.contractor, "cabinets come?")
    assert said_once(cast.client, "receipt")
    assert road.world.program.database.parked.counts().get("failed", 0) == 0
