"""An album comes as vendors post it: one webhook a file, shuffled, repeated, with pauses between. One reply to it."""

import asyncio
import random

import httpx
import pytest

from bots.phones import Phone, has_button
from tests.journeys.moody import http, phone, program, rows
from tests.journeys.steps import hires
from tests.sizes import SOAK
from tests.survival.posted import album_file
from tests.survival.test_failing_jobs import attempts

__all__ = ["attempts", "http", "program"]  # fixtures
ALBUMS = 40 if SOAK else 3
CROWD = 5
REPEATS = 3


async def posts_album(one: Phone, album: str, size: int, dice: random.Random) -> None:
    """Each file at least once, in any sequence; new ones come within the pause that ends an album."""
    bodies = [album_file(one, f"{album}-{place}", album) for place in range(size)]
    dice.shuffle(bodies)
    for place, body in enumerate(bodies):
        again = [dice.choice(bodies[: place + 1]) for _ in range(dice.randint(0, REPEATS - 1))]
        answers = await asyncio.gather(*(_posts(one, each) for each in (body, *again)))
        assert answers == [httpx.codes.OK] * len(answers)
        await asyncio.sleep(dice.random() * 0.1)


async def _posts(one: Phone, body: bytes) -> int:
    headers = dict(one.simulator.sign(body))
    return (await one.http.post("/webhooks/simulator", content=body, headers=headers)).status_code


@pytest.mark.timeout(1200)
async def test_an_album_in_pieces_is_kept_whole_and_answered_once(program, http):
    crowd = [phone(program, http, f"+1415555017{n}") for n in range(CROWD)]
    for n, one in enumerate(crowd):
        await hires(one, f"+1415555018{n}", business="")
    dice = random.Random(14060)
    for album in range(ALBUMS):
        sizes = [dice.randint(2, 10) for _ in crowd]
        before = [len(one.messages) for one in crowd]
        posting = (posts_album(one, f"a{album}", size, dice) for one, size in zip(crowd, sizes, strict=True))
        await asyncio.gather(*posting)
        for one, size, said in zip(crowd, sizes, before, strict=True):
            await one.waits_for(has_button("Invoice"), "the word of the album")
            told = [message["text"] for message in one.messages[said:]]
            assert len(told) == 1, told
            assert f"{size} photos" in told[0]
    await asyncio.sleep(1)
    assert rows(program, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert rows(program, "SELECT count(*) FROM proofs WHERE state <> 'kept'") == [(0,)]
