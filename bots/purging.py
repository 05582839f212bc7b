"""What came in is kept as it came for 90 days, and then only its id."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bots.tending import Finding
from storage.database import Database
from storage.purging import Run

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=90)
LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Purging:
    """The nightly job, and what the doctor says of it."""

    database: Database

    async def nightly(self, timestamp: int) -> None:
        """By the database's clock, which also dated what came in."""
        del timestamp
        await asyncio.to_thread(self.run, self.now())

    def now(self) -> datetime:
        with self.database.turns.begin() as turn:
            return turn.received_at

    def run(self, now: datetime) -> int:
        """Returns how many bodies were forgotten."""
        forgotten = self.database.purging.forget_before(now - KEPT_FOR)
        self.database.purging.note(Run(now, forgotten))
        log.info("%s raw bodies of what came in more than %s days ago are forgotten", forgotten, KEPT_FOR.days)
        return forgotten

    def findings(self, now: datetime) -> Iterator[Finding]:
        """When it last ran, and what it should have forgotten by now."""
        last = self.database.purging.last()
        when = f"last done {last.at:%Y-%m-%d %H:%M} UTC, {last.done} forgotten" if last else "not done yet"
        words = f"what came in is forgotten after {KEPT_FOR.days} days: {when}"
        overdue = self.database.purging.overdue(now - KEPT_FOR - LATE)
        if overdue:
            mend = "keep `milepost serve` or `milepost work` running over the night (03:41 UTC)"
            yield Finding(well=False, words=f"{words}; {overdue} should be gone by now", mend=mend)
            return
        yield Finding(well=True if last else None, words=words)
