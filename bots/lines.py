"""The jobs of all lines, of which each goes one after another: taking the next, and noting what became of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial

from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)
ONE_AT_A_TIME = "procrastinate_jobs_lock_idx_v1"
ONE_WAITING = "procrastinate_jobs_queueing_lock_idx_v1"
_TRIES = 5
_PAUSE_SECONDS, _PATIENCE_SECONDS = 0.2, 10.0
_STILL = "SELECT id FROM procrastinate_jobs WHERE id = %(job_id)s AND status = 'doing' AND attempts = %(attempts)s"


class Unnoted(Exception):
    """What became of a job could not be written down: its worker has to end, so that another takes the job up."""


class Lines(JobManager):
    """Two workers may reach for the same line at one moment. The database lets one of them have it, and tells the other
    by a broken constraint (procrastinate-org/procrastinate#1242), at which the library's worker would end.

    A job that ran but is not noted is under way for as long as its worker lives, and so its line stands still. The
    library notes once and forgets the failure, so it is noted here until the database has it.
    """

    _unnoted = False

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """None too when every try was lost: the next look is a moment away."""
        if self._unnoted:
            raise Unnoted("a job that ran could not be noted")
        for _ in range(_TRIES):
            try:
                return await super().fetch_job(queues, worker_id)
            except UniqueViolation as lost:
                if lost.constraint_name != ONE_AT_A_TIME:
                    raise
        return None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001  # as the library calls it
        await self._noted(job, partial(super().finish_job, job, status, delete_job))

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Where it was asked for again while it ran: the one that waits will see all that this one would have seen."""
        try:
            await self._noted(job, partial(super().retry_job, job, retry_at, priority, queue, lock))
        except UniqueViolation as taken:
            if taken.constraint_name != ONE_WAITING:
                raise
            await self.finish_job(job, Status.SUCCEEDED, delete_job=True)

    async def _noted(self, job: Job, note: Callable[[], Awaitable[None]]) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + _PATIENCE_SECONDS
        while True:
            try:
                return await note()
            except UniqueViolation:
                raise
            except ConnectorException:
                if clock() > end:
                    self._unnoted = True  # nobody would hear of it if it was raised here
                    log.exception("what became of job %s could not be noted", job.id)
                    return None
                log.warning("job %s ran, and is noted again", job.id)
            await asyncio.sleep(_PAUSE_SECONDS)
            if not await self._is_still_under_way(job):
                return None

    async def _is_still_under_way(self, job: Job) -> bool:
        """Not where the note was kept and only the answer was lost. True where nobody can say."""
        try:
            return bool(await self.connector.execute_query_all_async(_STILL, job_id=job.id, attempts=job.attempts))
        except ConnectorException:
            return True
