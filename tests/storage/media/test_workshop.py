"""The walls, and what happens when a child, the workshop or the worker dies."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from storage.media.intake import Examined, Intake, IntakeFailed, Refused
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
    for each in found:
        each.discard()
    await asyncio.to_thread(intake.close)


def test_the_thread_that_started_the_workshop_may_end_before_it(photo):
    intake = Intake()
    starter = threading.Thread(target=intake.isolation)
    starter.start()
    starter.join()
    workshop = intake._hatch._process.pid
    intake.examine(photo, "", "").discard()
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
import signal, sys
from pathlib import Path
from storage.media.intake import Intake
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that puts the tests in the background ignores it
intake = Intake(folder=Path(sys.argv[1]).parent)
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


def test_copies_that_a_killed_worker_left_are_dropped_after_a_day_and_not_before(tmp_path):
    old, new, other = (tmp_path / name for name in ("milepost-intake-old", "milepost-intake-new", "something-else"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "client").write_bytes(b"half")
    for folder in (old, other):
        os.utime(folder, (time.time() - 90_000,) * 2)
    Intake(folder=tmp_path).close()
    assert [folder.exists() for folder in (old, new, other)] == [False, True, True]
