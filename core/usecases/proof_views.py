"""Proofs and other files as pages may show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain.ids import MilestoneId, ProofId

Size = Literal["thumb", "page", "client"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """A proof as the client may see it; keys are blob keys, never shown."""

    id: ProofId
    milestone_id: MilestoneId | None
    kind: Literal["photo", "video", "document"]
    caption: str
    file_name: str
    taken_at: datetime | None
    received_at: datetime
    short_hash: str
    width: int
    height: int
    pages: int
    duration_seconds: int


@dataclass(frozen=True, slots=True)
class FileView:
    """Where the bytes are (a blob key) and how to serve them; of a job's file, the version its page's link has."""

    key: str
    media_type: str
    file_name: str
    link_version: int = 1
