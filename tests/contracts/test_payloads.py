"""Every kind of event is recorded for every road, and is told as what it is; or it is said why there is none."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.signed.adapter import SignedWebhook
from channels.simulator import events as simulator
from channels.slack.adapter import Slack
from channels.telegram.adapter import Telegram
from channels.twilio.events import heard as twilio_heard
from channels.twilio.events import stamped
from core.ports.messaging import DeliveryReport, Heard, Inbound, Reachable
from tests.channels.email import world as email
from tests.channels.signed.other_side import SECRET, signed
from tests.channels.slack import conftest as slack
from tests.channels.slack.payloads import bytes_of
from tests.channels.slack.standin import signed as slack_signed
from tests.channels.telegram.updates import TOKEN, recorded
from tests.contracts.test_channel import CASES

PAYLOADS = Path(__file__).parent.parent / "payloads"
NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)


def _file(kind: str) -> Callable[[Heard], bool]:
    return lambda one: isinstance(one, Inbound) and any(file.kind == kind for file in one.attachments)


def _said(field: str) -> Callable[[Heard], bool]:
    return lambda one: isinstance(one, Inbound) and bool(getattr(one, field))


KINDS: Mapping[str, Callable[[Heard], bool]] = {
    "text": _said("text"),
    "photo": _file("photo"),
    "album": lambda one: isinstance(one, Inbound) and bool(one.album or len(one.attachments) > 1),
    "document": _file("document"),
    "video": _file("video"),
    "voice": _file("voice"),
    "location": _said("location"),
    "tap": _said("tap"),
    "edit": _said("edits"),
    "report": lambda one: isinstance(one, DeliveryReport),
    "opt-out": lambda one: (
        (isinstance(one, Inbound) and one.consent == "stop")
        or (isinstance(one, Reachable) and (one.reachable, one.reason) == (False, "opted_out"))
    ),
    "gone": lambda one: (
        (isinstance(one, Reachable) and not one.reachable) or (isinstance(one, DeliveryReport) and one.unreachable)
    ),
    "invitation": _said("invitation"),
}
TYPED = "it is typed: words, which the dialogue reads on every road"
NO_EDITS = "what was sent cannot be changed there"
# Road -> kind -> the payload's name, or, in a sentence with a gap in it, why there is none.
ROADS: Mapping[str, Mapping[str, str]] = {
    "telegram": {
        "text": "text",
        "photo": "photo",
        "album": "album_first",
        "document": "document_pdf",
        "video": "video",
        "voice": "voice",
        "location": "location",
        "tap": "tap",
        "edit": "edited_text",
        "report": "Telegram tells nothing of what became of a message",
        "opt-out": "who wants no more blocks the bot, which is told as gone",
        "gone": "blocked",
        "invitation": "start_with_payload",
    },
    "sms": {
        "text": "sms_text",
        "photo": "mms_photo",
        "album": "mms_three",
        "document": "mms_document",
        "video": "mms_video",
        "voice": "mms_voice",
        "location": "an SMS has no place",
        "tap": "an SMS has no buttons: digits are typed",
        "edit": NO_EDITS,
        "report": "status_delivered",
        "opt-out": "sms_stop",
        "gone": "status_unreachable_30006",
        "invitation": TYPED,
    },
    "whatsapp": {
        "text": "whatsapp_text",
        "photo": "whatsapp_image",
        "album": "each picture comes by itself, and nothing says that they belong together",
        "document": "whatsapp_document",
        "video": "whatsapp_video",
        "voice": "whatsapp_audio",
        "location": "whatsapp_location",
        "tap": "whatsapp_button",
        "edit": "Twilio passes no edits on",
        "report": "status_read",
        "opt-out": TYPED,
        "gone": "a number without WhatsApp is refused when it is written to, see the sending tests",
        "invitation": TYPED,
    },
    "slack": {
        "text": "text_channel",
        "photo": "photo",
        "album": "album",
        "document": "document",
        "video": "video",
        "voice": "voice",
        "location": "Slack has no places",
        "tap": "tap",
        "edit": "edit",
        "report": "Slack tells nothing of what became of a message",
        "opt-out": "who wants no more takes the app away, which is told as gone",
        "gone": "uninstalled",
        "invitation": "command_link",
    },
    "email": {
        "text": "answer",
        "photo": "photos",
        "album": "photos",
        "document": "photos",
        "video": "video",
        "voice": "voice",
        "location": "a letter has no place",
        "tap": "a letter has no buttons: digits are typed",
        "edit": NO_EDITS,
        "report": "event_delivered",
        "opt-out": "event_complained",
        "gone": "event_failed",
        "invitation": TYPED,
    },
    "signed": {
        "text": "text",
        "photo": "said",
        "album": "album",
        "document": "document",
        "video": "video",
        "voice": "voice",
        "location": "its form has no field for it",
        "tap": "tap",
        "edit": "its form has no field for it",
        "report": "report",
        "opt-out": TYPED,
        "gone": "its program says so when it is posted to, see its own tests",
        "invitation": TYPED,
    },
    "simulator": {
        "text": "text",
        "photo": "photo",
        "album": "album",
        "document": "document",
        "video": "video",
        "voice": "voice",
        "location": "its phones have no places",
        "tap": "tap",
        "edit": NO_EDITS,
        "report": "report",
        "opt-out": TYPED,
        "gone": "its phones are always there",
        "invitation": TYPED,
    },
}


def _slack(name: str) -> tuple[Heard, ...]:
    adapter: Slack = slack.adapter("http://127.0.0.1:9/api/")
    body, media_type = bytes_of(name)
    items = adapter.verify("", slack_signed(body, slack.NOW, media_type), body)
    return tuple(one for item in items for one in adapter.translate(item.body))


def _email(name: str) -> tuple[Heard, ...]:
    posted = json.loads((PAYLOADS / "email" / f"{name}.json").read_text())
    body, headers = (email.event(name), email.JSON) if "event" in posted else (email.mail(name), email.FORM)
    adapter = email.adapter(email.post_office(1), now=datetime.fromtimestamp(int(posted["timestamp"]), UTC))
    return tuple(one for item in adapter.verify("", headers, body) for one in adapter.translate(item.body))


def _twilio(name: str) -> tuple[Heard, ...]:
    return twilio_heard(stamped((PAYLOADS / "twilio" / f"{name}.txt").read_bytes().strip(), NOW))


def _signed(name: str) -> tuple[Heard, ...]:
    adapter = SignedWebhook("http://127.0.0.1:9/", SECRET)
    body = (PAYLOADS / "signed" / f"{name}.json").read_bytes()
    return tuple(one for item in adapter.verify("", signed(body), body) for one in adapter.translate(item.body))


def _simulator(name: str) -> tuple[Heard, ...]:
    items = simulator.items((PAYLOADS / "simulator" / f"{name}.json").read_bytes())
    return tuple(one for item in items for one in simulator.heard(item.body))


READ: Mapping[str, Callable[[str], tuple[Heard, ...]]] = {
    "telegram": lambda name: Telegram(TOKEN).translate(recorded(name)),
    "sms": _twilio,
    "whatsapp": _twilio,
    "slack": _slack,
    "email": _email,
    "signed": _signed,
    "simulator": _simulator,
}
RECORDED = [(road, kind, name) for road, kinds in ROADS.items() for kind, name in kinds.items() if " " not in name]


def test_every_road_of_the_contract_has_a_payload_or_a_reason_for_every_kind():
    assert set(ROADS) == set(CASES) - {"memory"}
    for kinds in ROADS.values():
        assert list(kinds) == list(KINDS)


@pytest.mark.parametrize(("road", "kind", "name"), RECORDED, ids=[f"{road} {kind}" for road, kind, _ in RECORDED])
def test_what_is_recorded_is_told_as_what_it_is(road, kind, name):
    told = READ[road](name)
    assert any(KINDS[kind](one) for one in told), told
    assert {one.channel for one in told} == {road}


@pytest.mark.parametrize("road", ROADS)
def test_plain_words_are_taken_for_nothing_else(road):
    told = READ[road](ROADS[road]["text"])
    assert [kind for kind, is_it in KINDS.items() if any(is_it(one) for one in told)] == ["text"]
