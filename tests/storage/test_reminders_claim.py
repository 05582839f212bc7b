"""What is due is found by the partial index alone, and claimed once, however many workers look."""

import psycopg
import pytest

from storage.reminders import CLAIM
from tests.bench.reminder_claim import INDEX, keep_many, plan_of_the_claim, shared
from tests.storage.samples import NOON

INVOICES, DUE, WORKERS = 20_000, 200, 8


@pytest.fixture
def many(database, database_url):
    """In a database that is really new: the planner knows of nothing that was there before."""
    keep_many(database, INVOICES, DUE)
    return database_url


def test_the_planner_takes_the_partial_index_by_itself_and_sorts_nothing(many):
    plan = plan_of_the_claim(many)
    assert f"Index Scan using {INDEX}" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_without_the_index_the_same_question_reads_every_row(many):
    """The twin of the test above: the check notices."""
    with psycopg.connect(many) as connection:
        connection.execute(f"DROP INDEX {INDEX}")
    assert INDEX not in plan_of_the_claim(many)
    assert "Seq Scan" in plan_of_the_claim(many)


def test_many_workers_claim_each_that_is_due_once(many):
    found = shared(many, WORKERS)
    assert len(found) == DUE
    assert set(found.values()) == {1}


def test_who_does_not_hold_what_they_claim_has_others_claim_it_as_well(many):
    """The twin that must fail: it reads the same, and locks nothing."""
    found = shared(many, WORKERS, CLAIM.replace("FOR NO KEY UPDATE SKIP LOCKED", ""))
    assert max(found.values()) > 1


def test_nobody_waits_for_another_worker_who_is_at_one(many):
    """With a lock and without SKIP LOCKED the second would wait for the first."""
    holding, second = psycopg.connect(many), psycopg.connect(many)
    with holding, second:
        first = holding.execute(CLAIM, (NOON,)).fetchone()
        second.execute("SET lock_timeout = '2s'")
        assert second.execute(CLAIM, (NOON,)).fetchone() != first
        second.rollback()
        second.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            second.execute(CLAIM.replace(" SKIP LOCKED", ""), (NOON,))
        second.rollback()
