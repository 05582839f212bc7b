"""The walls, and what happens when a child, the workshop or the worker dies."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from storage.media.confine import Walls
from storage.media.intake import Examined, Intake, IntakeFailed, Refused, isolation
from tests.samples import jpeg, pdf, png, png_of
from tests.storage.media.test_bombs import endless_scans

ROOT = Path(__file__).resolve().parents[3]
SMALL = {"width": 320, "height": 240}
QUICK = {"photo": 1.0, "video": 1.0, "document": 1.0}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo"
    path.write_bytes(jpeg("Workshop", **SMALL))
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A photo that takes minutes."""
    path = tmp_path / "endless"
    path.write_bytes(endless_scans())
    return path


def children_of(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def wait_until(true, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_isolation_is_said_in_words_for_the_doctor():
    said = isolation()
    assert "memory, time and file-size limits" in said
    assert ("own network namespace" in said) or ("no network namespace" in said)
    assert str(Walls(network=True, files=True, calls=True)) in (
        "no network: own network namespace; no files: Landlock; no sockets and no programs: seccomp; "
        "memory, time and file-size limits"
    )


TRESPASS = """
import json, os, socket, sys, threading
from storage.media import confine
from storage.media.workshop import Workshop
tried = {}
def attempt(name, act):
    try:
        act()
        tried[name] = "done"
    except BaseException as error:
        tried[name] = type(error).__name__
if "plain" in sys.argv: confine.leave_root()
stood = {"network": confine.leave_network()}
if "plain" not in sys.argv: confine.leave_root()
mapped = confine.mapped_bytes()
stood["files"] = confine.leave_files()
confine.limit(mapped=mapped, memory_bytes=256 << 20, cpu_seconds=20, file_bytes=1 << 20)
stood["calls"] = confine.leave_calls()
attempt("inet", lambda: socket.socket())
attempt("unix", lambda: socket.socket(socket.AF_UNIX))
attempt("pair", lambda: socket.socketpair())
attempt("read", lambda: open("/etc/passwd").read())
attempt("write", lambda: open("/tmp/trespass", "w"))
attempt("list", lambda: os.listdir("/"))
attempt("remove", lambda: os.unlink("/tmp/trespass"))
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("fork", os.fork)
attempt("kill", lambda: os.kill(os.getppid(), 0))
attempt("memory", lambda: bytearray(600 << 20))
attempt("thread", lambda: threading.Thread(target=int).start())
print(json.dumps({"stood": stood, "tried": tried}))
"""


@pytest.mark.parametrize("account", ["root or ours", "plain"])
def test_behind_the_walls_there_is_no_network_no_file_no_program_and_no_more_memory(account):
    run = subprocess.run(
        [sys.executable, "-c", TRESPASS, account], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    said = json.loads(run.stdout)
    if not all(said["stood"].values()):
        pytest.skip(f"this machine lacks a wall: {said['stood']}")
    assert said["tried"] == dict.fromkeys(
        ("inet", "unix", "pair", "read", "write", "list", "remove", "program", "fork", "kill"), "PermissionError"
    ) | {"memory": "MemoryError", "thread": "done"}


def test_the_network_namespace_alone_shuts_the_network():
    """Each wall is tried without the others, so that none hides another's absence."""
    code = (
        "import socket; from storage.media import confine; held = confine.leave_network()\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError as error: print(held, error.errno)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    if not run.stdout.startswith("True"):
        pytest.skip("this machine gives no network namespace")
    assert run.stdout.split()[1] == str(101)  # ENETUNREACH: not even loopback; outside it would be "refused"


def test_the_workshop_sees_nothing_of_the_environment(photo, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for decoders")
    intake = Intake()
    intake.examine(photo, "", "").discard()
    environment = psutil.Process(intake._hatch._process.pid).environ() if os.geteuid() == 0 else {}
    assert "SECRET_KEY" not in environment
    intake.close()


def test_many_threads_may_ask_at_once(intake, tmp_path):
    paths = []
    for number in range(12):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(png(f"Thread {number}", **SMALL) if number % 2 else pdf(f"Thread {number}"))
    found: list[Examined | Refused] = []
    threads = [threading.Thread(target=lambda path=path: found.append(intake.examine(path, "", ""))) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(each) for each in found] == [Examined] * 12
    assert len({each.sha256 for each in found}) == 12
    for each in found:
        each.discard()


async def test_a_worker_that_is_an_event_loop_with_threads_is_served(photo):
    intake = Intake()
    found = await asyncio.gather(*(asyncio.to_thread(intake.examine, photo, "", "") for _ in range(6)))
    assert all(isinstance(each, Examined) for each in found)
    await asyncio.to_thread(intake.close)


def test_the_thread_that_started_the_workshop_may_end_before_it(photo):
    intake = Intake()
    starter = threading.Thread(target=intake.isolation)
    starter.start()
    starter.join()
    workshop = intake._hatch._process.pid
    assert isinstance(intake.examine(photo, "", ""), Examined)
    assert intake._hatch._process.pid == workshop
    intake.close()


def test_a_file_that_takes_too_long_is_refused_and_its_child_killed(endless):
    intake = Intake(seconds=QUICK)
    begun = time.monotonic()
    found = intake.examine(endless, "", "")
    assert time.monotonic() - begun < 5
    assert (found.code, found.details["reason"]) == ("media.unreadable", "time")
    assert children_of(intake._hatch._process.pid) == []
    intake.close()


def test_a_slow_file_does_not_keep_others_waiting(endless, photo):
    intake = Intake(at_once=2, seconds=QUICK | {"photo": 4.0})
    slow = threading.Thread(target=intake.examine, args=(endless, "", ""))
    slow.start()
    time.sleep(0.5)
    begun = time.monotonic()
    intake.examine(photo, "", "").discard()
    assert time.monotonic() - begun < 2.5
    slow.join()
    intake.close()


@pytest.mark.crash
def test_a_child_that_the_machine_kills_is_no_fault_of_the_file(endless):
    intake = Intake()
    intake.isolation()
    workshop = intake._hatch._process.pid

    def kill() -> None:
        wait_until(lambda: children_of(workshop))
        children_of(workshop)[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(IntakeFailed):
        intake.examine(endless, "", "")
    killer.join()
    intake.close()


@pytest.mark.crash
def test_a_child_that_crashes_on_a_file_means_that_the_file_is_unreadable(endless):
    intake = Intake()
    intake.isolation()
    workshop = intake._hatch._process.pid

    def crash() -> None:
        wait_until(lambda: children_of(workshop))
        children_of(workshop)[0].send_signal(signal.SIGSEGV)

    killer = threading.Thread(target=crash)
    killer.start()
    found = intake.examine(endless, "", "")
    killer.join()
    assert (found.code, found.details["reason"]) == ("media.unreadable", "crash")
    assert intake._hatch._process.pid == workshop
    intake.close()


@pytest.mark.crash
def test_when_the_workshop_dies_the_next_file_starts_another(photo):
    intake = Intake()
    intake.examine(photo, "", "").discard()
    first = intake._hatch._process.pid
    os.kill(first, signal.SIGKILL)
    intake.examine(photo, "", "").discard()
    assert intake._hatch._process.pid != first
    intake.close()


@pytest.mark.crash
def test_when_the_workshop_is_killed_its_child_dies_with_it(endless):
    intake = Intake(seconds=QUICK | {"photo": 3.0})
    intake.isolation()
    workshop = psutil.Process(intake._hatch._process.pid)
    asking = threading.Thread(target=intake.examine, args=(endless, "", ""))
    asking.start()
    wait_until(workshop.children)
    child = workshop.children()[0]
    workshop.kill()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    asking.join()
    intake.close()


WORKER = """
import sys
from pathlib import Path
from storage.media.intake import Intake
intake = Intake()
intake.isolation()
print(intake._hatch._process.pid, flush=True)
intake.examine(Path(sys.argv[1]), "", "")
"""


@pytest.mark.crash
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_worker_is_killed_nothing_of_the_workshop_stays(endless, how):
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, endless], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as worker:
        workshop = psutil.Process(int(worker.stdout.readline()))
        wait_until(workshop.children)
        child = workshop.children()[0]
        worker.send_signal(how)
        wait_until(lambda: not workshop.is_running() and not child.is_running())


def test_closing_ends_the_workshop_and_refuses_further_files(photo):
    intake = Intake()
    intake.isolation()
    workshop = psutil.Process(intake._hatch._process.pid)
    intake.close()
    assert not workshop.is_running()
    with pytest.raises(IntakeFailed):
        intake.examine(photo, "", "")
    intake.close()


def test_a_child_that_wants_more_memory_than_given_is_answered_and_stays_below_it(tmp_path):
    path = tmp_path / "wide"
    path.write_bytes(png_of(7000, 7000))
    intake = Intake(memory_bytes=128 * 1024 * 1024)
    found = intake.examine(path, "", "")
    assert isinstance(found, Refused)
    assert (found.code, found.details["reason"]) == ("media.too_many_pixels", "memory")
    assert found.peak_bytes < 128 * 1024 * 1024
    intake.close()


def test_a_file_that_is_not_there_is_an_error_of_the_caller(intake, tmp_path):
    with pytest.raises(FileNotFoundError):
        intake.examine(tmp_path / "absent", "", "")
