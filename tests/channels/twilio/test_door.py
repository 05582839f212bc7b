"""The signature, and what is taken in: every trap of the field."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.twilio.account import Account
from channels.twilio.door import Door
from channels.twilio.events import pairs
from core.ports.inbox import Answering, Unsigned
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, TOKEN, fields, signed
from tests.sizes import SOAK

PAYLOADS = sorted((Path(__file__).parents[2] / "payloads" / "twilio").glob("*.txt"))
URL = f"{PUBLIC}/webhooks/twilio"
NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)


def payload(name):
    return fields((PAYLOADS[0].parent / f"{name}.txt").read_bytes().strip())


@pytest.fixture
def door():
    account = Account(sid=ACCOUNT, token=TOKEN, old_token="the-old-token-0123456789", public_url=PUBLIC)
    return Door(account, "twilio", now=lambda: NOW)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_everything_that_twilio_posts_is_taken_in_and_kept_as_it_came(door, path):
    headers, body = signed(fields(path.read_bytes().strip()))
    (item,) = door.verify(URL, headers, body)
    assert item.body.startswith(body + b"&")
    assert item.source == ("whatsapp" if b"whatsapp" in body else "sms")


def test_a_message_is_known_by_its_id_and_a_status_by_what_it_says(door):
    (text,) = door.verify(URL, *signed(payload("sms_text")))
    (status,) = door.verify(URL, *signed(payload("status_failed_63016")))
    assert (text.external_id, text.line) == ("SM" + f"{1:032x}", "sms:+14155550100")
    assert status.external_id == f"SM{1:032x}:failed:63016"
    assert status.line == f"whatsapp:SM{1:032x}"


@pytest.mark.parametrize("algorithm", [None, "HMAC_SHA256"])
@pytest.mark.parametrize("token", [TOKEN, "the-old-token-0123456789"])
@pytest.mark.parametrize("query", ["", "?a=1&b=", "?x=%2F%20"])
def test_both_algorithms_both_tokens_and_any_query_hold(door, algorithm, token, query):
    headers, body = signed(payload("sms_text"), URL + query, token, algorithm)
    assert door.verify(URL + query, headers, body)


@pytest.mark.parametrize("url", ["https://bot.example.com:443/webhooks/twilio", URL])
def test_the_usual_port_may_be_signed_or_not(door, url):
    headers, body = signed(payload("sms_text"), url)
    assert door.verify(URL, headers, body)
    assert door.verify("https://bot.example.com:443/webhooks/twilio", headers, body)


@pytest.mark.parametrize(
    "url",
    ["http://bot.example.com/webhooks/twilio", URL + "/", URL + "?a", "https://evil.example.com/webhooks/twilio"],
)
def test_another_address_was_not_signed(door, url):
    with pytest.raises(Unsigned):
        door.verify(url, *signed(payload("sms_text")))


def test_fields_that_nobody_foresaw_are_signed_like_all(door):
    assert door.verify(URL, *signed(payload("sms_text") | {"NewThing": "", "Zz": "ñ 😀 &="}))


@pytest.mark.parametrize(
    "change",
    [
        {"x-twilio-signature": ""},
        {"x-twilio-signature": "ñ"},
        {"content-type": "application/json"},
        {"content-type": ""},
        {"x-twilio-webhooks-signature-settings": "key=1,algorithm=HMAC_MD5"},
        {"x-twilio-webhooks-signature-settings": "algorithm=HMAC_SHA256"},
    ],
)
def test_a_header_that_is_wrong_or_missing_is_refused(door, change):
    headers, body = signed(payload("sms_text"))
    with pytest.raises(Unsigned):
        door.verify(URL, {**headers, **change}, body)
    with pytest.raises(Unsigned):
        door.verify(URL, {name: value for name, value in headers.items() if name not in change}, b"x" + body)


@pytest.mark.parametrize(
    "change", [{"AccountSid": "AC" + "0" * 32}, {"MessageSid": "../x"}, {"From": ""}, {"To": ""}, {"MessageSid": ""}]
)
def test_signed_and_yet_not_ours_is_refused(door, change):
    with pytest.raises(Unsigned):
        door.verify(URL, *signed(payload("sms_text") | change))


def test_without_a_token_nobody_is_let_in():
    door = Door(Account(sid=ACCOUNT, token="", public_url=PUBLIC), "twilio")
    with pytest.raises(Unsigned):
        door.verify(URL, *signed(payload("sms_text"), token=""))


def test_no_changed_request_is_ever_taken_in(door):
    chance, tried = random.Random(2), 0
    for _ in range(50_000 if SOAK else 5_000):
        headers, body = signed(fields(chance.choice(PAYLOADS).read_bytes().strip()))
        url, changed, before = URL, bytearray(body), dict(headers)
        match chance.randrange(5):
            case 0:
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            case 1:
                del changed[chance.randrange(len(changed))]
            case 2:
                changed.insert(chance.randrange(len(changed)), chance.randrange(256))
            case 3:
                name = chance.choice([*headers])
                headers[name] = "".join(chance.sample(headers[name], len(headers[name])))
            case 4:
                url = url[: chance.randrange(len(url))]
        if (url, headers) == (URL, before) and _same(bytes(changed), body):
            continue
        tried += 1
        with pytest.raises(Unsigned):
            door.verify(url, headers, bytes(changed))
    assert tried > 4_000


def _same(changed, body):
    """An escape written another way is the same form."""
    try:
        return sorted(set(pairs(changed))) == sorted(set(pairs(body)))
    except ValueError:
        return False


async def test_the_answer_is_twiml_that_says_nothing(door):
    assert isinstance(door, Answering)
    answer = await door.answer({}, b"")
    assert (answer.status, answer.media_type) == (200, "text/xml")
    assert answer.body.endswith(b"<Response/>")
