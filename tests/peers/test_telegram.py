"""Our Telegram adapter against telemelya: python-telegram-bot talks to a Bot API that nobody here wrote."""

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.telegram import setup
from channels.telegram.adapter import Telegram
from core.ports.messaging import Choice, Delivery, FetchFailed, FileOut, Inbound, SendFailed
from storage.media import samples
from tests.channels.telegram.updates import SECRET, TOKEN
from tests.peers.conftest import House, front_door
from tests.peers.telemelya import Telemelya, serving

_chats = itertools.count(584_300_001)
LINK = "https://pay.example.com/i/abc"
CHOICES = (Choice("Send", "tok.0"), Choice("Change something", "tok.1"))


class WithSecret:
    """Telegram sends the secret that it was given with the webhook; telemelya forgets it, so it is added on the way
    to an address with a slash more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/"):
            header = (b"x-telegram-bot-api-secret-token", SECRET.encode())
            bare = scope["path"].rstrip("/")
            scope = {**scope, "path": bare, "raw_path": bare.encode(), "headers": [*scope["headers"], header]}
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def peer() -> Iterator[Telemelya]:
    with serving(TOKEN) as found:
        yield found


@pytest.fixture
async def telegram(peer: Telemelya) -> AsyncIterator[Telegram]:
    adapter = Telegram(TOKEN, SECRET, peer.url)
    yield adapter
    await adapter.close()


@pytest.fixture
async def house(telegram: Telegram) -> AsyncIterator[House]:
    """Our front door, as the webhook that telemelya knows."""
    with front_door(telegram, around=WithSecret) as found:
        await telegram.api.bot.set_webhook(f"{found.url}/webhooks/telegram/", secret_token=SECRET)
        yield found


@pytest.fixture
def chat(peer: Telemelya, house: House) -> int:
    """A person who said hello, which is how telemelya learns whose chat it is."""
    found = next(_chats)
    assert peer.posts(found, text="Hi")["delivery"]["status_code"] == 200
    return found


def heard(house: House, telegram: Telegram) -> Inbound:
    """The last thing that came in."""
    (one,) = telegram.translate(list(house.inbox.items.values())[-1].body)
    assert isinstance(one, Inbound)
    return one


async def test_words_with_a_link_and_buttons_arrive(peer: Telemelya, telegram: Telegram, chat: int) -> None:
    delivery = Delivery(key="k", text="Send? ñ 😀 <b>&", choices=CHOICES, url=LINK, url_label="See and pay")
    vendor_id = await telegram.send(str(chat), delivery)
    (said,) = peer.heard(chat)
    assert (said["method"], said["text"]) == ("sendMessage", delivery.text)
    assert vendor_id == f"{chat}:{said['message_id']}"
    buttons = [button for row in said["reply_markup"]["inline_keyboard"] for button in row]
    assert [button.get("url") or button["callback_data"] for button in buttons] == [LINK, "tok.0", "tok.1"]


async def test_a_long_text_arrives_whole_and_a_repeat_is_not_said_again(
    peer: Telemelya, telegram: Telegram, chat: int
) -> None:
    text = "\n".join(f"line {n} " + "x" * 90 for n in range(100))
    first = await telegram.send(str(chat), Delivery(key="k", text=text))
    assert await telegram.send(str(chat), Delivery(key="k", text=text)) == first
    assert "\n".join(said["text"] for said in peer.heard(chat)) == text


async def test_a_picture_arrives_byte_for_byte_with_its_words(peer: Telemelya, telegram: Telegram, chat: int) -> None:
    content = samples.jpeg("Demo", width=800, height=600)
    files = (FileOut("demo.jpg", "image/jpeg", content),)
    await telegram.send(str(chat), Delivery(key="k", text="Demo is done", files=files, choices=CHOICES))
    (said,) = peer.heard(chat)
    assert (said["method"], said["caption"]) == ("sendPhoto", "Demo is done")
    assert said["reply_markup"]["inline_keyboard"]
    assert peer.file(chat, said["file_id"]) == content


async def test_typing_is_shown(peer: Telemelya, telegram: Telegram, chat: int) -> None:
    await telegram.typing(str(chat))
    assert [(said["method"], said["action"]) for said in peer.heard(chat)] == [("sendChatAction", "typing")]


async def test_words_and_commands_are_heard(peer: Telemelya, telegram: Telegram, house: House, chat: int) -> None:
    for said in ({"text": "Invoice for Dana ñ 😀"}, {"command": "status"}):
        peer.posts(chat, **said)
        assert (heard(house, telegram).sender, heard(house, telegram).text) == (str(chat), next(iter(said.values())))


async def test_a_photo_is_heard_and_fetched_byte_for_byte(
    peer: Telemelya, telegram: Telegram, house: House, chat: int, tmp_path: Path
) -> None:
    content = samples.jpeg("Cabinets", width=640, height=480)
    peer.posts(chat, photo_file_id=peer.keeps(chat, "a.jpg", content), photo_caption="cabinets done")
    said = heard(house, telegram)
    (file,) = said.attachments
    await telegram.fetch(file.ref, tmp_path / "a.jpg", 1_000_000)
    assert (tmp_path / "a.jpg").read_bytes() == content
    with pytest.raises(FetchFailed):
        await telegram.fetch(file.ref, tmp_path / "b.jpg", len(content) - 1)


async def test_a_tap_is_heard_and_answered_in_the_reply_to_the_webhook(
    peer: Telemelya, telegram: Telegram, house: House, chat: int
) -> None:
    await telegram.send(str(chat), Delivery(key="k", text="Send?", choices=CHOICES))
    message = peer.heard(chat)[0]["message_id"]
    posted = peer.posts(chat, callback_data="tok.0", callback_message_id=message)
    assert heard(house, telegram).tap == "tok.0"
    answer = json.loads(posted["delivery"]["response_body"])
    tap = posted["update"]["callback_query"]["id"]
    assert answer == {"method": "answerCallbackQuery", "callback_query_id": tap}


async def test_without_the_secret_nothing_is_heard(
    peer: Telemelya, telegram: Telegram, house: House, chat: int
) -> None:
    await telegram.api.bot.set_webhook(f"{house.url}/webhooks/telegram", secret_token=SECRET)
    before = house.inbox.offered
    assert peer.posts(chat, text="Hi")["delivery"]["status_code"] == 401
    assert house.inbox.offered == before


async def test_what_it_cannot_do_fails_in_words_and_may_be_tried_again(
    telegram: Telegram, chat: int, tmp_path: Path
) -> None:
    """It knows no documents (404 without a word of Telegram's), and says no to an unknown file with a 200."""
    files = (FileOut("INV-1.pdf", "application/pdf", b"%PDF-"),)
    with pytest.raises(SendFailed) as unsent:
        await telegram.send(str(chat), Delivery(key="k", text="Here", files=files))
    with pytest.raises(FetchFailed) as unfetched:
        await telegram.fetch("nobody-knows-it", tmp_path / "a.jpg", 1_000)
    assert (unsent.value.final, unfetched.value.final, unfetched.value.code) == (False, False, "media.unreachable")
    assert TOKEN not in f"{unsent.value} {unfetched.value}"


async def test_how_things_stand_is_told(telegram: Telegram, house: House) -> None:
    found = await setup.state(telegram.api)
    assert (found.webhook, found.pending) == (f"{house.url}/webhooks/telegram/", 0)
    way = await telegram.way_in("K7QM4-RTWXZ")
    assert way
    assert way.url == f"https://t.me/{found.username}?start=K7QM4-RTWXZ"
