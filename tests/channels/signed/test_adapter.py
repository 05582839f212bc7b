"""What is this road's own; the rest is the contract of all channels."""

import hashlib
import hmac
import json
import random
import time
from pathlib import Path

import pytest

from channels.signed.adapter import HEADER, SignedWebhook
from core.ports.inbox import Unsigned
from core.ports.messaging import Delivery, FetchFailed, SendFailed
from tests.channels.signed.other_side import SECRET, OtherSide, signed
from tests.sizes import SOAK

PAYLOADS = Path(__file__).parent.parent.parent / "payloads" / "signed"
MUTATIONS = 5_000 if SOAK else 500


@pytest.fixture
def other():
    with OtherSide().serving() as other:
        yield other


@pytest.fixture
def channel(other):
    return SignedWebhook(other.url, SECRET)


@pytest.mark.parametrize("name", ["said", "report"])
def test_what_the_guide_shows_is_heard(channel, name):
    body = (PAYLOADS / f"{name}.json").read_bytes()
    (item,) = channel.verify("", signed(body), body)
    assert item.external_id == {"said": "said:m-1041", "report": "report:r-77"}[name]
    assert channel.translate(item.body)


def test_what_it_answers_is_told(channel):
    body = json.loads((PAYLOADS / "text.json").read_bytes()) | {"answers": "0f3a"}
    assert channel.translate(json.dumps(body).encode())[0].context == {"replies_to": "0f3a"}


def test_the_signature_is_the_one_that_the_guide_describes(channel):
    body, now = (PAYLOADS / "said.json").read_bytes(), int(time.time())
    mac = hmac.new(SECRET.encode(), f"signed|{now}.".encode() + body, hashlib.sha256).hexdigest()
    assert channel.verify("", {HEADER: f"t={now},v1={mac}"}, body)


@pytest.mark.parametrize("late", [-400, 400])
def test_what_is_old_or_unsigned_is_refused(channel, late):
    body = (PAYLOADS / "said.json").read_bytes()
    for headers in (signed(body, time.time() + late), {}, signed(body + b" ")):
        with pytest.raises(Unsigned):
            channel.verify("", headers, body)


def test_signed_junk_is_refused_and_never_breaks_anything(channel):
    chance, whole, refused = random.Random(7), (PAYLOADS / "said.json").read_bytes(), 0
    for _ in range(MUTATIONS):
        torn = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(torn))
            torn[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        body = bytes(torn)
        with pytest.raises(Unsigned):
            channel.verify("", signed(whole), body + b" ")
        try:
            assert channel.translate(channel.verify("", signed(body), body)[0].body)
        except Unsigned:
            refused += 1
    assert refused > MUTATIONS / 3


@pytest.mark.parametrize(
    "junk", ["[]", "1", "null", '{"id": 1}', json.dumps({"id": "a", "message": "b", "status": "eaten"})]
)
def test_what_is_not_in_this_form_is_refused(channel, junk):
    with pytest.raises(Unsigned):
        channel.verify("", signed(junk.encode()), junk.encode())


@pytest.mark.parametrize(("status", "final"), [(404, True), (422, True), (401, False), (429, False), (503, False)])
async def test_a_no_is_final_where_trying_again_cannot_help(channel, other, status, final):
    other.says = status
    with pytest.raises(SendFailed) as failed:
        await channel.send("ray", Delivery(key="k", text="Hello"))
    assert (failed.value.final, failed.value.unreachable) == (final, status == 404)
    assert failed.value.retry_after == (7 if status == 429 else None)
    assert "canary" not in failed.value.reason


async def test_who_is_not_there_is_tried_again(tmp_path):
    with pytest.raises(SendFailed) as failed:
        await SignedWebhook("http://127.0.0.1:9", SECRET).send("ray", Delivery(key="k", text="Hello"))
    assert not failed.value.final


@pytest.mark.parametrize(
    "ref", ["https://evil.example/a", "ftp://127.0.0.1/a", "", "http://[", "http://evil.example/a"]
)
async def test_files_come_from_the_same_host_alone(channel, ref, tmp_path):
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(ref, tmp_path / "a", 100)
    assert failed.value.final


@pytest.mark.parametrize("url", ["http://chat.example.com/hook", "chat.example.com", "", "ftp://chat.example.com"])
def test_nothing_is_posted_in_clear_to_another_machine(url):
    with pytest.raises(ValueError, match="https"):
        SignedWebhook(url, SECRET)
