"""Which group chat talks about which project, and which of its threads about which part. Rows of the dialogue: one
place, one project; in a room, one thread a part.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.domain.errors import NotAllowed
from core.domain.ids import AccountId, MemberId, MilestoneId, ProjectId
from core.ports.outbox import Outbound
from storage.mapping_json import storable

# A thread is a place in a place: its room's project is its own, unless it was linked by itself.
_AT = """
SELECT r.account_id, r.project_id, r.channel, r.place, t.milestone_id
FROM rooms r LEFT JOIN threads t ON t.room_id = r.id AND t.thread = %(place)s
WHERE r.channel = %(channel)s AND r.place IN (%(place)s, %(within)s)
ORDER BY r.place = %(place)s DESC LIMIT 1
"""
_OF = """
SELECT account_id, project_id, channel, place, NULL::uuid AS milestone_id FROM rooms
WHERE account_id = %s AND project_id = %s
"""
_ITS_THREAD = """
FROM rooms r JOIN threads t ON t.room_id = r.id
WHERE r.account_id = outbound.account_id AND r.channel = outbound.channel
AND t.milestone_id = nullif(outbound.message->>'milestone_id', '')::uuid
"""
THREAD = f"SELECT t.thread {_ITS_THREAD} AND r.place = outbound.address"
"""In a statement on ``outbound``: where a message goes that was said in the room and is about a part."""
IN_THREAD = f"EXISTS (SELECT {_ITS_THREAD} AND t.thread = outbound.address)"
# The first message about a part in a room begins its thread. A room that is itself a thread has none within.
_BEGIN = """
INSERT INTO threads (account_id, room_id, milestone_id, thread)
SELECT r.account_id, r.id, m.id, %(thread)s::text
FROM outbound o JOIN rooms r ON (r.account_id, r.channel, r.place) = (o.account_id, o.channel, o.address)
JOIN milestones m ON (m.account_id, m.project_id) = (r.account_id, r.project_id)
WHERE o.id = %(outbound)s AND m.id = nullif(o.message->>'milestone_id', '')::uuid
AND starts_with(%(thread)s::text, o.address || '/')
ON CONFLICT DO NOTHING
"""
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
    """``place`` is the vendor's address of the group, on ``channel``. ``milestone_id``: what was asked about is the
    thread of this part in it.
    """

    account_id: AccountId
    project_id: ProjectId
    channel: str
    place: str
    milestone_id: MilestoneId | None = None


def room_at(connection: Connection, channel: str, place: str) -> Room | None:
    """For the place itself, or a thread in it."""
    here = storable(place)
    values = {"channel": channel, "place": here, "within": here.rpartition("/")[0]}
    row = connection.exec_driver_sql(_AT, values).first()
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


def begin_thread(connection: Connection, outbound: Outbound, thread: str) -> None:
    """``thread``: the address of the thread below that message. A part that has one in this room keeps it."""
    connection.exec_driver_sql(_BEGIN, {"outbound": outbound.id, "thread": storable(thread)})


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
        milestone_id=MilestoneId(row.milestone_id) if row.milestone_id else None,
    )
