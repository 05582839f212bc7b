"""Jobs are Procrastinate's rows, written on the caller's own connection: a job exists if and only if the state that
wanted it committed.
"""

from datetime import timedelta

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from core.ports.outbox import Job
from storage.mapping_json import storable

# A waiting job of the same key is kept instead of a second one, and is locked until the caller's transaction ends:
# a worker that took it earlier would not see what the caller wrote, and nobody would come back for it.
_DEFER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp() + %s::interval)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET queueing_lock = excluded.queueing_lock
"""
# A waiting job holds up all that come after it in its line, even while it only waits for its time; unless those have
# a higher priority.
_AS_IT_COMES, _AFTER_ALL_OTHERS = 0, -1


def defer(connection: Connection, job: Job) -> None:
    """Append the job to the caller's transaction. Never commits, never breaks the transaction."""
    delay = job.delay if job.delay > timedelta(0) else None
    priority = _AFTER_ALL_OTHERS if delay else _AS_IT_COMES
    values = (job.queue, job.name, priority, storable(job.lock), storable(job.unique), Jsonb(storable(job.args)), delay)
    connection.exec_driver_sql(_DEFER, values)
