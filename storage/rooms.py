"""Which group chat talks about which project. Rows of the dialogue: one place, one project."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.domain.errors import NotAllowed
from core.domain.ids import AccountId, MemberId, ProjectId
from storage.mapping_json import storable

_AT = "SELECT account_id, project_id, channel, place FROM rooms WHERE channel = %s AND place = %s"
_OF = "SELECT account_id, project_id, channel, place FROM rooms WHERE account_id = %s AND project_id = %s"
# A room is another firm's for as long as they have it linked.
_LINK = """
INSERT INTO rooms (id, account_id, project_id, channel, place, linked_by, linked_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (channel, place) DO UPDATE
SET project_id = excluded.project_id, linked_by = excluded.linked_by, linked_at = excluded.linked_at
WHERE rooms.account_id = excluded.account_id RETURNING id
"""
_THREADS = "DELETE FROM threads t USING rooms r WHERE r.id = t.room_id AND r.channel = %s AND r.place = %s"
_UNLINK = "DELETE FROM rooms WHERE account_id = %s AND channel = %s AND place = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """``place`` is the vendor's address of the group, on ``channel``."""

    account_id: AccountId
    project_id: ProjectId
    channel: str
    place: str


def room_at(connection: Connection, channel: str, place: str) -> Room | None:
    row = connection.exec_driver_sql(_AT, (channel, storable(place))).first()
    return _room(row) if row else None


def rooms_of(connection: Connection, account_id: AccountId, project_id: ProjectId) -> tuple[Room, ...]:
    return tuple(_room(row) for row in connection.exec_driver_sql(_OF, (account_id, project_id)))


def link(connection: Connection, room: Room, room_id: UUID, linked_by: MemberId, at: datetime) -> None:
    """The room talks about this project from now on. NotAllowed (room.taken) while it is another firm's."""
    place = storable(room.place)
    values = (room_id, room.account_id, room.project_id, room.channel, place, linked_by, at)
    if connection.exec_driver_sql(_LINK, values).first() is None:
        raise NotAllowed("room.taken")
    connection.exec_driver_sql(_THREADS, (room.channel, place))


def unlink(connection: Connection, account_id: AccountId, channel: str, place: str) -> bool:
    """Whether it was linked."""
    connection.exec_driver_sql(_THREADS + " AND r.account_id = %s", (channel, storable(place), account_id))
    return connection.exec_driver_sql(_UNLINK, (account_id, channel, storable(place))).rowcount > 0


def _room(row: Any) -> Room:
    return Room(
        account_id=AccountId(row.account_id),
        project_id=ProjectId(row.project_id),
        channel=row.channel,
        place=row.place,
    )
