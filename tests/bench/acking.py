"""How long vendors wait for our 200 while workers are busy: signed webhooks at a steady rate, each kept for good.

The rate does not wait for the answers: each request has its time, and its wait is counted from there, so that a stall
is seen by everybody who would have come in it.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg

from channels.simulator import events
from channels.simulator.adapter import Simulator
from channels.telegram.adapter import SECRET_HEADER
from tests.bench import load
from tests.bench.program import CHATS, Figure, _event, _secret, bench_world
from tests.channels.telegram.stand_in import BotApi
from tests.survival.crew import Crew

RATE = 200
SECONDS = 60
WORKERS = 2
CONNECTIONS = 64
TOKEN = "4839574812:bench-bench-bench-bench-bench-bench"
SECRET = "bench-secret-of-telegram"
_KEPT = "SELECT source, external_id FROM inbox"
_WAITING = """
SELECT count(*) FROM inbox WHERE taken_at IS NULL
AND id NOT IN (SELECT (args ->> 'inbox_id')::bigint FROM procrastinate_jobs WHERE task_name = 'take_in')
"""


@dataclass(slots=True)
class Answers:
    """``waits`` in seconds, of every request; ``acknowledged`` are the inbox keys of those answered with 200."""

    waits: list[float]
    acknowledged: set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Signed:
    """One webhook as its vendor posts it, and the inbox key that it must be kept under."""

    path: str
    headers: dict[str, str]
    body: bytes
    key: tuple[str, str]


def acking() -> list[Figure]:
    """The p99 of a minute, in milliseconds, and how many acknowledged ones are not there afterwards."""
    with BotApi(TOKEN).serving() as api, bench_world() as (crew, _):
        crew.more = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_BASE": api.url,
        }
        crew.start("web0")
        for n in range(WORKERS):
            crew.start(f"work{n}")
        answers = asyncio.run(_acking(crew))
        lost = _lost(crew, answers)
    waits = sorted(answers.waits)
    p50, p99 = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.99))
    refused = len(waits) - len(answers.acknowledged)
    return [
        Figure(f"webhooks at {RATE}/s for {SECONDS} s beside {WORKERS} workers, p50", p50, "ms", "-", held=True),
        Figure(f"webhooks at {RATE}/s for {SECONDS} s beside {WORKERS} workers, p99", p99, "ms", "< 500", p99 < 500),
        Figure("of these, not answered with 200", refused, "", "0", refused == 0),
        Figure("acknowledged and not kept", lost, "", "0", lost == 0),
    ]


async def _acking(crew: Crew) -> Answers:
    await crew.ready()
    makers: Sequence[Callable[[int], Signed]] = (_simulated(crew), _telegram)
    posts = [makers[n % len(makers)](n) for n in range(RATE * SECONDS)]
    host, port = "127.0.0.1", int(crew.address().rpartition(":")[2])
    prepared = [load.request("POST", one.path, f"{host}:{port}", one.body, **one.headers) for one in posts]
    answers = await load.steady(host, port, prepared, RATE, CONNECTIONS)
    taken = {posts[one.place].key for one in answers if one.status == load.OK}
    return Answers([one.wait for one in answers], taken)


def _simulated(crew: Crew) -> Callable[[int], Signed]:
    simulator: Simulator = _secret(crew)

    def make(n: int) -> Signed:
        body = events.envelope([_event(f"+1415555{n % CHATS:04d}", "status")])
        (item,) = events.items(body)
        return Signed("/webhooks/simulator", dict(simulator.sign(body)), body, (item.source, item.external_id))

    return make


def _telegram(n: int) -> Signed:
    person = {"id": 700_000 + n % CHATS, "is_bot": False, "first_name": "Ray", "language_code": "en"}
    message = {
        "message_id": n + 1,
        "from": person,
        "chat": {"id": person["id"], "first_name": "Ray", "type": "private"},
        "date": int(time.time()),
        "text": "status",
    }
    body = json.dumps({"update_id": 10_000 + n, "message": message}).encode()
    headers = {"content-type": "application/json", SECRET_HEADER: SECRET}
    return Signed("/webhooks/telegram", headers, body, ("telegram", f"{TOKEN.partition(':')[0]}:{10_000 + n}"))


def _lost(crew: Crew, answers: Answers) -> int:
    """Neither a row of the inbox, nor taken in or waiting to be."""
    with psycopg.connect(crew.url) as rows:
        kept = {(source, external_id) for source, external_id in rows.execute(_KEPT)}
        (forgotten,) = rows.execute(_WAITING).fetchone() or (0,)
    return len(answers.acknowledged - kept) + int(forgotten)
