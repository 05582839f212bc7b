"""When a contractor hears how their money stands: once a local week, at the hour they chose, or never."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.ids import AccountId, MemberId

MONDAY, EIGHT = 0, 8
LATEST = timedelta(hours=6)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One member's. ``weekday`` counts from Monday, 0; ``hour`` is local in ``zone``. ``next_at`` None: they want none;
    ``said_week``: the Monday of the last week in which one was due, None before the first.
    """

    account_id: AccountId
    member_id: MemberId
    zone: str
    weekday: int = MONDAY
    hour: int = EIGHT
    next_at: datetime | None = None
    said_week: date | None = None

    def due_after(self, now: datetime) -> datetime:
        """The first moment after ``now`` in a local week that had none."""
        week = week_of(now, self.zone)
        if self.said_week is not None:
            week = max(week, self.said_week + _WEEK)
        due = self._in(week)
        return due if due > now else self._in(week + _WEEK)

    def _in(self, week: date) -> datetime:
        """An hour that the clocks leave out is as much later."""
        local = datetime.combine(week + timedelta(days=self.weekday), time(self.hour), ZoneInfo(self.zone))
        return local.astimezone(ZoneInfo("UTC"))


def week_of(moment: datetime, zone: str) -> date:
    """The Monday of the week, there."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def is_too_late(due: datetime, now: datetime) -> bool:
    """After an outage nobody is woken at night: the week is left out."""
    return now - due > LATEST
