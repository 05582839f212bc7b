"""Where an export is written: a folder, or one ZIP that is never in memory as a whole."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

# Photos, videos and PDFs are packed already.
_PACKED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".mp4", ".mov", ".webm", ".pdf", ".zip"})


class Sink(Protocol):
    """``path``: with slashes, relative, and leading nowhere else."""

    def write(self, path: str, pieces: Iterable[bytes]) -> None: ...


class FolderSink:
    """Into a folder, which is made with the first file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            out.writelines(pieces)


class ZipSink:
    """Into one file, piece by piece; of any size. No clock in it."""

    def __init__(self, file: Path) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(path)
        packed = Path(path).suffix.lower() in _PACKED
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._archive.close()
