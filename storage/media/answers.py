"""Reading what a child answered. The child handled hostile bytes, so its word is checked like any other input."""

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from core.domain.proof import ProofKind
from storage.media.limits import MAX_PAGES, MAX_VIDEO_SECONDS, MAX_VOICE_SECONDS
from storage.media.results import Examined, IntakeFailed, RefusalCode, Refused
from storage.media.sniff import Sniffed

COPIES = ("client", "page", "thumb")

Details = Mapping[str, int | str]

_JPEG = b"\xff\xd8\xff"
_LARGEST_SIDE = 1600
_CLIENT_TYPES: Mapping[ProofKind, frozenset[str]] = {
    "photo": frozenset({"image/jpeg"}),
    "video": frozenset({"video/mp4", "video/webm"}),
    "document": frozenset({"application/pdf"}),
    "voice": frozenset({"audio/ogg", "audio/mp4", "audio/mpeg", "audio/amr"}),
}
_PICTURES: Mapping[ProofKind, tuple[str, ...]] = {
    "photo": COPIES,
    "video": ("page", "thumb"),
    "document": ("page", "thumb"),
    "voice": (),
}


class _Untrue(Exception):
    """The answer is not one that our own code gives."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that arrived: its hash in hexadecimal and its size in bytes."""

    sha256: str
    size: int

    def refused(self, code: RefusalCode, details: Details, peak: int = 0) -> Refused:
        return Refused(code=code, sha256=self.sha256, size=self.size, details=details, peak_bytes=peak)


def read(
    heard: Sequence[Mapping[str, Any]], sniffed: Sniffed, original: Original, path: Path, folder: Path, said: Details
) -> Examined | Refused:
    """The result of an order. Raises IntakeFailed when the machine, not the file, ended the child."""
    *spoken, end = heard
    peak = int(end["peak"])
    if end["late"] or end["ended"] == -signal.SIGXCPU:
        code: RefusalCode = "media.too_long" if sniffed.kind == "video" else "media.unreadable"
        return original.refused(code, {**said, "reason": "time"}, peak)
    if not spoken:
        if end["ended"] == -signal.SIGKILL:
            raise IntakeFailed("the child was killed by the machine")
        return original.refused("media.unreadable", {**said, "reason": "crash"}, peak)
    if "broken" in spoken[0]:
        raise IntakeFailed(str(spoken[0]["broken"]))
    try:
        if "refused" in spoken[0]:
            return _refused(spoken[0], original, said, peak)
        return _examined(spoken[0]["made"], sniffed, original, path, folder, peak)
    except (_Untrue, KeyError, TypeError, ValueError):
        return original.refused("media.unreadable", {**said, "reason": "answer"}, peak)


def _refused(answer: Mapping[str, Any], original: Original, said: Details, peak: int) -> Refused:
    code = answer["refused"]
    if code not in get_args(RefusalCode):
        raise _Untrue
    more = {
        str(name): value if isinstance(value, int) else str(value)[:100] for name, value in answer["details"].items()
    }
    return original.refused(code, {**said, **more}, peak)


def _examined(
    made: Mapping[str, Any], sniffed: Sniffed, original: Original, path: Path, folder: Path, peak: int
) -> Examined:
    as_received = sniffed.kind in {"document", "voice"}
    least = 0 if sniffed.kind == "voice" else 1
    longest = MAX_VOICE_SECONDS if sniffed.kind == "voice" else MAX_VIDEO_SECONDS
    files = {name: folder / name for name in COPIES}
    pictures = _PICTURES[sniffed.kind]
    if made["client_type"] not in _CLIENT_TYPES[sniffed.kind] or not all(_is_jpeg(files[name]) for name in pictures):
        raise _Untrue
    return Examined(
        kind=sniffed.kind,
        media_type=sniffed.media_type,
        sha256=original.sha256,
        size=original.size,
        taken_at=datetime.fromisoformat(made["taken_at"]) if made["taken_at"] is not None else None,
        location=_location(made["location"]),
        width=_within(made["width"], least, _LARGEST_SIDE),
        height=_within(made["height"], least, _LARGEST_SIDE),
        pages=_within(made["pages"], 0, MAX_PAGES),
        duration_seconds=_within(made["duration_seconds"], 0, longest),
        client=path if as_received else files["client"],
        client_type=made["client_type"],
        as_received=as_received,
        page=files["page"],
        thumb=files["thumb"],
        folder=folder,
        peak_bytes=peak,
    )


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        raise _Untrue
    return value


def _location(value: object) -> str | None:
    if value is None:
        return None
    latitude, longitude = (float(part) for part in str(value).split(","))
    return f"{latitude:.6f},{longitude:.6f}"


def _is_jpeg(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == _JPEG
