"""What leaves, through the vendor's own SDK; and what is made of its refusals and its silences."""

import json
import logging
import re
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.wording import wording
from channels.plain import CARRIER_WORDS, segments
from channels.twilio import contents, parts, templates
from channels.twilio.adapter import Sms
from core.ports.messaging import Choice, Delivery, FileOut, SendFailed, WayIn
from tests.channels.twilio.conftest import account_at, road
from tests.channels.twilio.vendor import PUBLIC, SERVICE, SMS_FROM, TOKEN, WHATSAPP_FROM

RAY = "+14155550100"
NOW = datetime.now(UTC)
BILL = Delivery(
    key="k-1",
    text="Invoice for Demo: $4,888.13",
    choices=(Choice("Send", "tok.0"), Choice("Change", "tok.1"), Choice("Cancel", "tok.2")),
    url="https://bot.example.com/i/abc",
    url_label="View and pay",
    heard_at=NOW,
)
JPEG = FileOut("a.jpg", "image/jpeg", b"x" * 900_000, "https://bot.example.com/f/a.jpg")
PDF = FileOut("INV-1.pdf", "application/pdf", b"x" * 600_000, "https://bot.example.com/f/b.pdf")


async def failed(channel, delivery=BILL, address=RAY):
    with pytest.raises(SendFailed) as caught:
        await channel.send(address, delivery)
    return caught.value


async def test_an_sms_is_a_numbered_menu_with_the_link_last_and_no_carrier_word(sms, vendor):
    sid = await sms.send(RAY, BILL)
    (sent,) = vendor.outbound(RAY)
    assert sent["sid"] == sid
    lines = sent["body"].splitlines()
    assert [line[0] for line in lines if line[:1].isdigit()] == ["1", "2", "3"]
    assert lines[-1] == BILL.url
    assert not {line[2:].lower() for line in lines} & CARRIER_WORDS
    asked = sent["asked"]
    assert asked["StatusCallback"] == [f"{PUBLIC}/webhooks/twilio/status"]
    assert (asked["From"], asked["SmartEncoded"]) == ([SMS_FROM], ["true"])


async def test_a_messaging_service_sends_in_place_of_a_number(account, vendor):
    await road(Sms, account, SERVICE).send(RAY, BILL)
    asked = vendor.outbound(RAY)[0]["asked"]
    assert asked["MessagingServiceSid"] == [SERVICE]
    assert "From" not in asked


async def test_a_code_comes_to_a_number_of_ours_or_opens_the_chat_with_it(account, sms, whatsapp):
    assert await sms.way_in("K7QM4-RTWXZ") == WayIn(text="K7QM4-RTWXZ", to=SMS_FROM)
    assert await road(Sms, account, SERVICE).way_in("K7QM4-RTWXZ") is None
    way = await whatsapp.way_in("K7QM4-RTWXZ")
    assert re.fullmatch(r"https://wa\.me/\d+\?text=K7QM4-RTWXZ", way.url)


async def test_one_person_always_hears_from_the_same_of_several_numbers(account, vendor):
    channel = road(Sms, account, f"{SMS_FROM}, +15005550008")
    for n in range(4):
        await channel.send(RAY, replace(BILL, key=f"k-{n}"))
    assert len({message["from"] for message in vendor.outbound(RAY)}) == 1


async def test_long_words_are_cut_between_lines_and_nothing_is_lost(sms, vendor):
    text = "\n".join(f"line {n} " + "x" * 90 for n in range(40))
    sid = await sms.send(RAY, Delivery(key="k", text=text))
    sent = vendor.outbound(RAY)
    assert len(sent) == 3
    assert all(len(one["body"]) <= 1600 and one["body"].startswith("line") for one in sent)
    assert "\n".join(one["body"] for one in sent) == text
    assert sid == sent[-1]["sid"]


async def test_each_sms_holds_ten_segments_at_most_whatever_its_alphabet(sms, vendor, caplog):
    caplog.set_level(logging.INFO)
    text = "\n".join(f"línea {n} " + "á" * 50 for n in range(40))
    await sms.send(RAY, Delivery(key="k", text=text))
    sent = vendor.outbound(RAY)
    counts = [segments(one["body"]).count for one in sent]
    assert "\n".join(one["body"] for one in sent) == text
    assert len(counts) > 3
    assert max(counts) == 10
    logged = [f"SMS {one['sid']} is billed as {count}" for one, count in zip(sent, counts, strict=True)]
    assert [record.message for record in caplog.records if "billed" in record.message] == logged


async def test_signs_that_would_make_a_text_twice_as_dear_leave_as_their_plain_twins(sms, vendor):
    await sms.send(RAY, Delivery(key="k", text="“Demo” – 12 × 3…"))
    assert vendor.outbound(RAY)[0]["body"] == '"Demo" - 12 x 3...'


@pytest.mark.parametrize("text", ["x" * 5_000, "word " * 700, "\n" * 4_000, "a\n" * 1_600, ""])
def test_every_piece_fits_and_no_letter_is_lost(text):
    pieces = parts.split(text)
    assert all(0 < len(piece) <= 1600 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


async def test_pictures_go_as_mms_to_north_america_and_big_documents_stay_behind_the_link(sms, vendor):
    await sms.send(RAY, replace(BILL, files=(JPEG, PDF)))
    await sms.send("+34600000000", replace(BILL, key="k-2", files=(JPEG,)))
    assert vendor.outbound(RAY)[0]["asked"]["MediaUrl"] == [JPEG.url]
    assert "MediaUrl" not in vendor.outbound("+34600000000")[0]["asked"]


async def test_few_short_choices_are_quick_replies_over_whatsapp(whatsapp, vendor):
    await whatsapp.send(RAY, replace(BILL, files=(PDF,)))
    document, words = vendor.outbound(f"whatsapp:{RAY}")
    assert document["asked"]["MediaUrl"] == [PDF.url]
    assert words["from"] == f"whatsapp:{WHATSAPP_FROM}"
    shown = words["content"]["types"]["twilio/quick-reply"]
    assert [(one["title"], one["id"]) for one in shown["actions"]] == [(c.label, c.token) for c in BILL.choices]
    assert BILL.url in shown["body"]


async def test_more_or_longer_choices_are_a_list_and_too_many_are_digits(whatsapp, vendor):
    long = "Cabinets and everything that hangs"
    await whatsapp.send(RAY, replace(BILL, choices=(Choice(long, "tok.0"),)))
    await whatsapp.send(RAY, replace(BILL, key="k-2", choices=tuple(Choice(f"Part {n}", f"t.{n}") for n in range(11))))
    listed, digits = vendor.outbound()
    (item,) = listed["content"]["types"]["twilio/list-picker"]["items"]
    assert len(item["item"]) <= 24
    assert item["description"] == long
    assert "11 Part 10" in digits["body"]


async def test_outside_the_window_only_an_approved_template_leaves(whatsapp, vendor):
    templates.create(whatsapp.client, templates.needed(wording))
    details = {"client": "Dana\tLee\n", "contractor": "Ray's    Remodeling", "number": "INV-1", "project": "Demo"}
    late = replace(BILL, code="client.invoice", details={**details, "total": "$1", "due": "now"})
    await whatsapp.send(RAY, replace(late, heard_at=NOW - timedelta(hours=24, minutes=1), language="es"))
    await whatsapp.send(RAY, replace(late, key="k-2", heard_at=None, details=details))
    await whatsapp.send(RAY, replace(late, key="k-3", heard_at=None, url=""))
    names = [message["content"]["friendly_name"] for message in vendor.outbound()]
    assert names == ["milepost_invoice_es", "milepost_news_en", "milepost_note_en"]
    values = json.loads(vendor.outbound()[0]["asked"]["ContentVariables"][0])
    assert values["1"] == "Dana Lee"
    assert values["2"] == "Ray's Remodeling"
    assert all(value and "\n" not in value and "    " not in value for value in values.values())


CHANGE = {
    "contractor": "Ray",
    "project": "Maple",
    "number": "1",
    "what": "Outlet",
    "contract": "$1",
    "contract_after": "$2",
}


@pytest.mark.parametrize(
    ("code", "details", "name"),
    [
        ("client.proposal", {"contractor": "Ray", "name": "Kitchen", "total": "$1"}, "proposal"),
        ("client.proposal_again", {"contractor": "Ray", "name": "Kitchen", "total": "$1"}, "proposal"),
        ("client.proposal_signed", {"contractor": "Ray", "name": "Kitchen", "total": "$1"}, "news"),
        ("client.change_ask", {**CHANGE, "amount": "$1"}, "change_ask"),
        ("client.change_ask_less", {**CHANGE, "amount": "-$1", "off": "$1"}, "change_ask_less"),
        ("client.change_withdrawn", {**CHANGE, "amount": "$1"}, "news"),
        ("client.work_ask", {"contractor": "Ray", "milestone": "Demo", "project": "Maple", "amount": "$1"}, "work_ask"),
        ("client.work_approved", {"contractor": "Ray", "milestone": "Demo", "project": "M", "amount": "$1"}, "news"),
        ("client.signing_code", {"figures": "482913", "contractor": "Ray", "name": "Kitchen"}, "signing_code"),
    ],
)
async def test_what_is_asked_of_a_client_outside_the_window_has_a_template_of_its_own(
    whatsapp, vendor, code, details, name
):
    templates.create(whatsapp.client, templates.needed(wording))
    await whatsapp.send(RAY, replace(BILL, code=code, details=details, heard_at=None))
    (message,) = vendor.outbound()
    assert message["content"]["friendly_name"] == f"milepost_{name}_en"


async def test_a_code_leaves_as_whatsapp_wants_codes(whatsapp, vendor):
    templates.create(whatsapp.client, templates.needed(wording))
    late = replace(BILL, code="client.signing_code", details={"figures": "482913"}, heard_at=None, url="")
    await whatsapp.send(RAY, late)
    (message,) = vendor.outbound()
    types = message["content"]["types"]
    assert list(types) == ["whatsapp/authentication"]
    assert types["whatsapp/authentication"]["code_expiration_minutes"] == 15
    assert types["whatsapp/authentication"]["actions"] == [{"type": "COPY_CODE", "copy_code_text": "Copy code"}]
    assert json.loads(message["asked"]["ContentVariables"][0]) == {"1": "482913"}
    categories = {one.name: one.category for one in templates.needed(wording)}
    assert (categories["milepost_signing_code_es"], categories["milepost_invoice_es"]) == ("AUTHENTICATION", "UTILITY")


async def test_without_an_approved_template_the_words_are_tried_and_the_vendor_decides(whatsapp, vendor):
    vendor.approve_all = False
    templates.create(whatsapp.client, templates.needed(wording))
    await whatsapp.send(RAY, replace(BILL, heard_at=None))
    assert vendor.outbound()[0]["content"]["types"]["twilio/quick-reply"]


def test_every_template_is_one_that_whatsapp_takes_and_is_made_once(whatsapp, vendor):
    needed = templates.needed(wording)
    assert {one.language for one in needed} == {"en", "es"}
    assert [fault for one in needed for fault in templates.faults(one)] == []
    for _ in range(2):
        listed = templates.create(whatsapp.client, needed)
    assert {one.name for one in listed} == {one.name for one in needed}
    assert {one.status for one in listed} == {"approved"}
    assert len(vendor.contents) == len(needed)
    assert templates.faults(replace(needed[0], body="{{1}} {{2}}")) != ()


def test_buttons_of_past_messages_are_swept_and_templates_stay(whatsapp, vendor):
    templates.create(whatsapp.client, templates.needed(wording))
    kept = len(vendor.contents)
    contents.create(whatsapp.client, contents.SESSION + "1", "en", {"twilio/text": {"body": "x"}})
    assert contents.sweep(whatsapp.client, datetime(2026, 11, 2, tzinfo=UTC)) == 1
    assert len(vendor.contents) == kept


@pytest.mark.parametrize(
    ("fault", "reason", "final"),
    [
        ((21610,), "opted_out", True),
        ((21614,), "not_a_mobile", True),
        ((21408,), "country_not_allowed", True),
        ((21611,), "queue_full", False),
        ((63018,), "too_many", False),
        ((21656,), "twilio_21656", True),
        ((63016,), "window_closed", True),
        (429, "twilio_20429", False),
        (500, "twilio_500", False),
        (503, "twilio_503", False),
        (401, "twilio_401", False),
    ],
)
async def test_a_refusal_is_final_only_where_trying_again_cannot_help(sms, vendor, fault, reason, final):
    vendor.faults.append(fault)
    failure = await failed(sms)
    assert (failure.reason, failure.final) == (reason, final)
    assert failure.unreachable == (reason in {"opted_out", "not_a_mobile"})
    assert failure.window_closed == (reason == "window_closed")
    assert (failure.retry_after is not None) == (reason in {"queue_full", "too_many", "twilio_20429"})
    assert RAY not in str(failure)


async def test_the_auth_token_is_in_no_log_and_no_error(account, vendor, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "twilio.http_client")  # quiet in the program
    vendor.faults.extend(["reset", 500, 401, (21610,)])
    channel = road(Sms, account, SMS_FROM)
    for n in range(4):
        failure = await failed(channel, replace(BILL, key=f"k-{n}"))
        told = "".join(traceback.format_exception(failure)) + repr(failure)
        assert TOKEN not in told
    await channel.send(RAY, BILL)
    await failed(road(Sms, account_at("http://127.0.0.1:1"), SMS_FROM))
    assert "Twilio" in caplog.text
    assert TOKEN not in caplog.text + repr(account)
