"""The page of a whole job with 40 milestones and 400 photos: first byte and full page, against a bare endpoint.

One uvicorn process with the real PostgreSQL behind it; one kept connection from this process asks one side after the
other, so that a busy machine slows all of them.
"""

import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bots.wording import wording
from channels.portal import project_pages
from channels.portal.project_drawing import Ways
from core.domain.links import ChangeLinks, Links, ProjectLinks
from storage.blobs.local import LocalBlobs
from storage.database import Database
from storage.embedded import start
from storage.stamps import SqlPageStamps
from tests.storage.samples import NOON, Story, part

JOBS = ProjectLinks(b"j" * 32)
WAYS = Ways(Links(b"k" * 32), ChangeLinks(b"c" * 32))
MILESTONES, PHOTOS = 40, 10  # of each
MOST, MOST_WHOLE = 4, 5  # times a bare answer, to the first byte and to the last, of a page that did not change


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds from the question to the first byte of the answer, and to its last."""

    first: float
    whole: float
    size: int


@dataclass(frozen=True, slots=True)
class ProjectPageFigures:
    """Times of the bare endpoint's (medians): at the second look and later, and where the job changed meanwhile."""

    first_ratio: float
    whole_ratio: float
    changed_first_ratio: float
    changed_whole_ratio: float
    changed_seconds: float
    size: int


def app_of(url: str, folder: Path) -> FastAPI:
    """What is measured, put together as the program does."""
    database, stamps = Database(url), SqlPageStamps(url)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await stamps.open()
        yield
        await stamps.close()

    app = FastAPI(lifespan=life)
    parts = (database.reads, LocalBlobs(folder), JOBS, WAYS, wording)
    app.include_router(project_pages.router(project_pages.ProjectPages(*parts, "http://127.0.0.1", stamps)))
    changed = project_pages.ProjectPages(*parts, "http://127.0.0.1/changed")
    app.include_router(project_pages.router(changed), prefix="/changed")

    @app.get("/bare")
    async def bare() -> dict[str, str]:
        return {"hello": "world"}

    return app


def keep_job(database: Database) -> str:
    """40 milestones in rooms, half of them billed on an invoice of its own and paid, each with 10 photos; the token."""
    story = Story()
    story.milestones = tuple(
        story.milestone(
            place + 1, f"Step {place + 1}", group=f"Room {place // 5 + 1}", group_kind="room", state="billed"
        )
        for place in range(MILESTONES)
    )
    invoices = [
        story.invoice(place + 1, parts=(part(one, 450_000),), milestone_ids=(one.id,))
        for place, one in enumerate(story.milestones[: MILESTONES // 2])
    ]
    proofs = [
        story.kept_proof(milestone_id=one.id, caption=f"Wall {place}", received_at=NOON + timedelta(minutes=place))
        for one in story.milestones
        for place in range(PHOTOS)
    ]
    with database.books.open(story.account.id) as ledger:
        ledger.save(*story.all, *invoices, *(story.link(one) for one in invoices), *proofs)
        ledger.save(*(story.payment(one, 488_813) for one in invoices[::2]))
    return JOBS.token(story.project.id)


def look(connection: socket.socket, path: str) -> Look:
    """RuntimeError for anything but a page."""
    begun = time.perf_counter()
    connection.sendall(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n\r\n".encode())
    got = bytearray(connection.recv(1 << 16))
    first = time.perf_counter() - begun
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += connection.recv(1 << 16)
    if not got.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(got[:200].decode(errors="replace"))
    head = bytes(got[:end]).lower()
    wanted = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    while len(got) < wanted:
        got += connection.recv(1 << 16)
    return Look(first, time.perf_counter() - begun, len(got))


@contextmanager
def served(url: str, folder: Path) -> Iterator[int]:
    """The app in a process of its own; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.project_page", "serve", url, str(folder), str(port)])
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


def bench_project_page(rounds: int = 60) -> ProjectPageFigures:
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder) / "postgres")
        try:
            database = Database(server.url)
            database.migrate()
            token = keep_job(database)
            database.close()
            with served(server.url, Path(folder) / "blobs") as port:
                return _turns(port, token, rounds)
        finally:
            server.stop()


def _turns(port: int, token: str, rounds: int) -> ProjectPageFigures:
    paths = ("/bare", f"/j/{token}", f"/changed/j/{token}")
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for path in paths * 3:
            look(connection, path)
        rows = [[look(connection, path) for path in paths] for _ in range(rounds)]
    bare, kept, changed = zip(*rows, strict=True)
    first, whole = (statistics.median(getattr(one, name) for one in bare) for name in ("first", "whole"))
    return ProjectPageFigures(
        first_ratio=statistics.median(one.first for one in kept) / first,
        whole_ratio=statistics.median(one.whole for one in kept) / whole,
        changed_first_ratio=statistics.median(one.first for one in changed) / first,
        changed_whole_ratio=statistics.median(one.whole for one in changed) / whole,
        changed_seconds=statistics.median(one.whole for one in changed),
        size=kept[0].size,
    )


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        url, folder, port = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
        uvicorn.run(app_of(url, folder), port=port, access_log=False, log_level="warning")
    else:
        sys.stdout.write(f"{bench_project_page()}\n")


if __name__ == "__main__":
    main()
