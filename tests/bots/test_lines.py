"""A worker that loses the race for a line goes on."""

import pytest
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector

from bots.lines import ONE_AT_A_TIME, Lines


class Losing(InMemoryConnector):
    """Another worker is faster ``times`` times."""

    def __init__(self, times, constraint=ONE_AT_A_TIME):
        super().__init__()
        self.times, self.constraint = times, constraint

    async def fetch_job_one(self, **arguments):
        if self.times:
            self.times -= 1
            raise UniqueViolation(constraint_name=self.constraint, queueing_lock=None)
        return await super().fetch_job_one(**arguments)


async def fetched(connector):
    job = Job(id=None, queue="chat", lock="line", queueing_lock=None, task_name="take_in")
    await Lines(connector).defer_job_async(job)
    worker = await connector.register_worker_one()
    return await Lines(connector).fetch_job(None, worker["worker_id"])


async def test_it_reaches_again_for_what_is_free():
    job = await fetched(Losing(2))
    assert job.task_name == "take_in"


async def test_it_comes_back_later_when_others_are_always_faster():
    assert await fetched(Losing(100)) is None


async def test_any_other_broken_constraint_is_no_race():
    with pytest.raises(UniqueViolation):
        await fetched(Losing(1, constraint="something_else"))
