"""The main job by a project manager on Slack: signed webhooks in, Slack's SDK out, with repeats and faults."""

import asyncio
import json
import re
import secrets
import time
import uuid

import httpx
import psycopg
import pytest

from bots import bootstrap
from bots.phones import Phone, running
from channels.slack.adapter import Slack
from tests.channels.slack.payloads import FORM, JSON, bytes_of
from tests.channels.slack.standin import (
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    TOKEN,
    USER,
    Cut,
    Silent,
    Standin,
    broken,
    event,
    form,
    signed,
    too_many,
)
from tests.conftest import TEMPLATE, _named
from tests.journeys.conftest import settings_for


class Person:
    """Somebody in a direct conversation with the app; everything is posted twice, as Slack may, and files are told of
    by themselves, before their message or after it.
    """

    def __init__(self, standin: Standin, http: httpx.AsyncClient, user: str = USER) -> None:
        self.standin = standin
        self.http = http
        self.user, self.talk = user, f"D{user[1:]}"
        self.seen = 0
        self.backwards = False
        self._count = 0

    async def says(self, text: str, files: tuple[str, ...] = ()) -> None:
        self._count += 1
        ts = f"{int(time.time())}.{self._count:06d}"
        kept = [self.standin.files[one.partition("/")[2]] for one in files]
        inner = {"type": "message", "user": self.user, "team": TEAM, "text": text, "ts": ts, "files": kept}
        inner |= {"channel": self.talk, "channel_type": "im", "event_ts": ts}
        if not self.backwards:
            await self._tell(inner)
        for one in kept:
            shared = {
                "type": "file_shared",
                "file_id": one["id"],
                "user_id": self.user,
                "channel_id": self.talk,
                "event_ts": ts,
            }
            await self._tell(shared)
        if self.backwards:
            await self._tell(inner)

    async def commands(self, text: str, where: str = CHANNEL) -> None:
        """/milestone, in the job's channel or elsewhere."""
        said = {"team_id": TEAM, "channel_id": where, "user_id": self.user, "user_name": "x", "command": "/milestone"}
        await self._post(form(**said, text=text, trigger_id=secrets.token_hex(8)), FORM)

    async def shows(self, text: str, ref: str, thread: str = "") -> None:
        """A photo in the job's channel or a thread of it; Slack tells of the file before it tells of the message."""
        one = self.standin.files[ref.partition("/")[2]]
        ts = f"{time.time():.6f}"
        alone = {"type": "file_shared", "file_id": one["id"], "user_id": USER, "channel_id": CHANNEL, "event_ts": ts}
        whole = {"type": "message", "user": USER, "team": TEAM, "text": text, "ts": ts, "files": [one], "event_ts": ts}
        whole |= {"channel": CHANNEL, "channel_type": "channel", "thread_ts": thread or ts}
        for inner in (alone, whole):
            await self._post(json.dumps(event(inner, f"Ev{secrets.token_hex(5)}")).encode(), JSON)

    async def fills(self, recorded: str) -> None:
        await self._post(*bytes_of(recorded))

    async def taps(self, label: str) -> None:
        value = next(
            button["value"]
            for message in reversed(self.standin.posted)
            for button in _buttons(message)
            if button["text"]["text"] == label
        )
        one = {"type": "button", "action_id": "choice.0", "value": value, "action_ts": f"{time.time():.6f}"}
        tap = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": self.user, "team_id": TEAM, "name": "x"},
            "trigger_id": secrets.token_hex(8),
            "container": {"type": "message", "channel_id": self.talk},
            "actions": [one],
        }
        for _ in range(2):
            await self._post(form(payload=json.dumps(tap)), FORM)

    async def hears(self, wanted: str) -> dict:
        """The first message not seen yet in whose words or buttons this stands."""
        for _ in range(600):
            for place, message in enumerate(self.standin.posted[self.seen :], self.seen + 1):
                if wanted in json.dumps(message.get("blocks"), ensure_ascii=False):
                    self.seen = place
                    return message
            await asyncio.sleep(0.1)
        raise AssertionError(f"{wanted} did not come: {[one['text'][:80] for one in self.standin.posted]}")

    async def _tell(self, inner: dict) -> None:
        for _ in range(2):
            await self._post(json.dumps(event(inner, f"Ev{secrets.token_hex(5)}")).encode(), JSON)

    async def _post(self, body: bytes, media_type: str) -> None:
        answer = await self.http.post("/webhooks/slack", content=body, headers=signed(body, time.time(), media_type))
        assert answer.status_code == 200


def _buttons(message: dict) -> list[dict]:
    rows = [one for one in message.get("blocks") or [] if one["type"] == "actions"]
    return [button for row in rows for button in row["elements"] if "value" in button]


async def to_the_receipt(person: Person, client: Phone) -> None:
    await client.says("When do the cabinets come?")
    await person.hears("When do the cabinets come?")
    await person.taps("Reply")
    await person.hears("Dana Lee")
    person.standin.fail("chat.postMessage", Cut(), too_many(1))
    await person.says("Tuesday morning")
    await client.waits_for(lambda message: "Tuesday morning" in message["text"], "the answer")
    await person.says("paid 4500 check 1023")
    await person.hears("Record it")
    await person.taps("Record it")
    receipt = await client.waits_for(lambda message: "4,500.00" in message["text"], "the receipt")
    assert receipt["url"]
    assert sum("receipt" in message["text"].lower() for message in client.messages) == 1


@pytest.fixture
async def place(server_url, tmp_path, monkeypatch):
    """A program of its own on Slack, and its database's address."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    name = f"slack_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    url = _named(server_url, name)
    with Standin().serving() as standin:
        more = {"slack_signing_secret": SIGNING_SECRET, "slack_bot_token": TOKEN, "slack_api_base": standin.api}
        more["retry_pace"] = 0.05
        program = await asyncio.to_thread(bootstrap.build, settings_for(url, tmp_path / "data", **more))
        async with running(program) as base, httpx.AsyncClient(base_url=base, timeout=30) as http:
            assert isinstance(program.channels["slack"], Slack)
            program.channels["slack"]._api._timeout = 1
            yield Person(standin, http), url, Phone("+16285550134", program.channels["simulator"], http)
        await asyncio.to_thread(program.close)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_the_job_is_done_to_its_receipt_on_slack_in_spite_of_repeats_and_faults(place, photos):
    person, url, client = place
    standin = person.standin
    await person.says("Hi")
    await person.hears("")
    await person.says("Rivera Remodeling")
    await asyncio.sleep(1)
    await person.says(
        "New job: Maple St kitchen for Dana Lee +1 628 555 0134, $24,000: "
        "deposit 10%, demo 4500, cabinets 8000, final rest"
    )
    await person.hears("Create job")
    standin.fail("chat.postMessage", broken(), too_many(1))
    await person.taps("Create job")
    await person.hears("Maple St kitchen")
    standin.fail("download", broken(), Cut())
    refs = tuple(standin.shelve(path.read_bytes(), path.name) for path in photos[:3])
    await person.says("demo", refs[:2])
    await person.hears("Invoice")
    person.backwards = True
    await person.says("demo", refs[2:])
    await person.hears("Invoice")
    await _are_kept(url, 3)
    standin.fail("files.getUploadURLExternal", Silent())
    standin.fail("upload", broken())
    await person.taps("Invoice")
    shown = await person.hears("Send")
    assert "$4,500.00" in json.dumps(shown["blocks"])
    assert "3 photos" in json.dumps(shown["blocks"])
    assert len(standin.uploads) >= 1
    standin.fail("chat.postMessage", Silent(), Cut())
    await person.taps("Send")
    await person.hears("INV-0001")
    await client.waits_for(lambda message: bool(message["url"]), "the client's link")
    await to_the_receipt(person, client)
    assert not any(standin.faults.values())
    with psycopg.connect(url) as connection:
        proofs = connection.execute("SELECT count(*) FROM proofs WHERE state = 'kept'").fetchone()
        invoices = connection.execute("SELECT count(*) FROM invoices").fetchone()
        assert (proofs, invoices) == ((3,), (1,))
        assert _canaries(connection) == []
        connection.execute("CREATE TABLE planted AS SELECT convert_to('a canary', 'UTF8') AS body")
        assert _canaries(connection) == ["planted"]
        connection.rollback()


async def test_a_job_is_made_by_the_spanish_form_and_its_channel_takes_a_photo_once(place, photos):
    person, url, _ = place
    await person.says("Hola")
    await person.hears("")
    await person.says("Rivera Remodeling")
    await person.fills("form_new_es")
    await person.hears("Crear trabajo")
    await person.taps("Crear trabajo")
    await person.hears("Cocina Maple")
    await person.commands("vincular Cocina Maple")
    linked = await person.hears("Este chat")
    assert linked["channel"] == CHANNEL
    ref = person.standin.shelve(photos[0].read_bytes(), photos[0].name)
    await person.shows("", ref, linked["ts"])
    told = await person.hears("Factura")
    assert told["thread_ts"] == linked["ts"]  # where it was said
    await person.shows("gabinetes", person.standin.shelve(photos[1].read_bytes(), photos[1].name))
    first = await person.hears("Gabinetes")
    assert (first["channel"], first.get("thread_ts")) == (CHANNEL, None)
    await person.shows("", person.standin.shelve(photos[2].read_bytes(), photos[2].name), first["ts"])
    inside = await person.hears("Gabinetes")
    assert (inside["thread_ts"], inside["reply_broadcast"]) == (first["ts"], False)
    await person.shows("gabinetes", person.standin.shelve(photos[3].read_bytes(), photos[3].name))
    above = await person.hears("Gabinetes")
    assert (above["thread_ts"], above["reply_broadcast"]) == (first["ts"], True)
    with psycopg.connect(url) as connection:
        of = "SELECT m.name, count(*) FROM proofs JOIN milestones m ON m.id = milestone_id GROUP BY 1 ORDER BY 1"
        assert connection.execute(of).fetchall() == [("Demolición", 1), ("Gabinetes", 3)]


async def test_a_client_who_came_with_the_code_is_billed_and_paid_on_slack(place, photos):
    ray, _, _ = place
    dana = Person(ray.standin, ray.http, "U0DANA")
    ray.standin.people[dana.user] = dana.talk
    await ray.says("Hi")
    await ray.hears("")
    await ray.says("Rivera Remodeling")
    await asyncio.sleep(1)
    await ray.says("New job: Maple St kitchen for Dana Lee +1 628 555 0134, $24,000: demo 4500, final rest")
    await ray.hears("Create job")
    await ray.taps("Create job")
    await ray.hears("Maple St kitchen")
    await ray.says("link Dana")
    card = await ray.hears("/milestone link")
    (code,) = re.findall(r"/milestone link ([A-Z0-9-]+)", card["blocks"][0]["text"]["text"])
    await dana.commands(f"link {code}", dana.talk)
    welcome = await dana.hears("From now on Rivera Remodeling reaches you here")
    assert welcome["channel"] in {dana.user, dana.talk}
    ref = ray.standin.shelve(photos[0].read_bytes(), photos[0].name)
    await ray.says("demo", (ref,))
    await ray.hears("Invoice")
    await ray.taps("Invoice")
    await ray.hears("Send")
    ray.standin.fail("chat.postMessage", broken(), too_many(1), Cut())
    await ray.taps("Send")
    bill = await dana.hears("$4,500.00, due")
    assert bill["channel"] in {dana.user, dana.talk}
    assert "/i/" in json.dumps(bill["blocks"])
    await dana.says("When do the cabinets come?")
    await ray.hears("When do the cabinets come?")
    await ray.taps("Reply")
    await ray.hears("Dana Lee")
    await ray.says("Tuesday morning")
    answer = await dana.hears("Tuesday morning")
    assert answer["channel"] in {dana.user, dana.talk}
    await ray.says("paid 4500 check 1023")
    await ray.hears("Record it")
    await ray.taps("Record it")
    receipts = []
    while not receipts:  # Ray's word of it comes too
        found = await dana.hears("4,500.00")
        receipts = [found] if found["channel"] in {dana.user, dana.talk} else []
    assert "INV-0001" in receipts[0]["text"]


async def _are_kept(url: str, proofs: int) -> None:
    """The answer may come before the last of the files, which the faults hold up."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(600):
            kept = connection.execute("SELECT count(*) FROM proofs WHERE state = 'kept'").fetchone()
            if kept == (proofs,):
                return
            await asyncio.sleep(0.1)
    raise AssertionError(f"{kept} of {proofs} files are kept")


def _canaries(connection: psycopg.Connection) -> list[str]:
    """Every column of every table that holds one of Slack's secrets."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    found = []
    for (table,) in tables:
        for (row,) in connection.execute(f'SELECT t::text FROM "{table}" t').fetchall():  # noqa: S608 - names of tables
            text = row + "".join(
                bytes.fromhex(one).decode(errors="replace") for one in re.findall(r"\\x((?:[0-9a-f]{2})+)", row)
            )
            found += [table] if "canary" in text else []
    return found
