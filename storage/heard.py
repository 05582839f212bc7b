"""When a road was first used, and last heard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

_LAST = "SELECT received_at FROM inbox WHERE source = ANY(%s) ORDER BY id DESC LIMIT 1"
_FIRST = """
SELECT least(
    (SELECT min(received_at) FROM inbox WHERE source = %(channel)s),
    (SELECT min(created_at) FROM outbound WHERE channel = %(channel)s)
)
"""


class Heard:
    """What the inbox, and the outbox, tell about their roads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self, sources: Sequence[str]) -> datetime | None:
        """Of any of these; None when nothing ever came."""
        with self._engine.begin() as connection:
            found: datetime | None = connection.exec_driver_sql(_LAST, (list(sources),)).scalar()
        return found

    def first(self, channel: str) -> datetime | None:
        """When something was first heard, or said, on it; None: never."""
        with self._engine.begin() as connection:
            found: datetime | None = connection.exec_driver_sql(_FIRST, {"channel": channel}).scalar()
        return found
