"""What was handed over, in memory: two adapters that share one are two processes on one database."""

from datetime import datetime

from core.ports.handed import Begun, Piece


class MemoryHanded:
    """What ``storage.handed`` keeps, whether the delivery is an outbound message or not."""

    def __init__(self) -> None:
        self._begun: dict[Piece, Begun] = {}

    def begin(self, piece: Piece, at: datetime) -> Begun | None:
        before = self._begun.get(piece)
        self._begun.setdefault(piece, Begun(at))
        return before

    def note(self, piece: Piece, vendor_id: str) -> bool:
        others = (one for key, one in self._begun.items() if key.channel == piece.channel and key != piece)
        if any(one.vendor_id == vendor_id for one in others):
            return False
        if piece in self._begun:
            self._begun[piece] = Begun(self._begun[piece].since, vendor_id)
        return True

    def drop(self, piece: Piece) -> None:
        if piece in self._begun and not self._begun[piece].vendor_id:
            del self._begun[piece]
