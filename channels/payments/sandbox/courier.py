"""FAKE gateway's own server: it carries events to the webhook over real HTTP, again and again until they are taken."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field

import httpx

from channels.payments.sandbox.adapter import NAME, SandboxGateway

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers at least once while the program runs; ``waits`` are the seconds between attempts.

    What is still waiting (a retry, a delayed success) lives in this process only: a crash forgets it, as this is a toy.
    The payment then stays "processing", and pressing Pay again on the same page settles it.
    """

    gateway: SandboxGateway
    waits: Sequence[float] = (0.2, 0.5, 1, 2, 5, 10, 30, 60)
    _waiting: set[asyncio.Task[None]] = field(default_factory=set)

    async def deliver(self, body: bytes) -> None:
        """Try once now; if that fails, go on behind the scenes."""
        if not await self._post(body):
            self._later(self._insist(body))

    def deliver_after(self, seconds: float, body: bytes) -> None:
        self._later(self._insist(body, seconds))

    async def _insist(self, body: bytes, first: float | None = None) -> None:
        for wait in self.waits if first is None else (first, *self.waits):
            await asyncio.sleep(wait)
            if await self._post(body):
                return
        _log.warning("the sandbox gave up on an event: nobody takes it at %s", self.gateway.base_url)

    async def _post(self, body: bytes) -> bool:
        # Signed at each attempt, as the time in the signature goes stale; no proxy, as the address is our own.
        try:
            async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
                url = f"{self.gateway.base_url}/webhooks/{NAME}"
                return (await client.post(url, content=body, headers=self.gateway.sign(body))).is_success
        except httpx.HTTPError:
            return False

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._waiting.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(self._waiting.discard)
