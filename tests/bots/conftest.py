"""A conversation of each test's own."""

import pytest

from tests.bots.talk import DANA, OPENING, Talk, opened, talk_on
from tests.conftest import TEMPLATE, make_template


@pytest.fixture
def talk(database, tmp_path) -> Talk:
    """Nobody has said anything yet."""
    return talk_on(database, tmp_path)


@pytest.fixture
def working(talk) -> Talk:
    """A contractor with a name and a job: deposit 2,400, demo 4,500, cabinets 8,000, final 9,100. It was said once for
    all tests, in what their databases are copies of.
    """
    return talk.goes_on_after(OPENING)


@pytest.fixture
def template(request, server_url, tmp_path) -> str:
    if "working" not in request.fixturenames:
        return TEMPLATE
    return make_template(server_url, "milepost_working", lambda making: opened(talk_on(making, tmp_path)), of=TEMPLATE)


@pytest.fixture
def billed(working) -> Talk:
    """Demo is invoiced: INV-0001 for 4,500, and the client has it."""
    working.says("demo done", files=2)
    working.taps("Send")
    working.render()
    working.news(DANA)
    return working
