"""Vendors' tokens in the database, sealed with a key that is not in it."""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine

_GET = "SELECT sealed FROM credentials WHERE channel = %s AND key = %s"
_PUT = """
INSERT INTO credentials (channel, key, sealed, updated_at) VALUES (%s, %s, %s, clock_timestamp())
ON CONFLICT (channel, key) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at
"""
_DROP = "DELETE FROM credentials WHERE channel = %s AND key = %s"
_KEYS = "SELECT key FROM credentials WHERE channel = %s ORDER BY key"


class SealedCredentials:
    """``Credentials``. ``key`` is 32 bytes; Fernet is AES-128-CBC with HMAC-SHA256 (https://github.com/fernet/spec)."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def get(self, channel: str, key: str) -> Mapping[str, str] | None:
        """None when there is none, or none that can be opened with today's secret key."""
        with self._engine.begin() as connection:
            sealed = connection.exec_driver_sql(_GET, (channel, key)).scalar()
        try:
            return None if sealed is None else dict(json.loads(self._fernet.decrypt(bytes(sealed))))
        except InvalidToken:
            return None

    def put(self, channel: str, key: str, secret: Mapping[str, str]) -> None:
        sealed = self._fernet.encrypt(json.dumps(dict(secret)).encode())
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_PUT, (channel, key, sealed))

    def drop(self, channel: str, key: str) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_DROP, (channel, key))

    def keys(self, channel: str) -> tuple[str, ...]:
        with self._engine.begin() as connection:
            return tuple(row.key for row in connection.exec_driver_sql(_KEYS, (channel,)))
