"""What every channel keeps to, whoever the vendor is. A new adapter joins by one more ``Case``."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from channels.signed.adapter import SignedWebhook
from channels.simulator.events import envelope, message_event, report_event
from channels.telegram.adapter import Telegram
from channels.twilio.adapter import Sms, Whatsapp
from core.ports.abilities import Inviting
from core.ports.messaging import (
    Attachment,
    Channel,
    Choice,
    Delivery,
    DeliveryReport,
    FetchFailed,
    FileOut,
    Inbound,
    SendFailed,
)
from tests.channels.email.world import Server, Storage, adapter, email_body, post_office, read_as_text, serving
from tests.channels.signed.other_side import NOWHERE as NOBODY
from tests.channels.signed.other_side import SECRET as SIGNED_SECRET
from tests.channels.signed.other_side import OtherSide, signed_body
from tests.channels.simulator.world import World
from tests.channels.slack.conftest import adapter as slack_adapter
from tests.channels.slack.standin import CHANNEL, TEAM, Standin, slack_body
from tests.channels.telegram.stand_in import NOWHERE, BotApi
from tests.channels.telegram.updates import SECRET, TOKEN, telegram_body
from tests.channels.twilio import contract
from tests.channels.twilio.conftest import account_at, road
from tests.channels.twilio.vendor import ACCOUNT, SMS_FROM, Vendor
from tests.channels.twilio.vendor import NOWHERE as NO_NUMBER
from tests.channels.twilio.vendor import serving as twilio_serving
from tests.twins.memory_channel import MemoryChannel

WHEN = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)


@dataclass
class Case:
    """One implementation: an address it reaches, one it never can, and its vendor's side of things.

    ``message_id`` is one as this vendor forms them; what ``received`` gives has keys of its own where it knows none.
    ``shown``: what a person sees of a delivery, where the channel has no buttons; ``told``: what is told of a file.
    ``room`` and ``below``, where it has threads: a group's address, and the texts in a thread.
    """

    channel: Channel
    address: str
    nowhere: str
    shelve: Callable[[bytes], str]
    gone: str
    body_of: Callable[[Inbound | DeliveryReport], bytes]
    received: Callable[[str], list[Delivery]]
    close: Callable[[], Awaitable[None]] | None = None
    message_id: str = "m-1"
    shown: Callable[[Delivery], Delivery] = lambda delivery: delivery
    told: Callable[[Attachment], Attachment] = lambda attachment: attachment
    room: str = ""
    below: Callable[[str], list[str]] = lambda _thread: []


def memory_case() -> Case:
    channel = MemoryChannel()

    def shelve(content: bytes) -> str:
        channel.media["ref"] = content
        return "ref"

    return Case(
        channel=channel,
        address="ray",
        nowhere="",
        shelve=shelve,
        gone="nothing",
        body_of=channel.body_of,
        received=lambda address: list(channel.sent.get(address, {}).values()),
        room="team",
        below=lambda thread: [one.text for one in channel.sent[thread].values()],
    )


def simulator_case(world: World) -> Case:
    simulator = world.simulator

    def body_of(heard: Inbound | DeliveryReport) -> bytes:
        if isinstance(heard, DeliveryReport):
            event = report_event(number="+14155550100", vendor_id=heard.vendor_id, status=heard.status)
        else:
            files = [simulator.shelf.find(file.ref) for file in heard.attachments]
            event = message_event(
                event_id=heard.external_id,
                number=heard.sender,
                text=heard.text,
                files=[file for file in files if file],
                tap=heard.tap,
                album=heard.album,
                at=heard.sent_at,
            )
        body = envelope([event])
        return simulator.verify("", simulator.sign(body), body)[0].body

    def received(address: str) -> list[Delivery]:
        entries = [line.entry for line in simulator.conversations.read(address)]
        return [
            Delivery(
                key=entry["id"],
                text=entry["text"],
                choices=tuple(Choice(one["label"], one["token"]) for one in entry["choices"]),
                files=tuple(
                    FileOut(one["name"], one["type"], simulator.shelf.path(one["id"]).read_bytes())
                    for one in entry["files"]
                ),
                url=entry["url"],
                url_label=entry["url_label"],
            )
            for entry in entries
            if entry["kind"] == "message"
        ]

    return Case(
        channel=simulator,
        address="+14155550100",
        nowhere="nobody",
        shelve=lambda content: simulator.shelf.keep("a" * 32, BytesIO(content), "a.jpg", "image/jpeg").id,
        gone="b" * 32,
        body_of=body_of,
        received=received,
    )


def telegram_case(api: BotApi) -> Case:
    telegram = Telegram(TOKEN, SECRET, api.url)
    return Case(
        channel=telegram,
        address="584201337",
        nowhere=NOWHERE,
        shelve=lambda content: api.keep(content, f"file of {len(content)}"),
        gone="nothing",
        body_of=partial(telegram_body, telegram),
        received=api.received,
        close=telegram.close,
        message_id="584201337:17",
    )


def email_case(server: Server, port: int, storage: Storage) -> Case:
    def shelve(content: bytes) -> str:
        storage.files["/attachments/0"] = content
        return storage.url("/attachments/0")

    return Case(
        channel=(email := adapter(post_office(port), now=WHEN)),
        address="dana@homes.example",
        nowhere="nobody",
        shelve=shelve,
        gone=storage.url("/attachments/gone"),
        body_of=partial(email_body, email),
        received=server.received,
        message_id="CAKx9f2@mail.homes.example",
        shown=read_as_text,
    )


def slack_case(standin: Standin) -> Case:
    slack = slack_adapter(standin.api)
    return Case(
        channel=slack,
        address=f"{TEAM}/U0RAY",
        nowhere=f"{TEAM}/U0NOBODY",
        shelve=standin.shelve,
        gone=f"{TEAM}/F0GONE",
        body_of=partial(slack_body, slack, standin),
        received=lambda _: standin.deliveries(),
        message_id=f"msg:{TEAM}:D0RAY:{WHEN.timestamp():.6f}",
        told=lambda file: replace(file, told_as=f"file:{file.ref.replace('/', ':')}"),
        room=f"{TEAM}/{CHANNEL}",
        below=standin.below,
    )


def twilio_case(kind: type[Sms] | type[Whatsapp], vendor: Vendor) -> Case:
    account = account_at(vendor.url)
    return Case(
        channel=road(kind, account, SMS_FROM),
        address="+14155550100",
        nowhere=NO_NUMBER,
        shelve=partial(contract.shelve, vendor),
        gone=f"{ACCOUNT}/{contract.SID}/ME{'2' * 32}",
        body_of=partial(contract.body_of, account, kind, WHEN),
        received=partial(contract.received, vendor, kind),
        message_id=contract.SID,
        shown=partial(contract.shown, kind),
        told=lambda file: replace(file, file_name="", size=0),
    )


def signed_case(other: OtherSide) -> Case:
    signed = SignedWebhook(other.url, SIGNED_SECRET)
    return Case(
        channel=signed,
        address="ray@crew",
        nowhere=NOBODY,
        shelve=other.keep,
        gone=f"{other.url}/files/gone",
        body_of=partial(signed_body, signed),
        received=other.received,
    )


def _email(_folder: Path, stack: contextlib.ExitStack) -> Case:
    server, storage = Server(), stack.enter_context(Storage().serving())
    return email_case(server, stack.enter_context(serving(server)), storage)


CASES: dict[str, Callable[[Path, contextlib.ExitStack], Case]] = {
    "memory": lambda _folder, _stack: memory_case(),
    "simulator": lambda folder, stack: simulator_case(stack.enter_context(World(folder).serving())),
    "telegram": lambda _folder, stack: telegram_case(stack.enter_context(BotApi(TOKEN).serving())),
    "slack": lambda _folder, stack: slack_case(stack.enter_context(Standin().serving())),
    "email": _email,
    "sms": lambda _folder, stack: twilio_case(Sms, stack.enter_context(twilio_serving())),
    "whatsapp": lambda _folder, stack: twilio_case(Whatsapp, stack.enter_context(twilio_serving())),
    "signed": lambda _folder, stack: signed_case(stack.enter_context(OtherSide().serving())),
}


async def opened(name: str, folder: Path, stack: contextlib.ExitStack) -> Case:
    return CASES[name](folder, stack)


@pytest.fixture(params=list(CASES))
async def case(request, tmp_path) -> AsyncIterator[Case]:
    with contextlib.ExitStack() as stack:
        one = await opened(request.param, tmp_path, stack)
        yield one
        if one.close:
            await one.close()


@pytest.fixture(params=["memory", "simulator", "telegram", "signed"])
async def tapping(request, tmp_path) -> AsyncIterator[Case]:
    """Those with buttons, whose files come in albums."""
    with contextlib.ExitStack() as stack:
        one = await opened(request.param, tmp_path, stack)
        assert one.channel.capabilities.buttons
        yield one
        if one.close:
            await one.close()


@pytest.fixture(params=["memory", "simulator", "email", "sms", "whatsapp", "signed"])
async def delivering(request, tmp_path) -> AsyncIterator[Case]:
    """Those whose vendor tells that a message arrived."""
    with contextlib.ExitStack() as stack:
        yield await opened(request.param, tmp_path, stack)


@pytest.fixture(params=["memory", "simulator", "whatsapp", "signed"])
async def reporting(request, tmp_path) -> AsyncIterator[Case]:
    """Those whose vendor tells that a message was read."""
    with contextlib.ExitStack() as stack:
        yield await opened(request.param, tmp_path, stack)


@pytest.fixture(params=["memory", "slack"])
async def threading(request, tmp_path) -> AsyncIterator[Case]:
    """Those that have threads."""
    with contextlib.ExitStack() as stack:
        yield await opened(request.param, tmp_path, stack)


@pytest.fixture(params=["memory", "simulator", "telegram", "slack", "sms", "whatsapp", "signed"])
async def inviting(request, tmp_path) -> AsyncIterator[Case]:
    """Those on which somebody can come with a code."""
    with contextlib.ExitStack() as stack:
        one = await opened(request.param, tmp_path, stack)
        yield one
        if one.close:
            await one.close()


def said(case: Case, **more) -> Inbound:
    about = {"channel": case.channel.name, "external_id": case.message_id, "sender": case.address, "sent_at": WHEN}
    return Inbound(**{**about, **more})


WHOLE = Delivery(
    key="key-1",
    text="Invoice for Demo\n¿Enviar? 😀 <b>&",
    choices=(Choice("Send", "tok-1"), Choice("Change", "tok-2")),
    files=(FileOut("invoice.pdf", "application/pdf", b"%PDF-1.7"),),
    url="https://x.example.com/i/abc",
    url_label="View and pay",
)


async def test_a_message_arrives_whole(case):
    assert await case.channel.send(case.address, WHOLE)
    (received,) = case.received(case.address)
    assert replace(received, key=WHOLE.key) == case.shown(WHOLE)


async def test_the_same_key_is_sent_once_and_has_one_id(case):
    first = await case.channel.send(case.address, WHOLE)
    again = await case.channel.send(case.address, WHOLE)
    other = await case.channel.send(case.address, replace(WHOLE, key="key-2"))
    assert first == again != other
    assert len(case.received(case.address)) == 2


async def test_an_address_that_cannot_be_reached_fails_for_good(case):
    with pytest.raises(SendFailed) as failed:
        await case.channel.send(case.nowhere, WHOLE)
    assert failed.value.final
    assert failed.value.unreachable


async def test_a_text_of_the_greatest_length_goes_through(case):
    text = "x" * case.channel.capabilities.max_text
    await case.channel.send(case.address, Delivery(key="long", text=text))
    assert case.received(case.address)[0].text == text


async def test_a_way_in_brings_the_code_whole(inviting):
    assert isinstance(inviting.channel, Inviting)
    way = await inviting.channel.way_in("K7QM4-RTWXZ")
    assert way is not None
    assert "K7QM4-RTWXZ" in (way.url or way.text)


async def test_what_send_gave_for_a_message_in_a_room_is_the_address_of_the_thread_below_it(threading):
    assert threading.channel.capabilities.threads
    thread = await threading.channel.send(threading.room, Delivery(key="k1", text="2 photos on Demo"))
    await threading.channel.send(thread, Delivery(key="k2", text="1 more", shown_above=True))
    await threading.channel.send(threading.room, Delivery(key="k3", text="1 photo on Cabinets"))
    assert threading.below(thread) == ["1 more"]


async def test_typing_never_raises(case):
    await case.channel.typing(case.address)
    await case.channel.typing(case.nowhere)


@pytest.mark.parametrize("text", ["demo done", "😀 ¿qué? <script>"])
async def test_what_was_said_is_translated_whole(case, text):
    (heard,) = case.channel.translate(case.body_of(said(case, text=text)))
    assert replace(heard, context={}) == said(case, text=text)


@pytest.mark.parametrize("more", [{"tap": "tok-1"}, {"text": "😀", "album": "a-1"}])
async def test_a_tap_and_an_album_are_translated_whole(tapping, more):
    inbound = said(tapping, **more)
    assert tapping.channel.translate(tapping.body_of(inbound)) == (inbound,)


async def test_an_attachment_is_told_and_can_be_fetched(case, tmp_path: Path):
    ref = case.shelve(b"bytes of a photo")
    photo = Attachment(kind="photo", ref=ref, file_name="a.jpg", media_type="image/jpeg", size=16)
    (heard,) = case.channel.translate(case.body_of(said(case, attachments=(photo,))))
    assert heard.attachments == (case.told(photo),)
    await case.channel.fetch(ref, tmp_path / "photo", 16)
    assert (tmp_path / "photo").read_bytes() == b"bytes of a photo"


async def test_no_more_than_the_limit_is_ever_fetched(case, tmp_path: Path):
    ref = case.shelve(b"x" * 100_001)
    with pytest.raises(FetchFailed) as failed:
        await case.channel.fetch(ref, tmp_path / "photo", 100_000)
    assert (failed.value.code, failed.value.final) == ("media.too_large", True)
    assert not (tmp_path / "photo").exists()


async def test_a_file_that_is_gone_is_gone_for_good(case, tmp_path: Path):
    with pytest.raises(FetchFailed) as failed:
        await case.channel.fetch(case.gone, tmp_path / "photo", 100)
    assert (failed.value.code, failed.value.final) == ("media.gone", True)


async def test_that_a_message_arrived_is_told_under_the_id_that_send_gave(delivering):
    vendor_id = await delivering.channel.send(delivering.address, WHOLE)
    report = DeliveryReport(channel=delivering.channel.name, vendor_id=vendor_id, status="delivered")
    assert delivering.channel.translate(delivering.body_of(report)) == (report,)


async def test_that_a_message_was_read_is_told_under_the_id_that_send_gave(reporting):
    assert reporting.channel.capabilities.read_reports
    vendor_id = await reporting.channel.send(reporting.address, WHOLE)
    report = DeliveryReport(channel=reporting.channel.name, vendor_id=vendor_id, status="read")
    assert reporting.channel.translate(reporting.body_of(report)) == (report,)
