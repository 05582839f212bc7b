"""The walls around a decoding child, each tried by trespassing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage.media.confine import Walls
from storage.media.intake import isolation

ROOT = Path(__file__).resolve().parents[3]


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
