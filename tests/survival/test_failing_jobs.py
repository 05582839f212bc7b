"""What a turn does that fails, for a moment or for good: nobody's message is lost, and nobody else waits for it."""

import asyncio
import json
import shutil

import httpx
import psycopg
import pytest

from bots.bootstrap import Program
from bots.phones import Phone, has_button
from bots.wording import wording
from storage.parked import ParkedJob
from tests.journeys.moody import POISON, http, phone, photo, program, rows
from tests.journeys.steps import hires

__all__ = ["http", "program"]  # fixtures
SORRY = wording("en").text("sorry")


@pytest.fixture
def attempts() -> int:
    """A second failure is the last."""
    return 2


async def greets(one: Phone) -> None:
    await one.says("Hi")
    await one.waits_for(lambda _: True, "the welcome")


async def _parked(program: Program) -> tuple[ParkedJob, ...]:
    """People are told a moment before the job is put aside."""
    for _ in range(600):
        found = program.database.parked.rows()
        if any(one.status == "failed" for one in found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was parked")


def says_sorry(message) -> bool:
    return message["text"] == SORRY


async def test_a_message_that_breaks_its_turn_is_kept_and_its_sender_told(program, http):
    ray = phone(program, http, "+14155550111")
    await greets(ray)
    await ray.says(f"{POISON} Rivera Remodeling")
    await ray.waits_for(says_sorry, "the apology")
    [parked] = await _parked(program)
    assert parked.name == "take_in"
    assert parked.status == "failed"
    assert parked.attempts == 2
    assert "AttributeError" in parked.reason
    assert rows(program, "SELECT count(*) FROM inbox WHERE taken_at IS NULL AND body IS NOT NULL") == [(1,)]
    assert [says_sorry(one) for one in ray.messages].count(True) == 1


async def test_a_turn_that_fails_in_the_middle_leaves_nothing(program, http):
    """Its first half would have made an account, and said welcome."""
    stranger = phone(program, http, "+14155550112")
    await stranger.says(POISON)
    await stranger.waits_for(says_sorry, "the apology")
    written = "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM outbound), (SELECT count(*) FROM sessions)"
    assert rows(program, written) == [(0, 0, 0)]
    assert len(stranger.messages) == 1


async def test_the_parked_message_is_taken_in_when_it_is_retried(program, http):
    ray = phone(program, http, "+14155550113")
    await ray.says(f"Hi {POISON}")
    await ray.waits_for(says_sorry, "the apology")
    program.channels["simulator"].poisoned = False
    await _parked(program)
    assert program.database.parked.retry(None) == 1
    await ray.waits_for(lambda message: not says_sorry(message), "the welcome")
    assert program.database.parked.rows() == ()
    assert rows(program, "SELECT count(*) FROM inbox WHERE taken_at IS NULL") == [(0,)]


async def test_other_chats_do_not_wait_and_the_same_chat_goes_on_in_order(program, http):
    ray, ana = phone(program, http, "+14155550114"), phone(program, http, "+14155550115")
    await greets(ray)
    await ray.says(POISON)
    await ray.says("help")
    [(job,)] = await _put_off(program, "simulator:+14155550114")
    await greets(ana)
    assert not any(says_sorry(one) for one in ray.messages)
    rows(program, f"UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = {job}")  # noqa: S608  # a number
    await ray.waits_for(says_sorry, "the apology")
    await ray.waits_for(lambda message: not says_sorry(message), "the answer to what came after")


async def _put_off(program: Program, line: str) -> list[tuple]:
    """The second try of what failed once in that line waits for an hour."""
    failed = f"lock = '{line}' AND status = 'todo' AND attempts = 1"
    put_off = f"UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE {failed} RETURNING id"  # noqa: S608  # our own words
    for _ in range(600):
        if found := rows(program, put_off):
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it did not fail")


async def test_a_photo_that_cannot_be_kept_is_told_and_not_waited_for(program, http):
    """Our own mistake (a full disk, say): the job is parked for us, and the sender is asked to send it again."""
    ray = phone(program, http, "+14155550119")
    await hires(ray, "+14155550120")
    shutil.rmtree(program.settings.data_dir / "blobs")
    await ray.says("", [photo(program)])
    await ray.waits_for(lambda message: "couldn't fetch photo.jpg" in message["text"], "the word of the photo")
    [parked] = await _parked(program)
    assert parked.name == "fetch_proof"
    assert "FileNotFoundError" in parked.reason


async def test_an_invoice_that_cannot_be_drawn_is_told_and_goes_out_when_it_can(program, http):
    ray, dana = phone(program, http, "+14155550119"), phone(program, http, "+14155550120")
    program.jobs.deliveries.renderer.broken = True
    await hires(ray, "+14155550120")
    await ray.says("invoice demo")
    await ray.taps(await ray.waits_for(has_button("Send"), "the preview"), "Send")
    await ray.waits_for(lambda message: "could not make the PDF of INV-0001" in message["text"], "the word of it")
    assert not any(message["url"] for message in dana.messages)
    program.jobs.deliveries.renderer.broken = False
    await _parked(program)
    assert program.database.parked.retry(None) == 1
    await dana.waits_for(lambda message: bool(message["url"]), "the client's link")


async def test_the_job_of_a_dead_worker_is_taken_up_again(program, http):
    ray = phone(program, http, "+14155550116")
    _die_with(program, attempts=0)
    await ray.waits_for(lambda _: True, "the welcome")
    assert not any(says_sorry(one) for one in ray.messages)


async def test_a_job_that_took_its_worker_with_it_at_every_try_is_parked(program, http):
    ray = phone(program, http, "+14155550116")
    _die_with(program, attempts=1)
    await ray.waits_for(says_sorry, "the apology")
    [parked] = await _parked(program)
    assert parked.reason.startswith("its worker died")


def _die_with(program: Program, attempts: int) -> None:
    """What a kill -9 leaves: a job under way, of a worker that was last heard of a while ago."""
    event = {
        "type": "message", "id": "m1", "number": "+14155550116", "text": "Hi", "files": [], "tap": None,
        "album": None, "at": "2026-11-22T12:00:00+00:00",
    }  # fmt: skip
    with psycopg.connect(program.database.url) as connection:
        [worker] = connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        ).fetchone()
        [inbox] = connection.execute(
            "INSERT INTO inbox (source, external_id, line, body)"
            " VALUES ('simulator', 'message:m1', 'simulator:+14155550116', %s) RETURNING id",
            [json.dumps(event).encode()],
        ).fetchone()
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id, attempts)"
            " VALUES ('chat', 'take_in', 'simulator:+14155550116', %s, 'doing', %s, %s)",
            [json.dumps({"inbox_id": inbox}), worker, attempts],
        )


async def test_a_worker_that_was_taken_for_dead_goes_on(program, http):
    """The machine slept, and another worker struck it off the list."""
    ray = phone(program, http, "+14155550117")
    for _ in range(200):
        if rows(program, "DELETE FROM procrastinate_workers RETURNING id"):
            break
        await asyncio.sleep(0.05)
    await greets(ray)


async def test_a_worker_whose_database_went_away_goes_on(program, http):
    ray = phone(program, http, "+14155550118")
    await greets(ray)
    rows(
        program,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await asyncio.sleep(0.2)
    for _ in range(20):
        try:
            await ray.says("help")
        except httpx.HTTPError:  # a vendor tries again too
            await asyncio.sleep(0.3)
        else:
            break
    await ray.waits_for(lambda _: True, "the answer")
