"""What every use case is told besides its own arguments: when it is, who asks, and where new ids come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.domain.ids import MemberId, NewId
from core.ports.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``now`` is aware. ``member_id`` is None when a client or the program itself asks."""

    now: datetime
    new_id: NewId
    member_id: MemberId | None = None

    def today(self, zone: str) -> date:
        """The local date in that IANA zone."""
        return self.now.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What a document is written with: the client's language, and its fixed labels by code."""

    wording: Wording
    labels: Mapping[str, str]
