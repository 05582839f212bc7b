"""Whoever writes can be reached where they wrote; a mark holds until then; a new name takes along what was there."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core.ports.messaging import Message
from core.ports.outbox import Outbound
from storage.rooms import Room
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story

GROUP, SUPERGROUP = "-4987654321", "-1001234567890"


@pytest.fixture
def at(database):
    """A turn of its own for each thing that is heard."""

    def done(act):
        with database.turns.begin() as turn:
            return act(turn.whereabouts)

    return done


def marks(ask, channel):
    return dict(ask("SELECT value, unreachable FROM addresses WHERE channel = %s", channel))


def test_who_writes_is_known_as_before_and_marked_no_longer(at, ask, story):
    phone = story.client_address.value
    assert at(lambda them: them.mark("sms", phone, "blocked")) == (phone,)
    assert at(lambda them: them.mark("sms", phone, "blocked\0")) == ()  # known
    assert marks(ask, "sms") == {phone: "blocked"}
    (who,) = at(lambda them: them.heard("sms", phone, NOON))
    assert who.client_id == story.client.id
    assert marks(ask, "sms") == {phone: ""}


def test_somebody_unknown_who_writes_is_nobody(at, ask):
    assert at(lambda them: them.heard("sms", "+1999\0", NOON)) == ()
    assert ask("SELECT address, heard_at FROM sessions") == [("+1999", NOON)]


def test_a_dialogue_goes_on_where_it_stood_when_it_is_heard(at, database, ask):
    with database.turns.begin() as turn:
        turn.save_session("sms", "+1415", {"focus": "plan"})
    at(lambda them: them.heard("sms", "+1415", NOON))
    assert ask("SELECT state, heard_at FROM sessions") == [({"focus": "plan"}, NOON)]


def test_they_came_back(at, ask, story):
    phone = story.client_address.value
    at(lambda them: them.mark("sms", phone, "blocked"))
    assert at(lambda them: them.mark("sms", phone, "")) == (phone,)
    assert marks(ask, "sms") == {phone: ""}


def test_a_workspace_that_took_the_app_away_is_all_its_people(at, ask, database, story):
    own = {"account_id": story.account.id, "channel": "slack", "created_at": NOON}
    for value in ("T0SITE/U1", "T0SITE/U2", "T0SITE2/U1"):
        with database.books.open(story.account.id) as ledger:
            ledger.save(replace(story.client_address, id=uuid4(), value=value, **own))
    assert set(at(lambda them: them.mark("slack", "T0SITE", "app_uninstalled"))) == {"T0SITE/U1", "T0SITE/U2"}
    assert marks(ask, "slack")["T0SITE2/U1"] == ""


@pytest.fixture
def grown(database, story):
    """A group that is linked and was written to, with a thread, and somebody known there."""
    outbound = Outbound(
        id=uuid4(),
        account_id=story.account.id,
        key="said",
        channel="telegram",
        address=GROUP,
        message=Message(text="Hello"),
        created_at=NOON,
    )
    with database.turns.begin() as turn:
        ledger = turn.ledger(story.account.id)
        ledger.say(outbound)
        ledger.save(replace(story.client_address, id=uuid4(), channel="telegram", value=GROUP))
        turn.save_session("telegram", GROUP, {"focus": "plan"}, story.account.id)
        turn.save_session("telegram", f"{GROUP}/7", {"focus": "draft"})
        own = {"account_id": story.account.id, "project_id": story.project.id}
        turn.link_room(Room(**own, channel="telegram", place=GROUP), uuid4(), story.member.id)
    return outbound


def test_a_group_that_grew_keeps_its_job_its_talk_and_its_history(database, grown, story, at):
    for _ in range(2):  # both the old group and the new one tell
        at(lambda them: them.move("telegram", GROUP, SUPERGROUP))
    with database.turns.begin() as turn:
        assert turn.room("telegram", SUPERGROUP).project_id == story.project.id
        assert turn.room("telegram", GROUP) is None
        assert turn.session("telegram", SUPERGROUP) == {"focus": "plan"}
        assert turn.session("telegram", f"{SUPERGROUP}/7") == {"focus": "plan"}  # of a thread as well
        turn.unlink_room(story.account.id, "telegram", SUPERGROUP)
        assert turn.session("telegram", f"{SUPERGROUP}/7") == {"focus": "draft"}  # alone again
        assert turn.message(grown.id, "telegram", SUPERGROUP) == grown.message
        assert [one.client_id for one in turn.who("telegram", SUPERGROUP)] == [story.client.id]
        assert turn.who("telegram", GROUP) == ()
    assert database.outbox.claim(grown.id).address == SUPERGROUP


def test_what_is_there_under_the_new_name_stays(database, grown, story, at):
    other = keep(database, Story())
    with database.turns.begin() as turn:
        turn.save_session("telegram", SUPERGROUP, {"focus": "draft"})
        own = {"account_id": other.account.id, "project_id": other.project.id}
        turn.link_room(Room(**own, channel="telegram", place=SUPERGROUP), uuid4(), other.member.id)
        there = replace(other.client_address, id=uuid4(), channel="telegram", value=SUPERGROUP)
        turn.ledger(other.account.id).save(there)
        ours = replace(story.client_address, id=uuid4(), channel="telegram", value=SUPERGROUP)
        turn.ledger(story.account.id).save(replace(ours, created_at=NOON + timedelta(days=1)))
    at(lambda them: them.move("telegram", GROUP, SUPERGROUP))
    with database.turns.begin() as turn:
        assert turn.room("telegram", SUPERGROUP).account_id == other.account.id
        assert turn.session("telegram", SUPERGROUP) == {"focus": "draft"}
        assert {one.client_id for one in turn.who("telegram", SUPERGROUP)} == {story.client.id, other.client.id}


def test_a_members_new_name_that_is_a_members_already_is_not_taken_twice(database, story, at):
    other = keep(database, Story())
    at(lambda them: them.move("telegram", story.member_address.value, other.member_address.value))
    found = database.reads.who("telegram", other.member_address.value)
    assert [one.member_id for one in found] == [other.member.id]
