"""Albums whose files come shuffled and repeated, taken in by ten workers at once: nothing is lost, nothing doubled."""

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from bots import bootstrap, web
from bots.phones import Phone
from channels.simulator.adapter import Simulator
from tests.journeys.conftest import settings_for
from tests.journeys.steps import hires
from tests.sizes import SOAK
from tests.survival.crew import Crew
from tests.survival.posted import album_file

WORKERS = 10
CONTRACTORS = 5
ALBUMS = 20 if SOAK else 2  # of each contractor
REPEATS = 3
AT_ONCE = 32
# Who took up what: workers delete jobs when they are done.
WATCH = """
CREATE TABLE taken_up (job_id bigint, worker_id bigint, task_name text);
CREATE FUNCTION note_taken_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO taken_up VALUES (NEW.id, NEW.worker_id, NEW.task_name); RETURN NEW; END $$;
CREATE TRIGGER taken_up AFTER UPDATE ON procrastinate_jobs FOR EACH ROW
WHEN (OLD.status = 'todo' AND NEW.status = 'doing') EXECUTE FUNCTION note_taken_up();
"""


class InThread:
    """A worker with a program, connections and an event loop of its own: to the database it is one more."""

    def __init__(self, crew: Crew) -> None:
        settings = settings_for(crew.url, crew.folder, worker_concurrency=1, public_base_url=crew.address())
        self.program = bootstrap.build(settings)
        self._loop = asyncio.new_event_loop()
        self._work = self._loop.create_task(web.work(self.program))
        self._thread = threading.Thread(target=self._live)
        self._thread.start()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._work)
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._work.cancel)
        self._thread.join(30)
        self.program.close()


@pytest.fixture
def ten_workers(crew: Crew) -> Iterator[Crew]:
    """Processes at full size; else threads, as ten interpreters would take longer to start than the test takes."""
    with psycopg.connect(crew.url, autocommit=True) as connection:
        connection.execute(WATCH)
    crew.start("web0")
    if SOAK:
        for n in range(WORKERS):
            crew.start(f"work{n}")
        yield crew
        return
    workers = [InThread(crew) for _ in range(WORKERS)]
    yield crew
    for one in workers:
        one.stop()


def _album(one: Phone, album: int, size: int) -> list[bytes]:
    """One webhook a file."""
    return [album_file(one, f"{album}-{place}", f"{one.number}-{album}") for place in range(size)]


@pytest.mark.xdist_group("processes")
@pytest.mark.timeout(1200)
async def test_shuffled_albums_over_ten_workers_lose_and_double_nothing(ten_workers):
    crew, dice = ten_workers, random.Random(10)
    await crew.ready()
    secret = bootstrap.derived(settings_for(crew.url, crew.folder), "simulator")
    simulator = Simulator(crew.folder / "simulator", secret, crew.address())
    async with httpx.AsyncClient(base_url=crew.address(), timeout=60) as http:
        crowd = [Phone(f"+1415555040{n}", simulator, http) for n in range(CONTRACTORS)]
        await asyncio.gather(*(hires(one, f"+1415555050{n}", business="") for n, one in enumerate(crowd)))
        sizes = {one.number: [dice.randint(2, 10) for _ in range(ALBUMS)] for one in crowd}
        bodies = [
            body for one in crowd for album, size in enumerate(sizes[one.number]) for body in _album(one, album, size)
        ]
        await _post(http, simulator, [body for body in bodies for _ in range(dice.randint(1, REPEATS))], dice)
        await crew.quiet(60 + 2 * len(bodies))
        _ten_shared_the_work(crew, len(bodies))
    _each_photo_is_there_once(crew, {number: sum(all_of_it) for number, all_of_it in sizes.items()})


async def _post(http, simulator, bodies, dice):
    dice.shuffle(bodies)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(body):
        async with gate:
            answer = await http.post("/webhooks/simulator", content=body, headers=dict(simulator.sign(body)))
            assert answer.status_code == httpx.codes.OK

    await asyncio.gather(*(one(body) for body in bodies))


def _ten_shared_the_work(crew, photos):
    assert crew.rows("SELECT count(*) FROM procrastinate_workers") == [(WORKERS,)]
    done = Counter(dict(crew.rows("SELECT worker_id, count(*) FROM taken_up GROUP BY worker_id")))
    print(f"{WORKERS} workers ({'processes' if SOAK else 'threads'}), {photos} photos, jobs each: {done.most_common()}")
    assert len(done) == WORKERS
    fetched = crew.rows("SELECT count(DISTINCT job_id) FROM taken_up WHERE task_name = 'fetch_proof'")
    assert fetched == [(photos,)]


def _each_photo_is_there_once(crew, wanted):
    kept = crew.rows(
        "SELECT phone.value, proof.state, count(*), count(DISTINCT proof.sha256) FROM proofs AS proof"
        " JOIN addresses AS phone USING (account_id) WHERE phone.member_id IS NOT NULL"
        " GROUP BY phone.value, proof.state"
    )
    assert sorted(kept) == sorted((number, "kept", n, n) for number, n in wanted.items())
