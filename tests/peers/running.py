"""Where the peers are, and how one of their servers is run for the tests: on loopback, on a port of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PEERS = Path(__file__).parents[2] / ".peers"
NODE = str(PEERS / "node" / "bin" / "node")
PYTHON = str(PEERS / "venv" / "bin" / "python")
# Importing a few thousand files from a cold disk takes its time.
PATIENCE = 90.0


def missing() -> str:
    """Why the peers cannot be met, or ""."""
    return "" if (PEERS / "setup.stamp").exists() else "the peers are not installed: make test-peers does it"


def any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Nothing of this machine's own settings but where programs are found."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "NODE_PATH": str(PEERS / "node_modules"), "PYTHONUNBUFFERED": "1", **more}


@contextlib.contextmanager
def served(*servers: tuple[Sequence[str], int, Mapping[str, str]]) -> Iterator[list[Path]]:
    """Each (command, port, environment) until the end of the block, the next once the last answers; their logs."""
    with contextlib.ExitStack() as stack:
        logs: list[Path] = []
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="milepost-peer-")))
        for place, (command, port, settings) in enumerate(servers):
            logs.append(folder / f"{place}.log")
            process = stack.enter_context(_process(command, logs[-1], settings, folder))
            _wait(process, port, logs[-1])
        yield logs


@contextlib.contextmanager
def _process(
    command: Sequence[str], log: Path, settings: Mapping[str, str], folder: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment(**settings), cwd=folder
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} does not answer on {port}:\n{log.read_text(errors='replace')[-3000:]}")


def ours(module: str, *arguments: str) -> list[str]:
    """A server that is a package of the program's own environment."""
    return [sys.executable, "-m", module, *arguments]
