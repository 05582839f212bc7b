"""The peers, each started once for all tests that meet it."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from channels import webhooks
from core.ports.inbox import Webhook
from tests.peers.running import missing
from tests.peers.vendors import Vendors, speaking
from tests.twins.memory_inbox import MemoryInbox

PUBLIC = "https://bot.example.com"


@pytest.fixture(scope="session", autouse=True)
def _peers_are_here() -> None:
    if reason := missing():
        pytest.skip(reason)  # told last, and a failure where CI is set


@pytest.fixture(scope="session")
def vendors() -> Iterator[Vendors]:
    with speaking() as found:
        yield found


@dataclass(slots=True)
class House:
    """Our front door on a port, with an inbox in memory behind it."""

    url: str
    inbox: MemoryInbox = field(default_factory=MemoryInbox)


@contextlib.contextmanager
def front_door(*doors: Webhook, around: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> Iterator[House]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)  # whoever comes before the server waits
    house = House(f"http://127.0.0.1:{listening.getsockname()[1]}")
    app = FastAPI()
    app.include_router(webhooks.router({door.source: door for door in doors}, house.inbox, PUBLIC))
    server = uvicorn.Server(uvicorn.Config(around(app), log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield house
    finally:
        server.should_exit = True
        thread.join(10)
