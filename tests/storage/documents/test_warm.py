"""The warm child: shut in, replaced when it fails, gone with its parent."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from core.ports.documents import RenderFailed
from storage.documents import child, native, wire
from storage.documents.renderer import WeasyRenderer
from storage.documents.warm import MEMORY, WarmRenderer
from tests.storage.documents.samples import PAGE_URL, assets, sheet

ROOT = Path(__file__).parents[3]


def gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_the_child_renders_the_same_bytes_as_this_process():
    invoice = sheet()
    with WarmRenderer() as renderer:
        assert renderer.render(invoice, assets(invoice), PAGE_URL) == WeasyRenderer().render(
            invoice, assets(invoice), PAGE_URL
        )


def test_a_terminals_interrupt_does_not_reach_the_child():
    with WarmRenderer() as renderer:
        renderer.start()
        assert renderer.pid
        assert os.getsid(renderer.pid) != os.getsid(0)


_ENDS_IN_THE_MIDDLE = """
import os, signal
from storage.documents.warm import WarmRenderer
renderer = WarmRenderer()
renderer.start()
os.kill(renderer.pid, signal.SIGSTOP)  # as long as it stands, it does not see that its parent has gone
print(renderer.pid)
"""


def test_it_is_ended_before_its_folder_goes_also_when_its_parent_just_ends():
    """It was met in its warming up without the folder that it writes its fonts in, and said so to the terminal."""
    ended = subprocess.run(
        [sys.executable, "-c", _ENDS_IN_THE_MIDDLE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stderr == ""
    assert gone(int(ended.stdout))


def test_one_child_serves_many_threads():
    sheets = [sheet(proofs=0, lines=number) for number in range(1, 7)]
    with WarmRenderer() as renderer, ThreadPoolExecutor(6) as pool:
        first = renderer.start()
        pid = renderer.pid
        made = list(pool.map(lambda each: renderer.render(each, {}, PAGE_URL), sheets))
        assert renderer.pid == pid
    assert first in {"namespace", "audit hook"}
    assert len(set(made)) == 6


def test_the_child_outlives_the_thread_that_started_it():
    with WarmRenderer() as renderer:
        starter = threading.Thread(target=renderer.start)
        starter.start()
        starter.join()
        pid = renderer.pid
        time.sleep(0.3)
        renderer.render(sheet(proofs=0), {}, PAGE_URL)
        assert renderer.pid == pid


def test_a_killed_child_is_a_failed_render_and_the_next_one_works():
    with WarmRenderer() as renderer:
        renderer.start()
        pid = renderer.pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        with pytest.raises(RenderFailed, match="ended without an answer"):
            renderer.render(sheet(proofs=0), {}, PAGE_URL)
        assert renderer.render(sheet(proofs=0), {}, PAGE_URL).startswith(b"%PDF-")
        assert renderer.pid != pid


def test_a_render_that_takes_too_long_is_ended():
    with WarmRenderer(seconds=0.5) as renderer:
        renderer.start()
        pid = renderer.pid
        begun = time.monotonic()
        with pytest.raises(RenderFailed, match=r"longer than 0\.5 s"):
            renderer.render(sheet(sections=10, lines=100, proofs=0), {}, PAGE_URL)
        assert time.monotonic() - begun < 5
        assert gone(pid)


def test_a_render_that_needs_too_much_memory_is_a_failed_render():
    with WarmRenderer() as renderer:
        renderer.start()
        process = psutil.Process(renderer.pid)
        assert process.rlimit(psutil.RLIMIT_AS) == (MEMORY, MEMORY)
        little = process.memory_info().vms + 8_000_000
        process.rlimit(psutil.RLIMIT_AS, (little, little))
        with pytest.raises(RenderFailed):
            renderer.render(sheet(sections=10, lines=50, proofs=0), {}, PAGE_URL)
        renderer.close()
        assert renderer.render(sheet(proofs=0), {}, PAGE_URL).startswith(b"%PDF-")


def test_a_refusal_of_the_child_comes_back_as_its_reason_and_the_child_stays():
    with WarmRenderer() as renderer:
        renderer.start()
        pid = renderer.pid
        with pytest.raises(RenderFailed, match="more than"):
            renderer.render(sheet(sections=1, lines=2_500, proofs=0), {}, PAGE_URL)
        assert renderer.pid == pid


def test_closing_ends_the_child_and_its_files_and_a_render_starts_another():
    renderer = WarmRenderer()
    renderer.start()
    pid = renderer.pid
    folder = Path(psutil.Process(pid).environ()["TMPDIR"])
    assert folder.is_dir()
    renderer.close()
    renderer.close()
    assert gone(pid)
    assert not folder.exists()
    assert renderer.render(sheet(proofs=0), {}, PAGE_URL).startswith(b"%PDF-")
    renderer.close()


def test_the_child_gets_none_of_the_secrets_around_it(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "never told")
    with WarmRenderer() as renderer:
        renderer.start()
        environment = psutil.Process(renderer.pid).environ()
    assert "SECRET_KEY" not in environment
    assert not any("never told" in value for value in environment.values())


_PARENT = """
import sys, threading
from storage.documents.warm import MEMORY, WarmRenderer
from tests.storage.documents.samples import PAGE_URL, sheet
renderer = WarmRenderer()
renderer.start()
print(renderer.pid, flush=True)
renderer.render(sheet(sections=10, lines=150, proofs=0), {}, PAGE_URL)
"""


def test_the_child_dies_with_its_parent_even_in_the_middle_of_a_render():
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        assert not gone(pid, 0.1)
        parent.kill()
        parent.wait()
        assert gone(pid)


_REACH_OUT = """
import socket, sys
from storage.documents.child import leave_the_network, _refuse_sockets
if sys.argv[1] == "hook":
    sys.addaudithook(_refuse_sockets)
elif sys.argv[1] == "leave":
    leave_the_network()
socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=2)
"""


@pytest.mark.parametrize(("way", "reached"), [("leave", False), ("hook", False), ("stay", True)])
def test_the_child_cannot_reach_even_this_machine(way, reached):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", _REACH_OUT, way, str(port)],
            cwd=ROOT,
            capture_output=True,
            check=False,
            env={"PYTHONPATH": str(ROOT)},
        )
    assert (done.returncode == 0) is reached, done.stderr.decode()


def test_the_line_between_them_refuses_lengths_that_cannot_be():
    import io

    with pytest.raises(wire.Gone):
        wire.receive(io.BytesIO(b"\xff" * 8))
    with pytest.raises(wire.Gone):
        wire.receive(io.BytesIO(b"\x00" * 7 + b"\x05abc"))


def test_whatever_a_render_raises_is_an_answer():
    def memory(*_: object) -> bytes:
        raise MemoryError

    def surprise(*_: object) -> bytes:
        raise ValueError("odd")

    assert child._answer(memory, sheet(), {}, "") == (wire.FAILED, b"the document needs more memory than it may have")
    assert child._answer(surprise, sheet(), {}, "") == (wire.FAILED, b"ValueError: odd")


def test_the_doctor_hears_about_each_native_library():
    report = native.native_report()
    assert len(report) == len(native.LIBRARIES)
    assert all("loads" in each or "apt-get install" in each for each in report)
    assert native.missing_packages() == []


def test_a_missing_library_is_named_with_its_package(monkeypatch):
    lost = native._Library("pango-9.9", "libpango-9.9.so.0", "libpango-1.0-0", needed=True)
    monkeypatch.setattr(native, "LIBRARIES", (lost,))
    assert native.native_report() == [
        "pango-9.9: missing; no PDF can be made without it; apt-get install libpango-1.0-0"
    ]
    for renderer in (WeasyRenderer, WarmRenderer):
        with pytest.raises(RenderFailed, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
            renderer()
