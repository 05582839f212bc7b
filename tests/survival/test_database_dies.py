"""The embedded database under a running program: killed, it comes back; half started, it is not left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from storage.embedded import _url
from tests.survival.crew import ROOT, any_port
from tests.survival.test_processes import left_of, serving

ME = "+14155550100"
STEP_SECONDS = 0.02
PATIENCE_SECONDS = 90


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(STEP_SECONDS)


def files_of(folder: Path) -> Path:
    return folder / "data" / "postgres" / "postgresql-18"


def asked(folder: Path, statement: str) -> int | None:
    """The one number it answers with; None when nobody answers. The socket of a long path lies elsewhere."""
    try:
        sockets = (files_of(folder) / "postmaster.pid").read_text().split("\n")[4]
        if not sockets:  # not written yet
            return None
        with psycopg.connect(_url(Path(sockets), "milepost")) as connection:
            row = connection.execute(statement).fetchone()
    except (FileNotFoundError, IndexError, psycopg.OperationalError):
        return None
    return int(row[0]) if row else None


def postmasters(folder: Path) -> list[psutil.Process]:
    return [
        one
        for one in psutil.process_iter(["name", "cmdline"])
        if one.info["name"] == "postgres" and str(folder) in " ".join(one.info["cmdline"] or ())
    ]


def says(web: httpx.Client, text: str) -> bool:
    """Whether it was accepted; a sender that was not answered comes again."""
    try:
        return web.post("/simulator/messages", data={"number": ME, "text": text}).is_success
    except httpx.HTTPError:
        return False


def sent(folder: Path) -> int:
    """Answers that left; each needs a job of the worker for the turn, and another for the sending."""
    return asked(folder, "SELECT count(*) FROM outbound WHERE status <> 'queued'") or 0


@pytest.mark.crash
@pytest.mark.xdist_group("processes")
def test_killed_under_a_running_program_it_comes_back_and_messages_are_taken_in_again(tmp_path):
    with serving(tmp_path, STALLED_AFTER_SECONDS="3") as (process, web):
        assert says(web, "Hi")
        until(lambda: sent(tmp_path) == 1, "the first answer")
        for answers in (2, 3):
            [postmaster] = postmasters(tmp_path)
            postmaster.kill()
            postmaster.wait(30)
            until(lambda: says(web, "Hi"), "a message accepted")
            until(lambda wanted=answers: sent(tmp_path) >= wanted, "its answer")
            assert web.get("/readyz").json()["ready"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert left_of(tmp_path) == []


_AT_WORK = "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid()"
# What can be seen from outside while `milepost serve` starts, in order.
STAGES: dict[str, Callable[[Path], object]] = {
    "its folder is made": lambda folder: (folder / "data" / "postgres").exists(),
    "the files are being made": left_of,
    "the files are there": lambda folder: (files_of(folder) / "milepost.conf").exists(),
    "the server starts": lambda folder: (files_of(folder) / "postmaster.pid").exists(),
    "the server answers": lambda folder: asked(folder, "SELECT 1"),
    "the tables are being made": lambda folder: asked(
        folder, "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid()"
    ),
}


@pytest.mark.crash
@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("stage", STAGES)
def test_told_to_stop_while_it_starts_it_leaves_nothing_running(tmp_path, stage, told):
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PORT": str(any_port())}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bots.cli", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until(lambda: process.poll() is not None or STAGES[stage](tmp_path), stage)
        assert process.poll() is None, (tmp_path / "log").read_text()
        os.killpg(process.pid, told)
        process.wait(PATIENCE_SECONDS)
    finally:
        process.kill()
        process.wait()
    try:
        until(lambda: left_of(tmp_path) == [], "nothing of it runs any more")
    finally:
        for one in postmasters(tmp_path):
            one.kill()
    assert "Traceback" not in (tmp_path / "log").read_text()
