"""The client's way in: a token that can be made again at any time, is never stored, and is revoked by version."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from core.domain.ids import ChangeOrderId, PaymentLinkId, ProjectId, ProposalId

_ID_BYTES = 16
_MAC_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks tokens with the server's key: 64 URL-safe characters, the link's id and a 256-bit MAC. A token
    of another purpose is none.
    """

    key: bytes
    purpose: str = "payment-link"

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
        said = b"%s|%s|%d" % (self.purpose.encode(), link_id.bytes, version)
        return hmac.new(self.key, said, hashlib.sha256).digest()

    @staticmethod
    def _decoded(token: str) -> bytes:
        """Empty for anything but the one spelling that ``token`` gives: 48 bytes are 64 characters, none to spare."""
        return base64.urlsafe_b64decode(token) if _TOKEN.fullmatch(token) else b""


@dataclass(frozen=True, slots=True)
class ProposalLinks:
    """The client's way to a proposal, the same for all its revisions: what is to be seen there is by its state."""

    key: bytes

    def token(self, proposal_id: ProposalId, version: int = 1) -> str:
        return self._links.token(PaymentLinkId(proposal_id), version)

    def claimed(self, token: str) -> ProposalId | None:
        """Whose token this claims to be: its version is looked up by that, and says whether it is genuine."""
        found = self._links.link_id(token)
        return ProposalId(found) if found else None

    def proposal_id(self, token: str, version: int = 1) -> ProposalId | None:
        """None for what is not genuine, or of another version: revoked."""
        found = self._links.link_id(token)
        return ProposalId(found) if found and self._links.genuine(token, found, version) else None

    @property
    def _links(self) -> Links:
        return Links(self.key, "proposal-link")


@dataclass(frozen=True, slots=True)
class ChangeLinks:
    """The client's way to a change order, of its job's version; what is to be seen and done there is by its state."""

    key: bytes

    def token(self, change_id: ChangeOrderId, version: int = 1) -> str:
        return self._links.token(PaymentLinkId(change_id), version)

    def claimed(self, token: str) -> ChangeOrderId | None:
        """Whose token this claims to be: its version is looked up by that, and says whether it is genuine."""
        found = self._links.link_id(token)
        return ChangeOrderId(found) if found else None

    def change_id(self, token: str, version: int = 1) -> ChangeOrderId | None:
        """None for what is not genuine, or of another version: revoked."""
        found = self._links.link_id(token)
        return ChangeOrderId(found) if found and self._links.genuine(token, found, version) else None

    @property
    def _links(self) -> Links:
        return Links(self.key, "change-link")


@dataclass(frozen=True, slots=True)
class ProjectLinks:
    """The client's way to the page of a whole job."""

    key: bytes

    def token(self, project_id: ProjectId, version: int = 1) -> str:
        return self._links.token(PaymentLinkId(project_id), version)

    def claimed(self, token: str) -> ProjectId | None:
        """Whose token this claims to be: its version is looked up by that, and says whether it is genuine."""
        found = self._links.link_id(token)
        return ProjectId(found) if found else None

    def project_id(self, token: str, version: int = 1) -> ProjectId | None:
        """None for what is not genuine, or of another version: revoked."""
        found = self._links.link_id(token)
        return ProjectId(found) if found and self._links.genuine(token, found, version) else None

    @property
    def _links(self) -> Links:
        return Links(self.key, "project-link")


@dataclass(frozen=True, slots=True)
class ExportLinks:
    """An owner's way to everything of their account as one file. Whether it is still to be had, its row says."""

    key: bytes

    def token(self, export_id: UUID) -> str:
        return self._links.token(PaymentLinkId(export_id), 1)

    def export_id(self, token: str) -> UUID | None:
        """None for what is not genuine."""
        found = self._links.link_id(token)
        return UUID(bytes=found.bytes) if found and self._links.genuine(token, found, 1) else None

    @property
    def _links(self) -> Links:
        return Links(self.key, "whole-export")
