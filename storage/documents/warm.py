"""A renderer that is always warm and shut in: a child process with limits, started again when it fails."""

import os
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from core.ports.documents import RenderFailed, Sheet
from storage.documents import wire
from storage.documents.native import APT_LINE, missing_packages
from storage.documents.sheets import name_of

_ROOT = Path(__file__).parents[2]
MEMORY = 1_000_000_000
"""Bytes of address space the child may have."""
SECONDS = 20.0
"""A render that takes longer is ended; each picture gives it a little more."""
_SECONDS_A_PICTURE = 0.1
_SECONDS_TO_START = 60.0


class WarmRenderer:
    """DocumentRenderer in a child process: no network, limited memory and time. One render at a time, any thread."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Starts nothing yet. RenderFailed, naming the packages, when the native libraries are not there."""
        missing = missing_packages(needed_only=True)
        if missing:
            raise RenderFailed(f"native libraries are missing ({', '.join(missing)}): {APT_LINE}")
        self._seconds = seconds
        self._memory = memory
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def start(self) -> str:
        """Start the child now rather than at the first render; how its network is shut off."""
        with self._lock:
            return self._running().network

    def render(self, sheet: Sheet, assets: Mapping[str, bytes], page_url: str) -> bytes:
        parts = wire.request(name_of(sheet), sheet.as_json(), assets, page_url)
        with self._lock:
            child = self._running()
            try:
                return child.ask(parts, self._seconds + len(assets) * _SECONDS_A_PICTURE)
            except (wire.Gone, OSError) as ended:
                self._end()
                raise RenderFailed(child.epitaph) from ended

    def close(self) -> None:
        """End the child; the next render starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child else None

    def _running(self) -> "_Child":
        if self._child and not self._child.alive:
            self._end()
        if not self._child:
            self._child = _Child(self._memory)
        return self._child

    def _end(self) -> None:
        if self._child:
            self._child.end()
        self._child = None


class _Child:
    """One process and the pipes to it."""

    def __init__(self, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="milepost-render-")
        leash, self._leash = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", "storage.documents.child", str(leash), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self._folder.name,
            env=_environment(self._folder.name),
            pass_fds=(leash,),
            start_new_session=True,  # Ctrl+C in a terminal is for the parent, which ends this one
        )
        os.close(leash)
        weakref.finalize(self, _stop, self._process)  # where we end in its middle: before its folder goes, made later
        self._asked = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)
        self.epitaph = "the renderer ended without an answer"
        self.network = self._greeting()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, parts: list[bytes], seconds: float) -> bytes:
        """The PDF. RenderFailed with the child's reason; Gone when it ended or was ended for taking too long."""
        with _Deadline(self, seconds):
            wire.send(self._asked, *parts)
            answer, content = wire.receive(self._answers), wire.receive(self._answers)
        if answer != wire.MADE:
            raise RenderFailed(content.decode(errors="replace"))
        return content

    def end(self) -> None:
        """Kill it and forget its files."""
        _stop(self._process)
        for stream in (self._asked, self._answers):
            try:
                stream.close()
            except OSError:  # unsent bytes to a dead child
                continue
        os.close(self._leash)
        self._folder.cleanup()

    def kill(self) -> None:
        self._process.kill()

    def _greeting(self) -> str:
        try:
            with _Deadline(self, _SECONDS_TO_START):
                network = wire.receive(self._answers).decode()
                state, reason = wire.receive(self._answers), wire.receive(self._answers)
        except wire.Gone as ended:
            self.end()
            raise RenderFailed("the renderer does not start; what it said is in the log") from ended
        if state != wire.READY:
            self.end()
            raise RenderFailed(reason.decode(errors="replace"))
        return network


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


class _Deadline:
    """Kills the child when the block takes longer: a blocked read then ends as Gone."""

    def __init__(self, child: _Child, seconds: float) -> None:
        self._child = child
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def _expire(self) -> None:
        self._child.epitaph = f"the document took longer than {self._seconds:g} s"
        self._child.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def _environment(folder: str) -> dict[str, str]:
    """No secret of the parent's: only what Python and the libraries need."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT), "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
