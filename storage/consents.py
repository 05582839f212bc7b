"""Who wants no messages: what people said of it, append-only, and asked of the same rows by all that goes out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.ports.messaging import Consent
from storage.mapping_json import storable

_KEEP = """
INSERT INTO consents (channel, address, said, words, external_id, said_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
# The newest counts. Whoever asks inside a statement about ``outbound`` gives its columns for the two.
_NEWEST = """
coalesce((
    SELECT CASE said WHEN 'stop' THEN id ELSE 0 END FROM consents
    WHERE channel = {channel} AND address = {address} AND said IN ('stop', 'start')
    ORDER BY said_at DESC, id DESC LIMIT 1
), 0)
"""
_STOPPED = f"SELECT {_NEWEST.format(channel='%s', address='%s')}"
# What answers a stop, a start or a help itself may go, at once: one confirmation within five minutes
# (47 CFR 64.1200(a)(12)). The code of a message is its words' code in the catalogs.
ANSWERS = "consent."
_ANSWERS_NOW = f"""
(starts_with(outbound.message ->> 'code', '{ANSWERS}')
AND outbound.created_at > clock_timestamp() - interval '5 minutes')
"""
HELD = f"(NOT {_ANSWERS_NOW} AND {_NEWEST.format(channel='outbound.channel', address='outbound.address')} > 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``words`` as they came, ``external_id`` of the message that brought them; both empty where a vendor told it.

    ``at``: when it was said, as the newest counts: what was fetched late is not newer for that.
    """

    channel: str
    address: str
    said: Consent
    words: str
    external_id: str
    at: datetime


class Consents:
    """In the transaction of a turn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, said: Said) -> None:
        """One more row. From its commit on nothing goes out there after a stop, what waits included."""
        values = (said.channel, storable(said.address), said.said, storable(said.words), said.external_id, said.at)
        self._connection.exec_driver_sql(_KEEP, values)

    def stopped(self, channel: str, address: str) -> int:
        """The stop, by a number of its own, while it is the newest that they said; else 0."""
        found: Any = self._connection.exec_driver_sql(_STOPPED, (channel, storable(address))).scalar_one()
        return int(found)
