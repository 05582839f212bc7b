"""A message is sent once a business key; what becomes of it only ever moves forward."""

import itertools
from datetime import timedelta
from uuid import uuid4

import pytest

from core.ports.messaging import Message
from core.ports.outbox import Outbound
from tests.storage.samples import NOON


@pytest.fixture
def outbound(database, story):
    said = Outbound(
        id=uuid4(),
        account_id=story.account.id,
        key="invoice-1",
        channel="sms",
        address="+1415",
        message=Message(text="Hello"),
        created_at=NOON,
    )
    with database.books.open(story.account.id) as ledger:
        ledger.say(said)
    return said


def status(ask):
    return ask("SELECT status, vendor_id, attempts, reason, sent_at FROM outbound")[0]


def test_what_was_said_waits_in_its_own_line(outbound, ask):
    assert ask("SELECT task_name, queue_name, lock, args FROM procrastinate_jobs") == [
        ("send", "send", "send:sms:+1415", {"outbound_id": str(outbound.id)})
    ]


def test_a_message_is_claimed_until_it_is_sent(database, outbound, ask):
    assert database.outbox.claim(outbound.id) == outbound
    assert database.outbox.claim(outbound.id) == outbound  # the first sender died: it is tried again
    database.outbox.sent(outbound.id, "v1", NOON + timedelta(minutes=1))
    assert database.outbox.claim(outbound.id) is None
    assert status(ask) == ("sent", "v1", 2, "", NOON + timedelta(minutes=1))


def test_a_message_that_failed_for_good_is_not_claimed(database, outbound, ask):
    database.outbox.claim(outbound.id)
    database.outbox.failed(outbound.id, "blocked\0")
    assert database.outbox.claim(outbound.id) is None
    assert status(ask)[0] == "failed"
    assert status(ask)[3] == "blocked"
    assert database.outbox.claim(uuid4()) is None


RANK = ["sent", "delivered", "read"]


@pytest.mark.parametrize("reports", list(itertools.permutations(["sent", "delivered", "read"])))
def test_reports_in_any_order_end_in_the_furthest(database, outbound, ask, reports):
    database.outbox.sent(outbound.id, "v1", NOON)
    reached = "sent"
    for report in reports:
        database.outbox.report("sms", "v1", report)
        reached = max(reached, report, key=RANK.index)
        assert status(ask)[0] == reached


@pytest.mark.parametrize(("before", "after"), [("sent", "failed"), ("delivered", "delivered"), ("read", "read")])
def test_a_failure_counts_only_before_delivery(database, outbound, ask, before, after):
    database.outbox.sent(outbound.id, "v1", NOON)
    database.outbox.report("sms", "v1", before)
    database.outbox.report("sms", "v1", "failed")
    assert status(ask)[0] == after
    database.outbox.failed(outbound.id, "late")
    assert status(ask)[0] == after


def test_a_failed_message_stays_failed(database, outbound, ask):
    database.outbox.sent(outbound.id, "v1", NOON)
    database.outbox.report("sms", "v1", "failed")
    database.outbox.report("sms", "v1", "delivered")
    assert status(ask)[0] == "failed"


def test_a_report_about_another_channels_message_changes_nothing(database, outbound, ask):
    database.outbox.sent(outbound.id, "v1", NOON)
    database.outbox.report("telegram", "v1", "read")
    database.outbox.report("sms", "v2", "read")
    assert status(ask)[0] == "sent"


def test_being_sent_does_not_undo_what_was_decided(database, outbound, ask):
    database.outbox.failed(outbound.id, "blocked")
    database.outbox.sent(outbound.id, "v1", NOON)
    assert status(ask)[0] == "failed"
