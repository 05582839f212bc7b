"""What an examination says: the file is good and here are its copies, or it is refused and here is why."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from core.domain.proof import ProofKind

RefusalCode = Literal[
    "media.empty",
    "media.encrypted",
    "media.not_taken",
    "media.too_large",
    "media.too_long",
    "media.too_many_pixels",
    "media.unreadable",
]


class IntakeFailed(Exception):
    """The examination itself broke through no fault of the file (the machine killed the child): try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file that was decoded whole, and its copies as files in ``folder``, which live until ``discard``.

    ``sha256`` and ``size`` are of the untouched original. ``taken_at`` is naive (the camera's wall clock) unless the
    file names its offset. ``location`` is "lat,lon" in decimal degrees and is private. ``width`` and ``height`` are
    pixels of the upright client copy; for a document, of its page picture. ``client`` carries no metadata, except a
    document's, which is the PDF as received (``as_received``). ``page`` (long side 720) and ``thumb`` (480) are JPEG.
    """

    kind: ProofKind
    media_type: str
    sha256: str
    size: int
    taken_at: datetime | None
    location: str | None
    width: int
    height: int
    pages: int
    duration_seconds: int
    client: Path
    client_type: str
    as_received: bool
    page: Path
    thumb: Path
    folder: Path
    peak_bytes: int

    def discard(self) -> None:
        """Remove the copies; the original is not ours to remove."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """``details`` fill the words: ``kind``, ``file_name``, and ``limit`` and ``found`` where there is a limit, in MB
    (too_large), megapixels (too_many_pixels), minutes of a video or pages of a document (too_long).
    """

    code: RefusalCode
    sha256: str
    size: int
    details: Mapping[str, int | str] = field(default_factory=dict)
    peak_bytes: int = 0
