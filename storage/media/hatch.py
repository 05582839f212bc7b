"""Our side of the workshop: starts it, hands it orders, and starts another when it is gone."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from storage.media.confine import Walls
from storage.media.results import IntakeFailed

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60.0
_GRACE_SECONDS = 10.0
_MESSAGE = 64 * 1024
# Pictures lie in few large pieces: in huge pages a child meets a quarter as many faults. Other C libraries ignore it.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from storage.media.workshop import main; main()"


class Hatch:
    """Safe to use from many threads. The workshop gets no environment: it needs no secret and must see none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._walls = Walls()
        self._closed = False

    def ask(self, order: Mapping[str, Any], files: Sequence[int], seconds: float) -> list[dict[str, Any]]:
        """Hand over one order and its open files; what was said about it, the word of its end last.

        Raises IntakeFailed when the workshop cannot be started or does not answer.
        """
        for _attempt in range(2):
            control = self._running()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with ours, theirs:
                try:
                    socket.send_fds(control, [json.dumps(order).encode()], [*files, theirs.fileno()])
                except OSError:
                    self._drop(control)
                    continue
                theirs.close()
                said = _heard(ours, seconds + _GRACE_SECONDS)
            if said and "ended" in said[-1]:
                return said
            self._drop(control)
        raise IntakeFailed("the workshop went away")

    def walls(self) -> Walls:
        """Which walls stand around the children, as tried at the start."""
        self._running()
        return self._walls

    def close(self) -> None:
        """End the workshop and every child in it."""
        with self._lock:
            self._closed = True
            self._end()

    def _running(self) -> socket.socket:
        with self._lock:
            if self._closed:
                raise IntakeFailed("the intake is closed")
            if self._control is None:
                self._start()
            if self._control is None:
                raise IntakeFailed("the workshop did not start")
            return self._control

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                [sys.executable, "-c", _START, str(_ROOT), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        ours.settimeout(_START_SECONDS)
        try:
            self._walls = Walls(**json.loads(ours.recv(_MESSAGE)))
        except (OSError, ValueError) as error:
            ours.close()
            self._end()
            raise IntakeFailed("the workshop did not start") from error
        ours.settimeout(None)
        self._control = ours

    def _drop(self, control: socket.socket) -> None:
        """That workshop is of no use any more; the next order starts another."""
        with self._lock:
            if self._control is control:
                self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._process.kill()
            self._process.wait()
            self._process = None


def _heard(ours: socket.socket, seconds: float) -> list[dict[str, Any]]:
    """Every message until the socket closes; nothing when it takes longer than ``seconds`` in all."""
    said: list[dict[str, Any]] = []
    ours.settimeout(seconds)
    try:
        while message := ours.recv(_MESSAGE):
            said.append(json.loads(message))
    except (OSError, ValueError):
        return []
    return said
