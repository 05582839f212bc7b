"""A whole program, started as `milepost serve` starts it, on a database of its own; each test brings its own phones."""

import asyncio
import itertools
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from bots import bootstrap
from bots.bootstrap import Program
from bots.phones import Phone, running
from bots.settings import Settings
from storage.media import sample_documents, samples
from tests.channels.payments.stripe import vendor as stand_in
from tests.conftest import TEMPLATE, _named
from tests.survival.crew import any_port

_numbers = itertools.count(100)


def settings_for(url: str, folder: Path, **more: object) -> Settings:
    """Nothing of this machine's own settings comes in."""
    chosen: dict[str, object] = {
        "database_url": url,
        "data_dir": folder,
        "port": any_port(),
        "album_pause_seconds": 0.4,
        "retry_pace": 0.2,
        "worker_concurrency": 10,
        "stalled_after_seconds": 4.0,
        "log_level": "WARNING",
        **more,
    }
    return Settings(_env_file=None, **chosen)


@dataclass(slots=True)
class World:
    """A running program and where it is reached."""

    program: Program
    base_url: str


@pytest.fixture(scope="session")
def world(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One program for all journeys of this process: accounts keep them apart, as they do in life."""
    with living(server_url, tmp_path_factory.mktemp("world")) as found:
        yield found


@contextmanager
def living(server_url: str, folder: Path, **more: object) -> Iterator[World]:
    """A program with these settings on a database of its own, until the end of the block."""
    name = f"world_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    program = bootstrap.build(settings_for(_named(server_url, name), folder, **more))
    started, stop = threading.Event(), threading.Event()

    async def live() -> None:
        async with running(program):
            started.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live()), name="world")
    thread.start()
    assert started.wait(30), "the program did not start"
    try:
        yield World(program, f"http://127.0.0.1:{program.settings.port}")
    finally:
        stop.set()
        thread.join(40)
        program.close()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=world.base_url, timeout=60) as client:
        yield client


@dataclass(slots=True)
class Cast:
    """A contractor and a client with numbers of their own, and what the story is about."""

    contractor: Phone
    client: Phone
    client_number: str


@pytest.fixture
def cast(world: World, http: httpx.AsyncClient, worker_id: str) -> Cast:
    return another_cast(world, http, worker_id)


def another_cast(world: World, http: httpx.AsyncClient, worker_id: str) -> Cast:
    """Of people nobody has met."""
    lane = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    n = next(_numbers)
    contractor, client = f"+1415555{lane}{n:03d}", f"+1628555{lane}{n:03d}"
    simulator = world.program.channels["simulator"]
    return Cast(Phone(contractor, simulator, http), Phone(client, simulator, http), client)


@pytest.fixture
def worker_id(request: pytest.FixtureRequest) -> str:
    """xdist's name of this process."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Twelve different small photos."""
    folder = tmp_path_factory.mktemp("photos")
    paths = []
    for n in range(12):
        path = folder / f"IMG_{n:04d}.jpg"
        path.write_bytes(samples.jpeg(f"Work {n}", width=800, height=600))
        paths.append(path)
    pdf = folder / "receipt.pdf"
    pdf.write_bytes(sample_documents.pdf("Receipt", pages=2))
    return [*paths, pdf]


@pytest.fixture(scope="module")
def stripe() -> Iterator[stand_in.Stripe]:
    with stand_in.serving(stand_in.Stripe()) as vendor:
        yield vendor
