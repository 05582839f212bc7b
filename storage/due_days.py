"""Parts that are to be billed on a day that has come, and of which nobody was told yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from core.domain.ids import AccountId, MilestoneId, ProjectId

TOLD = "due-day"
# From eight in the morning where the job is, and for a week after the day; what was told is known by its key.
# The days in words are for the index: no zone is further than a day from here.
_CLAIM = f"""
SELECT m.account_id, m.project_id, m.id, m.due->>'day' FROM milestones m
JOIN projects p ON p.account_id = m.account_id AND p.id = m.project_id
CROSS JOIN LATERAL (SELECT %(now)s AT TIME ZONE p.zone AS here) AS clock
WHERE m.due->>'on' = 'date' AND m.state IN ('planned', 'done') AND m.scheduled_value_minor > 0 AND p.state = 'active'
    AND m.due->>'day' BETWEEN %(first)s AND %(last)s
    AND clock.here BETWEEN (m.due->>'day')::date + interval '8 hours' AND (m.due->>'day')::date + interval '7 days'
    AND m.id <> ALL(%(without)s::uuid[])
    AND NOT EXISTS (
        SELECT FROM outbound o WHERE o.account_id = m.account_id
            AND starts_with(o.key, '{TOLD}:' || m.id || ':' || (m.due->>'day') || ':'))
ORDER BY m.due->>'day', m.place LIMIT 1
FOR NO KEY UPDATE OF m SKIP LOCKED
"""  # noqa: S608 - a constant


class Claimed(NamedTuple):
    account_id: AccountId
    project_id: ProjectId
    milestone_id: MilestoneId
    day: date

    @property
    def key(self) -> str:
        """Of the message that tells it."""
        return f"{TOLD}:{self.milestone_id}:{self.day.isoformat()}"


class DueDays:
    """In one turn's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime, without: Sequence[MilestoneId] = ()) -> Claimed | None:
        """The first, but for those that are to be passed over."""
        days = {"first": str(now.date() - timedelta(days=8)), "last": str(now.date() + timedelta(days=1))}
        row = self._connection.exec_driver_sql(_CLAIM, {"now": now, "without": list(without), **days}).first()
        if row is None:
            return None
        account, project, milestone = (UUID(str(one)) for one in row[:3])
        return Claimed(AccountId(account), ProjectId(project), MilestoneId(milestone), date.fromisoformat(row[3]))
