"""Keys of blobs: "<account id>/<sha256>", and nothing else, so that no key can name another place."""

import re
from typing import Final

from core.domain.ids import AccountId

_KEY: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/[0-9a-f]{64}")


def key_of(account_id: AccountId, sha256: str) -> str:
    """``sha256`` in lower-case hexadecimal."""
    return checked(f"{account_id}/{sha256}")


def checked(key: str) -> str:
    """The key itself. Raises ValueError for anything that is not one."""
    if not _KEY.fullmatch(key):
        raise ValueError("not the key of a blob")
    return key


def wanted(size: int, start: int, length: int | None) -> int:
    """How many bytes a range gives: never more than there are. Raises ValueError for a negative one."""
    if start < 0 or (length is not None and length < 0):
        raise ValueError("a range starts at 0 or later and is not negative")
    rest = max(0, size - start)
    return rest if length is None else min(rest, length)
