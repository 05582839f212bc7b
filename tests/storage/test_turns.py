"""A turn is one transaction: taken in with all that follows from it, or not at all."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.ports.inbox import InboxItem
from core.ports.messaging import Message
from core.ports.outbox import Outbound
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story

ITEM = InboxItem(source="telegram", external_id="1", line="telegram:42", body=b'{"text": "hi"}')


@pytest.fixture
async def inbox_id(database, ask):
    await database.inbox.open()
    await database.inbox.accept([ITEM])
    await database.inbox.close()
    return ask("SELECT id FROM inbox")[0][0]


def test_an_item_is_taken_in_once(database, inbox_id, ask):
    with database.turns.take_in(inbox_id) as turn:
        assert turn.item == ITEM
        assert timedelta(0) <= datetime.now(UTC) - turn.received_at < timedelta(minutes=1)
    with database.turns.take_in(inbox_id) as again:
        assert again.item is None
        assert again.received_at == turn.received_at
    assert ask("SELECT taken_at IS NOT NULL FROM inbox") == [(True,)]


def test_a_turn_that_fails_leaves_the_item_to_be_taken_in(database, inbox_id, ask):
    story = Story()

    def fail() -> None:
        with database.turns.take_in(inbox_id) as turn:
            turn.ledger(story.account.id).save(*story.all)
            turn.save_session("telegram", "42", {"step": "set-up"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ask("SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM sessions)") == [(0, 0)]
    with database.turns.take_in(inbox_id) as turn:
        assert turn.item == ITEM


def test_two_workers_with_the_same_item_take_it_in_once(database, inbox_id):
    seen, inside = [], threading.Event()

    def first() -> None:
        with database.turns.take_in(inbox_id) as turn:
            seen.append(turn.item)
            inside.set()
            time.sleep(0.2)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with database.turns.take_in(inbox_id) as turn:
        seen.append(turn.item)
    thread.join()
    assert seen == [ITEM, None]


def test_an_item_that_is_not_there_or_whose_body_was_forgotten_is_none(database, inbox_id, ask):
    with database.turns.take_in(inbox_id + 1) as turn:
        assert turn.item is None
    ask("UPDATE inbox SET body = NULL")
    with database.turns.take_in(inbox_id) as turn:
        assert turn.item is None


def test_a_turn_may_begin_by_itself(database):
    with database.turns.begin() as turn:
        assert turn.item is None
        assert abs(datetime.now(UTC) - turn.received_at) < timedelta(minutes=1)


def test_all_ledgers_of_a_turn_are_one_transaction(database):
    one, two = Story(), Story()

    def fail() -> None:
        with database.turns.begin() as turn:
            for story in (one, two):
                turn.ledger(story.account.id).save(*story.all)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.turns.begin() as turn:
        for story in (one, two):
            turn.ledger(story.account.id).save(*story.all)
        assert [who.name for who in turn.who("telegram", one.member_address.value)] == ["Sam"]
    assert [who.name for who in database.reads.who("telegram", two.member_address.value)] == ["Sam"]


def test_a_session_begins_empty_and_is_kept(database, ask):
    story = keep(database, Story())
    with database.turns.begin() as turn:
        assert turn.session("telegram", "42") == {}
        turn.save_session("telegram", "42", {"asked": "name", "nul\0": "x\0"}, story.account.id)
    with database.turns.begin() as turn:
        assert turn.session("telegram", "42") == {"asked": "name", "nul": "x"}
        assert turn.session("sms", "42") == {}
        turn.save_session("telegram", "42", {"asked": None})
    with database.turns.begin() as turn:
        assert turn.session("telegram", "42") == {"asked": None}
    assert ask("SELECT account_id FROM sessions WHERE channel = 'telegram'") == [(story.account.id,)]


def test_a_session_may_be_saved_before_it_was_ever_read(database):
    with database.turns.begin() as turn:
        turn.save_session("telegram", "42", {"a": 1})
        assert turn.session("telegram", "42") == {"a": 1}


@pytest.mark.parametrize("known", [False, True])
def test_turns_with_one_address_wait_for_each_other(database, known):
    if known:
        with database.turns.begin() as turn:
            turn.save_session("telegram", "42", {"n": 0})

    def count() -> None:
        with database.turns.begin() as turn:
            state = turn.session("telegram", "42")
            time.sleep(0.01)
            turn.save_session("telegram", "42", {"n": state.get("n", 0) + 1})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.turns.begin() as turn:
        assert turn.session("telegram", "42") == {"n": 8}


def test_a_message_is_shown_to_whom_it_was_sent_only(database):
    story = keep(database, Story())
    message = Message(text="Hello")
    outbound = Outbound(
        id=uuid4(), account_id=story.account.id, key="k", channel="sms", address="+1", message=message, created_at=NOON
    )
    with database.turns.begin() as turn:
        turn.ledger(story.account.id).say(outbound)
        assert turn.message(outbound.id, "sms", "+1") == message
        assert turn.message(outbound.id, "sms", "+2") is None
        assert turn.message(outbound.id, "telegram", "+1") is None
        assert turn.message(uuid4(), "sms", "+1") is None


def test_a_link_and_a_payment_request_lead_to_their_account(database):
    story = keep(database, Story())
    invoice = story.invoice(1)
    link, request = story.link(invoice), story.request(invoice)
    with database.turns.begin() as turn:
        turn.ledger(story.account.id).save(invoice, link, request)
        assert turn.account_of_link(link.id) == story.account.id
        assert turn.account_of_request(request.id) == story.account.id
        assert turn.account_of_link(request.id) is None
        assert turn.account_of_request(link.id) is None


def test_who_a_client_is_begins_with_the_account_that_wrote_last(database):
    stories = [keep(database, Story()) for _ in range(3)]
    for number, story in enumerate(stories):
        with database.books.open(story.account.id) as ledger:
            ledger.save(replace(story.client, name=f"Dana {number}"))

    def write(story: Story, minute: int) -> None:
        with database.books.open(story.account.id) as ledger:
            ledger.say(
                Outbound(
                    id=uuid4(),
                    account_id=story.account.id,
                    key=str(minute),
                    channel="sms",
                    address="+14155550134",
                    message=Message(text="Hello"),
                    created_at=NOON + timedelta(minutes=minute),
                )
            )

    write(stories[0], 1)
    assert [who.name for who in database.reads.who("sms", "+14155550134")] == ["Dana 0", "Dana 2", "Dana 1"]
    write(stories[1], 2)
    found = database.reads.who("sms", "+14155550134")
    assert [who.name for who in found] == ["Dana 1", "Dana 0", "Dana 2"]
    assert (found[0].client_id, found[0].member_id, found[0].role) == (stories[1].client.id, None, None)
    assert found[0].language == "es"


def test_who_a_member_is_comes_before_who_is_a_client(database):
    story, other = keep(database, Story()), keep(database, Story())
    with database.books.open(other.account.id) as ledger:
        ledger.save(replace(other.client_address, channel="telegram", value=story.member_address.value))
    member, client = database.reads.who("telegram", story.member_address.value)
    assert (member.member_id, member.contractor_id, member.role) == (story.member.id, story.contractor.id, "owner")
    assert client.client_id == other.client.id
    assert database.reads.who("telegram", "nobody\0") == ()
