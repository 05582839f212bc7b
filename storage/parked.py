"""Jobs that failed: why, which of them are parked for good, and another try."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from storage.mapping_json import storable

_NOTE = """
INSERT INTO job_failures (job_id, reason, put_offs, failed_at) VALUES (%s, %s, %s, clock_timestamp())
ON CONFLICT (job_id) DO UPDATE SET reason = excluded.reason, failed_at = excluded.failed_at,
    put_offs = job_failures.put_offs + excluded.put_offs
"""
_FORGET_OLD = """
DELETE FROM job_failures AS failure WHERE failed_at < clock_timestamp() - interval '7 days'
AND NOT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE job.id = failure.job_id)
"""
_ROWS = """
SELECT job.id, job.task_name AS name, job.args, job.status::text AS status, job.attempts,
    coalesce(failure.reason, '') AS reason
FROM procrastinate_jobs AS job LEFT JOIN job_failures AS failure ON failure.job_id = job.id
WHERE job.status = 'failed' OR (%(everything)s AND job.status IN ('todo', 'doing'))
ORDER BY job.id LIMIT 200
"""
# Without its key: another job of the same key may wait by now, and only one of them may hold it.
_RETRY = """
WITH again AS (
    UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL, queueing_lock = NULL
    WHERE status = 'failed' AND (%(job)s::bigint IS NULL OR id = %(job)s) RETURNING id
), anew AS (UPDATE job_failures SET put_offs = 0 WHERE job_id IN (SELECT id FROM again))
SELECT count(*) FROM again
"""
_PUT_OFFS = "SELECT put_offs FROM job_failures WHERE job_id = %s"
_COUNTS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedJob:
    """``status`` is Procrastinate's: "failed" is parked; ``reason`` is of the last try, "" when none failed."""

    id: int
    name: str
    args: Mapping[str, Any]
    status: str
    attempts: int
    reason: str


class ParkedJobs:
    """The jobs that a person may have to look at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, job_id: int | None, reason: str, *, put_off: bool = False) -> None:
        """Remember why this try failed, beside the job. ``put_off``: somebody outside said to come again later."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_NOTE, (job_id, storable(reason), int(put_off)))
            connection.exec_driver_sql(_FORGET_OLD)

    def put_offs(self, job_id: int | None) -> int:
        """How many of its tries were put off, since it was begun or tried again by hand."""
        with self._engine.begin() as connection:
            return int(connection.exec_driver_sql(_PUT_OFFS, (job_id,)).scalar() or 0)

    def rows(self, *, everything: bool = False) -> tuple[ParkedJob, ...]:
        """Those parked, at most 200; with ``everything``, those waiting and running too."""
        with self._engine.begin() as connection:
            rows = connection.exec_driver_sql(_ROWS, {"everything": everything}).mappings()
            return tuple(ParkedJob(**row) for row in rows)

    def retry(self, job_id: int | None) -> int:
        """Try this one again, or all that are parked. Returns how many."""
        with self._engine.begin() as connection:
            return int(connection.exec_driver_sql(_RETRY, {"job": job_id}).scalar_one())

    def counts(self) -> dict[str, int]:
        """How many jobs there are in each status."""
        with self._engine.begin() as connection:
            return {row[0]: row[1] for row in connection.exec_driver_sql(_COUNTS)}
