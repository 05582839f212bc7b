"""What every Inbox keeps to."""

import asyncio
import random

import psycopg
import pytest

from core.ports.inbox import InboxItem
from storage.inbox import PostgresInbox
from tests.twins.memory_inbox import MemoryInbox


class Memory:
    """The twin, and how to look into it."""

    def __init__(self):
        self.inbox = MemoryInbox()

    def kept(self):
        return [(one.source, one.external_id, one.line, one.body) for one in self.inbox.items.values()]


class Postgres:
    def __init__(self, url):
        self.url = url
        self.inbox = PostgresInbox(url)

    def kept(self):
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT source, external_id, line, body FROM inbox ORDER BY id").fetchall()


@pytest.fixture(params=["memory", "postgres"])
async def kept_in(request):
    if request.param == "memory":
        yield Memory()
        return
    subject = Postgres(request.getfixturevalue("database_url"))
    await subject.inbox.open()
    yield subject
    await subject.inbox.close()


def item(external_id, source="simulator", body=b"{}", line="simulator:+14155550100"):
    return InboxItem(source=source, external_id=external_id, line=line, body=body)


async def test_what_is_accepted_is_kept_as_it_came(kept_in):
    assert await kept_in.inbox.accept([item("a", body=b"\x00\xff raw")]) == 1
    assert kept_in.kept() == [("simulator", "a", "simulator:+14155550100", b"\x00\xff raw")]


async def test_nothing_is_accepted_of_nothing(kept_in):
    assert await kept_in.inbox.accept([]) == 0
    assert kept_in.kept() == []


async def test_a_repeat_has_no_effect_and_the_first_body_stays(kept_in):
    await kept_in.inbox.accept([item("a", body=b"first")])
    assert await kept_in.inbox.accept([item("a", body=b"second"), item("b")]) == 1
    assert [body for _, _, _, body in kept_in.kept()] == [b"first", b"{}"]


async def test_the_same_id_from_another_source_is_another_item(kept_in):
    assert await kept_in.inbox.accept([item("a"), item("a", source="sandbox")]) == 2


async def test_a_repeat_within_one_call_is_one_item(kept_in):
    assert await kept_in.inbox.accept([item("a"), item("a")]) == 1
    assert len(kept_in.kept()) == 1


async def test_items_of_one_call_keep_their_order(kept_in):
    names = [f"{n:03d}" for n in range(50)]
    await kept_in.inbox.accept([item(name) for name in names])
    assert [external_id for _, external_id, _, _ in kept_in.kept()] == names


async def test_racing_repeats_are_new_once(kept_in):
    calls = [[item(f"r{n % 40}")] for n in range(200)]
    random.Random(1).shuffle(calls)
    fresh = await asyncio.gather(*(kept_in.inbox.accept(call) for call in calls))
    assert sum(fresh) == 40
    assert len(kept_in.kept()) == 40
