"""A conversation of each test's own."""

import pytest

from tests.bots.talk import DANA, JOB, Talk, talk_on


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    """Nobody has said anything yet."""
    return talk_on(database, tmp_path)


@pytest.fixture
def working(talk) -> Talk:
    """A contractor with a name and a job: deposit 2,400, demo 4,500, cabinets 8,000, final 9,100."""
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB.format(client=DANA))
    talk.taps("Create job")
    talk.news()
    return talk


@pytest.fixture
def billed(working) -> Talk:
    """Demo is invoiced: INV-0001 for 4,500, and the client has it."""
    working.says("demo done", files=2)
    working.taps("Send")
    working.render()
    working.news(DANA)
    return working
