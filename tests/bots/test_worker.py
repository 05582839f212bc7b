"""What a worker does beside its jobs: how often it tries, what it says of what it parks, and what a burst leaves."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from procrastinate import App
from procrastinate.jobs import Job

from bots import bootstrap, patience, worker
from bots.bootstrap import Program
from bots.patience import Patience
from bots.phones import Phone, running
from bots.settings import Settings
from channels.simulator.adapter import Simulator
from core.ports.messaging import Delivery, Heard, SendFailed
from core.ports.payments import GatewayFailed
from tests.journeys.conftest import settings_for
from tests.journeys.moody import rows, until

RAY = "+14155550131"


class Mute(Simulator):
    """The simulator, whose first reading of a message fails, and through which nothing can be said."""

    read = 0

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        self.read += 1
        if self.read == 1:
            raise ValueError("what is this")
        return super().translate(body)

    async def send(self, address: str, delivery: Delivery) -> str:
        raise SendFailed(f"nobody at {address} for {delivery.key}", final=True)


@pytest.fixture
async def program(database_url: str, tmp_path: Path) -> AsyncIterator[Program]:
    """One try a job, and no other."""
    program = bootstrap.build(settings_for(database_url, tmp_path, job_attempts=1, stalled_after_seconds=2.0))
    simulator = Mute(
        tmp_path / "simulator", bootstrap.derived(program.settings, "simulator"), program.settings.base_url
    )
    program.channels["simulator"] = simulator  # type: ignore[index]  # a dict, which only tests write to
    async with running(program):
        yield program
    program.close()


async def test_with_one_try_a_failure_is_parked_at_once_with_its_own_reason_though_nobody_can_be_told(program, caplog):
    async with httpx.AsyncClient(base_url=program.settings.base_url, timeout=30) as http:
        await Phone(RAY, program.channels["simulator"], http).says("Hi")
    await until(program.database.parked.rows)
    await until(lambda: "nobody could be told" in caplog.text)
    [parked] = program.database.parked.rows()
    assert (parked.name, parked.attempts) == ("take_in", 1)
    assert parked.reason == "ValueError: what is this"
    assert rows(program, "SELECT count(*) FROM inbox WHERE taken_at IS NULL AND body IS NOT NULL") == [(1,)]


@pytest.mark.parametrize(("outside", "longest", "patience"), [(False, 16, 120), (True, 60, 300)])
def test_a_job_is_given_eight_tries_and_none_waits_long_however_often_workers_died(outside, longest, patience):
    tries = Settings(_env_file=None).job_attempts
    waits = [waited(retrying(tries, outside=outside), attempts) for attempts in range(tries)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert longest == waits[-2] == waited(retrying(50, outside=outside), 40)
    assert sum(waits[:-1]) <= patience


def test_one_try_is_one():
    assert waited(retrying(1, outside=True), 0) is None


def test_the_pace_shortens_our_own_waits_and_not_what_a_vendor_asks_for():
    hurried = retrying(8, outside=True, retry_pace=0.1)
    assert [waited(hurried, attempts) for attempts in range(4)] == [0, 1, 3, 6]
    assert waited(hurried, 0, SendFailed("429", retry_after=30)) == 30


@pytest.mark.parametrize(("asked", "expected"), [(None, 3), (1, 3), (90.5, 91), (90_000, 3600)])
def test_a_vendor_that_says_when_is_heeded_but_not_for_ever(asked, expected):
    failure = SendFailed("429", retry_after=asked)
    assert waited(retrying(8, outside=True), 0, failure) == expected


PUT_OFF = GatewayFailed("stripe: 503", retry_after=120)


def test_a_job_that_is_put_off_has_its_own_tries_left_for_a_day():
    """Each failure of ours is waited for as if nobody had put anything off; what others ask for is waited out."""
    strategy = retrying(8, outside=False)
    own = [waited(strategy, attempts, put_off=20) for attempts in range(20, 28)]
    assert own == [waited(strategy, attempts) for attempts in range(8)] == [2, 4, 8, 16, 16, 16, 16, None]
    waits = [waited(strategy, attempts, PUT_OFF, put_off=attempts) for attempts in range(33)]
    assert waits == [120] * (24 + 8 - 1) + [None, None]  # from the 25th on each counts as a try
    assert patience.PUT_OFF * patience.LONGEST_ASKED == 24 * 3600
    assert waited(strategy, 30, PUT_OFF, put_off=23) == 120  # after seven failures of ours
    assert waited(strategy, 30, put_off=23) is None
    assert strategy.put_off == {}


@pytest.mark.parametrize(
    ("attempts", "put_off", "last"), [(6, 0, False), (7, 0, True), (20, 14, False), (31, 30, True)]
)
def test_a_job_hears_of_its_last_try_by_those_that_count(attempts, put_off, last):
    strategy, job = retrying(8, outside=True), job_tried(attempts)
    strategy.put_off[job.id] = put_off
    assert strategy.is_last(job) is last


def retrying(tries: int, *, outside: bool, **more: object) -> Patience:
    return patience.retrying(Settings(_env_file=None, job_attempts=tries, **more), outside=outside)


def job_tried(attempts: int) -> Job:
    return Job(id=1, queue="chat", lock=None, queueing_lock=None, task_name="take_in", attempts=attempts)


def waited(strategy: Patience, attempts: int, failure: Exception | None = None, *, put_off: int = 0) -> float | None:
    strategy.put_off[1] = put_off
    begun = datetime.now(UTC)
    decision = strategy.get_retry_decision(exception=failure or ValueError(), job=job_tried(attempts))
    return round((decision.retry_at - begun).total_seconds()) if decision else None


class Elsewhere(Simulator):
    """Puts off whoever sends by it as often as it says, and then fails for a moment; none of which is final."""

    says: list[SendFailed]

    async def send(self, address: str, delivery: Delivery) -> str:
        if self.says:
            raise self.says.pop()
        return await super().send(address, delivery)


async def test_what_was_put_off_and_then_fails_of_its_own_is_tried_again(database_url, tmp_path):
    """It was parked at its first failure, as put-offs counted as tries: here the third of three."""
    program = bootstrap.build(settings_for(database_url, tmp_path, job_attempts=3, retry_pace=0.02))
    settings = program.settings
    simulator = Elsewhere(tmp_path / "simulator", bootstrap.derived(settings, "simulator"), settings.base_url)
    simulator.says = [SendFailed("500"), SendFailed("429", retry_after=0), SendFailed("429", retry_after=0)]
    program.channels["simulator"] = simulator  # type: ignore[index]  # a dict, which only tests write to
    async with running(program), httpx.AsyncClient(base_url=settings.base_url, timeout=30) as http:
        ray = Phone(RAY, simulator, http)
        await ray.says("Hi")
        await ray.waits_for(lambda _: True, "the welcome")
        await until(lambda: rows(program, "SELECT status FROM outbound") == [("sent",)])
        assert rows(program, "SELECT reason, put_offs FROM job_failures") == [
            ("core.ports.messaging.SendFailed: 500", 2)
        ]
    program.close()


async def test_after_a_burst_the_worker_has_the_backlog_looked_at_anew(program, caplog):
    rows(program, "ALTER TABLE procrastinate_jobs SET (autovacuum_enabled = false)")  # else it may be first
    with caplog.at_level(logging.INFO, "bots.worker"):
        rows(
            program,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " SELECT 'chat', 'take_in', 'succeeded' FROM generate_series(1, 3000)",
        )
        rows(program, "SELECT pg_stat_force_next_flush()")
        await until(lambda: "statistics are made anew" in caplog.text)
    assert rows(program, "SELECT reltuples >= 3000 FROM pg_class WHERE relname = 'procrastinate_jobs'") == [(True,)]


@pytest.fixture
def idle(database_url: str, tmp_path: Path) -> Iterator[Program]:
    """No worker of its own, whose sweep would be first."""
    program = bootstrap.build(settings_for(database_url, tmp_path))
    yield program
    program.close()


@pytest.fixture
async def left(idle: Program) -> AsyncIterator[App]:
    """What a dead worker left: a job that was asked for again while it ran, and one of another line."""
    app = worker.make_app(idle.database, idle.jobs, idle.settings)
    rows(
        idle,
        """
        WITH dead AS (
            INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id
        )
        INSERT INTO procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock, worker_id, args)
        SELECT 'later', 'report_batch', kind::procrastinate_job_status, line, key, worker, '{}' FROM dead, (VALUES
            ('doing', 'a', 'report:1', true), ('todo', 'a', 'report:1', false), ('doing', 'b', NULL, true)
        ) AS job (kind, line, key, held), LATERAL (SELECT CASE WHEN held THEN dead.id END AS worker) AS w
        """,
    )
    async with app.open_async():
        yield app


async def test_a_dead_workers_job_that_was_asked_for_again_makes_way_for_the_one_that_waits(idle, left):
    for job in await left.job_manager.get_stalled_jobs(seconds_since_heartbeat=1):
        await worker._take_up(left, idle.database, idle.jobs, idle.settings, job)
    found = rows(idle, "SELECT lock, status::text FROM procrastinate_jobs WHERE queue_name = 'later' ORDER BY lock")
    assert found == [("a", "todo"), ("b", "todo")]


async def test_what_a_dead_worker_left_is_taken_up_with_the_tries_that_it_has_of_its_own(idle, left):
    """One was put off for all of its tries; the other died with its worker at each."""
    rows(idle, "UPDATE procrastinate_jobs SET attempts = 9, queueing_lock = NULL WHERE status = 'doing'")
    [(put_off,), (deadly,)] = rows(idle, "SELECT id FROM procrastinate_jobs WHERE status = 'doing' ORDER BY lock")
    for _ in range(9):
        idle.database.parked.note(put_off, "429", put_off=True)
    for job in await left.job_manager.get_stalled_jobs(seconds_since_heartbeat=1):
        await worker._take_up(left, idle.database, idle.jobs, idle.settings, job)
    found = rows(idle, "SELECT id, status::text FROM procrastinate_jobs WHERE attempts > 0 ORDER BY lock")
    assert found == [(put_off, "todo"), (deadly, "failed")]


async def test_one_job_that_cannot_be_put_back_does_not_keep_the_others(idle, left, caplog):
    stalled = list(await left.job_manager.get_stalled_jobs(seconds_since_heartbeat=1))
    broken = Job(id=None, queue="later", lock=None, queueing_lock=None, task_name="report_batch", attempts=0)
    for job in [broken, *stalled]:
        await worker._take_up_or_leave(left, idle.database, idle.jobs, idle.settings, job)
    assert "could not be put back" in caplog.text
    assert rows(idle, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(0,)]
