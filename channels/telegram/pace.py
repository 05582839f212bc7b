"""How fast we write: Telegram's limits a chat, a group and a bot, kept by each process for itself.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: one message a second in a chat (short
bursts go through), 20 a minute in a group, about 30 a second in all. What is exceeded between processes is answered
with 429, which is kept to as well.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

LONGEST_WAIT = 10.0
_CHATS_REMEMBERED = 10_000


class Later(Exception):
    """Not now: in ``seconds``. A worker has better to do than to wait so long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"this chat is written to again in {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` at once, then one every ``seconds``."""

    seconds: float
    burst: int

    def earliest(self, free_at: float) -> float:
        """When one may go whose turn, without bursts, would be ``free_at``."""
        return free_at - (self.burst - 1) * self.seconds


OVERALL = Limit(0.05, 10)  # at most 30 in any second
CHAT = Limit(1.0, 3)
GROUP = Limit(4.0, 5)  # at most 20 in any minute


class Pace:
    """Each message takes its turn before it goes; turns are given in the order in which they are asked for."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._free_at: dict[str, float] = {}
        self._paused: dict[str, float] = {}

    async def turn(self, chat: str) -> None:
        """Returns when a message to this chat may go. Raises Later when that is more than ``LONGEST_WAIT`` away."""
        wait = self._reserve(chat)
        if wait > 0:
            await self._sleep(wait)

    def pause(self, chat: str, seconds: float) -> None:
        """Telegram said so (429): nothing to this chat before."""
        self._paused[chat] = max(self._paused.get(chat, 0.0), self._clock() + seconds)

    def _reserve(self, chat: str) -> float:
        now = self._clock()
        self._forget(now)
        limits = {"": OVERALL, chat: GROUP if chat.startswith("-") else CHAT}
        free_at = {name: max(self._free_at.get(name, now), now) for name in limits}
        starts = [limit.earliest(free_at[name]) for name, limit in limits.items()]
        wait = max(0.0, *(start - now for start in starts), self._paused.get(chat, now) - now)
        if wait > LONGEST_WAIT:
            raise Later(wait)
        for name, limit in limits.items():
            self._free_at[name] = free_at[name] + limit.seconds
        return wait

    def _forget(self, now: float) -> None:
        if len(self._free_at) > _CHATS_REMEMBERED:
            self._free_at = {chat: moment for chat, moment in self._free_at.items() if moment > now}
        if len(self._paused) > _CHATS_REMEMBERED:
            self._paused = {chat: moment for chat, moment in self._paused.items() if moment > now}
