"""The unique row is the only de-duplication: whatever is delivered, however often, has one effect."""

import asyncio
import random
from collections import Counter

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from core.ports.inbox import InboxItem
from storage.inbox import PostgresInbox
from tests.sizes import SOAK

ITEMS = 2000 if SOAK else 150
PARALLEL = 32


def item(number: object, **changed) -> InboxItem:
    fields = {"source": "telegram", "external_id": str(number), "line": "telegram:42", "body": b"{}"}
    return InboxItem(**{**fields, **changed})


@pytest.fixture
async def inbox(database):
    await database.inbox.open()
    yield database.inbox
    await database.inbox.close()


async def test_an_item_is_kept_as_it_came_with_the_job_that_takes_it_in(inbox, ask):
    assert await inbox.accept([item("7", body=b"\x00\xff{}")]) == 1
    [(number, source, external_id, line, body, taken_at)] = ask(
        "SELECT id, source, external_id, line, body, taken_at FROM inbox"
    )
    assert (source, external_id, line, bytes(body), taken_at) == ("telegram", "7", "telegram:42", b"\x00\xff{}", None)
    assert ask("SELECT queue_name, task_name, lock, queueing_lock, args, status::text FROM procrastinate_jobs") == [
        ("chat", "take_in", "telegram:42", None, {"inbox_id": number}, "todo")
    ]


async def test_repeats_have_no_effect_alone_or_among_others(inbox, ask):
    assert await inbox.accept([item(1), item(2)]) == 2
    assert await inbox.accept([item(2), item(3), item(3)]) == 1
    assert await inbox.accept([item(1)]) == 0
    assert await inbox.accept([]) == 0
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(3,)]


async def test_the_same_id_from_another_source_is_another_item(inbox):
    assert await inbox.accept([item(1), item(1, source="twilio")]) == 2


async def test_items_of_one_call_are_taken_in_in_their_order(inbox, ask):
    await inbox.accept([item(number, line=f"telegram:{number % 3}") for number in range(50)])
    order = ask(
        "SELECT i.external_id FROM procrastinate_jobs j"
        " JOIN inbox i ON i.id = (j.args->>'inbox_id')::bigint ORDER BY j.id"
    )
    assert [int(external_id) for (external_id,) in order] == list(range(50))


async def test_what_is_delivered_many_times_at_once_is_kept_once_with_one_job(inbox, ask):
    """Each 1-8 times, shuffled, 32 in parallel."""
    chance = random.Random(7)
    deliveries = [item(number) for number in range(ITEMS) for _ in range(chance.randint(1, 8))]
    chance.shuffle(deliveries)
    gate = asyncio.Semaphore(PARALLEL)

    async def deliver(delivered: InboxItem) -> int:
        async with gate:
            return await inbox.accept([delivered])

    new = await asyncio.gather(*map(deliver, deliveries))
    assert sum(new) == ITEMS
    assert len(deliveries) > ITEMS * 3
    kept = ask(
        "SELECT i.id, (SELECT count(*) FROM procrastinate_jobs j WHERE j.args->>'inbox_id' = i.id::text) FROM inbox i"
    )
    assert Counter(jobs for _, jobs in kept) == {1: ITEMS}
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(ITEMS,)]


async def test_hostile_ids_are_kept_not_raised(inbox, ask):
    assert await inbox.accept([item("a\0b", line="x\ud800"), item("'; DROP TABLE inbox; --"), item("x" * 2000)]) == 3
    assert ask("SELECT count(*) FROM inbox") == [(3,)]


async def test_a_connection_that_died_meanwhile_costs_nothing(inbox, ask):
    await inbox.accept([item(1)])
    ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert await inbox.accept([item(1), item(2)]) == 1


async def test_nothing_is_acknowledged_when_the_database_is_gone_and_all_goes_on_when_it_is_back(database_url):
    inbox = PostgresInbox(database_url, patience=1)
    await inbox.open()
    name = conninfo_to_dict(database_url)["dbname"]
    with psycopg.connect(database_url, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with pytest.raises(psycopg.OperationalError):
            await inbox.accept([item(1)])
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await inbox.accept([item(1)]) == 1
    await inbox.close()
