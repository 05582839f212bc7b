"""Erases a client, or an account, but for what must stay. A dry run is the same work, rolled back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine

from core.ports.blobs import BlobStore
from storage.erasing_sql import FORGOTTEN, GOES, GOES_WITH_ACCOUNT, STAYS, STILL_NAMED

_CLIENTS = "SELECT id, name FROM clients WHERE account_id = %s ORDER BY place"
_TOMBSTONE = """
INSERT INTO tombstones (account_id, sha256, reason, erased_at) VALUES (%s, %s, %s, clock_timestamp())
"""
_WAITING = "SELECT id, sha256 FROM tombstones WHERE account_id = %s AND gone_at IS NULL"
_GONE = "UPDATE tombstones SET gone_at = clock_timestamp() WHERE id = %s"
_COPIES = ("client", "page", "thumb")


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many of what: ``goes`` by what it is, ``stays`` by what it is and why."""

    goes: Sequence[tuple[str, int]]
    stays: Sequence[tuple[str, str, int]]


class Erasing:
    """Never touches what a trigger freezes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def clients(self, account: UUID) -> Sequence[tuple[UUID, str]]:
        with self._engine.begin() as connection:
            return [(row.id, row.name) for row in connection.exec_driver_sql(_CLIENTS, (account,))]

    def look(self, account: UUID, client: UUID | None) -> Erasure:
        """What would go and what would stay: done, counted and rolled back."""
        with self._engine.connect() as connection:
            found = _erase(connection, {"account": account, "client": client}, "")
            connection.rollback()
        return found

    def erase(self, blobs: BlobStore, account: UUID, client: UUID | None, reason: str) -> Erasure:
        """Rows first, in one transaction; then the bytes, of which the tombstones know which are still to go."""
        with self._engine.begin() as connection:
            found = _erase(connection, {"account": account, "client": client}, reason)
        self.finish(blobs, account)
        return found

    def finish(self, blobs: BlobStore, account: UUID) -> int:
        """Bytes that a crash left: safe to call at any time."""
        with self._engine.begin() as connection:
            waiting = connection.exec_driver_sql(_WAITING, (account,)).all()
        for tombstone, sha256 in waiting:
            with self._engine.begin() as connection:
                key = f"{account}/{sha256}"
                named = connection.exec_driver_sql(STILL_NAMED, {"account": account, "key": key}).scalar_one()
                if not named:  # the same bytes may have come again
                    blobs.delete(key)
                connection.exec_driver_sql(_GONE, (tombstone,))
        return len(waiting)


def _erase(connection: Connection, whose: Mapping[str, Any], reason: str) -> Erasure:
    stays = [(what, why, _count(connection, how, whose)) for what, why, how in STAYS]
    keys = set(_keys(connection, whose))
    steps = GOES if whose["client"] else (*GOES, *GOES_WITH_ACCOUNT)
    goes = [(what, connection.exec_driver_sql(how, whose).rowcount) for what, how in steps]
    gone = [key for key in sorted(keys) if not _named(connection, whose, key)]
    for key in gone:
        connection.exec_driver_sql(_TOMBSTONE, (whose["account"], key.rpartition("/")[2], reason))
    return Erasure([*goes, ("stored files", len(gone))], stays)


def _keys(connection: Connection, whose: Mapping[str, Any]) -> Iterator[str]:
    for key, copies in connection.exec_driver_sql(FORGOTTEN, whose).all():
        yield key
        yield from (copies[name] for name in _COPIES if copies)


def _named(connection: Connection, whose: Mapping[str, Any], key: str) -> bool:
    return bool(connection.exec_driver_sql(STILL_NAMED, {**whose, "key": key}).scalar_one())


def _count(connection: Connection, how: str, whose: Mapping[str, Any]) -> int:
    return int(connection.exec_driver_sql(how, whose).scalar_one())
