"""What was handed to a vendor, piece by piece: one row each, and an id of the vendor's belongs to one of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from core.ports.handed import Begun, Piece
from storage.mapping_json import storable

_BEGIN = """
INSERT INTO handed_pieces (account_id, outbound_id, channel, delivery, place, began_at)
SELECT account_id, id, %(channel)s, %(delivery)s, %(place)s, %(at)s FROM outbound WHERE id = %(outbound)s
ON CONFLICT (delivery, place) DO NOTHING
"""
_BEGUN = "SELECT began_at, vendor_id FROM handed_pieces WHERE delivery = %(delivery)s AND place = %(place)s"
_NOTE = "UPDATE handed_pieces SET vendor_id = %(id)s WHERE delivery = %(delivery)s AND place = %(place)s"
_IS_SOMEBODYS = "SELECT EXISTS (SELECT FROM handed_pieces WHERE channel = %(channel)s AND vendor_id = %(id)s)"
_DROP = "DELETE FROM handed_pieces WHERE delivery = %(delivery)s AND place = %(place)s AND vendor_id IS NULL"


class SqlHanded:
    """``Handed``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, piece: Piece, at: datetime) -> Begun | None:
        values = _values(piece, at=at, outbound=_outbound_id(piece))
        with self._engine.begin() as connection:
            if connection.exec_driver_sql(_BEGIN, values).rowcount:
                return None
            row = connection.exec_driver_sql(_BEGUN, values).first()
        return Begun(row.began_at, row.vendor_id or "") if row else None

    def note(self, piece: Piece, vendor_id: str) -> bool:
        values = _values(piece, id=storable(vendor_id))
        try:
            with self._engine.begin() as connection:
                if connection.exec_driver_sql(_NOTE, values).rowcount:
                    return True
                return not connection.exec_driver_sql(_IS_SOMEBODYS, values).scalar()
        except IntegrityError:
            return False

    def drop(self, piece: Piece) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_DROP, _values(piece))


def _values(piece: Piece, **more: Any) -> dict[str, Any]:
    return {"channel": piece.channel, "delivery": piece.delivery, "place": piece.place, **more}


def _outbound_id(piece: Piece) -> UUID | None:
    """A delivery's key is its message's id, with what it is sent as behind it; None for one that is no such message."""
    try:
        return UUID(piece.delivery.partition(":")[0])
    except ValueError:
        return None
