"""An album comes as vendors post it: one webhook a file, shuffled, repeated, with pauses between. One reply to it."""

import asyncio
import io
import random
from datetime import UTC, datetime

import httpx
import pytest

from bots.phones import Phone, has_button
from channels.simulator import events
from storage.media import samples
from tests.journeys.steps import JOB
from tests.sizes import SOAK
from tests.survival.test_failing_jobs import http, phone, program, rows

__all__ = ["http", "program"]  # fixtures
ALBUMS = 40 if SOAK else 3
CROWD = 5
REPEATS = 3


async def hired(one: Phone, client: str) -> Phone:
    await one.says("Hi")
    await one.waits_for(lambda _: True, "the welcome")
    await one.says(JOB.format(client=client))
    plan = await one.waits_for(has_button("Create job"), "the plan")
    await one.taps(plan, "Create job")
    await one.waits_for(has_button("Status"), "the project")
    return one


async def posts_album(one: Phone, album: str, size: int, dice: random.Random) -> None:
    """Each file 1 to 3 times, in any sequence; the pauses are shorter than the one that ends an album."""
    bodies = [_body(one, album, place) for place in range(size)]
    posted = [body for body in bodies for _ in range(dice.randint(1, REPEATS))]
    dice.shuffle(posted)
    for body in posted:
        answer = await one.http.post("/webhooks/simulator", content=body, headers=dict(one.simulator.sign(body)))
        assert answer.status_code == httpx.codes.OK
        await asyncio.sleep(dice.random() * 0.1)


def _body(one: Phone, album: str, place: int) -> bytes:
    name = f"{album}-{place}"
    photo = io.BytesIO(samples.jpeg(f"{one.number} {name}", width=240, height=180))
    media = one.simulator.shelf.keep(one.simulator.media_id(name + one.number, 0), photo, f"{name}.jpg", "image/jpeg")
    event = events.message_event(
        event_id=f"{one.number}-{name}",
        number=one.number,
        text="",
        files=[media],
        tap=None,
        album=album,
        at=datetime.now(UTC),
    )
    return events.envelope([event])


@pytest.mark.timeout(1200)
async def test_an_album_in_pieces_is_kept_whole_and_answered_once(program, http):
    crowd = [await hired(phone(program, http, f"+1415555017{n}"), f"+1415555018{n}") for n in range(CROWD)]
    dice = random.Random(14060)
    for album in range(ALBUMS):
        sizes = [dice.randint(2, 10) for _ in crowd]
        before = [len(one.messages) for one in crowd]
        posting = (posts_album(one, f"a{album}", size, dice) for one, size in zip(crowd, sizes, strict=True))
        await asyncio.gather(*posting)
        for one, size, said in zip(crowd, sizes, before, strict=True):
            await one.waits_for(has_button("Invoice"), "the word of the album")
            [reply] = one.messages[said:]
            assert f"{size} files" in reply["text"]
    await asyncio.sleep(1)
    assert rows(program, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert rows(program, "SELECT count(*) FROM proofs WHERE state <> 'kept'") == [(0,)]
