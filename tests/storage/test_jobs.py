"""A job exists if and only if the state that wanted it committed; a worker of Procrastinate finds it."""

import asyncio
import threading
import time
from datetime import timedelta
from uuid import uuid4

import procrastinate
import psycopg
import pytest

from core.ports.outbox import Job


def test_a_job_has_its_queue_lock_key_arguments_and_delay(books, story, ask):
    with books.open(story.account.id) as ledger:
        ledger.enqueue(
            Job(name="reply", args={"n": 1}, queue="chat", lock="l", unique="u", delay=timedelta(seconds=90))
        )
        ledger.enqueue(Job(name="render", queue="documents"))
    assert ask("SELECT task_name, args, queue_name, lock, queueing_lock FROM procrastinate_jobs ORDER BY id") == [
        ("reply", {"n": 1}, "chat", "l", "u"),
        ("render", {}, "documents", None, None),
    ]
    assert ask("SELECT extract(epoch FROM scheduled_at - now())::int BETWEEN 80 AND 90 FROM procrastinate_jobs") == [
        (True,),
        (None,),
    ]


def test_a_worker_runs_what_was_committed_and_nothing_else(books, story, database_url):
    done = []
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database_url))

    @app.task(name="note")
    async def note(said: str) -> None:
        done.append(said)

    with books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="note", args={"said": "kept"}, queue="chat"))
    with pytest.raises(ZeroDivisionError), books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="note", args={"said": "ghost"}, queue="chat")) or 1 / 0

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(work())
    assert done == ["kept"]


def test_a_waiting_job_that_the_caller_relies_on_is_not_taken_before_the_caller_commits(books, story, database_url):
    """Else the job would run without seeing what the caller wrote, and no other would come."""
    with books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="reply", queue="chat", unique="chat-1"))
    fetch = "SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)"
    with psycopg.connect(database_url, autocommit=True) as worker:
        with books.open(story.account.id) as ledger:
            ledger.enqueue(Job(name="reply", queue="chat", unique="chat-1"))
            assert worker.execute(fetch).fetchone() == (None,)
        assert worker.execute(fetch).fetchone() == ("reply",)


def test_a_job_that_waits_on_purpose_holds_up_nobody_in_its_line_and_comes_after_who_is_there(books, story, ask):
    """Else the reply to an album would keep later photos of the same album, and any question, from being heard."""
    fetch = "SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)"
    with books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="report", queue="chat", lock="line", delay=timedelta(milliseconds=200)))
        ledger.enqueue(Job(name="first", queue="chat", lock="line"))
        ledger.enqueue(Job(name="second", queue="chat", lock="line"))
    for expected in ("first", None, "second", None, "report"):
        assert ask(fetch) == [(expected,)]
        if expected is None:
            ask("DELETE FROM procrastinate_jobs WHERE status = 'doing'")
            time.sleep(0.25)


def test_a_key_whose_job_already_runs_gets_another(books, story, ask):
    for _ in range(2):
        with books.open(story.account.id) as ledger:
            ledger.enqueue(Job(name="reply", queue="chat", unique="chat-1"))
        ask("UPDATE procrastinate_jobs SET status = 'doing'")
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(2,)]


def test_many_callers_at_once_leave_one_waiting_job_and_all_commit(books, story, ask):
    started, failures = threading.Barrier(8), []

    def call() -> None:
        try:
            started.wait()
            with books.open(story.account.id) as ledger:
                ledger.enqueue(Job(name="reply", queue="chat", unique="chat-1"))
                ledger.save(story.proof(media_ref=str(uuid4())))
        except Exception as failure:  # noqa: BLE001  # a thread has nobody to raise to
            failures.append(failure)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(1,)]
    assert ask("SELECT count(*) FROM proofs") == [(8,)]
