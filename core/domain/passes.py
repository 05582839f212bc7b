"""Tokens that carry what they allow and until when: signed, never stored, worth nothing once they expire."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.domain.ids import AccountId, MemberId, ProposalId, UploadId

_EXPIRY_BYTES = 5
_MAC_BYTES = 16
_SHORTEST_KEY = 32
_ACCOUNT_BYTES = 16
_ID_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{28,1024}")
_BLOB_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Passes:
    """Makes and reads tokens of one ``purpose``; a token of another purpose or key is none. The MAC has 128 bits."""

    key: bytes
    purpose: str

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < _SHORTEST_KEY:
            raise ValueError("the key for passes has at least 32 bytes")

    def issue(self, content: bytes, expires: datetime) -> str:
        """URL-safe characters, four for each three bytes; ``expires`` counts to the second."""
        signed = int(expires.timestamp()).to_bytes(_EXPIRY_BYTES, "big") + content
        return base64.urlsafe_b64encode(signed + self._mac(signed)).decode().rstrip("=")

    def read(self, token: str, now: datetime) -> bytes | None:
        """The content of a genuine token that has not expired; None for anything else."""
        signed = self._genuine(token)
        if signed is None or int.from_bytes(signed[:_EXPIRY_BYTES], "big") <= now.timestamp():
            return None
        return signed[_EXPIRY_BYTES:]

    def _genuine(self, token: str) -> bytes | None:
        if not _TOKEN.fullmatch(token) or len(token) % 4 == 1:
            return None
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        signed, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        # Some letters can be written in two ways at the end: only the one that we write counts.
        spelling = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        genuine = hmac.compare_digest(spelling, token) and hmac.compare_digest(mac, self._mac(signed))
        return signed if genuine else None

    def _mac(self, signed: bytes) -> bytes:
        content = b"%s|%s" % (self.purpose.encode(), signed)
        return hmac.new(self.key, content, hashlib.sha256).digest()[:_MAC_BYTES]


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Short addresses under which a vendor fetches one kept file for a while: ``/m/<token>/<file name>``."""

    passes: Passes

    def path(self, blob_key: str, file_name: str, expires: datetime) -> str:
        """ValueError for what is no blob key. The name is signed too, for it tells the media type."""
        if not _BLOB_KEY.fullmatch(blob_key):
            raise ValueError("not a blob key")
        account, _, sha256 = blob_key.partition("/")
        content = UUID(account).bytes + bytes.fromhex(sha256)
        return f"/m/{self.passes.issue(content + _digest(file_name), expires)}/{file_name}"

    def blob_key(self, token: str, file_name: str, now: datetime) -> str | None:
        """None when the token is not genuine, has expired or is of another name."""
        content = self.passes.read(token, now)
        if content is None or not hmac.compare_digest(content[48:], _digest(file_name)):
            return None
        return f"{UUID(bytes=content[:_ACCOUNT_BYTES])}/{content[_ACCOUNT_BYTES:48].hex()}"


UPLOADS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class UploadLinks:
    """Addresses under which files can be added, and nothing else, to what one message asked for: ``/u/<token>``."""

    key: bytes

    def token(self, upload_id: UploadId, asked_at: datetime) -> str:
        """The same at each try to send the message: it expires a week after ``asked_at``."""
        return self._passes.issue(upload_id.bytes, asked_at + UPLOADS_FOR)

    def upload_id(self, token: str, now: datetime) -> UploadId | None:
        content = self._passes.read(token, now)
        return UploadId(UUID(bytes=content)) if content else None

    @property
    def receipts(self) -> Passes:
        """For what has arrived there, until the form that names it comes."""
        return Passes(self.key, "upload-receipts")

    @property
    def _passes(self) -> Passes:
        return Passes(self.key, "uploads")


@dataclass(frozen=True, slots=True)
class EditLinks:
    """Addresses under which one member edits one proposal for a while: ``/q/<token>``."""

    key: bytes

    def token(self, proposal_id: ProposalId, member_id: MemberId, asked_at: datetime) -> str:
        """The same at each try to send the message: it expires a week after ``asked_at``."""
        return Passes(self.key, "proposal-edit").issue(proposal_id.bytes + member_id.bytes, asked_at + UPLOADS_FOR)

    def read(self, token: str, now: datetime) -> tuple[ProposalId, MemberId] | None:
        """None for what is not genuine, or has expired."""
        content = Passes(self.key, "proposal-edit").read(token, now)
        if content is None:
            return None
        return ProposalId(UUID(bytes=content[:_ID_BYTES])), MemberId(UUID(bytes=content[_ID_BYTES:]))


@dataclass(frozen=True, slots=True)
class OwedLinks:
    """Addresses under which one member sees for a while who owes what: ``/o/<token>``."""

    key: bytes
    purpose: str = "owed"

    def token(self, account_id: AccountId, member_id: MemberId, asked_at: datetime) -> str:
        """The same at each try to send the message: it expires a week after ``asked_at``."""
        return Passes(self.key, self.purpose).issue(account_id.bytes + member_id.bytes, asked_at + UPLOADS_FOR)

    def read(self, token: str, now: datetime) -> tuple[AccountId, MemberId] | None:
        """None for what is not genuine, or has expired."""
        content = Passes(self.key, self.purpose).read(token, now)
        if content is None:
            return None
        return AccountId(UUID(bytes=content[:_ACCOUNT_BYTES])), MemberId(UUID(bytes=content[_ACCOUNT_BYTES:]))


def payee_links(key: bytes) -> OwedLinks:
    """Addresses under which one member sets up for a while where card payments go: ``/a/<token>``."""
    return OwedLinks(key, "payee")


def _digest(file_name: str) -> bytes:
    return hashlib.sha256(file_name.encode()).digest()[:4]
