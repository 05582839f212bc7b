"""The client's page, and the front door for signed things, against a bare endpoint on the same server.

One uvicorn process with the real PostgreSQL behind it; the load comes from this process over kept connections.
The sides take turns, so that a busy machine slows all of them.
"""

import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
import uvloop
from fastapi import FastAPI

from bots.wording import wording
from channels import webhooks
from channels.payments.sandbox.adapter import SandboxGateway
from channels.portal import pages
from core.domain.links import Links
from core.domain.money import Money
from core.domain.sheet import InvoiceSheet
from storage.blobs.local import LocalBlobs
from storage.database import Database
from storage.embedded import start
from storage.stamps import SqlPageStamps
from tests.storage.samples import Story
from tests.twins.memory_reads import SENT, sample_page

LINKS = Links(b"k" * 32)
SECRET = b"sandbox-secret-for-tests"
CONNECTIONS = 16
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def app_of(url: str, folder: Path) -> FastAPI:
    """What is measured, put together as the program does."""
    database = Database(url)

    stamps = SqlPageStamps(url)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await database.inbox.open()
        await stamps.open()
        yield
        await stamps.close()
        await database.inbox.close()

    app = FastAPI(lifespan=life)
    base = "http://127.0.0.1"
    doors = {"sandbox": SandboxGateway(SECRET, base)}
    parts = (database.reads, LocalBlobs(folder), LINKS, database.inbox, wording)
    app.include_router(pages.router(pages.ClientPages(*parts, base, stamps)))
    app.include_router(pages.router(pages.ClientPages(*parts, f"{base}/unstamped")), prefix="/unstamped")
    app.include_router(webhooks.router(doors, database.inbox, base))

    @app.get("/bare")
    async def bare() -> dict[str, str]:
        return {"hello": "world"}

    return app


def keep_invoice(database: Database) -> str:
    """An invoice of two milestones and 12 proofs, as issued; the token of its link."""
    story = Story()
    sample = sample_page()
    proofs = [story.kept_proof(received_at=SENT + timedelta(minutes=place)) for place in range(12)]
    sheet = InvoiceSheet.from_json(sample.sheet)
    sheet = replace(
        sheet,
        sections=tuple(
            replace(section, proof_ids=tuple(str(proof.id) for proof in proofs[place * 6 : place * 6 + 6]))
            for place, section in enumerate(sheet.sections)
        ),
        proofs=tuple(replace(printed, id=str(proof.id)) for printed, proof in zip(sheet.proofs, proofs, strict=True)),
    )
    invoice = story.invoice(1, sheet=sheet.as_json(), total=Money(527_013, "USD"), language="en")
    link = story.link(invoice)
    with database.books.open(story.account.id) as ledger:
        ledger.save(*story.all, invoice, link, *(replace(proof, invoice_id=invoice.id) for proof in proofs))
    return LINKS.token(link.id, link.version)


class Line(asyncio.Protocol):
    """One kept connection that asks again as soon as the whole answer is there."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.done = 0
        self.got = bytearray()
        self.wanted: int | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.got.clear()
        self.wanted = None
        self.transport.write(next(self.requests))

    def data_received(self, piece: bytes) -> None:
        self.got += piece
        if self.wanted is None and (end := self.got.find(b"\r\n\r\n")) >= 0:
            if not self.got.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(self.got[:200].decode(errors="replace"))
            length = _LENGTH.search(self.got, 0, end)
            self.wanted = end + 4 + (int(length[1]) if length else 0)
        if self.wanted is not None and len(self.got) >= self.wanted:
            self.done += 1
            self.ask()


async def rate(port: int, requests: Iterator[bytes], seconds: float) -> float:
    """Answers a second, over 16 connections."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(lambda: Line(requests), "127.0.0.1", port))[1] for _ in range(CONNECTIONS)]
    await asyncio.sleep(0.3)
    begun, before = time.perf_counter(), sum(line.done for line in lines)
    await asyncio.sleep(seconds)
    answered, took = sum(line.done for line in lines) - before, time.perf_counter() - begun
    for line in lines:
        line.transport.abort()
    return answered / took


def getting(path: str) -> Iterator[bytes]:
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n\r\n".encode()
    while True:
        yield request


def posting() -> Iterator[bytes]:
    """Events of the sandbox, each another one and signed."""
    gateway = SandboxGateway(SECRET, "http://127.0.0.1")
    while True:
        body = json.dumps({"id": str(uuid4()), "type": "payment.succeeded"}).encode()
        heads = "".join(f"{name}: {value}\r\n" for name, value in gateway.sign(body).items())
        head = f"POST /webhooks/sandbox HTTP/1.1\r\nhost: 127.0.0.1\r\n{heads}content-length: {len(body)}\r\n\r\n"
        yield head.encode() + body


@contextmanager
def served(url: str, folder: Path) -> Iterator[int]:
    """The app in a process of its own; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.portal_rate", "serve", url, str(folder), str(port)]
    process = subprocess.Popen(command)
    try:
        for _ in range(600):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def bench_web(rounds: int = 3, seconds: float = 2) -> dict[str, Any]:
    """Answers a second, and ``page_ratio`` (expect >= 0.25) and ``accept_ratio`` (expect >= 0.10) of bare."""
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder) / "postgres")
        try:
            database = Database(server.url)
            database.migrate()
            token = keep_invoice(database)
            database.close()
            with served(server.url, Path(folder) / "blobs") as port:
                return asyncio.run(_turns(port, token, rounds, seconds))
        finally:
            server.stop()


async def _turns(port: int, token: str, rounds: int, seconds: float) -> dict[str, Any]:
    rows = []
    for _ in range(rounds):
        bare = await rate(port, getting("/bare"), seconds)
        page = await rate(port, getting(f"/i/{token}"), seconds)
        full = await rate(port, getting(f"/unstamped/i/{token}"), seconds)
        rows.append((bare, page, await rate(port, posting(), seconds), full))
    bare, page, accept, full = (statistics.median(row[side] for row in rows) for side in range(4))
    return {
        "bare_per_second": bare,
        "page_per_second": page,
        "accept_per_second": accept,
        "page_by_full_read_per_second": full,
        "page_ratio": statistics.median(row[1] / row[0] for row in rows),
        "page_by_full_read_ratio": statistics.median(row[3] / row[0] for row in rows),
        "accept_ratio": statistics.median(row[2] / row[0] for row in rows),
    }


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        url, folder, port = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
        uvicorn.run(app_of(url, folder), port=port, access_log=False, log_level="warning")
    else:
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
        sys.stdout.write(f"{bench_web()}\n")


if __name__ == "__main__":
    main()
