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
    SELECT said = 'stop' FROM consents
    WHERE channel = {channel} AND address = {address} AND said IN ('stop', 'start') ORDER BY id DESC LIMIT 1
), false)
"""
_STOPPED = f"SELECT {_NEWEST.format(channel='%s', address='%s')}"
# What answers a stop, a start or a help itself may go. The code of a message is its words' code in the catalogs.
ANSWERS = "consent."
_HELD = "NOT starts_with({message} ->> 'code', '{answers}') AND {newest}"
HELD = _HELD.format(
    message="outbound.message",
    answers=ANSWERS,
    newest=_NEWEST.format(channel="outbound.channel", address="outbound.address"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``words`` as they came, ``external_id`` of the message that brought them; both empty where a vendor told it."""

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

    def stopped(self, channel: str, address: str) -> bool:
        """Whether the newest that they said is that they want no messages there."""
        found: Any = self._connection.exec_driver_sql(_STOPPED, (channel, storable(address))).scalar_one()
        return bool(found)
