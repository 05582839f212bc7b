"""One turn is one transaction: what was said is taken in and what follows from it is written, or neither."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from core.domain.ids import AccountId, InvitationId, MemberId, ProjectId
from core.domain.invitation import Invitation
from core.ports.inbox import InboxItem
from core.ports.messaging import Message
from core.ports.outbox import Outbound
from core.usecases.views import Who
from storage import invitations, rooms
from storage.bank_changes import BankChanges
from storage.consents import Consents
from storage.digests import Digests
from storage.due_days import DueDays
from storage.ledger import SqlLedger
from storage.mapping_json import message_from_json, storable
from storage.reminders import Reminders
from storage.reports import Reports
from storage.views_people import WHO, who_from
from storage.whereabouts import Whereabouts
from storage.whole_exports import WholeExports

_ITEM = "SELECT source, external_id, line, body, received_at, taken_at FROM inbox WHERE id = %s FOR UPDATE"
_KEPT = "SELECT external_id, body FROM inbox WHERE source = %s AND external_id = ANY(%s) AND body IS NOT NULL"
# Whoever is taking one of them in right now is waited for, and was first.
_TAKE_OVER = """
UPDATE inbox SET taken_at = clock_timestamp() WHERE source = %s AND external_id = ANY(%s) AND taken_at IS NULL
RETURNING external_id
"""
_MORE_WAITS = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs WHERE status = 'todo' AND lock = ANY(%s) AND task_name = 'take_in'
    AND (scheduled_at IS NULL OR scheduled_at <= now())
)
"""
_TAKEN = "UPDATE inbox SET taken_at = clock_timestamp() WHERE id = %s"
# Whoever reads a session holds it until the end of the turn, even when there was none before.
_SESSION = """
INSERT INTO sessions (channel, address, state, updated_at) VALUES (%s, %s, '{}', clock_timestamp())
ON CONFLICT (channel, address) DO UPDATE SET channel = excluded.channel RETURNING state
"""
_SAVE_SESSION = """
INSERT INTO sessions (channel, address, account_id, state, updated_at) VALUES (%s, %s, %s, %s, clock_timestamp())
ON CONFLICT (channel, address) DO UPDATE
SET state = excluded.state, updated_at = excluded.updated_at,
    account_id = coalesce(excluded.account_id, sessions.account_id)
"""
_MESSAGE = """
SELECT message FROM outbound WHERE id = %(id)s AND channel = %(channel)s
AND (address = %(place)s OR starts_with(address, %(within)s))
AND account_id = coalesce(%(of)s, account_id)
"""
_ANSWERED = """
SELECT message FROM outbound
WHERE channel = %s AND address = %s AND account_id = %s AND vendor_id = ANY(%s) ORDER BY array_position(%s, vendor_id)
LIMIT 1
"""
_ACCOUNT_OF_LINK = "SELECT account_id FROM payment_links WHERE id = %s"
_ACCOUNT_OF_PAYEE = "SELECT account_id FROM payees WHERE gateway = %s AND external_id = %s"
_ACCOUNT_OF_REQUEST = "SELECT account_id FROM payment_requests WHERE id = %s"


class Turn:
    """What one turn may read and write. ``item`` is None when it was taken in before, or there is none."""

    def __init__(self, connection: Connection, item: InboxItem | None, received_at: datetime) -> None:
        self.item = item
        self.received_at = received_at
        self._connection = connection
        self._ledgers: dict[AccountId, SqlLedger] = {}
        self._rooms: dict[tuple[str, str], rooms.Room | None] = {}
        self.reports = Reports(connection)
        self.consents = Consents(connection)
        self.digests = Digests(connection)
        self.bank_changes = BankChanges(connection)
        self.due_days = DueDays(connection)
        self.whereabouts = Whereabouts(connection)
        self.reminders = Reminders(connection)
        self.whole_exports = WholeExports(connection)

    def ledger(self, account_id: AccountId) -> SqlLedger:
        """That account's books, in this transaction. The same one each time: it knows what it has read and written."""
        return self._ledgers.setdefault(account_id, SqlLedger(account_id, self._connection))

    def who(self, channel: str, address: str) -> tuple[Who, ...]:
        """As ``Reads.who``, and sees what this turn wrote."""
        rows = self._connection.exec_driver_sql(WHO, {"channel": channel, "address": storable(address)})
        return tuple(who_from(row) for row in rows)

    def session(self, channel: str, address: str) -> dict[str, Any]:
        """Where the dialogue with this address stands; {} at its beginning. Locked until the turn ends. The threads of
        a room that is linked share the room's.
        """
        state = self._connection.exec_driver_sql(_SESSION, (channel, self._talk(channel, address))).scalar_one()
        return dict(state)

    def save_session(
        self, channel: str, address: str, state: dict[str, Any], account_id: AccountId | None = None
    ) -> None:
        """JSON only."""
        values = (channel, self._talk(channel, address), account_id, Jsonb(storable(state)))
        self._connection.exec_driver_sql(_SAVE_SESSION, values)

    def _talk(self, channel: str, address: str) -> str:
        room = self.room(channel, address) if "/" in address else None
        return room.place if room else str(storable(address))

    def message(self, outbound_id: UUID, channel: str, address: str, of: AccountId | None = None) -> Message | None:
        """What was sent to that very address, its room or a thread there, under that id, by that account alone if one
        is given; what went to others looks like nothing.
        """
        place = self._talk(channel, address)
        values = {"id": outbound_id, "channel": channel, "place": place, "within": f"{place}/", "of": of}
        kept = self._first(_MESSAGE, values)
        return None if kept is None else message_from_json(kept)

    def answered(self, channel: str, address: str, of: AccountId, vendor_ids: Sequence[str]) -> Message | None:
        """What that account sent to that very address under the first of these ids that it has sent anything under."""
        ids = [storable(one) for one in vendor_ids]
        kept = self._first(_ANSWERED, (channel, storable(address), of, ids, ids)) if ids else None
        return None if kept is None else message_from_json(kept)

    def bodies(self, source: str, external_ids: Sequence[str]) -> dict[str, bytes]:
        """What arrived under those ids, taken in or not; purged bodies are left out."""
        rows = self._connection.exec_driver_sql(_KEPT, (source, [storable(one) for one in external_ids]))
        return {row.external_id: bytes(row.body) for row in rows}

    def take_over(self, source: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Those of them that nobody took in yet: they are taken in with this turn."""
        rows = self._connection.exec_driver_sql(_TAKE_OVER, (source, [storable(one) for one in external_ids]))
        return frozenset(row.external_id for row in rows)

    def more_waits(self, lines: Sequence[str]) -> bool:
        """Whether something that was said in one of these lines is here and was not taken in yet."""
        return bool(self._first(_MORE_WAITS, ([storable(one) for one in lines],)))

    def room(self, channel: str, place: str) -> rooms.Room | None:
        """What that group chat, or the one around this thread, talks about; None when nobody linked it."""
        if (channel, place) not in self._rooms:
            self._rooms[channel, place] = rooms.room_at(self._connection, channel, place)
        return self._rooms[channel, place]

    def rooms_of(self, account_id: AccountId, project_id: ProjectId) -> tuple[rooms.Room, ...]:
        return rooms.rooms_of(self._connection, account_id, project_id)

    def link_room(self, room: rooms.Room, room_id: UUID, linked_by: MemberId) -> None:
        """NotAllowed (room.taken) while it is another firm's."""
        self._rooms.clear()
        rooms.link(self._connection, room, room_id, linked_by, self.received_at)

    def begin_thread(self, outbound: Outbound, thread: str) -> None:
        """What is said in that room about the part that this message is about goes there from now on."""
        self._rooms.clear()
        rooms.begin_thread(self._connection, outbound, thread)

    def unlink_room(self, account_id: AccountId, channel: str, place: str) -> bool:
        """Whether it was linked."""
        self._rooms.clear()
        return rooms.unlink(self._connection, account_id, channel, place)

    def invite(self, invitation: Invitation, code_hash: bytes, *, alone: bool = False) -> None:
        """``alone``: it ends the earlier ones of its kind that the same member made."""
        if alone:
            invitations.end_earlier(self._connection, invitation)
        invitations.keep(self._connection, invitation, code_hash)

    def invitation(self, code_hash: bytes) -> Invitation | None:
        """Whoever's it is, used or expired as it may be."""
        return invitations.find(self._connection, code_hash)

    def invitation_of(self, account_id: AccountId, invitation_id: InvitationId) -> Invitation | None:
        return invitations.of_account(self._connection, account_id, invitation_id)

    def claim(self, invitation: Invitation) -> bool:
        """Use it up, once: False when somebody else was first, or it has expired."""
        return invitations.claim(self._connection, invitation.id, self.received_at)

    def came_by(self, invitation: Invitation, member_id: MemberId) -> None:
        """Who it was that used it."""
        invitations.came_by(self._connection, invitation, member_id)

    def account_of_link(self, link_id: UUID) -> AccountId | None:
        """Whose invoice this link opens."""
        return self._account(_ACCOUNT_OF_LINK, link_id)

    def account_of_request(self, request_id: UUID) -> AccountId | None:
        """Whose payment request a gateway speaks of."""
        return self._account(_ACCOUNT_OF_REQUEST, request_id)

    def account_of_payee(self, gateway: str, external_id: str) -> AccountId | None:
        """Whose account at a gateway that is."""
        found = self._first(_ACCOUNT_OF_PAYEE, (gateway, external_id))
        return None if found is None else AccountId(found)

    def _account(self, statement: str, wanted: UUID) -> AccountId | None:
        found = self._first(statement, (wanted,))
        return None if found is None else AccountId(found)

    def _first(self, statement: str, values: Any) -> Any:
        return self._connection.exec_driver_sql(statement, values).scalar()


class Turns:
    """Opens turns; leaving the block well commits, raising rolls all back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def take_in(self, inbox_id: int) -> Iterator[Turn]:
        """The row is locked, so that two workers with the same job do not both take it in."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(_ITEM, (inbox_id,)).first()
            if row is None or row.taken_at is not None or row.body is None:
                yield Turn(connection, None, row.received_at if row else datetime.now(UTC))
                return
            item = InboxItem(source=row.source, external_id=row.external_id, line=row.line, body=bytes(row.body))
            yield Turn(connection, item, row.received_at)
            connection.exec_driver_sql(_TAKEN, (inbox_id,))

    def kept(self, inbox_id: int) -> InboxItem | None:
        """What arrived under that id, taken in or not; None when its body is purged."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(_ITEM, (inbox_id,)).first()
        if row is None or row.body is None:
            return None
        return InboxItem(source=row.source, external_id=row.external_id, line=row.line, body=bytes(row.body))

    @contextmanager
    def begin(self) -> Iterator[Turn]:
        """A turn that nothing from outside began. ``received_at`` is now, by the database's clock."""
        with self._engine.begin() as connection:
            now = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
            yield Turn(connection, None, now)
