"""What became of messages, in whatever order it is told: a status only ever moves forward, and no report is lost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.ports.messaging import DeliveryReport
from core.ports.outbox import Outbound
from storage.mapping_json import storable
from storage.outbox import outbound_from, send_it

# Whoever turns it to failed does what follows; the other waits for the row and finds nothing left to do.
# The id of its last piece is the message's own: that this one got there says nothing of a file that went before.
_STILL = "status IN ('queued', 'sent') OR status IN ('delivered', 'read') AND vendor_id <> nullif(%(vendor_id)s, '')"
_FAIL = f"""
UPDATE outbound SET status = 'failed', reason = %(reason)s WHERE id = %(id)s AND ({_STILL})
RETURNING *, NULL::timestamptz AS heard_at
"""  # noqa: S608 - a constant
_FORWARD = """
UPDATE outbound SET status = %(status)s WHERE channel = %(channel)s AND vendor_id = %(vendor_id)s
AND CASE %(status)s
    WHEN 'read' THEN status IN ('sent', 'delivered')
    WHEN 'delivered' THEN status = 'sent'
    ELSE false
END
"""
# A piece stands for its message once all are handed over, and not any more when that goes again as another delivery.
_OF_VENDOR = """
SELECT id FROM outbound WHERE channel = %(channel)s AND vendor_id = %(vendor_id)s
UNION
SELECT o.id FROM handed_pieces p JOIN outbound o ON (o.account_id, o.id) = (p.account_id, p.outbound_id)
WHERE p.channel = %(channel)s AND p.vendor_id = %(vendor_id)s AND o.vendor_id IS NOT NULL
AND p.delivery = o.id::text || CASE WHEN o.templated THEN ':template' ELSE '' END
"""
_PIECES = "SELECT vendor_id FROM handed_pieces WHERE delivery = %s AND vendor_id IS NOT NULL"
# The vendor's report may be here before us: it is not overwritten.
_SENT = """
UPDATE outbound SET vendor_id = %s, sent_at = %s, status = CASE status WHEN 'queued' THEN 'sent' ELSE status END
WHERE id = %s
"""
# Once a message: its old id means nothing from now on.
_TEMPLATE = """
UPDATE outbound SET templated = true, status = 'queued', vendor_id = NULL, sent_at = NULL
WHERE id = %s AND NOT templated AND status IN ('queued', 'sent') RETURNING id, channel, address
"""
# A report and the id that it is about meet here: whoever is second sees what the first has written.
_MEET = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_TOO_EARLY = """
WITH forgotten AS (DELETE FROM early_reports WHERE arrived_at < %(at)s - interval '1 day')
INSERT INTO early_reports (channel, vendor_id, status, reason, window_closed, unreachable, arrived_at)
VALUES (%(channel)s, %(vendor_id)s, %(status)s, %(reason)s, %(window_closed)s, %(unreachable)s, %(at)s)
ON CONFLICT (channel, vendor_id, status) DO NOTHING
"""
_CAME_EARLY = """
DELETE FROM early_reports WHERE channel = %s AND vendor_id = ANY(%s)
RETURNING channel, vendor_id, status, reason, window_closed, unreachable
"""
_TRIED = "SELECT channel, address FROM outbound WHERE account_id = %s AND (id = %s OR instead_of = %s)"


class Reports:
    """In the transaction of a turn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fail(self, outbound_id: UUID, reason: str, vendor_id: str = "") -> Outbound | None:
        """It will not be tried again. None when that was known, or it got there: whoever has the message acts on it.
        ``vendor_id``: the piece that failed, which is the whole message's failure; "": the whole.
        """
        values = {"id": outbound_id, "reason": storable(reason), "vendor_id": storable(vendor_id)}
        row = self._connection.exec_driver_sql(_FAIL, values).first()
        return outbound_from(row) if row else None

    def again_as_template(self, outbound_id: UUID) -> bool:
        """Queued once more, as a prepared template; False when that was tried, or it got there."""
        row = self._connection.exec_driver_sql(_TEMPLATE, (outbound_id,)).first()
        if row:
            send_it(self._connection, row.id, row.channel, row.address)
        return row is not None

    def forward(self, report: DeliveryReport) -> None:
        """Only ever: sent < delivered < read; and by what becomes of the last piece alone."""
        values = {"channel": report.channel, "vendor_id": storable(report.vendor_id), "status": report.status}
        self._connection.exec_driver_sql(_FORWARD, values)

    def about(self, report: DeliveryReport, at: datetime) -> UUID | None:
        """The message that it is about. When there is none yet it is kept, and comes with ``sent``."""
        key = (report.channel, storable(report.vendor_id))
        found = self._of_vendor(key)
        if found is None:
            self._connection.exec_driver_sql(_MEET, (_meeting(*key),))
            found = self._of_vendor(key)
        if found is None and report.status != "sent":
            values = {
                "channel": report.channel,
                "vendor_id": storable(report.vendor_id),
                "status": report.status,
                "reason": storable(report.reason),
                "window_closed": report.window_closed,
                "unreachable": report.unreachable,
                "at": at,
            }
            self._connection.exec_driver_sql(_TOO_EARLY, values)
        return found

    def sent(self, outbound: Outbound, vendor_id: str, at: datetime) -> tuple[DeliveryReport, ...]:
        """Handed over. What was told of its pieces before, the best first: a failure counts only before delivery."""
        last = storable(vendor_id)
        pieces = self._connection.exec_driver_sql(_PIECES, (outbound.delivery,)).scalars()
        ids = sorted({last, *pieces})
        for one in ids:
            self._connection.exec_driver_sql(_MEET, (_meeting(outbound.channel, one),))
        self._connection.exec_driver_sql(_SENT, (last, at, outbound.id))
        rows = self._connection.exec_driver_sql(_CAME_EARLY, (outbound.channel, ids)).mappings()
        return tuple(sorted((DeliveryReport(**row) for row in rows), key=lambda one: one.status == "failed"))

    def tried(self, outbound: Outbound) -> frozenset[tuple[str, str]]:
        """(channel, address) of wherever the same words were sent, this message's own included."""
        first = outbound.instead_of or outbound.id
        rows = self._connection.exec_driver_sql(_TRIED, (outbound.account_id, first, first))
        return frozenset((row.channel, row.address) for row in rows)

    def _of_vendor(self, key: tuple[str, str]) -> UUID | None:
        values = dict(zip(("channel", "vendor_id"), key, strict=True))
        found: Any = self._connection.exec_driver_sql(_OF_VENDOR, values).scalar()
        return None if found is None else UUID(str(found))


def _meeting(channel: str, vendor_id: str) -> str:
    return f"milepost|report|{channel}|{vendor_id}"
