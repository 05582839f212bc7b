"""What a child makes of one file, and how it says no."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from storage.media.results import RefusalCode


class Refuse(Exception):
    """Raised in the child: the file is not taken, and why."""

    def __init__(self, code: RefusalCode, **details: int | str) -> None:
        super().__init__(code)
        self.code: RefusalCode = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Outputs:
    """Open, empty files for the three copies; the child can open no others."""

    client: IO[bytes]
    page: IO[bytes]
    thumb: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What goes back as JSON. ``taken_at`` is ISO 8601, naive or with an offset; the rest as in ``Examined``."""

    media_type: str
    client_type: str
    width: int
    height: int
    taken_at: str | None = None
    location: str | None = None
    pages: int = 0
    duration_seconds: int = 0
    as_received: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One file to decode: its bytes, the one decoder allowed, and the seconds there are for it."""

    source: IO[bytes]
    decoder: str
    media_type: str
    seconds: float


Maker = Callable[[Task, Outputs], Made]
