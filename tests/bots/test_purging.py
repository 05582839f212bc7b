"""What came in is forgotten after 90 days but for its id; the doctor says when that was last done."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bots.purging import Purging
from core.ports.inbox import InboxItem
from storage.purging import Run
from tests.storage.conftest import ask

NOW = datetime(2027, 3, 1, 3, 41, tzinfo=UTC)
__all__ = ["ask"]


@pytest.fixture
def purging(database):
    return Purging(database)


@pytest.fixture
def came_in(ask):
    """So many of each age in days, taken in or not; they are called by their age."""

    def keep(*ages, taken=True):
        for place, age in enumerate(ages):
            ask(
                "INSERT INTO inbox (source, external_id, line, body, received_at, taken_at)"
                " VALUES ('simulator', %s, 'chat', 'words', %s, CASE WHEN %s THEN clock_timestamp() END)",
                f"{age}-{place}-{taken}",
                NOW - timedelta(days=age),
                taken,
            )

    return keep


def kept(ask):
    return [
        (name.split("-")[0], body is not None) for name, body in ask("SELECT external_id, body FROM inbox ORDER BY id")
    ]


def test_a_body_goes_after_ninety_days_and_its_id_stays(purging, came_in, ask):
    came_in(91, 90.001, 89.999, 0)
    assert purging.run(NOW) == 2
    assert kept(ask) == [("91", False), ("90.001", False), ("89.999", True), ("0", True)]


def test_what_could_never_be_taken_in_goes_as_well(purging, came_in, ask, database):
    came_in(91, taken=False)
    assert purging.run(NOW) == 1
    [(item,)] = ask("SELECT id FROM inbox")
    with database.turns.take_in(item) as turn:
        assert turn.item is None
    assert database.turns.kept(item) is None


def test_more_than_a_batch_goes_in_batches(database, came_in, ask):
    came_in(*[91] * 7)
    assert database.purging.forget_before(NOW - timedelta(days=90), batch=3) == 7
    assert not any(body for _, body in kept(ask))


def test_what_another_worker_holds_is_left_for_the_next_night(purging, came_in, ask, database):
    came_in(91, 92, taken=False)
    [(held,)] = ask("SELECT id FROM inbox WHERE starts_with(external_id, '91')")
    with database.turns.take_in(held):
        assert purging.run(NOW) == 1
    assert kept(ask) == [("91", True), ("92", False)]
    assert purging.run(NOW) == 1


async def test_a_repeat_is_still_known_as_one_after_its_body_went(purging, came_in, ask, database):
    came_in(91)
    purging.run(NOW)
    [(name,)] = ask("SELECT external_id FROM inbox")
    again = InboxItem(source="simulator", external_id=name, line="chat", body=b"words")
    await database.inbox.open()
    try:
        assert await database.inbox.accept([again]) == 0
    finally:
        await database.inbox.close()


async def test_the_nightly_job_goes_by_the_databases_clock(purging, ask):
    ask(
        "INSERT INTO inbox (source, external_id, line, body, received_at)"
        " VALUES ('s', 'old', 'l', 'words', clock_timestamp() - interval '91 days'),"
        " ('s', 'new', 'l', 'words', clock_timestamp() - interval '89 days')"
    )
    await purging.nightly(0)
    assert ask("SELECT external_id FROM inbox WHERE body IS NOT NULL") == [("new",)]
    assert purging.database.purging.last().done == 1


def test_the_old_are_found_by_an_index_and_not_by_reading_all(ask):
    ask("SET enable_seqscan = off")
    plan = ask(
        "EXPLAIN SELECT id FROM inbox WHERE body IS NOT NULL AND received_at < %s"
        " ORDER BY received_at LIMIT 1000 FOR UPDATE SKIP LOCKED",
        NOW,
    )
    assert re.search("inbox_body_idx", str(plan))


def found(purging, now=NOW):
    [finding] = purging.findings(now)
    return finding


def test_the_doctor_says_when_it_was_last_done(purging, came_in):
    assert (found(purging).well, found(purging).words.split(": ")[1]) == (None, "not done yet")
    came_in(100)
    purging.run(NOW)
    assert (found(purging).well, found(purging).words.split(": ")[1]) == (
        True,
        "last done 2027-03-01 03:41 UTC, 1 forgotten",
    )


def test_the_doctor_says_what_should_have_been_forgotten_by_now(purging, came_in):
    purging.database.purging.note(Run(NOW - timedelta(days=9), 0))
    came_in(93, 94, 91)
    assert found(purging).well is False
    assert "2 should be gone by now" in found(purging).words
