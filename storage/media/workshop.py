"""The workshop: a process of its own with every decoder loaded, that forks one limited child for each file.

It has one thread and never decodes. Started by ``storage.media.bench`` with one socket; when that socket closes, for
whatever reason, it kills its children and ends.
"""

import contextlib
import encodings.ascii
import encodings.cp437
import encodings.cp1252
import encodings.latin_1
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le
import gc
import json
import math
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from storage.media import confine
from storage.media.child import work
from storage.media.made import Outputs, Task

_FILES = 5  # the original, the client copy, the page copy, the thumbnail, and where to answer
_MESSAGE = 64 * 1024

# No child can open a file, a module least of all: what decoders name in text is loaded before the walls go up.
PRELOADED = (
    encodings.ascii,
    encodings.cp437,
    encodings.cp1252,
    encodings.latin_1,
    encodings.utf_8_sig,
    encodings.utf_16,
    encodings.utf_16_be,
    encodings.utf_16_le,
)


@dataclass(slots=True)
class _Child:
    reply: socket.socket
    deadline: float
    late: bool = False


class Workshop:
    """Forks, waits, and kills what takes too long. ``control`` brings one order a message, with its open files."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        self._children: dict[int, _Child] = {}
        self._mapped = confine.mapped_bytes()
        self._ended, wake = socket.socketpair()
        self._ended.setblocking(False)
        wake.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        self._wake = wake

    def run(self) -> None:
        """Until the other side is gone."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._ended, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select(self._patience())}
                if self._ended in ready:
                    self._drain()
                self._reap()
                self._kill_late()
                if self._control in ready and not self._take():
                    return

    def end(self) -> None:
        """Kill every child."""
        for pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _patience(self) -> float | None:
        waiting = [child.deadline for child in self._children.values() if not child.late]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._ended.recv(512):
                pass

    def _reap(self) -> None:
        """Tell each ended child's asker how it ended: the last message on its socket."""
        for pid in list(self._children):
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if ended == 0:
                continue
            child = self._children.pop(pid)
            word = {"ended": os.waitstatus_to_exitcode(status), "late": child.late, "peak": usage.ru_maxrss * 1024}
            with contextlib.suppress(OSError):
                child.reply.send(json.dumps(word).encode())
            child.reply.close()

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if not child.late and now >= child.deadline:
                child.late = True
                os.kill(pid, signal.SIGKILL)

    def _take(self) -> bool:
        """One order. False when the other side is gone."""
        message, files, _flags, _address = socket.recv_fds(self._control, _MESSAGE, _FILES)
        if not message:
            return False
        order = json.loads(message)
        reply = socket.socket(fileno=files[-1])
        pid = os.fork()
        if pid == 0:
            self._become_child(order, files[:-1], reply)
        for file in files[:-1]:
            os.close(file)
        self._children[pid] = _Child(reply, time.monotonic() + order["seconds"])
        return True

    def _become_child(self, order: dict[str, Any], files: list[int], reply: socket.socket) -> None:
        """Never returns: the forked process must not fall back into the loop of its parent."""
        try:
            self._leave_parent()
            confine.limit(
                mapped=self._mapped,
                memory_bytes=order["memory_bytes"],
                cpu_seconds=2 * math.ceil(order["seconds"]),
                file_bytes=order["file_bytes"],
            )
            confine.leave_calls()
            source, client, page, thumb = (
                os.fdopen(file, mode) for file, mode in zip(files, ("rb", "w+b", "w+b", "w+b"), strict=True)
            )
            task = Task(source, order["decoder"], order["media_type"], order["seconds"])
            work(order["kind"], task, Outputs(client, page, thumb), reply)
        finally:
            os._exit(0)

    def _leave_parent(self) -> None:
        confine.die_with_parent()
        os.dup2(self._nowhere, 2)  # decoders grumble about every broken file
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._control.close()
        self._ended.close()
        self._wake.close()
        for other in self._children.values():
            other.reply.close()


def _try_walls(walls: confine.Walls) -> confine.Walls:
    """Say only what was tried: a child attempts what it must not be able to do."""
    pid = os.fork()
    if pid == 0:
        held = confine.leave_calls() and confine.is_refused(lambda: socket.socket().close())
        os._exit(0 if held else 1)
    _, status = os.waitpid(pid, 0)
    files = walls.files and confine.is_refused(lambda: os.close(os.open("/", os.O_RDONLY)))
    return confine.Walls(walls.network, files, status == 0, walls.account)


def main() -> None:
    """``python -m storage.media.workshop FD``: the walls that all children share first, then orders."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workshop = Workshop(control)
    network = confine.leave_network()
    account = confine.leave_root()
    files = confine.leave_files()
    walls = _try_walls(confine.Walls(network, files, calls=False, account=account))
    gc.collect()
    gc.freeze()
    control.send(json.dumps(asdict(walls)).encode())
    try:
        workshop.run()
    finally:
        workshop.end()


if __name__ == "__main__":
    main()
