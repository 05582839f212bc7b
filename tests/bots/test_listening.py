"""What is asked for instead of posted: by one process at a time, again when it breaks, through the same inbox."""

import asyncio

import psycopg
import pytest

from bots.listening import Listening
from core.ports.inbox import InboxItem
from tests.twins.memory_inbox import MemoryInbox


class Road:
    """Hands over one item at each listening, then breaks; the last time it stays."""

    def __init__(self, failures=0):
        self.failures = failures
        self.listening = 0
        self.most = 0
        self.times = 0

    async def listen(self, accept):
        self.listening += 1
        self.most = max(self.most, self.listening)
        self.times += 1
        try:
            item = InboxItem(source="road", external_id=str(self.times), line="road:1", body=b"{}")
            await accept([item])
            if self.times <= self.failures:
                raise ConnectionError("the vendor hung up")
            await asyncio.Event().wait()
        finally:
            self.listening -= 1


async def until(true):
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.fixture
async def start(database_url):
    tasks = []

    def begin(road, inbox):
        listening = Listening(url=database_url, listeners={"road": road}, accept=inbox.accept, pause=0.02)
        tasks.append(asyncio.create_task(listening.run()))
        return tasks[-1]

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_is_heard_goes_into_the_inbox(start):
    inbox = MemoryInbox()
    start(Road(), inbox)
    await until(lambda: inbox.items)
    assert list(inbox.items) == [("road", "1")]


async def test_a_road_that_breaks_is_listened_to_again(start):
    road, inbox = Road(failures=3), MemoryInbox()
    start(road, inbox)
    await until(lambda: road.times == 4 and road.listening)
    assert len(inbox.items) == 4


async def test_of_two_processes_one_listens_and_the_other_takes_over(start):
    road, inbox = Road(), MemoryInbox()
    first = start(road, inbox)
    await until(lambda: road.listening)  # else the second may be the one that listens
    start(road, inbox)
    await asyncio.sleep(0.3)
    assert (road.times, road.most) == (1, 1)
    first.cancel()
    await until(lambda: road.times == 2)
    assert road.most == 1


async def test_a_process_that_lost_its_place_stops_listening_before_it_tries_again(start, database_url):
    road, inbox = Road(), MemoryInbox()
    start(road, inbox)
    await until(lambda: road.listening)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    await until(lambda: road.times == 2 and road.listening)
    assert road.most == 1


async def test_why_it_ended_is_said_without_a_traceback(start, caplog):
    start(Road(failures=1), MemoryInbox())
    await until(lambda: "the vendor hung up" in caplog.text)
    assert "Traceback" not in caplog.text
    assert "ConnectionError: the vendor hung up" in caplog.text


async def test_where_nothing_is_asked_nothing_runs(database_url):
    await Listening(url=database_url, listeners={}, accept=MemoryInbox().accept).run()
