"""What became of a job cannot be written down, for a moment or for as long as its worker lives: its line goes on."""

import asyncio

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from bots import bootstrap, lines, worker
from tests.journeys.conftest import settings_for
from tests.journeys.moody import http, phone, program, rows, until

__all__ = ["http", "program"]  # fixtures
RAY = "+14155550141"
LEFT = "SELECT task_name, status::text, attempts FROM procrastinate_jobs WHERE queue_name <> 'clock'"


@pytest.fixture
def attempts() -> int:
    return 3


@pytest.fixture
def breaks(database_url):
    """Gives a coroutine: from then on deleting a job, which is how one that is done is noted, meets ``what`` (SQL).

    Name it before ``program``, so that it is undone once that has ended.
    """
    undo = "DROP FUNCTION IF EXISTS meet_trouble CASCADE; DROP SEQUENCE IF EXISTS troubles"

    def start(what: str) -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("CREATE SEQUENCE troubles")  # counts beyond what is rolled back
            connection.execute(
                f"CREATE FUNCTION meet_trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} RETURN OLD; END $$"
            )
            connection.execute(
                "CREATE TRIGGER meets_trouble BEFORE DELETE ON procrastinate_jobs"
                " FOR EACH ROW EXECUTE FUNCTION meet_trouble()"
            )

    def from_now_on(what: str):
        """In a thread: it waits for whoever is at the table, and the program runs in this one."""
        return asyncio.to_thread(start, what)

    yield from_now_on
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(undo)


async def test_a_database_that_goes_away_as_a_job_ends_does_not_hold_its_line(breaks, program, http, caplog):
    """Three notes in a row meet a backend that dies."""
    await breaks("IF nextval('troubles') <= 3 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;")
    ray = phone(program, http, RAY)
    await ray.says("Hi")
    await ray.waits_for(lambda _: True, "the welcome")
    await ray.says("help")
    await ray.waits_for(lambda _: True, "the answer to what came after")
    await until(lambda: rows(program, LEFT) == [])
    assert "is noted again" in caplog.text
    assert rows(program, "SELECT nextval('troubles') > 3") == [(True,)]
    assert len(ray.messages) == 2  # nothing was said twice


async def test_a_worker_that_cannot_note_a_job_ends_and_the_next_takes_it_up(
    breaks, program, http, caplog, monkeypatch
):
    monkeypatch.setattr(lines, "_PATIENCE_SECONDS", 0.5)
    workers = "SELECT id FROM procrastinate_workers"
    await until(lambda: rows(program, workers))
    [(first,)] = rows(program, workers)
    await breaks(f"IF OLD.worker_id = {first} THEN RAISE 'this worker notes nothing'; END IF;")
    ray = phone(program, http, RAY)
    await ray.says("Hi")
    await ray.waits_for(lambda _: True, "the welcome")
    await until(lambda: rows(program, LEFT) == [])
    assert "could not be noted" in caplog.text
    assert "the worker ended by itself" in caplog.text
    assert first not in [one for (one,) in rows(program, workers)]
    assert len(ray.messages) == 1


@pytest.fixture
async def under_way(database_url, tmp_path):
    """The jobs of a program without a worker, and one job that is under way and has a line."""
    program = bootstrap.build(settings_for(database_url, tmp_path))
    app = worker.make_app(program.database, program.jobs, program.settings)
    [(number,)] = rows(
        program,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock, args)"
        " VALUES ('later', 'report_batch', 'doing', 'a line', 'report:1', '{}') RETURNING id",
    )
    job = Job(id=number, queue="later", lock="a line", queueing_lock="report:1", task_name="report_batch", attempts=0)
    async with app.open_async():
        yield program, app, job
    program.close()


@pytest.mark.parametrize("how", ["finish", "retry"])
async def test_a_note_that_was_kept_and_whose_answer_was_lost_is_not_made_twice(under_way, monkeypatch, how):
    """Noted twice, a job that was to be tried again and is under way already would run beside itself."""
    program, app, job = under_way
    noted, note = [], app.connector.execute_query_async

    async def loses_the_answer(query, **arguments):
        noted.append(query)
        await note(query, **arguments)
        rows(program, "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", job.id)  # taken up at once
        raise ConnectorException

    monkeypatch.setattr(app.connector, "execute_query_async", loses_the_answer)
    if how == "finish":
        await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
    else:
        await app.job_manager.retry_job(job)
    assert len(noted) == 1
    assert rows(program, LEFT) == ([] if how == "finish" else [("report_batch", "doing", 1)])


async def test_a_job_that_failed_and_was_asked_for_again_meanwhile_makes_way(under_way):
    """There is room for one that waits: the library would leave this one under way for as long as its worker lives."""
    program, app, job = under_way
    rows(
        program,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)"
        " VALUES ('later', 'report_batch', 'a line', 'report:1', '{}')",
    )
    await app.job_manager.retry_job(job)
    assert rows(program, LEFT) == [("report_batch", "todo", 0)]


async def test_a_broken_constraint_that_is_not_that_one_is_no_way_out(under_way, monkeypatch):
    _, app, job = under_way

    async def breaks_another(query, **arguments):
        raise UniqueViolation(constraint_name="something_else", queueing_lock=None)

    monkeypatch.setattr(app.connector, "execute_query_async", breaks_another)
    with pytest.raises(UniqueViolation):
        await app.job_manager.retry_job(job)


async def test_while_the_database_cannot_say_it_is_noted_again(under_way, monkeypatch):
    program, app, job = under_way
    away, note, ask = [1, 2], app.connector.execute_query_async, app.connector.execute_query_all_async

    async def noting(query, **arguments):
        if away:
            raise ConnectorException
        await note(query, **arguments)

    async def asking(query, **arguments):
        if away:
            away.pop()
            raise ConnectorException
        return await ask(query, **arguments)

    monkeypatch.setattr(app.connector, "execute_query_async", noting)
    monkeypatch.setattr(app.connector, "execute_query_all_async", asking)
    await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
    assert (away, rows(program, LEFT)) == ([], [])
