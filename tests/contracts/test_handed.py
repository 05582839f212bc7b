"""What every keeper of what was handed over keeps to."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.ports.handed import Begun, Piece
from core.ports.messaging import Message
from core.ports.outbox import Outbound
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story
from tests.twins.memory_handed import MemoryHanded

LATER = NOON + timedelta(minutes=1)


class Memory:
    """The twin."""

    def __init__(self):
        self.handed = MemoryHanded()

    def said(self):
        return str(uuid4())


class Postgres:
    def __init__(self, database):
        self._database, self._story = database, keep(database, Story())
        self.handed = self._database.handed

    def said(self):
        """The key of a message that waits to be sent."""
        outbound = Outbound(
            id=uuid4(),
            account_id=self._story.account.id,
            key=str(uuid4()),
            channel="sms",
            address="+1415",
            message=Message(text="Hello"),
            created_at=NOON,
        )
        with self._database.books.open(self._story.account.id) as ledger:
            ledger.say(outbound)
        return str(outbound.id)


@pytest.fixture(params=["memory", "postgres"])
def world(request):
    return Memory() if request.param == "memory" else Postgres(request.getfixturevalue("database"))


@pytest.fixture
def handed(world):
    return world.handed


@pytest.fixture
def piece(world):
    return Piece("sms", world.said(), "0")


def test_a_second_attempt_knows_when_the_first_began_and_not_what_became_of_it(handed, piece):
    assert handed.begin(piece, NOON) is None
    assert handed.begin(piece, LATER) == Begun(NOON)
    assert handed.begin(Piece(piece.channel, piece.delivery, "1"), LATER) is None


def test_what_is_there_is_known_to_be(handed, piece):
    handed.begin(piece, NOON)
    assert handed.note(piece, "SM1")
    assert handed.note(piece, "SM1")
    assert handed.begin(piece, LATER) == Begun(NOON, "SM1")
    handed.drop(piece)
    assert handed.begin(piece, LATER) == Begun(NOON, "SM1")


def test_what_is_one_pieces_is_never_anothers(handed, piece, world):
    handed.begin(piece, NOON)
    handed.note(piece, "SM1")
    for other in (Piece("sms", world.said(), "0"), Piece("sms", piece.delivery, "1")):
        handed.begin(other, LATER)
        assert not handed.note(other, "SM1")
        assert handed.begin(other, LATER) == Begun(LATER)
    elsewhere = Piece("whatsapp", world.said(), "0")
    handed.begin(elsewhere, NOON)
    assert handed.note(elsewhere, "SM1")


def test_after_a_no_nothing_is_looked_for(handed, piece):
    handed.begin(piece, NOON)
    handed.drop(piece)
    assert handed.begin(piece, LATER) is None


def test_the_same_message_as_a_template_is_another_delivery(handed, piece):
    handed.begin(piece, NOON)
    assert handed.begin(Piece(piece.channel, f"{piece.delivery}:template", "0"), LATER) is None


def test_what_answers_a_stranger_takes_nothing_that_is_known(handed, piece):
    handed.begin(piece, NOON)
    handed.note(piece, "SM1")
    stranger = Piece("sms", "sorry:7", "0")
    assert handed.begin(stranger, NOON) is None
    assert not handed.note(stranger, "SM1")
    assert handed.note(stranger, "SM2")
