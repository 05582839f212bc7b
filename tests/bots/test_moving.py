"""A group that grows gets another name: what was said under the old one and is taken in late is not lost."""

import psycopg
import pytest

from bots import batches
from tests.bots.talk import all_text

OLD, NEW = "-100", "-200"


@pytest.fixture
def grown(working):
    """The linked group's new name is heard before what waits on the old one's line."""
    working.says("link this chat to Maple St", place=OLD)
    working.news(OLD)
    return working


def move(talk, before=OLD, after=NEW):
    with talk.database.turns.begin() as turn:
        turn.whereabouts.move("simulator", before, after)
    talk.news(after)


def test_photos_that_are_taken_in_after_the_move_are_proof_and_answered_in_the_new_chat(grown):
    move(grown)
    grown.hears("demo", files=2, place=OLD)
    grown.keep()
    grown.report(NEW)
    assert len(grown.proofs()) == 2
    assert "2 photos on Demo" in all_text(grown.news(NEW))
    assert grown.everything(OLD) == []


def test_an_album_that_straddles_the_move_is_answered_once_in_the_new_chat(grown):
    grown.hears("demo", files=1, place=OLD, album="a")
    move(grown)
    grown.hears("", files=1, place=OLD, album="a")
    grown.keep()
    batch = next(iter(queued(grown)))
    done(grown)
    batches.report(grown.database, grown.conversations, batch["account_id"], ("simulator", OLD), batch["batch"])
    assert [one["address"] for one in queued(grown)] == [NEW]
    grown.report(NEW)
    assert "2 photos on Demo" in all_text(grown.news(NEW))


def test_a_second_move_and_a_thread_are_followed_too(grown):
    move(grown)
    move(grown, NEW, "-300")
    with grown.database.turns.begin() as turn:
        assert turn.whereabouts.now("simulator", OLD) == "-300"
        assert turn.whereabouts.now("simulator", f"{OLD}/7") == "-300/7"
        assert turn.whereabouts.now("simulator", "-1000") == "-1000"
        assert turn.whereabouts.now("telegram", OLD) == OLD


def queued(talk):
    with psycopg.connect(talk.database.url) as connection:
        rows = connection.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'report_batch' ORDER BY id")
        return [args for (args,) in rows if args["batch"]]


def done(talk):
    """As for a job that runs: it waits no more."""
    with psycopg.connect(talk.database.url) as connection:
        connection.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'report_batch'")
