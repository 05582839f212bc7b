"""One group chat talks about one project, and is one firm's for as long as that firm has it linked."""

from uuid import uuid4

import pytest

from core.domain.errors import NotAllowed
from storage.rooms import Room
from tests.bots.talk import DANA, JOB, SAM, talk_on


@pytest.fixture
def firms(database, tmp_path):
    """Two firms, a job each: (account, project, member)."""
    talk = talk_on(database, tmp_path)
    found = []
    for who, name in (("+14155550111", "Rivera"), (SAM, "Poe")):
        talk.says("Hi", of=who)
        talk.says(name, of=who)
        talk.says(JOB.format(client=DANA), of=who)
        talk.taps("Create job", of=who)
        with database.books.open(talk.account(who)) as ledger:
            found.append((ledger.account_id, ledger.projects()[0].id, ledger.members()[0].id))
    return found


def room_of(firm):
    return Room(account_id=firm[0], project_id=firm[1], channel="simulator", place="-1")


def test_a_room_is_found_by_its_place_and_by_its_project(database, firms):
    ours, theirs = firms
    with database.turns.begin() as turn:
        turn.link_room(room_of(ours), uuid4(), ours[2])
        turn.link_room(room_of(ours), uuid4(), ours[2])
        assert turn.room("simulator", "-1") == room_of(ours)
        assert turn.room("slack", "-1") is None
        assert turn.rooms_of(ours[0], ours[1]) == (room_of(ours),)
        assert turn.rooms_of(theirs[0], theirs[1]) == ()


def test_a_linked_room_is_neither_taken_nor_unlinked_by_another_firm(database, firms):
    ours, theirs = firms
    with database.turns.begin() as turn:
        turn.link_room(room_of(ours), uuid4(), ours[2])
        with pytest.raises(NotAllowed, match=r"room\.taken"):
            turn.link_room(room_of(theirs), uuid4(), theirs[2])
        assert not turn.unlink_room(theirs[0], "simulator", "-1")
        assert turn.unlink_room(ours[0], "simulator", "-1")
        assert not turn.unlink_room(ours[0], "simulator", "-1")
        turn.link_room(room_of(theirs), uuid4(), theirs[2])
        assert turn.room("simulator", "-1") == room_of(theirs)
