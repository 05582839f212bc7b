"""Media intake: a file of unknown origin becomes a proof's copies, or a refusal that can be put in words.

Nothing is decoded in this process. The kind is decided by the first bytes and by a full decode in a limited child,
never by the file's name or by what the sender claims.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from core.domain.proof import ProofKind
from storage.media import answers, limits
from storage.media.answers import Details, Original
from storage.media.hatch import Hatch
from storage.media.results import Examined, IntakeFailed, Refused
from storage.media.sniff import HEAD_BYTES, Sniffed, sniff

__all__ = ["Examined", "Intake", "IntakeFailed", "Refused", "isolation"]

_CHUNK = 1024 * 1024
_PREFIX = "milepost-intake-"
_ABANDONED_SECONDS = 24 * 3600


class Intake:
    """Examines files, at most ``at_once`` at a time. Safe to call from many threads; ``close`` it when done.

    ``max_bytes`` and ``seconds`` (wall clock) are by kind of proof; ``memory_bytes`` bounds a child's resident size.
    ``folder``: where copies lie until they are stored (default: the system's temporary folder).
    """

    def __init__(
        self,
        *,
        max_bytes: Mapping[ProofKind, int] = limits.MAX_BYTES,
        seconds: Mapping[ProofKind, float] = limits.SECONDS,
        memory_bytes: int = limits.MEMORY_BYTES,
        at_once: int | None = None,
        folder: Path | None = None,
    ) -> None:
        self._max_bytes = dict(max_bytes)
        self._seconds = dict(seconds)
        self._memory_bytes = memory_bytes
        self._folder = folder
        self._places = threading.BoundedSemaphore(at_once or max(2, os.cpu_count() or 2))
        self._hatch = Hatch()
        _drop_abandoned(Path(folder or tempfile.gettempdir()))

    def examine(self, path: Path, file_name: str, media_type: str) -> Examined | Refused:
        """Blocks until the copies are made or the file is refused. ``file_name`` and ``media_type`` are hearsay and
        only go into the refusal's details. Raises IntakeFailed when the examination broke through no fault of the
        file, and OSError when ``path`` cannot be read.
        """
        original, head = _read(path)
        said: Details = {"file_name": file_name, "claimed": media_type}
        if original.size == 0:
            return original.refused("media.empty", said)
        sniffed = sniff(head)
        if sniffed is None:
            return original.refused("media.not_taken", said)
        said = {**said, "kind": sniffed.kind}
        most = self._max_bytes[sniffed.kind]
        if original.size > most:
            found = -(-original.size // limits.MIB)
            return original.refused("media.too_large", {**said, "limit": most // limits.MIB, "found": found})
        return self._decode(path, sniffed, original, said)

    @property
    def hatch(self) -> Hatch:
        """The way into its workshop, for other readers of files."""
        return self._hatch

    def isolation(self) -> str:
        """In words, which walls stand around the children on this machine, as tried."""
        return str(self._hatch.walls())

    def close(self) -> None:
        """End the child processes; examinations under way raise IntakeFailed."""
        self._hatch.close()

    def _decode(self, path: Path, sniffed: Sniffed, original: Original, said: Details) -> Examined | Refused:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._folder))
        try:
            with self._places, _opened(path, folder) as files:
                heard = self._hatch.ask(self._task(sniffed), files, self._seconds[sniffed.kind])
            answer = answers.read(heard, sniffed, original, path, folder, said)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if isinstance(answer, Refused):
            shutil.rmtree(folder, ignore_errors=True)
        return answer

    def _task(self, sniffed: Sniffed) -> Mapping[str, Any]:
        return {
            "kind": sniffed.kind,
            "decoder": sniffed.decoder,
            "media_type": sniffed.media_type,
            "seconds": self._seconds[sniffed.kind],
            "memory_bytes": self._memory_bytes,
            "file_bytes": 2 * self._max_bytes[sniffed.kind],
        }


def _drop_abandoned(folder: Path) -> None:
    """Copies that a killed process left behind a day ago; those of other accounts are not ours to remove."""
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def isolation() -> str:
    """As ``Intake.isolation``, for a caller that has no intake running."""
    intake = Intake()
    try:
        return intake.isolation()
    finally:
        intake.close()


def _read(path: Path) -> tuple[Original, bytes]:
    """Hash and size of the whole file, and its first bytes."""
    digest, size, head = hashlib.sha256(), 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            head = head or chunk[:HEAD_BYTES]
            digest.update(chunk)
            size += len(chunk)
    return Original(digest.hexdigest(), size), head


@contextmanager
def _opened(path: Path, folder: Path) -> Iterator[list[int]]:
    """Descriptors of the original (to read) and of three new files (to write), which is all a child gets."""
    with ExitStack() as stack:
        files: list[IO[bytes]] = [stack.enter_context(path.open("rb"))]
        files += [stack.enter_context((folder / name).open("x+b")) for name in answers.COPIES]
        yield [file.fileno() for file in files]
