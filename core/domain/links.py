"""The client's way in: a token that can be made again at any time, is never stored, and is revoked by version."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from core.domain.ids import PaymentLinkId

_ID_BYTES = 16
_MAC_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks tokens with the server's key: 64 URL-safe characters, the link's id and a 256-bit MAC."""

    key: bytes

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < _MAC_BYTES:
            raise ValueError("the key for links has at least 32 bytes")

    def token(self, link_id: PaymentLinkId, version: int) -> str:
        return base64.urlsafe_b64encode(link_id.bytes + self._mac(link_id, version)).decode()

    def link_id(self, token: str) -> PaymentLinkId | None:
        """Whose token this claims to be; says nothing about its being genuine. None for what is no token at all."""
        raw = self._decoded(token)
        return PaymentLinkId(UUID(bytes=raw[:_ID_BYTES])) if raw else None

    def genuine(self, token: str, link_id: PaymentLinkId, version: int) -> bool:
        """Compared in constant time."""
        raw = self._decoded(token)
        return bool(raw) and hmac.compare_digest(raw, link_id.bytes + self._mac(link_id, version))

    def _mac(self, link_id: PaymentLinkId, version: int) -> bytes:
        return hmac.new(self.key, b"payment-link|%s|%d" % (link_id.bytes, version), hashlib.sha256).digest()

    @staticmethod
    def _decoded(token: str) -> bytes:
        """Empty for anything but the one spelling that ``token`` gives: 48 bytes are 64 characters, none to spare."""
        return base64.urlsafe_b64decode(token) if _TOKEN.fullmatch(token) else b""
