"""The inbox in memory: the same unique rows and serial lines, gone with the process."""

import asyncio
from collections.abc import Sequence

from core.ports.inbox import InboxItem


class MemoryInbox:
    """Keeps each (source, external id) once, in order of arrival; ``arrivals`` hands the new ones to a reader."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], InboxItem] = {}
        self.arrivals: asyncio.Queue[InboxItem] = asyncio.Queue()
        self.offered = 0

    async def accept(self, items: Sequence[InboxItem]) -> int:
        fresh = 0
        for item in items:
            self.offered += 1
            if (item.source, item.external_id) not in self.items:
                self.items[item.source, item.external_id] = item
                self.arrivals.put_nowait(item)
                fresh += 1
        return fresh
