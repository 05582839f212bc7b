"""Messages on their way out: written once a business key, sent by a job that carries only the id."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from core.domain.ids import AccountId
from core.ports.outbox import Job, Outbound
from storage.consents import HELD
from storage.jobs import defer
from storage.mapping_json import message_from_json, message_to_json, storable
from storage.rooms import IN_THREAD, THREAD

_SAY = """
INSERT INTO outbound (id, account_id, key, channel, address, message, created_at, instead_of)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, key) DO NOTHING RETURNING id
"""
# Asked when it leaves, at each try: what they said since it was written counts as well.
_CLAIM = f"""
UPDATE outbound SET attempts = attempts + CASE WHEN {HELD} THEN 0 ELSE 1 END,
    address = CASE WHEN message->>'milestone_id' <> '' THEN coalesce(({THREAD}), address) ELSE address END
WHERE id = %s AND status = 'queued'
RETURNING *, {HELD} AS unwanted,
    (SELECT heard_at FROM sessions s WHERE (s.channel, s.address) = (outbound.channel, outbound.address)),
    message->>'milestone_id' <> '' AND {IN_THREAD} AS in_thread
"""  # noqa: S608 - a constant
_ON_ITS_WAY = """
SELECT EXISTS (SELECT FROM outbound WHERE account_id = %s AND starts_with(key, %s) AND status = 'queued')
"""


def say(connection: Connection, outbound: Outbound) -> None:
    """Write the message and its job into the caller's transaction; a key that was said already is ignored."""
    address = storable(outbound.address)
    said = connection.exec_driver_sql(
        _SAY,
        (
            outbound.id,
            outbound.account_id,
            storable(outbound.key),
            outbound.channel,
            address,
            Jsonb(message_to_json(outbound.message)),
            outbound.created_at,
            outbound.instead_of,
        ),
    )
    if said.first():
        send_it(connection, outbound.id, outbound.channel, address)


def send_it(connection: Connection, outbound_id: UUID, channel: str, address: str) -> None:
    """The job, in the address's own line."""
    args = {"outbound_id": str(outbound_id)}
    defer(connection, Job(name="send", args=args, queue="send", lock=f"send:{channel}:{address}"))


def outbound_from(row: Any) -> Outbound:
    return Outbound(
        id=row.id,
        account_id=AccountId(row.account_id),
        key=row.key,
        channel=row.channel,
        address=row.address,
        message=message_from_json(row.message),
        created_at=row.created_at,
        templated=row.templated,
        instead_of=row.instead_of,
        heard_at=row.heard_at,
    )


class OutboundRows:
    """What the send job reads and reports; each call is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, outbound_id: UUID) -> Outbound | None:
        """The message, with one more attempt counted; None when it was sent or failed. Unwanted ones must not leave."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(_CLAIM, (outbound_id,)).first()
        return replace(outbound_from(row), unwanted=row.unwanted, in_thread=bool(row.in_thread)) if row else None

    def is_on_its_way(self, account_id: UUID, begins: str) -> bool:
        """Whether any of the account's messages has not left, whose key begins so."""
        with self._engine.connect() as connection:
            return bool(connection.exec_driver_sql(_ON_ITS_WAY, (account_id, begins)).scalar())
