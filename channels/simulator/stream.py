"""Server-sent events: the conversations as they grow, resumable from the last event a page has seen."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from channels.simulator.conversations import E164, Conversations, Line

LOOK_EVERY_SECONDS = 0.12
NUMBERS_EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
TYPING_LASTS_SECONDS = 10.0

Show = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def read_position(text: str) -> dict[str, int]:
    """Offsets from "+14155550100=120 +14155550134=64"; what makes no sense is left out."""
    pairs = (part.partition("=") for part in text.split()[:8])
    return {
        number: int(end)
        for number, _, end in pairs
        if E164.fullmatch(number) and end.isascii() and end.isdecimal() and len(end) < 16
    }


class Tail:
    """Follows some phones. ``position`` is what the next reader needs to go on from here."""

    def __init__(self, conversations: Conversations, numbers: Sequence[str], start: Mapping[str, int]) -> None:
        self._conversations = conversations
        self._ends = {number: start.get(number, 0) for number in numbers}

    @property
    def position(self) -> str:
        return " ".join(f"{number}={end}" for number, end in self._ends.items())

    def fresh(self) -> list[tuple[str, Line]]:
        """What was added since; the position moves on as the caller takes the lines with ``passed``."""
        return [(number, line) for number, end in self._ends.items() for line in self._added(number, end)]

    def passed(self, number: str, line: Line) -> None:
        self._ends[number] = line.end

    def _added(self, number: str, end: int) -> Sequence[Line]:
        if self._conversations.end(number) == end:
            return ()
        return self._conversations.read(number, end)


class Stream:
    """One page's events: "line" for what was said, "numbers" when phones appear, "ready" after the past."""

    def __init__(
        self, conversations: Conversations, tail: Tail, show: Show, closing: Callable[[], bool] = lambda: False
    ) -> None:
        self._conversations = conversations
        self._tail = tail
        self._show = show
        self._closing = closing
        self._known = ""
        self._looked = 0.0

    async def events(self) -> AsyncIterator[str]:
        """Until the reader goes away or the program closes. Never silent for longer than the heartbeat."""
        for event in await asyncio.to_thread(self._look):
            yield event
        yield _event("ready", {}, self._tail.position)
        spoke = time.monotonic()
        while not self._closing():
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            added = await asyncio.to_thread(self._look)
            for event in added:
                yield event
            if not added and time.monotonic() - spoke > HEARTBEAT_SECONDS:
                yield ": still here\n\n"
            elif not added:
                continue
            spoke = time.monotonic()

    def _look(self) -> list[str]:
        return [*self._lines(), *self._numbers()]

    def _lines(self) -> list[str]:
        events = []
        for number, line in self._tail.fresh():
            self._tail.passed(number, line)
            if _worth_showing(line.entry):
                shown = {**self._show(line.entry), "number": number}
                events.append(_event("line", shown, self._tail.position))
        return events

    def _numbers(self) -> list[str]:
        """The list of phones, when it is another than the one last sent."""
        if time.monotonic() - self._looked < NUMBERS_EVERY_SECONDS:
            return []
        self._looked = time.monotonic()
        known = [one.public() for one in self._conversations.numbers()]
        text = json.dumps(sorted(known, key=lambda one: str(one["number"])))
        if text == self._known:
            return []
        self._known = text
        return [_event("numbers", {"numbers": known}, self._tail.position)]


def _worth_showing(entry: Mapping[str, Any]) -> bool:
    """Typing is only of the moment; a torn line is nothing."""
    if entry.get("kind") != "typing":
        return "kind" in entry
    age = time.time() - datetime.fromisoformat(entry["at"]).timestamp()
    return age < TYPING_LASTS_SECONDS


def _event(name: str, content: Mapping[str, Any], position: str) -> str:
    return f"event: {name}\nid: {position}\ndata: {json.dumps(content)}\n\n"
