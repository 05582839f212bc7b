"""What vendors gave us to prove who we are (tokens of workspaces): sealed at rest, never in a log."""

from collections.abc import Mapping
from typing import Protocol


class Credentials(Protocol):
    """Kept by channel and key (a workspace's id). Values are small mappings of text."""

    def get(self, channel: str, key: str) -> Mapping[str, str] | None:
        """None when there is none, or none that can be opened with today's secret key."""
        ...

    def put(self, channel: str, key: str, secret: Mapping[str, str]) -> None:
        """Keep it in place of what was there."""
        ...

    def drop(self, channel: str, key: str) -> None:
        """Forget it; forgetting what is not there is fine."""
        ...

    def keys(self, channel: str) -> tuple[str, ...]:
        """What is kept for a channel, in order."""
        ...
