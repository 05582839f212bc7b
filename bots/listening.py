"""Roads that are asked instead of posting to us: each is listened to by one process, and again when it breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from core.ports.inbox import Accept, Listener
from storage.turn_taking import alone

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Runs every listener until cancelled. ``pause``: seconds before the next try, doubled while it fails."""

    url: str
    listeners: Mapping[str, Listener]
    accept: Accept
    pause: float = LOOK_AGAIN_SECONDS

    async def run(self) -> None:
        """Returns at once where there is nothing to listen to."""
        async with asyncio.TaskGroup() as group:
            for name, listener in self.listeners.items():
                group.create_task(self._always(name, listener), name=f"listen:{name}")

    async def _always(self, name: str, listener: Listener) -> NoReturn:
        pause = self.pause
        while True:
            try:
                async with alone(self.url, f"listen:{name}") as still_ours:
                    if still_ours:
                        log.info("listening to %s", name)
                        pause = self.pause
                        await self._listen(listener, still_ours)
            except Exception as failure:  # noqa: BLE001 - a road that breaks is tried again, whatever broke it
                log.warning("listening to %s ended: %s; it is tried again", name, _said(failure))
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _listen(self, listener: Listener, still_ours: Callable[[], Awaitable[object]]) -> None:
        """Until it ends, or until another process may have taken our place."""
        listening = asyncio.ensure_future(listener.listen(self.accept))
        try:
            while not listening.done():
                await asyncio.wait([listening], timeout=self.pause)
                await still_ours()
            await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _said(failure: Exception) -> str:
    """Without a traceback, whose lines may show addresses with tokens in them."""
    return f"{type(failure).__name__}: {failure}"[:300]
