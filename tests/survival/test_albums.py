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
    """Each file 1 to 3 times, in any sequence; the pauses are shorter than the one that ends an album."""
    bodies = [album_file(one, f"{album}-{place}", album) for place in range(size)]
    posted = [body for body in bodies for _ in range(dice.randint(1, REPEATS))]
    dice.shuffle(posted)
    for body in posted:
        answer = await one.http.post("/webhooks/simulator", content=body, headers=dict(one.simulator.sign(body)))
        assert answer.status_code == httpx.codes.OK
        await asyncio.sleep(dice.random() * 0.1)


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
            [reply] = one.messages[said:]
            assert f"{size} files" in reply["text"]
    await asyncio.sleep(1)
    assert rows(program, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert rows(program, "SELECT count(*) FROM proofs WHERE state <> 'kept'") == [(0,)]
