"""Everything of an account in one file, made because an owner asked for it; it lies here for a few days only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from core.domain.account import Language
from core.domain.ids import AccountId, MemberId

ExportState = Literal["making", "ready", "failed", "ended"]
OPEN_FOR = timedelta(days=3)
_ROUND = 100  # tenths: above, nobody asks for them


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeExport:
    """``files_done`` of ``files`` are in it so far; ``size`` in bytes. ``name``, ``zone`` and ``language``: the firm's,
    and of who asked. It can be had from "ready" until ``ends_at``, and by an owner only.
    """

    id: UUID
    account_id: AccountId
    member_id: MemberId
    name: str
    zone: str
    language: Language
    state: ExportState = "making"
    asked_at: datetime
    files_done: int = 0
    files: int = 0
    missing: int = 0
    size: int = 0
    ends_at: datetime | None = None
    file_key: str = ""

    @property
    def size_words(self) -> str:
        """As people say it: "640 KB", "4.2 MB", "1.3 GB"."""
        for unit, name in ((10**9, "GB"), (10**6, "MB")):
            if self.size >= unit:
                tenths = self.size * 10 // unit
                return f"{tenths // 10}.{tenths % 10} {name}" if tenths < _ROUND else f"{tenths // 10} {name}"
        return f"{max(1, self.size // 1000)} KB"

    def is_open(self, now: datetime) -> bool:
        return self.state == "ready" and self.ends_at is not None and self.ends_at > now
