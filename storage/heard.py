"""When a road was last heard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

_LAST = "SELECT received_at FROM inbox WHERE source = ANY(%s) ORDER BY id DESC LIMIT 1"


class Heard:
    """What the inbox tells about its roads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self, sources: Sequence[str]) -> datetime | None:
        """Of any of these; None when nothing ever came."""
        with self._engine.begin() as connection:
            found: datetime | None = connection.exec_driver_sql(_LAST, (list(sources),)).scalar()
        return found
