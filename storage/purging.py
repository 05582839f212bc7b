"""Raw bodies of what came in go after a time; their ids stay, so that a repeat is still known as one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

BATCH = 1000
NAME = "purge_bodies"
# A batch at a time: no lock is held long, and what is being taken in right now is left for the next night.
_FORGET = """
UPDATE inbox SET body = NULL WHERE id IN (
    SELECT id FROM inbox WHERE body IS NOT NULL AND received_at < %s
    ORDER BY received_at LIMIT %s FOR UPDATE SKIP LOCKED
)
"""
_OVERDUE = "SELECT count(*) FROM inbox WHERE body IS NOT NULL AND received_at < %s"
_RAN = """
INSERT INTO nightly_runs (name, ran_at, done) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at, done = excluded.done
"""
_LAST = "SELECT ran_at, done FROM nightly_runs WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Run:
    """When it was last done, and how many it forgot then."""

    at: datetime
    done: int


class Purging:
    """Forgets raw bodies, and remembers that it did."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def forget_before(self, moment: datetime, batch: int = BATCH) -> int:
        """All bodies received before it. Returns how many."""
        forgotten = 0
        while True:
            with self._engine.begin() as connection:
                n = connection.exec_driver_sql(_FORGET, (moment, batch)).rowcount
            forgotten += n
            if n < batch:
                return forgotten

    def overdue(self, moment: datetime) -> int:
        """How many bodies from before it are still there."""
        with self._engine.begin() as connection:
            return int(connection.exec_driver_sql(_OVERDUE, (moment,)).scalar_one())

    def note(self, run: Run) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_RAN, (NAME, run.at, run.done))

    def last(self) -> Run | None:
        """None: never yet."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(_LAST, (NAME,)).first()
        return None if row is None else Run(row.ran_at, row.done)
