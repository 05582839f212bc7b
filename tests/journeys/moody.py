"""A program whose vendors and printer have bad days, and what tests ask of it. ``attempts`` may be overridden."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx
import psycopg
import pytest

from bots import bootstrap
from bots.bootstrap import Program
from bots.phones import Phone, running
from channels.payments.sandbox.adapter import SandboxGateway
from channels.simulator.adapter import Simulator
from core.domain.sheet import InvoiceSheet
from core.ports.documents import RenderFailed
from core.ports.messaging import Delivery, DeliveryReport, FetchFailed, Heard, SendFailed
from core.ports.payments import GatewayFailed, PageMade, PageWanted
from storage.documents.warm import WarmRenderer
from storage.media import samples
from tests.journeys.conftest import settings_for

POISON = "poison"


class Moody(Simulator):
    """The simulator on a bad day. Each failure is taken from its list once; the last of ``fetches`` may be final.

    While it is ``poisoned``, a message with that word breaks the turn after a first good one was taken.
    """

    poisoned = True

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # as the simulator takes them
        self.blocked: set[str] = set()
        self.down: list[str] = []
        self.fetches: list[FetchFailed] = []
        self.deliveries: list[Delivery] = []

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        heard = super().translate(body)
        if self.poisoned and POISON in json.loads(body).get("text", ""):
            nothing_in_it = DeliveryReport.__new__(DeliveryReport)  # what no adapter may answer
            return (*heard, nothing_in_it)
        return heard

    async def send(self, address: str, delivery: Delivery) -> str:
        self.deliveries.append(delivery)
        if address in self.blocked:
            raise SendFailed("blocked by its owner", final=True)
        if address in self.down:
            self.down.remove(address)
            raise SendFailed("try again")
        return await super().send(address, delivery)

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        if self.fetches:
            raise self.fetches.pop(0)
        await super().fetch(ref, into, limit)


class Closed(SandboxGateway):
    """The gateway, which makes no page while it is closed."""

    refusals: list[GatewayFailed]

    async def make_page(self, wanted: PageWanted) -> PageMade:
        if self.refusals:
            raise self.refusals.pop(0)
        return await super().make_page(wanted)


class Unwell(WarmRenderer):
    """The renderer, which fails while it is broken."""

    broken = False

    def render(self, sheet: InvoiceSheet, assets: Mapping[str, bytes], page_url: str) -> bytes:
        if self.broken:
            raise RenderFailed("out of ink")
        return super().render(sheet, assets, page_url)


@pytest.fixture
def attempts() -> int:
    """How often a job is tried."""
    return 3


@pytest.fixture
async def program(database_url: str, tmp_path: Path, attempts: int) -> AsyncIterator[Program]:
    """All is well until a test says otherwise."""
    renderer = Unwell()
    settings = settings_for(database_url, tmp_path, job_attempts=attempts, stalled_after_seconds=2.0)
    program = bootstrap.build(settings, renderer=renderer)
    settings = program.settings
    simulator = Moody(tmp_path / "simulator", bootstrap.derived(settings, "simulator"), settings.base_url)
    gateway = Closed(bootstrap.derived(settings, "sandbox"), settings.base_url)
    gateway.refusals = []
    program.channels["simulator"] = simulator  # type: ignore[index]  # a dict, which only tests write to
    program.gateways["sandbox"] = gateway  # type: ignore[index]  # as above
    async with running(program):
        yield program
    program.close()
    renderer.close()


@pytest.fixture
async def http(program: Program) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=program.settings.base_url, timeout=30) as client:
        yield client


def phone(program: Program, http: httpx.AsyncClient, number: str) -> Phone:
    return Phone(number, program.channels["simulator"], http)  # type: ignore[arg-type]  # it is one


def rows(program: Program, statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(program.database.url, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


async def until(true: Callable[[], object]) -> None:
    for _ in range(1200):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to that")


def photo(program: Program) -> Path:
    path = program.settings.data_dir / "photo.jpg"
    path.write_bytes(samples.jpeg("Work", width=320, height=240))
    return path
