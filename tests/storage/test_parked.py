"""Jobs that failed for good wait beside their reason until somebody has them tried again."""

from datetime import timedelta

import pytest

from core.ports.outbox import Job


@pytest.fixture
def failed(books, story, ask):
    """Two jobs that failed for good, one that waits and one that runs; the ids by name."""
    with books.open(story.account.id) as ledger:
        for name in ("render", "send", "waiting", "running"):
            ledger.enqueue(Job(name=name, args={"of": name}, queue="chat"))
    ask("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name <> 'waiting'")
    ask("UPDATE procrastinate_jobs SET status = 'failed', attempts = 6 WHERE task_name IN ('render', 'send')")
    return {name: job for job, name in ask("SELECT id, task_name FROM procrastinate_jobs")}


def test_only_what_failed_for_good_is_listed_with_the_reason_of_its_last_try(database, failed):
    database.parked.note(failed["render"], "no fonts")
    database.parked.note(failed["render"], "no \x00paper\ud800")
    rows = {row.name: row for row in database.parked.rows()}
    assert set(rows) == {"render", "send"}
    assert rows["render"].reason.startswith("no ")
    assert "paper" in rows["render"].reason
    assert (rows["render"].args, rows["render"].status, rows["render"].attempts) == ({"of": "render"}, "failed", 6)
    assert rows["send"].reason == ""


def test_everything_is_also_what_waits_and_what_runs(database, failed):
    assert [row.name for row in database.parked.rows(everything=True)] == ["render", "send", "waiting", "running"]


def test_one_is_tried_again_with_all_its_tries(database, failed, ask):
    for _ in range(2):
        database.parked.note(failed["send"], "429", put_off=True)
    database.parked.note(failed["send"], "500")
    assert [database.parked.put_offs(failed[name]) for name in ("send", "render")] == [2, 0]
    assert database.parked.retry(failed["send"]) == 1
    assert database.parked.put_offs(failed["send"]) == 0
    assert [row.name for row in database.parked.rows()] == ["render"]
    fetched = "SELECT id, attempts FROM procrastinate_fetch_job_v2(NULL, NULL)"
    assert ask(fetched) == [(failed["send"], 0)]


def test_all_are_tried_again(database, failed):
    assert database.parked.retry(None) == 2
    assert database.parked.rows() == ()


@pytest.mark.parametrize("name", ["waiting", "running"])
def test_what_is_not_parked_is_left_alone(database, failed, ask, name):
    before = ask("SELECT id, status::text, attempts FROM procrastinate_jobs ORDER BY id")
    assert database.parked.retry(failed[name]) == 0
    assert database.parked.retry(0) == 0
    assert ask("SELECT id, status::text, attempts FROM procrastinate_jobs ORDER BY id") == before


def test_one_whose_key_has_another_waiting_job_by_now_is_tried_again_beside_it(database, books, story, ask):
    for _ in range(2):
        with books.open(story.account.id) as ledger:
            ledger.enqueue(Job(name="report", queue="chat", unique="album-1"))
        ask("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
    with books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="report", queue="chat", unique="album-1", delay=timedelta(hours=1)))
    assert database.parked.retry(None) == 2
    assert database.parked.counts() == {"todo": 3}


def test_reasons_are_forgotten_a_week_after_their_job_is_gone(database, failed, ask):
    database.parked.note(failed["render"], "no paper")
    database.parked.note(10**9, "of a job that is gone")
    ask("UPDATE job_failures SET failed_at = failed_at - interval '8 days'")
    database.parked.note(failed["send"], "no road")
    assert ask("SELECT reason FROM job_failures ORDER BY reason") == [("no paper",), ("no road",)]


def test_jobs_are_counted_by_status(database, failed):
    assert database.parked.counts() == {"failed": 2, "todo": 1, "doing": 1}
