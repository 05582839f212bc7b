"""What the webhook missed, and how things stand at the vendor."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bots.wording import wording
from channels.twilio import setup
from channels.twilio.door import Door
from channels.twilio.events import heard
from channels.twilio.missed import Missed
from tests.channels.twilio.conftest import account_at
from tests.channels.twilio.vendor import PUBLIC, SERVICE, SMS_FROM, WHATSAPP_FROM, signed

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def minutes_ago(minutes):
    return datetime.now(UTC) - timedelta(minutes=minutes)


async def listened(account, sms=SMS_FROM, whatsapp=WHATSAPP_FROM, began=lambda _road: LONG_AGO):
    """What the first look that finds something hands over, five minutes from now."""
    got = asyncio.Queue()

    async def accept(items):
        await got.put(items)
        return len(items)

    missed = Missed(account, sms, whatsapp, began, pause=0.01, now=lambda: minutes_ago(-5))
    listening = asyncio.create_task(missed.listen(accept))
    try:
        return await asyncio.wait_for(got.get(), 10)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


@pytest.mark.parametrize("sender", [SMS_FROM, SERVICE])
async def test_a_missed_message_is_handed_over_as_the_webhook_would_have(account, vendor, sender):
    row = vendor.inbound(body="demo done", num_media="1")
    vendor.media["ME" + "1" * 32] = ("image/jpeg", b"x", row["sid"])
    vendor.inbound(direction="outbound-api")
    (item,) = await listened(account, sender)
    form = {"MessageSid": row["sid"], "AccountSid": account.sid, "From": row["from"], "To": row["to"]}
    (posted,) = Door(account, "twilio").verify(f"{PUBLIC}/webhooks/twilio", *signed(form))
    assert (item.source, item.external_id, item.line) == (posted.source, posted.external_id, posted.line)
    (said,) = heard(item.body)
    assert (said.text, said.attachments[0].kind) == ("demo done", "photo")
    assert said.attachments[0].ref.endswith("ME" + "1" * 32)


@pytest.mark.parametrize("fault", [403, 500])
async def test_old_contents_that_cannot_be_cleared_away_keep_no_message_waiting(account, vendor, fault):
    row = vendor.inbound(body="demo done")
    vendor.closed = fault
    (item,) = await listened(account)
    assert item.external_id.endswith(row["sid"])


async def test_what_came_days_ago_is_fetched_as_well(account, vendor):
    row = vendor.inbound(body="STOP", date_sent=format_datetime(datetime.now(UTC) - timedelta(days=5)))
    (item,) = await listened(account, whatsapp="")
    assert item.external_id.endswith(row["sid"])


async def test_whatsapp_is_listed_too(account, vendor):
    vendor.inbound(to=f"whatsapp:{WHATSAPP_FROM}", **{"from": "whatsapp:+14155550100"})
    (item,) = await listened(account)
    assert (item.source, item.line) == ("whatsapp", "whatsapp:+14155550100")


async def test_a_message_of_this_minute_is_left_to_the_webhook(account, vendor):
    vendor.inbound()
    missed = Missed(account, SMS_FROM, "", lambda _road: None)
    assert missed._look(account.client(), {"sms": minutes_ago(60)}, minutes_ago(1)) == []


async def test_what_was_said_to_a_number_before_it_was_ours_is_not_answered(account, vendor):
    began = {"sms": minutes_ago(60), "whatsapp": None}
    vendor.inbound(body="Is the couch still for sale?", date_sent=format_datetime(minutes_ago(61)))
    row = vendor.inbound(body="Hi", date_sent=format_datetime(minutes_ago(59)))
    to = {"to": f"whatsapp:{WHATSAPP_FROM}", "from": "whatsapp:+14155550100"}
    vendor.inbound(date_sent=format_datetime(minutes_ago(30)), **to)  # that road is new
    items = await listened(account, began=began.get)
    assert [item.external_id for item in items] == [row["sid"]]


async def test_a_road_that_is_new_begins_with_its_start_however_often_it_is_looked(account, vendor):
    """Not with each start after a fault: what came in between would be lost."""
    clock = [minutes_ago(0)]
    missed, got = Missed(account, SMS_FROM, "", lambda _road: None, pause=0.01, now=lambda: clock[0]), []

    async def accept(items):
        got.extend(item.external_id for item in items)
        return len(items)

    async def looks(minutes):
        clock[0] += timedelta(minutes=minutes)
        before = len(vendor.asked)
        listening = asyncio.create_task(missed.listen(accept))
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if len(vendor.asked) > before + 3:
                break
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    vendor.inbound(body="Is the couch still for sale?", date_sent=format_datetime(clock[0] - timedelta(minutes=10)))
    await looks(0)
    row = vendor.inbound(date_sent=format_datetime(clock[0] + timedelta(minutes=1)))
    await looks(5)
    assert set(got) == {row["sid"]}


def test_setting_up_points_numbers_and_services_at_us(account, vendor):
    senders = f"{SMS_FROM},{SERVICE}"
    before = {fact.code: fact.good for fact in setup.state(account, senders, "", wording) if fact.good is not None}
    assert before == {"account": True, "number": False, "service": False}
    assert not [fact for fact in setup.set_up(account, senders) if fact.good is False]
    assert vendor.numbers[SMS_FROM]["sms_url"] == f"{PUBLIC}/webhooks/twilio"


def test_what_stands_in_the_way_is_told(account, vendor):
    facts = setup.state(account, "+15005550099", WHATSAPP_FROM, wording)
    assert ("not_your_number", False) in {(fact.code, fact.good) for fact in facts}
    assert sum(fact.code == "template" and not fact.good for fact in facts) == 22
    wrong = type(account)(sid=account.sid, token="wrong", public_url=PUBLIC, api_base=vendor.url)
    assert [fact.code for fact in setup.state(wrong, SMS_FROM, "", wording)] == ["refused"]
    assert [fact.code for fact in setup.state(account_at("http://127.0.0.1:1"), "", "", wording)] == ["unreachable"]


@pytest.mark.parametrize("sender", [WHATSAPP_FROM, f"whatsapp:{WHATSAPP_FROM}"])
def test_a_whatsapp_sender_is_pointed_at_us_however_it_is_written(account, vendor, sender):
    assert [(fact.code, fact.good) for fact in setup.set_up(account, "", sender)] == [("sender", True)]
    assert vendor.whatsapp["webhook"]["callback_url"] == f"{PUBLIC}/webhooks/twilio"
