"""The webhook: the secret, the shape, the answer to a tap."""

import json
import random

import httpx
import pytest
from fastapi import FastAPI

from channels import webhooks
from channels.telegram.adapter import Telegram
from core.ports.inbox import Unsigned
from tests.channels.telegram.updates import HEADERS, RECORDED, SECRET, TOKEN, body, recorded, tap
from tests.sizes import SOAK
from tests.twins.memory_inbox import MemoryInbox

JUNK = 5_000 if SOAK else 500
SECRET_HEADER = "x-telegram-bot-api-secret-token"
WRONG_HEADERS = [
    {},
    {SECRET_HEADER: ""},
    {SECRET_HEADER: SECRET[:-1]},
    {SECRET_HEADER: SECRET + "x"},
    {SECRET_HEADER: SECRET.upper()},
    {SECRET_HEADER: "é\udc80\x00"},
]
WRONG_SHAPES = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"1",
    b"null",
    b'"x"',
    b"{}",
    b'{"update_id": "1"}',
    b'{"update_id": true}',
    b'{"update_id": 1e3}',
    b'{"update_id": 9223372036854775808}',
    b'{"update_id": 1, "message": null}',
    b'{"update_id": 1, "message": []}',
    b'{"update_id": 1, "message": {"text": "x"}}',
    b'{"update_id": 1, "callback_query": {}}',
    b'{"update_id": 1, "callback_query": 5}',
    b'{"update_id": 1, "my_chat_member": {"chat": {}}}',
    b"[" * 100_000,
]


@pytest.fixture
def adapter() -> Telegram:
    return Telegram(TOKEN, SECRET)


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_update_with_the_secret_is_let_in(adapter, name):
    items = adapter.verify("", HEADERS, recorded(name))
    assert bool(items) == bool(adapter.translate(recorded(name)))


@pytest.mark.parametrize("headers", WRONG_HEADERS)
def test_without_the_secret_nothing_comes_in(adapter, headers):
    with pytest.raises(Unsigned):
        adapter.verify("", {"content-type": "application/json", **headers}, recorded("text"))


@pytest.mark.parametrize("secret", ["", "short"])
def test_an_adapter_without_a_real_secret_lets_nobody_in(secret):
    with pytest.raises(Unsigned):
        Telegram(TOKEN, secret).verify("", {**HEADERS, SECRET_HEADER: secret}, recorded("text"))


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_what_does_not_say_that_it_is_json_is_turned_away(adapter, kind):
    with pytest.raises(Unsigned):
        adapter.verify("", {**HEADERS, "content-type": kind}, recorded("text"))


@pytest.mark.parametrize("shape", WRONG_SHAPES, ids=lambda shape: repr(shape[:40]))
def test_what_telegram_never_posts_is_turned_away_even_with_the_secret(adapter, shape):
    with pytest.raises(Unsigned):
        adapter.verify("", HEADERS, shape)


def spoil(rng: random.Random, node: object) -> None:
    """One value somewhere in it becomes something else, or is gone."""
    while isinstance(node, dict | list) and node:
        key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
        if not isinstance(node[key], dict | list) or rng.random() < 0.3:
            if rng.random() < 0.3:
                del node[key]
            else:
                junk = (None, [], {}, "", "\ud800\x00", -1, 2**70, 1.5, float("nan"), True, [{}], {"id": "x"})
                node[key] = rng.choice(junk)
            return
        node = node[key]


def test_whatever_is_let_in_can_be_read_later_and_whatever_is_not_is_unsigned(adapter):
    rng = random.Random(11)
    let_in = 0
    for _ in range(JUNK * 4):
        raw = json.loads(recorded(rng.choice(RECORDED)))
        for _ in range(rng.randrange(1, 4)):
            spoil(rng, {name: one for name, one in raw.items() if name != "update_id"})
        content = body(raw)
        try:
            items = adapter.verify("", HEADERS, content)
        except Unsigned:
            continue
        let_in += len(items)
        for item in items:
            assert adapter.translate(item.body)
            assert item.line.startswith("telegram:")
    assert let_in > JUNK / 2


def door(adapter: Telegram, inbox: MemoryInbox) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(webhooks.router({"telegram": adapter}, inbox, "https://bot.example"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://inside")


def mutated(rng: random.Random) -> tuple[dict[str, bytes], bytes]:
    """A genuine request with its secret or its body spoilt; Telegram signs no body, so a spoilt body has no secret."""
    headers = {name: value.encode() for name, value in HEADERS.items()}
    content = bytearray(recorded(rng.choice(RECORDED)))
    way = rng.randrange(5)
    if way == 0:
        del headers[SECRET_HEADER]
    elif way == 1:
        spoilt = bytearray(SECRET.encode())
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(1, 5)
        headers[SECRET_HEADER] = bytes(max(one, 33) for one in spoilt)
    elif way == 2:
        headers[SECRET_HEADER] = bytes(rng.choice(range(128, 256)) for _ in range(rng.randrange(1, 300)))
    elif way == 3:
        headers["content-type"] = rng.choice([b"text/plain", b"", b"application/xml", b"multipart/form-data"])
    else:
        content = bytearray(rng.choice([b"\xff", b"[", b"{", b"\x00"]) + rng.randbytes(rng.randrange(60)))
    return headers, bytes(content)


async def test_junk_is_never_taken_and_never_breaks_the_door(adapter):
    rng, inbox, seen = random.Random(7), MemoryInbox(), set()
    async with door(adapter, inbox) as client:
        for _ in range(JUNK):
            headers, content = mutated(rng)
            answer = await client.post("/webhooks/telegram", content=content, headers=headers)
            seen.add(answer.status_code)
        assert (seen, inbox.offered) == ({401}, 0)
        answer = await client.post("/webhooks/telegram", content=recorded("text"), headers=HEADERS)
    assert (answer.status_code, answer.content, len(inbox.items)) == (200, b"", 1)


async def test_a_tap_is_answered_in_the_reply_itself_and_a_repeat_is_kept_once(adapter):
    inbox = MemoryInbox()
    content = body(tap(5, "token.0", "90071"))
    async with door(adapter, inbox) as client:
        answers = [await client.post("/webhooks/telegram", content=content, headers=HEADERS) for _ in range(3)]
    assert [one.json() for one in answers] == [{"method": "answerCallbackQuery", "callback_query_id": "90071"}] * 3
    assert answers[0].headers["content-type"].startswith("application/json")
    assert (inbox.offered, len(inbox.items)) == (3, 1)


async def test_ids_that_start_anew_after_a_quiet_week_are_still_new(adapter):
    inbox = MemoryInbox()
    raw = json.loads(recorded("text"))
    async with door(adapter, inbox) as client:
        for number in (900_000_000, 17, 900_000_000, 17):
            content = body({**raw, "update_id": number})
            assert (await client.post("/webhooks/telegram", content=content, headers=HEADERS)).status_code == 200
    assert len(inbox.items) == 2
