"""After a stop nothing goes out: it is asked in the statement that lets a message leave, so no order slips by."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.ports.messaging import Message
from core.ports.outbox import Outbound
from storage import consents, outbox
from storage.consents import Said
from tests.storage.samples import NOON

SMS = ("sms", "+1415")


@pytest.fixture
def say(database, story):
    """Queues a message to that address; its id comes back."""

    def queue(address=SMS, code="client.invoice", at=NOON):
        said = Outbound(
            id=uuid4(),
            account_id=story.account.id,
            key=f"k{uuid4()}",
            channel=address[0],
            address=address[1],
            message=Message(text="Hello", code=code),
            created_at=at,
        )
        with database.books.open(story.account.id) as ledger:
            ledger.say(said)
        return said.id

    return queue


def heard(database, said, address=SMS, at=NOON):
    with database.turns.begin() as turn:
        turn.consents.keep(Said(channel=address[0], address=address[1], said=said, words="", external_id="x", at=at))


def leaves(database, outbound_id):
    claimed = database.outbox.claim(outbound_id)
    return claimed is not None and not claimed.unwanted


def status(ask, outbound_id):
    return {row[0]: row[1:] for row in ask("SELECT id, status, reason, attempts FROM outbound")}[outbound_id]


def test_what_waits_when_they_say_stop_does_not_leave_and_is_no_try(database, say, ask):
    waiting = say()
    heard(database, "stop")
    assert not leaves(database, waiting)
    assert status(ask, waiting) == ("queued", "", 0)


def test_what_is_said_after_a_stop_does_not_leave(database, say):
    heard(database, "stop")
    assert not leaves(database, say())


def test_a_second_try_asks_again(database, say, ask):
    waiting = say()
    assert leaves(database, waiting)
    heard(database, "stop")
    assert not leaves(database, waiting)
    assert status(ask, waiting) == ("queued", "", 1)


def test_the_newest_word_counts_and_help_is_none_of_them(database, say):
    for said in ("stop", "start", "help"):
        heard(database, said)
    assert leaves(database, say())
    heard(database, "stop")
    assert not leaves(database, say())


def test_another_address_and_another_road_are_not_stopped(database, say):
    heard(database, "stop")
    assert leaves(database, say(("sms", "+1416")))
    assert leaves(database, say(("email", "+1415")))


def test_the_answer_to_a_stop_may_leave_for_five_minutes(database, say):
    heard(database, "stop")
    now = datetime.now(UTC)
    assert leaves(database, say(code="consent.stopped", at=now))
    assert not leaves(database, say(code="consent.stopped", at=now - timedelta(minutes=6)))


def test_what_was_said_later_counts_whatever_came_here_first(database, say):
    heard(database, "stop", at=NOON + timedelta(minutes=5))
    heard(database, "start", at=NOON)  # missed while we were down, and fetched now
    assert not leaves(database, say())


def test_a_turn_sees_what_it_has_just_heard(database):
    with database.turns.begin() as turn:
        assert not turn.consents.stopped(*SMS)
        turn.consents.keep(Said(channel="sms", address="+1415", said="stop", words="", external_id="", at=NOON))
        assert turn.consents.stopped(*SMS)


def raced(database, say):
    """(leaving after the stop was committed, all): a stop in the midst of forty messages that four workers claim."""
    waiting = [say() for _ in range(40)]
    stopped, after = threading.Event(), []

    def work(mine):
        for one in mine:
            late = stopped.is_set()
            if leaves(database, one) and late:
                after.append(one)

    workers = [threading.Thread(target=work, args=(waiting[place::4],)) for place in range(4)]
    for one in workers:
        one.start()
    heard(database, "stop")
    stopped.set()
    for one in workers:
        one.join()
    late = [say() for _ in range(4)]
    after.extend(one for one in late if leaves(database, one))
    return after


def test_nothing_leaves_once_a_stop_is_committed_whoever_claims_meanwhile(database, say):
    assert raced(database, say) == []


def test_without_the_question_in_the_claim_messages_leave_after_a_stop(database, say, monkeypatch):
    unasked = outbox._CLAIM.replace(consents.HELD, "false")
    assert unasked != outbox._CLAIM
    monkeypatch.setattr(outbox, "_CLAIM", unasked)
    assert raced(database, say)
