"""The vendor's memory of who said what: one append-only file of JSON lines a phone, shared by any processes."""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NUMBERS_SHOWN = 50
_NUMBERS_INDEXED = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """One kept line. ``end`` is the offset, in bytes, just behind it: where to read on."""

    end: int
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A phone that has a conversation, and who wrote first: contractors write to us, clients are written to.

    ``began`` is the moment of its first line, ``messaged`` of the last message to it ("" when there was none).
    """

    number: str
    by: Literal["person", "program"]
    began: str
    messaged: str = ""
    end: int = 0

    def public(self) -> Mapping[str, str]:
        return {"number": self.number, "by": self.by, "began": self.began, "messaged": self.messaged}


@dataclass(slots=True)
class _Index:
    """The keys of the lines before ``end``, so that an append reads only what others added since."""

    end: int = 0
    keys: set[str] = field(default_factory=set)


class Conversations:
    """Appends hold a file lock; readers need none, since they stop at the last whole line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._indexes: dict[str, _Index] = {}
        self._known: dict[str, Known] = {}

    def append(self, number: str, key: str, entry: Mapping[str, Any]) -> bool:
        """Add a line once: False, and nothing kept, when ``key`` is already there. An empty key always adds.

        ValueError for what is not a phone number in E.164 form.
        """
        with self._locked(number) as descriptor:
            index = self._caught_up(number, descriptor)
            if key and key in index.keys:
                return False
            torn = os.fstat(descriptor).st_size > index.end
            line = json.dumps({"key": key, **entry}, separators=(",", ":")).encode() + b"\n"
            _write_all(descriptor, b"\n" + line if torn else line)
            return True

    def has(self, number: str, key: str) -> bool:
        with self._locked(number) as descriptor:
            return key in self._caught_up(number, descriptor).keys

    def read(self, number: str, start: int = 0) -> tuple[Line, ...]:
        """The whole lines from offset ``start``; from the beginning when there is no such place any more."""
        try:
            with self._path(number).open("rb") as file:
                start = start if _begins_line(file, start) else 0
                file.seek(start)
                return tuple(_lines(file.read(), start))
        except FileNotFoundError:
            return ()

    def end(self, number: str) -> int:
        """The size in bytes: a cheap way to see that there is more to read."""
        try:
            return self._path(number).stat().st_size
        except FileNotFoundError:
            return 0

    def numbers(self) -> tuple[Known, ...]:
        """The phones that have a conversation, the most recently used first, fifty at most."""
        if not self._folder.is_dir():
            return ()
        recent = sorted(self._folder.glob("+*.jsonl"), key=_modified, reverse=True)[:_NUMBERS_SHOWN]
        return tuple(known for path in recent if (known := self._summary(path.stem)))

    def taken(self, number: str) -> bool:
        return self._path(number).exists()

    def _summary(self, number: str) -> Known | None:
        """Only what was added since the last look is read."""
        if not E164.fullmatch(number):
            return None
        known = self._known.get(number)
        if known is None or self.end(number) != known.end:
            known = _told(number, known, self.read(number, known.end if known else 0))
        if known:
            self._known[number] = known
        return known

    def _path(self, number: str) -> Path:
        if not E164.fullmatch(number):
            raise ValueError("a phone number looks like +14155550100")
        return self._folder / f"{number}.jsonl"

    @contextmanager
    def _locked(self, number: str) -> Iterator[int]:
        path = self._path(number)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _caught_up(self, number: str, descriptor: int) -> _Index:
        """The index, brought up to date; only called under the file's lock."""
        if len(self._indexes) > _NUMBERS_INDEXED:
            self._indexes.clear()
        index = self._indexes.setdefault(number, _Index())
        size = os.fstat(descriptor).st_size
        if size < index.end:  # the folder was emptied meanwhile
            index = self._indexes[number] = _Index()
        for line in _lines(os.pread(descriptor, size - index.end, index.end), index.end):
            index.keys.add(str(line.entry.get("key", "")))
            index.end = line.end
        return index


def _begins_line(file: BinaryIO, start: int) -> bool:
    """An offset that somebody made up, or that an emptied folder left behind, is no place to read from."""
    if start <= 0:
        return False
    file.seek(start - 1)
    return file.read(1) == b"\n"


def _told(number: str, known: Known | None, lines: Sequence[Line]) -> Known | None:
    for line in lines:
        kind, at = line.entry.get("kind"), str(line.entry.get("at", ""))
        if known is None and kind is not None:
            known = Known(number, "person" if kind == "said" else "program", at)
        if known:
            known = replace(known, end=line.end, messaged=at if kind == "message" else known.messaged)
    return known


def _lines(content: bytes, start: int) -> Iterator[Line]:
    """The whole lines; a torn one (its writer was killed) becomes an empty entry, so that offsets stay true."""
    whole = content[: content.rfind(b"\n") + 1]
    for raw in whole.splitlines(keepends=True):
        start += len(raw)
        yield Line(start, _entry(raw))


def _entry(raw: bytes) -> Mapping[str, Any]:
    try:
        entry = json.loads(raw)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns
