"""Among a million invoices the reminders that are due are claimed: each once, by any number of workers, against the
lock of one row whose key is known.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from storage.database import Database
from storage.reminders import CLAIM
from tests.bench.program import bench_world
from tests.storage.samples import NOON, Story

INVOICES, DUE, BATCH, WORKERS, SHARED = 1_000_000, 10_000, 50, 8, 4_000
INDEX = "reminder_plans_next_idx"
BY_KEY = "SELECT account_id, invoice_id FROM reminder_plans WHERE id = %s FOR NO KEY UPDATE"
_SET = "UPDATE reminder_plans SET next_at = %s WHERE account_id = %s AND invoice_id = %s"
_SOME_DUE = """
UPDATE reminder_plans SET next_at = %s WHERE id IN (SELECT id FROM reminder_plans WHERE next_at > %s LIMIT %s)
"""
_COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'invoices' AND is_identity = 'NO'
"""
_FRESH: Mapping[str, LiteralString] = {
    "id": "gen_random_uuid()",
    "sequence": "n",
    "number": "'INV-' || n",
    "sheet": "'{}'",
}
_COPIED = SQL("INSERT INTO invoices ({}) SELECT {} FROM invoices i, generate_series(2, %s) n")
# Of a hundred plans forty have ended, some are due as of %(now)s, and the others are looked at in the forty days after.
_PLANS = """
INSERT INTO reminder_plans (id, account_id, invoice_id, begun_on, days, last_step, state, why, next_at)
SELECT gen_random_uuid(), account_id, id, date '2026-11-01', '[0, 7]', '',
    CASE WHEN sequence %% 5 < 2 THEN 'ended' ELSE 'on' END,
    '', CASE
        WHEN sequence %% 5 < 2 THEN NULL
        WHEN sequence %% %(every)s = 2 THEN %(now)s - (sequence %% 3600) * interval '1 second'
        ELSE %(now)s + interval '1 minute' + (sequence %% 3456000) * interval '1 second'
    END
FROM invoices WHERE sequence > 1
"""


@dataclass(frozen=True, slots=True)
class Claims:
    """Median seconds of one claim, in a batch of transactions that each claim one and set its next time as a worker
    does; of the same where the row is known by its key; and of a claim without the index, which reads every row.
    ``more_than_once``: of ``SHARED`` due ones, how many several workers took twice or nobody took.
    """

    seconds: float
    by_key_seconds: float
    no_index_seconds: float
    more_than_once: int

    @property
    def ratio(self) -> float:
        return self.seconds / self.by_key_seconds


def keep_many(database: Database, invoices: int, due: int) -> None:
    """So many with a plan each, ``due`` of them due as of ``NOON``: copied in SQL from one that the ledger kept."""
    story = Story()
    with database.books.open(story.account.id) as ledger:
        ledger.save(*story.all, story.invoice(1))
    with psycopg.connect(database.url) as connection:
        # No check of each reference, and no trigger: what is copied refers to what is there.
        connection.execute("SET session_replication_role = replica")
        names = [name for (name,) in connection.execute(_COLUMNS)]
        columns = [SQL(_FRESH[name]) if name in _FRESH else Identifier("i", name) for name in names]
        listed = SQL(", ").join(map(Identifier, names))
        connection.execute(_COPIED.format(listed, SQL(", ").join(columns)), (invoices + 1,))
        connection.execute(_PLANS, {"every": invoices // due, "now": NOON})
        connection.execute("ANALYZE invoices, reminder_plans")


def plan_of_the_claim(url: str) -> str:
    with psycopg.connect(url) as connection:
        return "\n".join(str(line) for (line,) in connection.execute(f"EXPLAIN {CLAIM}", (NOON,)))


def shared(url: str, workers: int, claim: str = CLAIM) -> Counter[UUID]:
    """Who was claimed how often, where the workers go on until nothing is due."""

    def work(_worker: int) -> list[UUID]:
        mine: list[UUID] = []
        with psycopg.connect(url) as connection:
            while True:
                with connection.transaction():
                    row = connection.execute(claim, (NOON,)).fetchone()
                    if row is None:
                        return mine
                    connection.execute(_SET, (NOON + timedelta(days=3), *row))
                mine.append(row[1])

    with ThreadPoolExecutor(workers) as pool:
        return Counter(one for found in pool.map(work, range(workers)) for one in found)


def bench_claims(rounds: int = 20) -> Claims:
    """RuntimeError when the planner does not take the index by itself."""
    with bench_world() as (_, database):
        keep_many(database, INVOICES, DUE)
        plan = plan_of_the_claim(database.url)
        if INDEX not in plan:
            raise RuntimeError(f"the claim does not use the partial index:\n{plan}")
        with psycopg.connect(database.url, autocommit=True) as connection:
            keys = [row[0] for row in connection.execute("SELECT id FROM reminder_plans TABLESAMPLE SYSTEM (1)")]
            seconds, by_key = _in_turns(connection, keys, rounds)
            connection.execute("UPDATE reminder_plans SET next_at = NULL WHERE next_at <= %s", (NOON,))
            connection.execute(_SOME_DUE, (NOON, NOON, SHARED))
        with psycopg.connect(database.url, autocommit=True) as connection:  # another: a prepared plan would stay
            connection.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
            no_index = statistics.median(_batch(lambda: connection.execute(CLAIM, (NOON,)), 3))
        found = shared(database.url, WORKERS)
        return Claims(seconds, by_key, no_index, abs(SHARED - len(found)) + sum(n - 1 for n in found.values()))


def _in_turns(connection: psycopg.Connection, keys: Sequence[UUID], rounds: int) -> tuple[float, float]:
    """Both sides take turns; the first of each does not count."""
    known = iter(keys)

    def claim() -> None:
        _claimed(connection, CLAIM, NOON)

    def by_key() -> None:
        _claimed(connection, BY_KEY, next(known))

    times = [(_batch(claim, BATCH), _batch(by_key, BATCH)) for _ in range(rounds + 1)][1:]
    mine, plain = ([one for batch in side for one in batch] for side in zip(*times, strict=True))
    return statistics.median(mine), statistics.median(plain)


def _claimed(connection: psycopg.Connection, how: str, which: object) -> None:
    with connection.transaction():
        row = connection.execute(how, (which,)).fetchone()
        if row is None:
            raise RuntimeError("nothing was due")
        connection.execute(_SET, (NOON + timedelta(days=3), *row))


def _batch(side: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        side()
        found.append(time.perf_counter() - begun)
    return found


if __name__ == "__main__":
    sys.stdout.write(f"{bench_claims()}\n")
