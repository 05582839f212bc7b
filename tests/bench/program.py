"""The running program, measured from outside: acceptance, handling, and the way from Send to the client."""

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg

from bots.phones import Phone, has_button
from channels.simulator import events
from channels.simulator.adapter import Simulator
from core.ports.inbox import InboxItem
from storage import embedded
from storage.database import Database
from storage.media import samples
from tests.bench import load
from tests.journeys.steps import JOB, hires
from tests.survival.crew import Crew

CHATS = 256


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the report. ``expected`` is the bound as words; ``held`` whether it was kept."""

    name: str
    value: float
    unit: str
    expected: str
    held: bool


@contextmanager
def bench_world() -> Iterator[tuple[Crew, Database]]:
    """A migrated database, a folder and no process yet."""
    with TemporaryDirectory(prefix="milepost-bench-") as folder:
        server = embedded.start(Path(folder) / "postgres")
        database = Database(server.url, pool_size=4)
        database.migrate()
        crew = Crew(server.url, Path(folder))
        try:
            yield crew, database
        finally:
            crew.stop()
            database.close()
            server.stop()


def accepting() -> list[Figure]:
    """Signed inbound (verify, inbox and job committed) against a bare endpoint of the same server."""
    with bench_world() as (crew, _):
        crew.start("web0")
        return asyncio.run(_accepting(crew))


async def _accepting(crew: Crew) -> list[Figure]:
    await crew.ready()
    port = crew.ports[0]
    host = f"127.0.0.1:{port}"
    bare = [load.request("GET", "/healthz", host)] * 6000
    await load.rate("127.0.0.1", port, bare[:1000])
    ratios, rates = [], []
    for round_ in range(3):
        signed = _signed(crew, host, 1500, f"r{round_}")
        bare_rate = await load.rate("127.0.0.1", port, bare)
        rate = await load.rate("127.0.0.1", port, signed)
        rates.append(rate)
        ratios.append(rate / bare_rate)
    ratio = statistics.median(ratios)
    return [
        Figure("accepting a signed inbound / bare endpoint", ratio, "x", ">= 0.10", ratio >= 0.10),
        Figure("signed inbounds accepted", statistics.median(rates), "/s", "-", held=True),
    ]


def _secret(crew: Crew) -> Simulator:
    """The simulator as the crew's processes see it: the same folder and secret."""
    from bots.bootstrap import derived
    from bots.settings import Settings

    settings = Settings(_env_file=None, data_dir=crew.folder)
    return Simulator(crew.folder / "simulator", derived(settings, "simulator"), crew.address())


def _event(number: str, text: str) -> events.Event:
    return events.message_event(
        event_id=uuid.uuid4().hex, number=number, text=text, files=[], tap=None, album=None, at=datetime.now(UTC)
    )


def _signed(crew: Crew, host: str, n: int, label: str) -> list[bytes]:
    simulator = _secret(crew)
    requests = []
    for place in range(n):
        body = events.envelope([_event(f"+1415555{place % CHATS:04d}", f"status {label}")])
        headers = {name.replace("-", "_"): value for name, value in simulator.sign(body).items()}
        requests.append(load.request("POST", "/webhooks/simulator", host, body, **headers))
    return requests


def handling() -> list[Figure]:
    """Messages a second that one worker handles: a few at a time, and 5,000 waiting on 256 chats."""
    with bench_world() as (crew, database):
        return asyncio.run(_handling(crew, database))


async def _handling(crew: Crew, database: Database) -> list[Figure]:
    await database.inbox.open()
    crew.start("work0")
    for words in (JOB.format(client="+1 415 555 0199"), "yes"):
        await _say(database, [words] * CHATS)
        await crew.quiet(300)
    _each_has_a_project(crew.url)
    alone = await _handled(crew, database, 1000)
    backlog = await _handled(crew, database, 5000)
    await database.inbox.close()
    return [
        Figure("messages handled by one worker, 1,000 on 256 chats", alone, "/s", "-", held=True),
        Figure("messages handled by one worker, 5,000 waiting on 256 chats", backlog, "/s", "-", held=True),
        Figure("with the backlog / alone", backlog / alone, "x", ">= 0.5", backlog / alone >= 0.5),
    ]


def _each_has_a_project(url: str) -> None:
    """A bench of greetings says little: every chat below asks about a real job."""
    with psycopg.connect(url) as rows:
        (projects,) = rows.execute("SELECT count(*) FROM projects").fetchone() or (0,)
    if projects != CHATS:
        raise RuntimeError(f"{projects} of {CHATS} chats have a project")


async def _handled(crew: Crew, database: Database, n: int) -> float:
    began = time.perf_counter()
    await _say(database, ["status"] * n)
    await crew.quiet(600)
    return n / (time.perf_counter() - began)


async def _say(database: Database, texts: Sequence[str]) -> None:
    items: list[InboxItem] = []
    for place, text in enumerate(texts):
        items.extend(events.items(events.envelope([_event(f"+1415555{place % CHATS:04d}", text)])))
    for start in range(0, len(items), 500):
        await database.inbox.accept(items[start : start + 500])


def sending(rounds: int = 12) -> list[Figure]:
    """From the tap on Send to the client's message, with 12 photos."""
    with bench_world() as (crew, _):
        crew.start("web0")
        crew.start("work0")
        seconds = asyncio.run(_sending(crew, rounds))
    p50, p95 = statistics.median(seconds), sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]
    return [
        Figure("Send tap to the client's message, 12 photos, p50", p50, "s", "-", held=True),
        Figure("Send tap to the client's message, 12 photos, p95", p95, "s", "< 2", p95 < 2),
    ]


async def _sending(crew: Crew, rounds: int) -> list[float]:
    await crew.ready()
    simulator = _secret(crew)
    photos = []
    for n in range(12):
        path = crew.folder / f"photo{n}.jpg"
        path.write_bytes(samples.jpeg(f"Work {n}"))
        photos.append(path)
    async with httpx.AsyncClient(base_url=crew.address(), timeout=60) as http:
        return [await _sent(simulator, http, photos, n) for n in range(rounds)]


async def _sent(simulator: Simulator, http: httpx.AsyncClient, photos: Sequence[Path], n: int) -> float:
    phone, client = Phone(f"+141555504{n:02d}", simulator, http), Phone(f"+141555505{n:02d}", simulator, http)
    await hires(phone, client.number)
    await phone.says("demo done", photos)
    shown = await phone.waits_for(has_button("Send"), "the preview", 120)
    began = time.perf_counter()
    await phone.taps(shown, "Send")
    await client.waits_for(lambda message: bool(message["url"]), "the client's link")
    return time.perf_counter() - began


def report(figures: Sequence[Figure]) -> str:
    """JSON, a row a figure."""
    return json.dumps([{name: getattr(one, name) for name in one.__slots__} for one in figures], indent=2)
