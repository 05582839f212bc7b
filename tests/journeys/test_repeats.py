"""Vendors repeat, shuffle and race: every message has one effect, every photo is there once."""

import asyncio
import io
import random
import uuid
from datetime import UTC, datetime

import httpx

from channels.simulator import events
from storage.media import samples
from tests.journeys.steps import set_up
from tests.sizes import SOAK

ALBUMS = 100 if SOAK else 6
AT_ONCE = 32


def _post(world, body):
    """What the vendor posts, signed as it signs."""
    signed = world.program.channels["simulator"].sign(body)
    return "/webhooks/simulator", body, {**signed, "content-type": "application/json"}


def _photo(world, label):
    shelf = world.program.channels["simulator"].shelf
    content = samples.jpeg(label, width=320, height=240)
    return shelf.keep(uuid.uuid4().hex, io.BytesIO(content), f"{label}.jpg", "image/jpeg")


def _event(number, event_id, text="", files=(), album=None):
    return events.message_event(
        event_id=event_id, number=number, text=text, files=list(files), tap=None, album=album, at=datetime.now(UTC)
    )


async def _deliver(world, http, bodies):
    """All of them, 32 in parallel; each is acknowledged."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(body):
        async with gate:
            url, content, headers = _post(world, body)
            answer = await http.post(url, content=content, headers=headers)
            assert answer.status_code == httpx.codes.OK

    await asyncio.gather(*(one(body) for body in bodies))


def _proofs(world, number):
    who = world.program.database.reads.who("simulator", number)[0]
    with world.program.database.books.open(who.account_id) as ledger:
        return [proof for project in ledger.projects() for proof in ledger.proofs(project.id)]


async def _settled(world, number, wanted):
    for _ in range(600 + 10 * wanted):
        proofs = _proofs(world, number)
        if len(proofs) >= wanted and all(proof.state != "arriving" for proof in proofs):
            return proofs
        await asyncio.sleep(0.1)
    raise AssertionError(f"{len(_proofs(world, number))} of {wanted} photos are in")


async def test_every_message_delivered_up_to_eight_times_has_one_effect(world, http, cast):
    await set_up(cast)
    dice = random.Random(8)
    number = cast.contractor.number
    photos = [_event(number, f"{number}-p{n}", files=[_photo(world, f"r{n}")]) for n in range(8)]
    words = [_event(number, f"{number}-w{n}", f"add {100 + n} item{n} to demo") for n in range(6)]
    bodies = [events.envelope([one]) for one in [*photos, *words] for _ in range(dice.randint(1, 8))]
    dice.shuffle(bodies)
    await _deliver(world, http, bodies)
    proofs = await _settled(world, number, len(photos))
    assert [proof.state for proof in proofs] == ["kept"] * len(photos)
    for n in range(6):
        added = f"Added item{n}"
        await cast.contractor.waits_for(lambda _: True, "an answer")
        for _ in range(100):
            if any(added in message["text"] for message in cast.contractor.messages):
                break
            await asyncio.sleep(0.1)
        assert sum(added in message["text"] for message in cast.contractor.messages) == 1


async def test_shuffled_albums_lose_and_double_nothing(world, http, cast):
    await set_up(cast)
    dice = random.Random(10)
    number = cast.contractor.number
    bodies, wanted = [], 0
    for album in range(ALBUMS):
        for place in range(dice.randint(2, 10)):
            photo = _photo(world, f"a{album}-{place}")
            event = _event(number, f"{number}-{album}-{place}", files=[photo], album=f"{number}-{album}")
            bodies.append(events.envelope([event]))
            wanted += 1
    dice.shuffle(bodies)
    await _deliver(world, http, bodies)
    proofs = await _settled(world, number, wanted)
    assert [proof.state for proof in proofs] == ["kept"] * wanted
    assert len({proof.sha256 for proof in proofs}) == wanted
