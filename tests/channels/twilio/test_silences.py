"""Answers that never came: what was made is not said again, and what was not made is not taken for sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bots.wording import wording
from channels.twilio import account as accounts
from channels.twilio import parts, templates
from channels.twilio.adapter import Sms, Whatsapp
from core.ports.messaging import Delivery
from tests.channels.twilio.conftest import road
from tests.channels.twilio.test_sending import BILL, JPEG, PDF, RAY, failed
from tests.channels.twilio.vendor import SMS_FROM, WHATSAPP_FROM
from tests.twins.memory_handed import MemoryHanded

DETAILS = {"client": "Dana", "contractor": "Ray", "number": "INV-1", "project": "P", "total": "$1", "due": "Dec 1"}
ANSWER = Delivery(key="k-1", text="news", code="client.answer", url=BILL.url, details=DETAILS)
INVOICE = Delivery(key="k-2", text="Invoice", code="client.invoice", url=BILL.url, details=DETAILS)
GOT_IT = Delivery(key="k-1", text="Got it: 1 photo on demo.")


def processes(kind, account, sender):
    """Two that share what is kept, and nothing else."""
    handed = MemoryHanded()
    return road(kind, account, sender, handed), road(kind, account, sender, handed)


@pytest.mark.parametrize("fault", ["lost", "slow"])
async def test_a_message_whose_answer_was_lost_is_found_and_not_said_again(sms, vendor, fault, monkeypatch):
    monkeypatch.setattr(accounts, "PATIENCE", 0.3)
    vendor.faults.append(fault)
    sid = await sms.send(RAY, BILL)
    assert [message["sid"] for message in vendor.outbound(RAY)] == [sid]


async def test_a_message_that_never_arrived_is_said_again(sms, vendor):
    vendor.faults.append("reset")
    assert not (await failed(sms)).final
    sid = await sms.send(RAY, BILL)
    assert [message["sid"] for message in vendor.outbound(RAY)] == [sid]


async def test_one_that_shows_late_is_found_by_the_next_try(sms, vendor):
    vendor.faults.append("reset")
    await failed(sms)
    body = vendor.create({"To": [RAY], "From": [SMS_FROM], "Body": [parts.sms(RAY, BILL, wording("en"))[0].body]})[1]
    assert await sms.send(RAY, BILL) == body["sid"]
    assert len(vendor.outbound(RAY)) == 1


async def test_the_same_words_said_before_are_not_taken_for_the_lost_ones(sms, vendor):
    first = await sms.send(RAY, BILL)
    vendor.faults.append("reset")
    other = replace(BILL, key="k-2")
    await failed(sms, other)
    assert await sms.send(RAY, other) != first
    assert len(vendor.outbound(RAY)) == 2


async def test_a_silence_that_cannot_be_looked_into_is_tried_again_later(sms, vendor):
    vendor.faults.append("lost")
    vendor.silent_lists = 2
    assert not (await failed(sms)).final
    sid = await sms.send(RAY, BILL)
    assert [message["sid"] for message in vendor.outbound(RAY)] == [sid]


async def test_another_process_looks_for_it_as_well(account, vendor):
    one, other = processes(Sms, account, SMS_FROM)
    vendor.faults.append("lost")
    vendor.silent_lists = 2
    assert not (await failed(one)).final
    sid = await other.send(RAY, BILL)
    assert [message["sid"] for message in vendor.outbound(RAY)] == [sid]


async def test_what_another_process_sent_is_not_sent_again(account, vendor):
    one, other = processes(Whatsapp, account, WHATSAPP_FROM)
    told = replace(BILL, files=(PDF,))
    assert await one.send(RAY, told) == await other.send(RAY, told)
    assert len(vendor.outbound()) == 2


@pytest.mark.parametrize("fault", [500, "reset"])
async def test_the_same_words_of_another_process_are_not_taken_for_those_that_were_never_made(account, vendor, fault):
    one, other = processes(Sms, account, SMS_FROM)
    first, again = await one.send(RAY, GOT_IT), replace(GOT_IT, key="k-2")
    vendor.faults.append(fault)
    assert not (await failed(other, again)).final
    assert len(vendor.outbound()) == 1
    assert await other.send(RAY, again) != first
    assert len(vendor.outbound()) == 2


@pytest.mark.parametrize("shows_words", [True, False])
@pytest.mark.parametrize("fault", [500, "reset"])
async def test_a_template_of_another_process_is_not_taken_for_one_that_was_never_made(
    account, vendor, fault, shows_words
):
    one, other = processes(Whatsapp, account, WHATSAPP_FROM)
    templates.create(one.client, templates.needed(wording))
    first = await one.send(RAY, ANSWER)
    vendor.outbound()[0]["body"] *= shows_words
    vendor.faults.append(fault)
    assert not (await failed(other, INVOICE)).final
    assert len(vendor.outbound()) == 1
    assert await one.send(RAY, INVOICE) != first
    assert len(vendor.outbound()) == 2


@pytest.mark.parametrize("shown", ["whole", "filled in", ""])
async def test_a_template_whose_answer_was_lost_is_found_however_the_vendor_shows_it(whatsapp, vendor, shown):
    templates.create(whatsapp.client, templates.needed(wording))
    vendor.faults.append("lost")
    vendor.silent_lists = 2
    await failed(whatsapp, INVOICE)
    (there,) = vendor.outbound()
    if shown != "whole":
        there["body"] = shown and there["body"].replace("{{1}}", "Dana").replace("{{6}}", "Dec 1")
    assert await whatsapp.send(RAY, INVOICE) == there["sid"]
    assert len(vendor.outbound()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"age": 3},
        {"body": "See you on Monday."},
        {"direction": "outbound-reply"},
    ],
)
@pytest.mark.parametrize("delivery", [INVOICE, replace(BILL, files=(JPEG,))])
async def test_what_nobody_here_sent_is_not_taken_for_a_template_or_a_file(whatsapp, vendor, delivery, other):
    templates.create(whatsapp.client, templates.needed(wording))
    vendor.create({"To": [f"whatsapp:{RAY}"], "From": [f"whatsapp:{WHATSAPP_FROM}"]})
    made = datetime.now(UTC) - timedelta(seconds=other.get("age", 0))
    vendor.outbound()[0].update({"date_created": format_datetime(made), **other})
    vendor.faults.append(500)
    assert not (await failed(whatsapp, delivery)).final


async def test_a_file_is_not_taken_for_the_template_that_goes_once_the_day_is_over(account, vendor):
    one, other = processes(Whatsapp, account, WHATSAPP_FROM)
    templates.create(one.client, templates.needed(wording))
    vendor.faults.extend([None, 500])
    await failed(one, replace(INVOICE, files=(PDF,), heard_at=datetime.now(UTC)))
    await other.send(RAY, replace(INVOICE, files=(PDF,)))
    assert vendor.outbound()[-1]["content"]["friendly_name"] == "milepost_invoice_en"


async def test_after_a_refusal_nothing_is_looked_for(sms, vendor):
    vendor.faults.append(429)
    await failed(sms)
    await sms.send(RAY, BILL)
    assert not [path for method, path, _ in vendor.asked if method == "GET"]
