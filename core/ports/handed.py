"""What was handed to a vendor that cannot be told to send once: known to all processes, and after a restart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the vendor's messages that a delivery becomes. ``delivery`` is its ``Delivery.key``, ``place`` which one
    of them it is.
    """

    channel: str
    delivery: str
    place: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An earlier attempt: the first began at ``since``. ``vendor_id`` is "" while nobody knows what became of it."""

    since: datetime
    vendor_id: str = ""


class Handed(Protocol):
    """Each call is kept when it returns. A delivery that is no outbound message has nothing kept."""

    def begin(self, piece: Piece, at: datetime) -> Begun | None:
        """Before it is handed over. None: this is the first attempt, and ``at`` is kept as its beginning."""
        ...

    def note(self, piece: Piece, vendor_id: str) -> bool:
        """It is there under this id. False, and nothing is kept, when that is another piece's."""
        ...

    def drop(self, piece: Piece) -> None:
        """The vendor said no: nothing was made, so that nothing is looked for. What was noted stays."""
        ...
