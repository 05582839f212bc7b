"""What a person does with a simulated phone: says things, taps, and reads. Each becomes a signed request."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from channels.simulator.adapter import Simulator
from channels.simulator.events import Event, envelope, message_event, report_event
from channels.simulator.shelf import Media
from core.ports.inbox import Inbox

_URL = "simulator:"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the phone sends it; ``content`` is read from where it stands."""

    file_name: str
    media_type: str
    content: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One act of sending. ``nonce`` makes it one however often it is tried; ``tap`` is the token of a tapped
    button and ``of`` the message that it is on.
    """

    number: str
    text: str = ""
    uploads: Sequence[Upload] = ()
    tap: str | None = None
    of: str | None = None
    nonce: str = ""


class Handset:
    """The vendor's side of the talk: keeps what a person did, signs it, and posts it to ``inbox``."""

    def __init__(self, simulator: Simulator, inbox: Inbox) -> None:
        self._simulator = simulator
        self._inbox = inbox
        self._kept = simulator.conversations

    async def say(self, said: Said) -> str:
        """Returns the id of what was said, once the inbox has it. ValueError for a number that is none."""
        said_id = said.nonce or uuid.uuid4().hex
        files = await asyncio.to_thread(self._shelve, said, said_id)
        await asyncio.to_thread(self._kept.append, said.number, f"said:{said_id}", self._entry(said, said_id, files))
        await self._post(self._events(said, said_id, files))
        await self._mark(said.number, said_id, "accepted")
        return said_id

    async def report(self, number: str, message_ids: Sequence[str], status: Literal["delivered", "read"]) -> None:
        """The phone tells the vendor, and the vendor tells us, what became of our messages to it."""
        fresh = await asyncio.to_thread(self._unreported, number, message_ids, status)
        if fresh:
            await self._post([report_event(number=number, vendor_id=one, status=status) for one in fresh])
        for one in fresh:
            await self._mark(number, one, status)

    def _unreported(self, number: str, message_ids: Sequence[str], status: str) -> list[str]:
        has = self._kept.has
        return [one for one in message_ids if has(number, f"message:{one}") and not has(number, f"mark:{one}:{status}")]

    async def _post(self, events: Sequence[Event]) -> None:
        """The way of every webhook: verified, then into the inbox."""
        body = envelope(events)
        await self._inbox.accept(self._simulator.verify(_URL, self._simulator.sign(body), body))

    async def _mark(self, number: str, of: str, status: str) -> None:
        entry = {"kind": "mark", "id": of, "status": status, "at": self._simulator.now().isoformat()}
        await asyncio.to_thread(self._kept.append, number, f"mark:{of}:{status}", entry)

    def _shelve(self, said: Said, said_id: str) -> list[Media]:
        """On the vendor's shelf, in the same places when the same act is tried again."""
        place_of, keep = self._simulator.media_id, self._simulator.shelf.keep
        return [
            keep(place_of(f"{said.number}|{said_id}", place), one.content, one.file_name, one.media_type)
            for place, one in enumerate(said.uploads)
        ]

    def _entry(self, said: Said, said_id: str, files: Sequence[Media]) -> Event:
        return {
            "kind": "said",
            "id": said_id,
            "at": self._simulator.now().isoformat(),
            "text": said.text,
            "files": [{"id": f.id, "name": f.file_name, "type": f.media_type, "size": f.size} for f in files],
            "tap": said.tap,
            "of": said.of,
        }

    def _events(self, said: Said, said_id: str, files: Sequence[Media]) -> list[Event]:
        """One a file, the words with the first, as vendors post an album."""
        album = f"{said.number}:{said_id}" if len(files) > 1 else None
        groups = [[file] for file in files] or [[]]
        return [
            message_event(
                event_id=f"{said.number}:{said_id}:{place}",
                number=said.number,
                text=said.text if place == 0 else "",
                files=group,
                tap=said.tap if place == 0 else None,
                album=album,
                at=self._simulator.now(),
            )
            for place, group in enumerate(groups)
        ]
