"""Taking the next job of all lines, of which each goes one job after another."""

from collections.abc import Iterable

from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

ONE_AT_A_TIME = "procrastinate_jobs_lock_idx_v1"
_TRIES = 5


class Lines(JobManager):
    """Two workers may reach for the same line at one moment. The database lets one of them have it, and tells the other
    by a broken constraint (procrastinate-org/procrastinate#1242), at which the library's worker would end.
    """

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """None too when every try was lost: the next look is a moment away."""
        for _ in range(_TRIES):
            try:
                return await super().fetch_job(queues, worker_id)
            except UniqueViolation as lost:
                if lost.constraint_name != ONE_AT_A_TIME:
                    raise
        return None
