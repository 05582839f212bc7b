"""Bytes that are kept. A key is "<account id>/<sha256>"; what is under a key never changes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from core.domain.ids import AccountId


class BlobMissing(Exception):
    """Nothing is kept under that key."""


class BlobStore(Protocol):
    """Private by default: bytes leave only through us, or through a link that expires."""

    def put(self, account_id: AccountId, content: bytes, media_type: str) -> str:
        """Keep the bytes durably and return their key. The same bytes again are the same key."""
        ...

    def put_file(self, account_id: AccountId, path: Path, media_type: str) -> str:
        """As ``put``, from a file of any size, without loading it whole."""
        ...

    def get(self, key: str) -> bytes:
        """Raises BlobMissing."""
        ...

    def size(self, key: str) -> int:
        """In bytes. Raises BlobMissing."""
        ...

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start``, in pieces. Raises BlobMissing at the call."""
        ...

    def delete(self, key: str) -> None:
        """Forget the bytes; forgetting what is not there is fine."""
        ...

    def link(self, key: str, expires: timedelta, file_name: str) -> str | None:
        """A link that works without us until it expires, or None where the store has no such thing."""
        ...
