"""A small program around the simulator: the page, an inbox in memory, and a bot that follows a script."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bots.wording import wording
from channels.simulator.adapter import Simulator
from channels.simulator.pages import router
from core.ports.messaging import Choice, Delivery, FileOut, Inbound
from tests.twins.memory_inbox import MemoryInbox

SECRET = b"a secret of the simulator's own, for tests"
CLIENT = "+14155550134"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n"
)


class ScriptedBot:
    """Answers as the real one would look: typing, choices, a PDF, and a link to the client."""

    def __init__(self, simulator: Simulator, inbox: MemoryInbox) -> None:
        self._simulator = simulator
        self._inbox = inbox
        self._albums: dict[str, int] = {}
        self.heard: list[Inbound] = []
        self.silent = False

    async def run(self) -> None:
        while True:
            item = await self._inbox.arrivals.get()
            for heard in self._simulator.translate(item.body):
                if isinstance(heard, Inbound):
                    self.heard.append(heard)
                    if not self.silent:
                        await self._answer(heard)

    async def say(self, number: str, key: str, text: str, **more: object) -> None:
        await self._simulator.send(number, Delivery(key=key, text=text, **more))

    async def _answer(self, heard: Inbound) -> None:
        await self._simulator.typing(heard.sender)
        await asyncio.sleep(0.25)
        if heard.attachments:
            await self._photos(heard)
        elif heard.tap == "tok-send" or heard.text == "1":
            await self._send(heard)
        elif heard.tap == "tok-invoice":
            await self._preview(heard)
        else:
            await self._welcome(heard)

    async def _photos(self, heard: Inbound) -> None:
        album = heard.album or heard.external_id
        self._albums[album] = self._albums.get(album, 0) + 1
        if self._albums[album] > 1:
            return
        await asyncio.sleep(0.3)
        choices = (
            Choice("Invoice", "tok-invoice"),
            Choice("Another milestone", "tok-other"),
            Choice("Undo", "tok-undo"),
        )
        await self.say(
            heard.sender, f"photos:{album}", "Got your photos for Demo at Maple St kitchen.", choices=choices
        )

    async def _preview(self, heard: Inbound) -> None:
        await self.say(
            heard.sender,
            f"preview:{heard.external_id}",
            "Invoice for Demo\n\nDemo work  $4,500.00\nTax 8.625%  $388.13\nTotal  $4,888.13\n\n"
            "3 photos. Dana Lee gets it by text at +1 415 555 0134.",
            choices=(Choice("Send", "tok-send"), Choice("Change", "tok-change"), Choice("Cancel", "tok-cancel")),
            files=(FileOut("INV-0001 draft.pdf", "application/pdf", PDF),),
        )

    async def _send(self, heard: Inbound) -> None:
        await self.say(
            heard.sender, f"sent:{heard.external_id}", "Sent to Dana Lee. I will tell you when she opens it."
        )
        await self.say(
            CLIENT,
            f"invoice:{heard.external_id}",
            "Hi Dana, Ray's Remodeling sent you invoice INV-0001 for Demo: $4,888.13, due on receipt.",
            url=f"http://127.0.0.1:1/i/token-of-{heard.sender[1:]}",
            url_label="View and pay",
            files=(FileOut("INV-0001.pdf", "application/pdf", PDF),),
        )

    async def _welcome(self, heard: Inbound) -> None:
        await self.say(
            heard.sender,
            f"welcome:{heard.external_id}",
            "Welcome to Milepost! Tell me about a job, or send photos of finished work.",
            choices=(Choice("Show me an example", "tok-example"), Choice("Español", "tok-es")),
        )


class World:
    """What runs: ``url`` is where; ``run`` calls something inside the program's loop."""

    def __init__(self, folder: Path) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.simulator = Simulator(folder, SECRET, self.url)
        self.inbox = MemoryInbox()
        self.bot = ScriptedBot(self.simulator, self.inbox)
        self.loop: asyncio.AbstractEventLoop | None = None

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    @contextlib.contextmanager
    def serving(self) -> Iterator["World"]:
        server = uvicorn.Server(
            uvicorn.Config(self._program(), log_level="warning", timeout_graceful_shutdown=1, lifespan="on")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        thread.start()
        self._wait(lambda: server.started)
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)

    def _program(self) -> FastAPI:
        @contextlib.asynccontextmanager
        async def lifespan(_app):
            self.loop = asyncio.get_running_loop()
            bot = asyncio.create_task(self.bot.run())
            yield
            bot.cancel()

        app = FastAPI(lifespan=lifespan)
        app.include_router(router(self.simulator, self.inbox, wording))
        return app

    @staticmethod
    def _wait(done: Callable[[], bool]) -> None:
        for _ in range(200):
            if done():
                return
            threading.Event().wait(0.05)
        raise AssertionError("the program did not start")
