"""The main job with its contractor on Telegram: the real webhook and SDK, a stand-in that fails."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from bots.phones import Phone, has_button
from tests.channels.telegram.phone import TelegramPhone
from tests.channels.telegram.stand_in import BotApi, Fault
from tests.channels.telegram.updates import HEADERS, SECRET, TOKEN, message, recorded, update
from tests.journeys.conftest import World, living
from tests.journeys.steps import preview, prove, said_once, send, set_up, to_the_receipt

_chats = itertools.count(584_200_001)


@dataclass(slots=True)
class Road:
    """The program and its vendor."""

    world: World
    api: BotApi


@pytest.fixture(scope="module")
def road(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    settings = {"telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET, "telegram_mode": "webhook"}
    with (
        BotApi(TOKEN).serving() as api,
        living(server_url, tmp_path_factory.mktemp("telegram"), telegram_api_base=api.url, **settings) as world,
    ):
        world.program.channels["telegram"].api.patience = 1.5
        yield Road(world, api)


@dataclass(slots=True)
class Cast:
    """A contractor on Telegram, a client on the simulator."""

    contractor: TelegramPhone
    client: Phone
    client_number: str


@pytest.fixture
async def cast(road: Road):
    chat = next(_chats)
    number = f"+1628557{chat % 10_000:04d}"
    async with httpx.AsyncClient(base_url=road.world.base_url, timeout=60) as http:
        simulator = road.world.program.channels["simulator"]
        yield Cast(TelegramPhone(chat, "Ray", road.api, http), Phone(number, simulator, http), number)


async def test_start_is_welcomed(cast):
    await cast.contractor.says("/start")
    await cast.contractor.waits_for(lambda one: "business" in one["text"], "the welcome")


async def test_photos_become_an_invoice_with_two_taps(cast, photos):
    await set_up(cast)
    link = await send(cast, photos[:3])
    assert "$4,500.00" in link["text"]
    previews = [one for one in cast.contractor.messages if has_button("Send")(one)]
    assert [file["content"][:5] for one in previews for file in one["files"]] == [b"%PDF-"]


async def test_a_command_is_understood_as_its_word(cast):
    await set_up(cast)
    await cast.contractor.says("/status")
    await cast.contractor.waits_for(lambda one: "Maple St kitchen" in one["text"], "the status")


async def test_everything_twice_late_and_in_the_wrong_order_changes_nothing(cast, photos):
    await set_up(cast)
    cast.contractor.twice = cast.contractor.backwards = True
    cast.contractor.late = 0.1
    word = await prove(cast, photos[:5])
    assert "5 photos on demo" in word["text"].lower()
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.taps(shown, "Send")
    await cast.client.waits_for(lambda one: bool(one["url"]), "the client's link")
    assert sum(bool(one["url"]) for one in cast.client.messages) == 1


async def test_a_sibling_that_comes_after_the_reply_is_kept_all_the_same(cast, photos):
    await set_up(cast)
    cast.contractor.late = 1.5
    first = await prove(cast, photos[:2])
    if "2 photos" not in first["text"]:  # on a busy machine it comes before the reply after all
        await cast.contractor.waits_for(lambda one: re.search("[12] photos?", one["text"]), "the second word")
    cast.contractor.late = 0
    await cast.contractor.says("invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    assert "2 photos" in shown["text"]


async def test_the_job_is_done_to_its_receipt_while_telegram_refuses_breaks_hangs_and_says_all_twice(
    cast, photos, road
):
    await set_up(cast)
    cast.contractor.twice = cast.contractor.backwards = True
    faults = [
        Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        Fault(500),
        Fault(502, raw="<html>Bad Gateway</html>"),
        Fault(-1),
        Fault(0),
    ]
    road.api.goes_wrong("getFile", faults[1])
    road.api.goes_wrong("file", Fault(500, "oh"))
    road.api.goes_wrong("sendMessage", faults[0], faults[3])
    word = await prove(cast, photos[:3])
    road.api.goes_wrong("sendDocument", faults[1], faults[4])
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    road.api.goes_wrong("sendMessage", faults[2])
    await cast.contractor.taps(shown, "Send")
    await cast.client.waits_for(lambda one: bool(one["url"]), "the client's link")
    await cast.contractor.waits_for(lambda one: "INV-0001" in one["text"], "the word that it went")
    assert sum(bool(one["url"]) for one in cast.client.messages) == 1
    road.api.goes_wrong("sendMessage", faults[4], faults[1], faults[0])
    await to_the_receipt(cast)
    assert said_once(cast.client, "receipt")
    assert said_once(cast.contractor, "cabinets come?")
    assert not any(road.api.faults.values())


async def test_without_a_public_address_the_same_is_heard_by_asking(server_url, tmp_path):
    settings = {"telegram_bot_token": TOKEN, "telegram_mode": "polling"}
    with BotApi(TOKEN).serving() as api, living(server_url, tmp_path, telegram_api_base=api.url, **settings) as world:
        async with httpx.AsyncClient(base_url=world.base_url) as http:
            phone = TelegramPhone(next(_chats), "Ray", api, http)
            api.updates.append(update(message=message(phone.chat, text="/start")))
            await phone.waits_for(lambda one: "business" in one["text"], "the welcome")
            unheard = await http.post("/webhooks/telegram", content=recorded("text"), headers=HEADERS)
    assert unheard.status_code == 404
    assert len(phone.messages) == 1


async def test_a_client_who_came_by_the_link_is_billed_and_paid_on_telegram(cast, photos):
    await set_up(cast)
    dana = TelegramPhone(next(_chats), "Dana", cast.contractor.api, cast.contractor.http)
    await cast.contractor.says("link Dana")
    card = await cast.contractor.waits_for(lambda one: "?start=" in one["text"], "the card to forward")
    code = re.search(r"\?start=([A-Za-z0-9_-]+)", card["text"])[1]
    await dana.says(f"/start {code}")
    await dana.waits_for(lambda one: "Rivera Remodeling" in one["text"], "the welcome")
    stranger = TelegramPhone(next(_chats), "Sam", dana.api, dana.http)
    await stranger.says(f"/start {code}")  # it works once
    await stranger.waits_for(lambda one: bool(one["text"]), "a word to the stranger")
    cast.client = dana
    dana.twice = True
    await prove(cast, photos[:2])
    shown = await preview(cast)
    assert "Telegram" in shown["text"]
    await cast.contractor.taps(shown, "Send")
    link = await dana.waits_for(lambda one: "/i/" in one["text"], "the link")  # in clear, so it is no button
    assert "$4,500.00" in link["text"]
    await to_the_receipt(cast)
    assert not any("INV-" in one["text"] for one in stranger.messages)
    assert sum("receipt" in one["text"].lower() and "4,500.00" in one["text"] for one in dana.messages) == 1
