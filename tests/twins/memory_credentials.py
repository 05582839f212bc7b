"""Credentials in memory, for one process."""

from collections.abc import Mapping


class MemoryCredentials:
    """What ``storage.credentials`` keeps, without a database and unsealed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, str]] = {}

    def get(self, channel: str, key: str) -> Mapping[str, str] | None:
        return self._kept.get((channel, key))

    def put(self, channel: str, key: str, secret: Mapping[str, str]) -> None:
        self._kept[channel, key] = dict(secret)

    def drop(self, channel: str, key: str) -> None:
        self._kept.pop((channel, key), None)

    def keys(self, channel: str) -> tuple[str, ...]:
        return tuple(sorted(key for kept, key in self._kept if kept == channel))
