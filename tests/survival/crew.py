"""Real processes of the program, to be started, killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

ROOT = Path(__file__).parents[2]


def any_port() -> int:
    """One that the kernel says is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Crew:
    """Web servers and workers on one database and one data folder; ``more`` settings hold for all of them."""

    url: str
    folder: Path
    ports: list[int] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """ "web0", "web1", ... serve without a worker; anything else works."""
        arguments = ["serve", "--web-only"] if name.startswith("web") else ["work"]
        environment = {**os.environ, **self._settings(name), **self.more}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "bots.cli", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def _settings(self, name: str) -> dict[str, str]:
        if not self.ports:
            self.ports = [any_port(), any_port()]
        port = self.ports[int(name[-1]) % 2] if name.startswith("web") else self.ports[0]
        return {
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            "PORT": str(port),
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.ports[0]}",
            "STALLED_AFTER_SECONDS": "3",
            "ALBUM_PAUSE_SECONDS": "0.3",
            "JOB_ATTEMPTS": "12",
            "LOG_LEVEL": "WARNING",
            "ENVIRONMENT": "development",
        }

    def kill(self, name: str) -> None:
        """No goodbye: SIGKILL."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def address(self, web: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[web]}"

    async def ready(self, web: int = 0, patience: float = 60) -> None:
        async with httpx.AsyncClient(timeout=2) as client:
            for _ in range(int(patience * 10)):
                try:
                    if (await client.get(f"{self.address(web)}/readyz")).status_code == httpx.codes.OK:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"web {web} did not come up: {self.log(f'web{web}')}")

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-4000:]

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    async def quiet(self, patience: float = 120) -> None:
        """Until no job waits or runs. Parked ones are a failure of their own."""
        for _ in range(int(patience * 5)):
            if not self.rows("SELECT id FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"):
                return
            await asyncio.sleep(0.2)
        left = self.rows(
            "SELECT task_name, status::text, args::text FROM procrastinate_jobs WHERE status <> 'succeeded'"
        )
        raise AssertionError(f"jobs did not end: {left[:5]}")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement, list(values)).fetchall()
