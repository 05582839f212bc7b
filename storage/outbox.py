"""Messages on their way out: written once a business key, sent by a job that carries only the id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from core.domain.ids import AccountId
from core.ports.messaging import DeliveryStatus
from core.ports.outbox import Job, Outbound
from storage.jobs import defer
from storage.mapping_json import message_from_json, message_to_json, storable

_SAY = """
INSERT INTO outbound (id, account_id, key, channel, address, message, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, key) DO NOTHING RETURNING id
"""
_CLAIM = """
UPDATE outbound SET attempts = attempts + 1 WHERE id = %s AND status = 'queued'
RETURNING id, account_id, key, channel, address, message, created_at
"""
# The vendor's report may be here before us: it is not overwritten.
_SENT = """
UPDATE outbound SET vendor_id = %s, sent_at = %s, status = CASE status WHEN 'queued' THEN 'sent' ELSE status END
WHERE id = %s
"""
_FAILED = "UPDATE outbound SET status = 'failed', reason = %s WHERE id = %s AND status IN ('queued', 'sent')"
# Reports come in any order: a status only ever moves forward, and a failure counts only before delivery.
_REPORT = """
UPDATE outbound SET status = %(status)s WHERE channel = %(channel)s AND vendor_id = %(vendor_id)s
AND CASE %(status)s
    WHEN 'read' THEN status IN ('sent', 'delivered')
    WHEN 'delivered' THEN status = 'sent'
    WHEN 'failed' THEN status = 'sent'
    ELSE false
END
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
        ),
    )
    if said.first():
        args = {"outbound_id": str(outbound.id)}
        defer(connection, Job(name="send", args=args, queue="send", lock=f"send:{outbound.channel}:{address}"))


def outbound_from(row: Any) -> Outbound:
    return Outbound(
        id=row.id,
        account_id=AccountId(row.account_id),
        key=row.key,
        channel=row.channel,
        address=row.address,
        message=message_from_json(row.message),
        created_at=row.created_at,
    )


class OutboundRows:
    """What the send job reads and reports; each call is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, outbound_id: UUID) -> Outbound | None:
        """The message, with one more attempt counted; None when it was sent, or failed for good."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(_CLAIM, (outbound_id,)).first()
        return outbound_from(row) if row else None

    def sent(self, outbound_id: UUID, vendor_id: str, at: datetime) -> None:
        self._run(_SENT, (storable(vendor_id), at, outbound_id))

    def failed(self, outbound_id: UUID, reason: str) -> None:
        """It will not be tried again."""
        self._run(_FAILED, (storable(reason), outbound_id))

    def report(self, channel: str, vendor_id: str, status: DeliveryStatus) -> None:
        """What became of it, in any order: sent < delivered < read, and failed only before delivered."""
        self._run(_REPORT, {"channel": channel, "vendor_id": storable(vendor_id), "status": status})

    def _run(self, statement: str, values: Any) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(statement, values)
