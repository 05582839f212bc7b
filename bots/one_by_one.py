"""What is due by itself is claimed and said one by one, and one that fails keeps no other waiting."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from storage.database import Database
from storage.turns import Turn

log = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(hours=1)
Claimed = TypeVar("Claimed")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneByOne(Generic[Claimed]):
    """Each in a transaction of its own; any number of workers may run at once. ``say``: whether it counts. ``put_off``:
    what failed is not claimed before then.
    """

    what: str
    database: Database
    claim: Callable[[Turn, datetime], Claimed | None]
    say: Callable[[Turn, Claimed, datetime], bool]
    put_off: Callable[[Turn, Claimed, datetime], None]

    def run(self, most: int, now: datetime | None = None) -> int:
        """How many counted, of ``most``. ``now``: by the database's clock if not given."""
        counted = 0
        for _ in range(most):
            done = self._next(now)
            if done is None:
                break
            counted += done
        return counted

    def _next(self, now: datetime | None) -> bool | None:
        """None when nothing is due."""
        claimed: Claimed | None = None
        try:
            with self.database.turns.begin() as turn:
                at = now or turn.received_at
                claimed = self.claim(turn, at)
                return None if claimed is None else self.say(turn, claimed, at)
        except Exception:
            if claimed is None:
                raise
            log.exception("%s could not be made, and is tried again later: %s", self.what, claimed)
            with self.database.turns.begin() as turn:
                self.put_off(turn, claimed, (now or turn.received_at) + AGAIN_AFTER)
        return False
