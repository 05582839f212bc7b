"""How often one address may try: a few at once, then at a slow pace. Kept in this process only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

_MOST_KNOWN = 10_000


@dataclass(slots=True)
class TryPace:
    """``burst`` tries at once, and one more each ``seconds``. Who was not seen longest is forgotten first."""

    burst: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _spent: "OrderedDict[str, float]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, who: str) -> bool:
        """Counts this try, unless it is one too many."""
        now = self.clock()
        with self._lock:
            free_at = max(now, self._spent.pop(who, now))
            allowed = free_at + self.seconds <= now + self.burst * self.seconds
            self._spent[who] = free_at + self.seconds if allowed else free_at
            if len(self._spent) > _MOST_KNOWN:
                self._spent.popitem(last=False)
        return allowed
