"""A message is sent once a business key; what becomes of it only ever moves forward."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core.ports.handed import Piece
from core.ports.messaging import DeliveryReport
from storage import reports
from tests.storage.samples import NOON

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def outbound(database, story):
    said = story.text("invoice-1")
    with database.books.open(story.account.id) as ledger:
        ledger.say(said)
    return said


def status(ask):
    return ask("SELECT status, vendor_id, attempts, reason, sent_at FROM outbound")[0]


def sent(database, outbound, vendor_id="v1"):
    """Handed over; what was told of it before comes back."""
    with database.turns.begin() as turn:
        return turn.reports.sent(outbound, vendor_id, LATER)


def failed(database, outbound, reason=""):
    with database.turns.begin() as turn:
        return turn.reports.fail(outbound.id, reason)


def reported(database, status, vendor_id="v1", channel="sms"):
    """Whether there is such a message."""
    with database.turns.begin() as turn:
        return tell(turn, DeliveryReport(channel=channel, vendor_id=vendor_id, status=status))


def tell(turn, report):
    found = turn.reports.about(report, turn.received_at)
    if found and report.status == "failed":
        turn.reports.fail(found, report.reason, report.vendor_id)
    elif found:
        turn.reports.forward(report)
    return found is not None


def test_what_was_said_waits_in_its_own_line(outbound, ask):
    assert ask("SELECT task_name, queue_name, lock, args FROM procrastinate_jobs") == [
        ("send", "send", "send:sms:+1415", {"outbound_id": str(outbound.id)})
    ]


def test_a_message_is_claimed_until_it_is_sent(database, outbound, ask):
    assert database.outbox.claim(outbound.id) == outbound
    assert database.outbox.claim(outbound.id) == outbound  # the first sender died: it is tried again
    assert sent(database, outbound) == ()
    assert database.outbox.claim(outbound.id) is None
    assert status(ask) == ("sent", "v1", 2, "", LATER)


def test_a_message_that_failed_for_good_is_not_claimed(database, outbound, ask):
    database.outbox.claim(outbound.id)
    assert failed(database, outbound, "blocked\0") == outbound
    assert database.outbox.claim(outbound.id) is None
    assert status(ask)[0] == "failed"
    assert status(ask)[3] == "blocked"
    assert database.outbox.claim(uuid4()) is None


RANK = ["sent", "delivered", "read"]


@pytest.mark.parametrize("reports", list(itertools.permutations(["sent", "delivered", "read"])))
def test_reports_in_any_order_end_in_the_furthest(database, outbound, ask, reports):
    sent(database, outbound)
    reached = "sent"
    for report in reports:
        reported(database, report)
        reached = max(reached, report, key=RANK.index)
        assert status(ask)[0] == reached


@pytest.mark.parametrize(("before", "after"), [("sent", "failed"), ("delivered", "delivered"), ("read", "read")])
def test_a_failure_counts_only_before_delivery(database, outbound, ask, before, after):
    sent(database, outbound)
    reported(database, before)
    reported(database, "failed")
    assert status(ask)[0] == after
    assert failed(database, outbound, "late") is None
    assert status(ask)[0] == after


def test_a_failed_message_stays_failed(database, outbound, ask):
    sent(database, outbound)
    reported(database, "failed")
    reported(database, "delivered")
    assert status(ask)[0] == "failed"


def test_a_report_about_another_channels_message_changes_nothing(database, outbound, ask):
    sent(database, outbound)
    reported(database, "read", channel="telegram")
    reported(database, "read", vendor_id="v2")
    assert status(ask)[0] == "sent"


def test_being_sent_does_not_undo_what_was_decided(database, outbound, ask):
    failed(database, outbound, "blocked")
    sent(database, outbound)
    assert status(ask)[0] == "failed"


def test_what_is_told_before_the_vendors_id_is_known_comes_with_the_id_the_best_first(database, outbound, ask):
    assert not reported(database, "failed")
    assert not reported(database, "delivered")
    assert not reported(database, "delivered")  # told twice
    assert not reported(database, "sent")  # says nothing that the id does not say
    early = sent(database, outbound)
    assert [one.status for one in early] == ["delivered", "failed"]
    assert ask("SELECT count(*) FROM early_reports") == [(0,)]


def test_what_no_message_claims_is_forgotten_after_a_day(database, outbound, ask):
    reported(database, "delivered", vendor_id="of another program")
    ask("UPDATE early_reports SET arrived_at = arrived_at - interval '25 hours'")
    reported(database, "read", vendor_id="of today")
    assert ask("SELECT vendor_id FROM early_reports") == [("of today",)]


def test_a_report_and_the_id_that_come_at_once_find_each_other(database, outbound, ask):
    assert [one.status for one in meet(database, outbound, ask)] == ["delivered"]


def test_without_the_lock_the_report_is_lost(database, outbound, ask, monkeypatch):
    """The twin that must fail: the same, where nobody waits for the one who was first."""
    monkeypatch.setattr(reports, "_MEET", "SELECT %s")
    assert meet(database, outbound, ask) == ()


def meet(database, outbound, ask):
    """The id comes while the report's turn is not over."""
    report = DeliveryReport(channel="sms", vendor_id="v1", status="delivered")
    with ThreadPoolExecutor(1) as other:
        with database.turns.begin() as turn:
            assert not tell(turn, report)
            later = other.submit(sent, database, outbound)
            while not (later.done() or ask(WAITING)[0][0]):
                pass
        return later.result(20)


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_free_words_that_were_refused_go_once_more_as_a_template(database, outbound, ask):
    sent(database, outbound)
    with database.turns.begin() as turn:
        assert turn.reports.again_as_template(outbound.id)
        assert not turn.reports.again_as_template(outbound.id)
    assert status(ask)[:2] == ("queued", None)
    claimed = database.outbox.claim(outbound.id)
    assert claimed.templated
    assert len(ask("SELECT id FROM procrastinate_jobs WHERE task_name = 'send'")) == 2
    assert not reported(database, "failed")  # of the first try, once more
    sent(database, claimed, "v2")
    reported(database, "delivered", vendor_id="v2")
    assert status(ask)[0] == "delivered"


def handed(database, outbound, *vendor_ids):
    """A message of several pieces, of which the last has the words."""
    for place, vendor_id in enumerate(vendor_ids):
        piece = Piece("sms", outbound.delivery, str(place))
        database.handed.begin(piece, NOON)
        database.handed.note(piece, vendor_id)
    return sent(database, outbound, vendor_ids[-1])


@pytest.mark.parametrize("before", [[], ["delivered"], ["delivered", "read"]])
def test_a_piece_that_failed_is_a_message_that_failed_even_when_its_words_got_there(database, outbound, ask, before):
    handed(database, outbound, "file", "words")
    for told in before:
        reported(database, told, "words")
    assert reported(database, "failed", "file")
    assert status(ask)[0] == "failed"
    assert failed(database, outbound) is None


def test_what_becomes_of_the_words_is_what_becomes_of_the_message(database, outbound, ask):
    handed(database, outbound, "file", "words")
    assert reported(database, "read", "file")
    assert status(ask)[0] == "sent"
    reported(database, "delivered", "words")
    assert status(ask)[0] == "delivered"


def test_what_is_told_of_a_piece_while_the_others_are_handed_over_is_heard_after(database, outbound, ask):
    piece = Piece("sms", outbound.delivery, "0")
    database.handed.begin(piece, NOON)
    database.handed.note(piece, "file")
    assert not reported(database, "failed", "file")
    assert status(ask)[0] == "queued"
    early = handed(database, outbound, "file", "words")
    assert [(one.vendor_id, one.status) for one in early] == [("file", "failed")]


def test_a_piece_of_what_goes_again_as_a_template_says_nothing_more(database, outbound, ask):
    handed(database, outbound, "file", "words")
    with database.turns.begin() as turn:
        turn.reports.again_as_template(outbound.id)
    assert not reported(database, "failed", "file")
    handed(database, database.outbox.claim(outbound.id), "template")
    assert not reported(database, "failed", "words")
    assert status(ask)[0] == "sent"


def test_what_got_there_needs_no_template(database, outbound):
    sent(database, outbound)
    reported(database, "delivered")
    with database.turns.begin() as turn:
        assert not turn.reports.again_as_template(outbound.id)


def test_a_message_tells_when_its_address_was_heard_last(database, outbound):
    with database.turns.begin() as turn:
        turn.whereabouts.heard("sms", "+1415", LATER)
        turn.whereabouts.heard("sms", "+1415", NOON)  # found late
        turn.whereabouts.heard("whatsapp", "+1415", LATER + timedelta(hours=1))
    assert database.outbox.claim(outbound.id).heard_at == LATER


def test_where_the_same_words_were_sent_is_known(database, outbound, story):
    again = replace(outbound, id=uuid4(), key="next", channel="email", address="d@example.com", instead_of=outbound.id)
    other = replace(outbound, id=uuid4(), key="other", address="+1999")
    with database.books.open(story.account.id) as ledger:
        ledger.say(again)
        ledger.say(other)
    with database.turns.begin() as turn:
        assert turn.reports.tried(outbound) == {("sms", "+1415"), ("email", "d@example.com")}
        assert turn.reports.tried(again) == turn.reports.tried(outbound)
    assert database.outbox.claim(again.id) == again
