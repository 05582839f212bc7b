"""Drives the simulator's two phones from a program: says, taps, sends files, waits for what comes."""

import asyncio
import contextlib
import mimetypes
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bots import serving
from bots.bootstrap import Program
from channels.simulator.adapter import Simulator

PATIENCE = 60.0


class NothingCame(Exception):
    """What was waited for did not come."""


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[str]:
    """The program's web server and worker, in this event loop; gives its address."""
    server = serving.server(program, with_worker=True)
    server.config.setup_event_loop = lambda: None  # type: ignore[method-assign]  # the loop runs already
    with contextlib.suppress(AttributeError):
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the caller's signals stay its own
    task = asyncio.create_task(server.serve())
    await serving.started(server, task)
    try:
        yield program.settings.base_url
    finally:
        server.should_exit = True
        await task


@dataclass(slots=True)
class Phone:
    """One phone of the simulator. ``seen`` is how many of its messages were read by ``waits_for``."""

    number: str
    simulator: Simulator
    http: httpx.AsyncClient
    seen: int = 0

    @property
    def entries(self) -> list[Mapping[str, Any]]:
        """All that was said on this phone, both ways, in order."""
        return [line.entry for line in self.simulator.conversations.read(self.number) if line.entry["kind"] != "typing"]

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """What Milepost said to this phone."""
        return [entry for entry in self.entries if entry["kind"] == "message"]

    async def says(self, text: str, files: Sequence[Path] = ()) -> None:
        parts = [("files", (shown(one), one.read_bytes(), _kind(one))) for one in files]
        await self._post({"text": text}, parts)

    async def taps(self, message: Mapping[str, Any], label: str) -> None:
        """KeyError when the message has no such button."""
        tokens = {choice["label"]: choice["token"] for choice in message["choices"]}
        await self._post({"text": "", "tap": tokens[label], "of": message["id"]}, [])

    async def waits_for(
        self, wanted: Callable[[Mapping[str, Any]], bool], what: str, patience: float = PATIENCE
    ) -> Mapping[str, Any]:
        """The first unread message that fits; it and those before it are read then. Raises NothingCame."""
        end = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < end:
            for place, message in enumerate(self.messages[self.seen :], start=self.seen + 1):
                if wanted(message):
                    self.seen = place
                    return message
            await asyncio.sleep(0.05)
        raise NothingCame(f"{what} did not come in {patience:.0f} s")

    async def _post(self, form: Mapping[str, str], files: Sequence[Any]) -> None:
        content = {"number": self.number, "nonce": secrets.token_hex(16), **form}
        answer = await self.http.post("/simulator/messages", data=content, files=list(files) or [("files", ("", b""))])
        answer.raise_for_status()


def has_button(label: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda message: any(choice["label"] == label for choice in message["choices"])


def shown(path: Path) -> str:
    """Its name as text: bytes that are no UTF-8, as old machines wrote them, are shown as replaced."""
    return os.fsencode(path.name).decode(errors="replace")


def _kind(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
