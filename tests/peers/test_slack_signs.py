"""Slack's own Bolt for JavaScript beside us: what it takes we take, and it understands what our tests post."""

import time
from collections.abc import Iterator

import httpx
import pytest

from core.ports.inbox import Unsigned
from tests.channels.slack.conftest import NOW, adapter
from tests.channels.slack.payloads import FOLDER, bytes_of
from tests.channels.slack.standin import SIGNING_SECRET, signed
from tests.peers.conftest import House, front_door
from tests.peers.vendors import Vendors

NAMES = sorted(path.stem for path in FOLDER.glob("*.*"))
NOWHERE = "http://127.0.0.1:9/api/"
ODD = '{"type":"event_callback","ñ":"😀 \\u0000 v0:1:"}'.encode()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with front_door(adapter(NOWHERE)) as found:
        yield found


@pytest.fixture(scope="module")
def bolt(vendors: Vendors) -> str:
    """An app of Bolt's that listens to everything."""
    return f"http://127.0.0.1:{vendors.ask('boltListening', secret=SIGNING_SECRET)}"


def post(
    vendors: Vendors, to: str, name: str, *, secret: str = SIGNING_SECRET, stamp: int = NOW, more: str = ""
) -> int:
    body, media_type = bytes_of(name)
    said = body.decode()
    question = {"secret": secret, "stamp": stamp, "body": said, "type": media_type, "sent": said + more}
    return int(vendors.ask("slackPosts", to=to, **question)["status"])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_signed_in_javascript_is_taken_in(vendors: Vendors, house: House, name: str) -> None:
    assert post(vendors, f"{house.url}/webhooks/slack", name) == 200


def test_what_was_changed_or_signed_by_others_or_long_ago_is_refused(vendors: Vendors, house: House) -> None:
    before, door = house.inbox.offered, f"{house.url}/webhooks/slack"
    assert post(vendors, door, "text_im", more=" ") == 401
    assert post(vendors, door, "text_im", secret="of somebody else") == 401
    assert post(vendors, door, "text_im", stamp=NOW - 301) == 401
    assert house.inbox.offered == before


@pytest.mark.parametrize("age", [0, 299, 300, 301, 4000])
@pytest.mark.parametrize("secret", [SIGNING_SECRET, "of somebody else"])
@pytest.mark.parametrize("version", ["v0=", "v1=", ""])
@pytest.mark.parametrize("spoilt", [b"", b" "])
def test_bolt_and_we_say_the_same_of_every_signature(
    vendors: Vendors, age: int, secret: str, version: str, spoilt: bytes
) -> None:
    body, media_type = bytes_of("text_im")
    headers = signed(body, NOW - age, media_type, secret)
    headers["x-slack-signature"] = version + headers["x-slack-signature"].removeprefix("v0=")
    stamp, signature = headers["x-slack-request-timestamp"], headers["x-slack-signature"]
    request = {"body": (body + spoilt).decode(), "stamp": int(stamp), "signature": signature, "now": NOW}
    try:
        taken = bool(adapter(NOWHERE).verify("", headers, body + spoilt))
    except Unsigned:
        taken = False
    assert vendors.ask("boltAccepts", secret=SIGNING_SECRET, **request) is taken
    assert taken is ((secret, version, spoilt) == (SIGNING_SECRET, "v0=", b"") and age <= 300)


def test_any_text_is_signed_as_bolt_wants_it(vendors: Vendors) -> None:
    headers = signed(ODD, NOW, "application/json")
    signature = headers["x-slack-signature"]
    request = {"secret": SIGNING_SECRET, "body": ODD.decode(), "stamp": NOW, "now": NOW}
    assert vendors.ask("boltAccepts", signature=signature, **request)
    assert not vendors.ask("boltAccepts", signature=signature.replace("=", "=0")[:-1], **request)


KINDS = {"command": "command", "form": "view", "tap": "action", "link": "action"}


@pytest.mark.parametrize("name", NAMES)
def test_bolt_understands_what_our_tests_say_that_slack_posts(vendors: Vendors, bolt: str, name: str) -> None:
    body, media_type = bytes_of(name)
    answer = httpx.post(bolt, content=body, headers=signed(body, time.time(), media_type))
    assert answer.status_code == 200, answer.text
    saw = vendors.ask("boltSaw")
    if name == "url_verification":
        assert (saw, "challenge" in answer.text) == ([], True)
        return
    assert [one["kind"] for one in saw] == [KINDS.get(name.partition("_")[0], "event")]


def test_bolt_refuses_what_we_refuse(bolt: str) -> None:
    body, media_type = bytes_of("text_im")
    headers = signed(body, time.time(), media_type, "of somebody else")
    assert httpx.post(bolt, content=body, headers=headers).status_code == 401
