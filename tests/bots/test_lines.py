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


def test_the_line_added_just_now_gets_another_price_and_undo_goes_back_step_by_step(working):
    working.says("add permit fee 200 to cabinets")
    told = working.says("actually make that 250")[0].text
    assert "Changed permit fee to $250.00. Cabinets goes from $8,200.00 to $8,250.00" in told
    assert "to $300.00" in working.says("make it 300")[0].text
    assert [line.description for line in cabinets(working).lines].count("permit fee") == 1
    assert "Changed permit fee to $250.00" in working.says("undo")[0].text
    assert "Changed permit fee to $200.00" in working.says("undo")[0].text
    assert "Removed permit fee, $200.00" in working.says("undo")[0].text
    assert cabinets(working).scheduled_value.minor == 800_000


def test_the_price_of_one_changes_and_how_many_there_are_stays(working):
    working.says("add 2 dumpsters at 175 each to cabinets")
    assert "Changed dumpsters to $320.00" in working.says("make that 160")[0].text


def test_after_something_else_was_said_the_price_is_the_parts(working):
    working.says("add permit fee 200 to cabinets")
    working.says("status")
    assert "Which part of Maple St kitchen changes?" in working.says("make it 250")[0].text


def cabinets(talk):
    return next(one for one in talk.files()[0].milestones if one.name == "Cabinets")
