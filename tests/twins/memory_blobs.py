"""Blobs in memory: the same keys and answers, gone with the process."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.domain.ids import AccountId
from core.ports.blobs import BlobMissing


class MemoryBlobs:
    """Remembers the media type too, so that a test can ask what was stored as what."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.types: dict[str, str] = {}

    def put(self, account_id: AccountId, content: bytes, media_type: str) -> str:
        key = f"{account_id}/{hashlib.sha256(content).hexdigest()}"
        self.kept[key], self.types[key] = content, media_type
        return key

    def put_file(self, account_id: AccountId, path: Path, media_type: str) -> str:
        return self.put(account_id, path.read_bytes(), media_type)

    def get(self, key: str) -> bytes:
        if key.count("/") != 1 or ".." in key:
            raise ValueError("not the key of a blob")
        if key not in self.kept:
            raise BlobMissing(key)
        return self.kept[key]

    def size(self, key: str) -> int:
        return len(self.get(key))

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if start < 0 or (length is not None and length < 0):
            raise ValueError("a range starts at 0 or later and is not negative")
        content = self.get(key)[start:]
        content = content if length is None else content[:length]
        return iter([content] if content else [])

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)

    def link(self, key: str, expires: timedelta, file_name: str) -> str | None:  # noqa: ARG002 - it has none
        return None
