"""Vendors repeat, shuffle and race: every message and every event of a gateway has one effect."""

import asyncio
import io
import json
import random
import uuid
from collections import Counter
from datetime import UTC, datetime

import httpx
import psycopg
import pytest

from channels.simulator import events
from storage.media import samples
from tests.journeys.steps import pay_page, send, set_up
from tests.sizes import SOAK

SEEDS = range(25 if SOAK else 3)
AT_ONCE = 32
PHOTOS, WORDS = 8, 6


def _signed(world, source, body):
    """What the vendor posts, as it signs it: at each delivery anew."""
    signer = world.program.gateways[source] if source == "sandbox" else world.program.channels[source]
    return f"/webhooks/{source}", body, {**signer.sign(body), "content-type": "application/json"}


def _photo(world, number, label):
    shelf = world.program.channels["simulator"].shelf
    content = samples.jpeg(f"{number} {label}", width=320, height=240)
    return shelf.keep(uuid.uuid4().hex, io.BytesIO(content), f"{label}.jpg", "image/jpeg")


def _event(number, event_id, text="", files=()):
    one = events.message_event(
        event_id=event_id, number=number, text=text, files=list(files), tap=None, album=None, at=datetime.now(UTC)
    )
    return "simulator", events.envelope([one])


def _payment_events(world, target):
    """One payment: under way, done, and done once more under another name, as a gateway tells it that lost track."""
    gateway = world.program.gateways["sandbox"]
    page = gateway.page(target.rsplit("/", 1)[1])
    done = json.loads(gateway.event(page, "succeeded", ""))
    again = json.dumps({**done, "id": f"{done['id']}.again"}).encode()
    bodies = [gateway.event(page, "processing", ""), json.dumps(done).encode(), again]
    return [("sandbox", body) for body in bodies]


async def _deliver(world, http, posted):
    """All of them, 32 in parallel; each is acknowledged."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(source, body):
        async with gate:
            url, content, headers = _signed(world, source, body)
            answer = await http.post(url, content=content, headers=headers)
            assert answer.status_code == httpx.codes.OK

    await asyncio.gather(*(one(source, body) for source, body in posted))


async def _quiet(world):
    """Until no job waits or runs: what has not had an effect by then will not have any."""
    for _ in range(600):
        with psycopg.connect(world.program.database.url) as connection:
            jobs = connection.execute("SELECT status::text, task_name FROM procrastinate_jobs").fetchall()
        if not jobs:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"jobs did not end: {jobs}")


def _books(world, number):
    who = world.program.database.reads.who("simulator", number)[0]
    with world.program.database.books.open(who.account_id) as ledger:
        [project] = ledger.projects()
        return ledger.project_file(project.id), ledger.proofs(project.id)


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_delivered_up_to_eight_times_has_one_effect(world, http, cast, photos, seed):
    await set_up(cast)
    link = (await send(cast, photos[:1]))["url"]
    paying = _payment_events(world, await pay_page(http, link))
    dice, number = random.Random(seed), cast.contractor.number
    pictures = [_event(number, f"{number}-p{n}", files=[_photo(world, number, f"r{n}")]) for n in range(PHOTOS)]
    words = [_event(number, f"{number}-w{n}", f"add {100 + n} item{n} to cabinets") for n in range(WORDS)]
    posted = [one for one in [*pictures, *words, *paying] for _ in range(dice.randint(1, 8))]
    dice.shuffle(posted)
    await _deliver(world, http, posted)
    await _quiet(world)
    file, proofs = _books(world, number)
    _each_photo_and_line_is_there_once(file, proofs)
    _the_payment_is_counted_once(file)
    _each_word_of_it_is_said_once(cast)


def _each_photo_and_line_is_there_once(file, proofs):
    late = [one for one in proofs if one.invoice_id is None]
    assert [one.state for one in late] == ["kept"] * PHOTOS
    assert len({one.sha256 for one in late}) == PHOTOS
    [cabinets] = [one for one in file.milestones if one.name.lower() == "cabinets"]
    added = Counter(line.description for line in cabinets.lines if "item" in line.description)
    assert added == {f"item{n}": 1 for n in range(WORDS)}


def _the_payment_is_counted_once(file):
    [invoice] = file.invoices
    [payment] = file.payments
    assert (payment.state, payment.allocated, payment.surplus.minor) == ("succeeded", invoice.total, 0)
    assert invoice.state == "paid"


def _each_word_of_it_is_said_once(cast):
    heard = [message["text"] for message in cast.contractor.messages]
    for n in range(WORDS):
        assert sum(f"Added item{n}" in text for text in heard) == 1
    assert sum("Paid in full" in text for text in heard) == 1
    assert sum("paid in full" in message["text"] for message in cast.client.messages) == 1
