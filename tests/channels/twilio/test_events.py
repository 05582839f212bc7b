"""One recorded payload an event, in the house's words."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from channels.twilio.events import heard, item, stamped
from core.ports.messaging import DeliveryReport, Inbound
from tests.channels.twilio.test_door import PAYLOADS, payload
from tests.channels.twilio.vendor import ACCOUNT, SERVICE

NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)


def of(name, **change):
    return heard(stamped(urlencode(payload(name) | change).encode(), NOW))


def test_a_text_message():
    assert of("sms_text") == (
        Inbound(channel="sms", external_id=f"SM{1:032x}", sender="+14155550100", text="demo done", sent_at=NOW),
    )


def test_an_mms_is_one_message_with_its_files_and_an_album():
    (said,) = of("mms_three")
    assert [one.kind for one in said.attachments] == ["photo", "photo", "document"]
    assert said.attachments[0].ref == f"{ACCOUNT}/MM{2:032x}/ME{1:032x}"
    assert said.album == said.external_id


@pytest.mark.parametrize(
    ("name", "kind"), [("whatsapp_image", "photo"), ("whatsapp_document", "document"), ("whatsapp_audio", "voice")]
)
def test_a_file_over_whatsapp(name, kind):
    (said,) = of(name)
    assert (said.channel, said.sender, said.sender_name, said.album) == ("whatsapp", "+14155550100", "Ray Rivera", None)
    assert [one.kind for one in said.attachments] == [kind]


@pytest.mark.parametrize(
    ("name", "tap"), [("whatsapp_button", "0123456789abcdef.0"), ("whatsapp_list", "0123456789abcdef.4")]
)
def test_a_tap_is_its_token_and_no_words(name, tap):
    (said,) = of(name)
    assert (said.tap, said.text) == (tap, "")


def test_a_reply_tells_what_it_replies_to():
    assert of("whatsapp_button")[0].context == {"replies_to": f"SM{9:032x}"}


def test_a_place_is_a_location():
    assert of("whatsapp_location")[0].location == "37.7749,-122.4194"
    assert of("whatsapp_location", Latitude="north")[0].location == ""


@pytest.mark.parametrize("name", ["stop", "start", "help"])
def test_what_twilio_took_for_an_opt_out_is_told(name):
    assert of(f"sms_{name}")[0].consent == name


@pytest.mark.parametrize(
    ("name", "status", "reason", "closed"),
    [
        ("status_sent", "sent", "", False),
        ("status_delivered", "delivered", "", False),
        ("status_read", "read", "", False),
        ("status_undelivered_30007", "failed", "filtered_by_carrier", False),
        ("status_failed_63016", "failed", "window_closed", True),
    ],
)
def test_what_became_of_a_message(name, status, reason, closed):
    (report,) = of(name)
    assert isinstance(report, DeliveryReport)
    assert (report.vendor_id, report.status, report.reason, report.window_closed) == (
        f"SM{1:032x}",
        status,
        reason,
        closed,
    )


@pytest.mark.parametrize(("code", "gone"), [("30005", True), ("30006", True), ("30003", False), ("30007", False)])
def test_a_number_that_nothing_gets_to_is_told_from_a_phone_that_is_off(code, gone):
    (report,) = of("status_undelivered_30007", ErrorCode=code)
    assert report.unreachable is gone


def test_what_is_only_under_way_is_no_news():
    assert of("status_queued") == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/steal",
        f"https://api.twilio.com/2010-04-01/Accounts/AC{'0' * 32}/Messages/MM{2:032x}/Media/ME{1:032x}",
        "",
    ],
)
def test_a_file_at_another_address_is_never_asked_for(url):
    assert of("whatsapp_image", MediaUrl0=url)[0].attachments[0].ref == ""


@pytest.mark.parametrize("number", ["-1", "x", "²", "999999999"])
def test_a_number_of_files_that_is_no_number_is_survived(number):
    assert len(of("sms_text", NumMedia=number)[0].attachments) <= 10


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_translating_is_pure(path):
    body = stamped(path.read_bytes().strip(), NOW)
    assert heard(body) == heard(body)


def test_a_messaging_service_may_tell_of_a_message_before_it_has_a_number_but_nobody_writes_without_one():
    form = {"MessageSid": f"SM{5:032x}", "To": "+14155550100", "MessagingServiceSid": SERVICE}
    told = item({**form, "MessageStatus": "accepted"}, b"", NOW)
    assert (told.source, told.line) == ("sms", f"sms:SM{5:032x}")
    for wrong in (form, {**form, "MessageStatus": "sent", "MessagingServiceSid": ""}):
        with pytest.raises(ValueError, match="no message"):
            item(wrong, b"", NOW)
