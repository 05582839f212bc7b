"""Blobs in a folder of our own. A blob is either there whole and durable, or not there."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from core.domain.ids import AccountId
from core.ports.blobs import BlobMissing
from storage.blobs import keys

_CHUNK = 1024 * 1024
_OURS = 0o700
_ABANDONED_SECONDS = 24 * 3600


class LocalBlobs:
    """Implements ``core.ports.blobs.BlobStore``. ``folder`` is made, and closed to other accounts of the machine.

    The bytes and the folders that name them are synced to the disk before ``put`` returns.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arriving = folder / "arriving"
        for each in (folder, self._arriving):
            each.mkdir(mode=_OURS, parents=True, exist_ok=True)
            each.chmod(_OURS)
        self._drop_abandoned()

    def put(self, account_id: AccountId, content: bytes, media_type: str) -> str:  # noqa: ARG002 - rows keep the type
        with self._arrival() as (arriving, file):
            file.write(content)
            return self._keep(account_id, hashlib.sha256(content).hexdigest(), arriving, file)

    def put_file(self, account_id: AccountId, path: Path, media_type: str) -> str:  # noqa: ARG002 - rows keep the type
        digest = hashlib.sha256()
        with path.open("rb") as source, self._arrival() as (arriving, file):
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            return self._keep(account_id, digest.hexdigest(), arriving, file)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(key) from error

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError as error:
            raise BlobMissing(key) from error

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """What is being read stays readable even if it is deleted meanwhile."""
        count = keys.wanted(self.size(key), start, length)
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(key) from error
        return _pieces(file, start, count)

    def delete(self, key: str) -> None:
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            _sync_folder(path.parent)

    def link(self, key: str, expires: timedelta, file_name: str) -> str | None:  # noqa: ARG002 - nobody else serves this folder
        return None

    def _path(self, key: str) -> Path:
        account, sha256 = keys.checked(key).split("/")
        return self._folder / account / sha256[:2] / sha256

    @contextmanager
    def _arrival(self) -> Iterator[tuple[Path, IO[bytes]]]:
        """A file that nobody sees yet; it is gone afterwards unless it was kept."""
        descriptor, name = tempfile.mkstemp(dir=self._arriving)
        arriving = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield arriving, file
        finally:
            arriving.unlink(missing_ok=True)

    def _keep(self, account_id: AccountId, sha256: str, arriving: Path, file: IO[bytes]) -> str:
        """Sync, rename, sync the names. The same bytes again replace themselves, which heals a damaged file."""
        key = keys.key_of(account_id, sha256)
        path = self._path(key)
        file.flush()
        os.fsync(file.fileno())
        path.parent.mkdir(mode=_OURS, parents=True, exist_ok=True)
        arriving.replace(path)
        for folder in (path.parent, path.parent.parent, self._folder):
            _sync_folder(folder)
        return key

    def _drop_abandoned(self) -> None:
        """What a killed process left behind. A file that is being written is younger than a day."""
        for path in self._arriving.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()


def _pieces(file: IO[bytes], start: int, count: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while count > 0 and (chunk := file.read(min(count, _CHUNK))):
            count -= len(chunk)
            yield chunk


def _sync_folder(folder: Path) -> None:
    """A rename is durable only when its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
