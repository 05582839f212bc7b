"""The front door: verified things are kept, the rest is turned away, and nothing at all breaks it."""

import random
from collections.abc import Mapping

import httpx
import pytest
from fastapi import FastAPI

from channels import webhooks
from channels.payments.sandbox.adapter import SIGNATURE, SandboxGateway
from core.domain.money import Money
from core.ports.inbox import Answer, InboxItem, Unsigned
from core.ports.payments import PageWanted
from tests.sizes import SOAK
from tests.twins.memory_inbox import MemoryInbox

JUNK = 5_000 if SOAK else 500
PUBLIC = "https://bot.example/milepost"


class Nosy:
    """Takes what is posted with the word "open" and remembers what it was asked to verify."""

    source = "nosy"

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str], bytes]] = []

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        self.asked.append((url, headers, body))
        if headers.get("x-word") != "open":
            raise Unsigned
        return (InboxItem(source="nosy", external_id=body.decode(), line="nosy:1", body=body),)


class Clumsy:
    """Fails like vendors' own verifiers do."""

    source = "clumsy"

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        del url, headers, body
        raise self.problem


class Talkative(Nosy):
    """Its vendor wants to hear something."""

    async def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        return Answer(status=200, body=b"challenge: " + body, media_type=headers.get("accept", ""))


@pytest.fixture
def inbox() -> MemoryInbox:
    return MemoryInbox()


def client_of(inbox: MemoryInbox, *doors, limit: int = 1_000) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(webhooks.router({door.source: door for door in doors}, inbox, PUBLIC, limit=limit))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://inside:8000")


async def test_what_is_signed_is_kept_and_answered_with_an_empty_200(inbox):
    async with client_of(inbox, Nosy()) as client:
        answer = await client.post("/webhooks/nosy", content=b"hello", headers={"x-word": "open"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert [item.body for item in inbox.items.values()] == [b"hello"]


async def test_a_second_delivery_is_answered_the_same_and_kept_once(inbox):
    async with client_of(inbox, Nosy()) as client:
        answers = [await client.post("/webhooks/nosy", content=b"x", headers={"x-word": "open"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (inbox.offered, len(inbox.items)) == (3, 1)


async def test_what_is_not_signed_is_401_and_leaves_nothing(inbox):
    async with client_of(inbox, Nosy()) as client:
        answer = await client.post("/webhooks/nosy", content=b"hello")
    assert (answer.status_code, answer.content, inbox.offered) == (401, b"", 0)


@pytest.mark.parametrize(
    "problem",
    [
        ValueError("abc"),
        TypeError("not a string"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
        RecursionError(),
        KeyError("id"),
        AttributeError(),
        ExceptionGroup("several", [ValueError()]),
    ],
    ids=lambda problem: type(problem).__name__,
)
async def test_whatever_a_verifier_raises_is_401(inbox, problem):
    async with client_of(inbox, Clumsy(problem)) as client:
        answer = await client.post("/webhooks/clumsy", content=b"\xff\x00")
    assert (answer.status_code, inbox.offered) == (401, 0)


async def test_an_unknown_source_is_404_and_other_methods_are_refused(inbox):
    async with client_of(inbox, Nosy()) as client:
        assert (await client.post("/webhooks/nobody", content=b"x")).status_code == 404
        assert (await client.get("/webhooks/nosy")).status_code == 405


async def test_the_address_to_verify_is_the_public_one_with_raw_path_and_query_whatever_host_says(inbox):
    door = Nosy()
    lies = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "ftp"}
    async with client_of(inbox, door) as client:
        await client.post("/webhooks/nosy?b=%20&a=1&a=2", content=b"x", headers=lies)
    assert door.asked[0][0] == PUBLIC + "/webhooks/nosy?b=%20&a=1&a=2"


async def test_a_source_may_hold_a_slash_and_is_given_its_raw_bytes_and_lower_case_headers(inbox):
    door = Nosy()
    door.source = "nosy/status"
    async with client_of(inbox, door) as client:
        answer = await client.post("/webhooks/nosy/status", content=b"\x00\xff ", headers={"X-Other": "v"})
    (url, headers, body) = door.asked[0]
    assert answer.status_code == 401
    assert (url, headers["x-other"], body) == (PUBLIC + "/webhooks/nosy/status", "v", b"\x00\xff ")


async def test_a_body_above_the_limit_is_413_announced_or_not(inbox):
    door = Nosy()

    async def pieces():
        for _ in range(11):
            yield b"x" * 100

    async with client_of(inbox, door, limit=1_000) as client:
        announced = await client.post("/webhooks/nosy", content=b"x" * 1_001)
        streamed = await client.post("/webhooks/nosy", content=pieces())
        fits = await client.post("/webhooks/nosy", content=b"x" * 1_000, headers={"x-word": "open"})
    assert [announced.status_code, streamed.status_code, fits.status_code] == [413, 413, 200]
    assert len(door.asked) == 1


async def genuine(gateway: SandboxGateway) -> tuple[dict[str, str], bytes]:
    wanted = PageWanted(
        reference="r1",
        amount=Money(100, "USD"),
        description="d",
        payer_name="p",
        payer_email="",
        payee_name="q",
        payee="",
        language="en",
        return_url="https://bot.example/i/x",
    )
    page = gateway.page((await gateway.make_page(wanted)).url.rpartition("/")[2])
    assert page is not None
    body = gateway.event(page, "succeeded", "")
    return gateway.sign(body), body


def mutated(rng: random.Random, headers: dict[str, str], body: bytes) -> tuple[dict[str, bytes], bytes]:
    """The request with something wrong: bits flipped, parts dropped, repeated, or replaced by junk."""
    raw = {name: value.encode() for name, value in headers.items()}
    spoilt = bytearray(body)
    way = rng.randrange(8)
    if way == 0:
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    elif way == 1:
        del spoilt[rng.randrange(len(spoilt)) :]
    elif way == 2:
        spoilt = bytearray(rng.randbytes(rng.randrange(1, 200)))
    elif way == 3:
        del raw[SIGNATURE]
    elif way == 4:
        junk = bytes(rng.choice([*range(32, 127), *range(160, 256)]) for _ in range(rng.randrange(80)))
        raw[SIGNATURE] = junk.strip()
    elif way == 5:
        stamp, _, mac = raw[SIGNATURE].partition(b",")
        raw[SIGNATURE] = rng.choice([b"t=abc," + mac, b"t=," + mac, b"t=9" * 9 + b"," + mac, stamp, mac, b"t=1," + mac])
    elif way == 6:
        signature = bytearray(raw[SIGNATURE])
        at = rng.randrange(signature.index(b"v1=") + 3, len(signature))
        signature[at] = signature[at] ^ 1
        raw[SIGNATURE] = bytes(signature)
    else:
        spoilt += rng.randbytes(1)
    return raw, bytes(spoilt)


async def test_junk_at_the_sandbox_is_never_taken_and_never_breaks_it(inbox):
    rng = random.Random(7)
    gateway = SandboxGateway(b"a-secret-of-tests-1", "https://bot.example")
    headers, body = await genuine(gateway)
    seen = set()
    async with client_of(inbox, gateway, limit=10_000) as client:
        for _ in range(JUNK):
            wrong_headers, wrong_body = mutated(rng, headers, body)
            answer = await client.post("/webhooks/sandbox", content=wrong_body, headers=wrong_headers)
            seen.add(answer.status_code)
        assert (seen, inbox.offered) == ({401}, 0)
        assert (await client.post("/webhooks/sandbox", content=body, headers=headers)).status_code == 200
    assert len(inbox.items) == 1


async def test_a_vendor_that_wants_an_answer_gets_it_once_its_request_is_kept(inbox):
    async with client_of(inbox, Talkative()) as client:
        answer = await client.post("/webhooks/nosy", content=b"42", headers={"x-word": "open", "accept": "text/plain"})
        refused = await client.post("/webhooks/nosy", content=b"43")
    assert (answer.status_code, answer.text) == (200, "challenge: 42")
    assert answer.headers["content-type"].startswith("text/plain")
    assert (refused.status_code, refused.text) == (401, "")
    assert [item.body for item in inbox.items.values()] == [b"42"]


async def test_a_webhook_whose_vendor_posts_more_takes_more_and_still_not_all(inbox):
    class Roomy(Nosy):
        longest_body = 5_000

    async with client_of(inbox, Roomy()) as client:
        answers = [
            await client.post("/webhooks/nosy", content=b"x" * size, headers={"x-word": "open"})
            for size in (4_000, 6_000)
        ]
    assert [one.status_code for one in answers] == [200, 413]
