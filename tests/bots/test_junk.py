"""Junk at every door of the whole program, over HTTP: nothing is kept, nothing breaks, what is genuine still enters.

Only 4xx may come back. What a vendor does not sign (the body at Telegram, all but three fields at Mailgun, the address
everywhere but at Twilio) is not spoilt alone: whoever holds the secret may say anything, and it is taken.
"""

import random
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from bots import bootstrap, web
from bots.bootstrap import Program
from channels.email.mailgun import LONGEST_BODY as LONGEST_LETTER
from channels.twilio.events import pairs
from channels.webhooks import LONGEST_BODY
from tests.bots.doors import PUBLIC, SECRETS, SOURCES, Posted, Senders, senders_to
from tests.journeys.conftest import settings_for
from tests.sizes import SOAK

JUNK = 5_000 if SOAK else 1_000
TOO_MUCH = max(LONGEST_BODY, LONGEST_LETTER) + 1
METHODS = ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "JUNK")


# --- what may be wrong with one ------------------------------------------------------------------------------------


def _asked_otherwise(dice: random.Random, one: Posted) -> Posted:
    return replace(one, method=dice.choice(METHODS))


def _elsewhere(dice: random.Random, one: Posted) -> Posted:
    path = one.path
    others = (f"{path}/", path.upper(), f"{path}%00", f"{path}/x", path[:-1], "/webhooks/", f"/webhooks/%2e%2e{path}")
    return replace(one, path=dice.choice(others))


def _seal_broken(dice: random.Random, one: Posted) -> Posted:
    """One of its headers is gone, cut, or other by a bit or altogether; where there is none, the body's beginning."""
    if not one.seals:
        return _body_flipped(dice, one)
    name = dice.choice(one.seals)
    value = one.headers[name]
    broken = dice.choice((None, b"", value[: dice.randrange(len(value))], _flipped(dice, value), _binary(dice, 200)))
    rest = {key: kept for key, kept in one.headers.items() if key != name}
    return replace(one, headers=rest if broken is None else {**rest, name: broken})


def _body_flipped(dice: random.Random, one: Posted) -> Posted:
    if not one.sealed:
        one = replace(_seal_broken(dice, one), sealed=len(one.body))
    return replace(one, body=_flipped(dice, one.body[: one.sealed]) + one.body[one.sealed :])


def _body_cut(dice: random.Random, one: Posted) -> Posted:
    if not one.sealed:
        one = replace(_seal_broken(dice, one), sealed=len(one.body))
    return replace(one, body=one.body[: dice.randrange(one.sealed)])


def _body_again(dice: random.Random, one: Posted) -> Posted:
    if one.sealed < len(one.body):
        one = _seal_broken(dice, one)
    return replace(one, body=one.body + dice.choice((one.body, _binary(dice, 50), b"&x=", b"\x00")))


def _body_binary(dice: random.Random, one: Posted) -> Posted:
    return replace(one if one.sealed else _seal_broken(dice, one), body=_binary(dice, 3_000))


def _body_huge(dice: random.Random, one: Posted) -> Posted:
    return replace(one, body=one.body + dice.choice((b"x", b"[", b"&a=1")) * TOO_MUCH)


WAYS = (_asked_otherwise, _elsewhere, _body_flipped, _body_cut, _body_again, _body_binary, *(_seal_broken,) * 3)


def _flipped(dice: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def _binary(dice: random.Random, longest: int) -> bytes:
    return dice.randbytes(dice.randrange(1, longest))


def _still_the_same(before: Posted, after: Posted) -> bool:
    """Twilio signs what a form says, not how it is spelled."""
    try:
        form = set(pairs(after.body)) == set(pairs(before.body))
    except ValueError:
        form = False
    return form and replace(after, body=before.body) == before


# --- the door ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def program(database_url, tmp_path) -> AsyncIterator[Program]:
    program = bootstrap.build(settings_for(database_url, tmp_path, public_base_url=PUBLIC, **SECRETS))
    await program.database.inbox.open()
    yield program
    await program.database.inbox.close()
    program.close()


@pytest.fixture
async def senders(program) -> Senders:
    return await senders_to(program, random.Random(20))


@pytest.fixture
async def http(program) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web.create(program, with_worker=False), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        yield client


async def answered(http: httpx.AsyncClient, one: Posted) -> int:
    headers = [(name.encode(), value) for name, value in one.headers.items()]
    return (await http.request(one.method, one.path, content=one.body, headers=headers)).status_code


def kept(program: Program) -> int:
    with psycopg.connect(program.database.url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM inbox").fetchone()
        (jobs,) = connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone()
    assert bool(jobs) == bool(count)
    return count


def test_every_door_of_the_program_is_tried(senders):
    assert {make(senders).source for make in SOURCES} == set(senders.program.webhooks)


@pytest.mark.parametrize("make", SOURCES, ids=lambda make: make.__name__)
async def test_junk_at_a_door_is_never_kept_and_never_breaks_it(make, senders, http):
    dice, seen, tried = senders.dice, set(), 0
    while tried < JUNK:
        genuine = make(senders)
        way = _body_huge if tried % 100 == 0 else dice.choice(WAYS)
        spoilt = way(dice, genuine)
        if _still_the_same(genuine, spoilt):
            continue
        tried += 1
        status = await answered(http, spoilt)
        assert 400 <= status < 500, (status, way.__name__, spoilt.path, spoilt.headers, spoilt.body[:300])
        seen.add(status)
    assert seen == {401, 404, 405, 413}
    assert kept(senders.program) == 0
    assert await answered(http, make(senders, forged=True)) == 401
    assert kept(senders.program) == 0


async def test_one_sources_genuine_request_opens_no_other_door(senders, http):
    for make in SOURCES:
        for source in senders.program.webhooks:
            genuine = make(senders)
            if genuine.source != source:
                assert await answered(http, replace(genuine, path=f"/webhooks/{source}")) == 401
    assert kept(senders.program) == 0


async def test_what_is_genuine_is_kept_at_every_door(senders, http):
    before = 0
    for make in SOURCES:
        for _ in range(5):  # some of what a vendor posts says nothing to anybody
            assert await answered(http, make(senders)) == 200
        now = kept(senders.program)
        assert now > before
        before = now
