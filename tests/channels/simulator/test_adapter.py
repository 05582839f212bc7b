"""The adapter against its vendor: signatures, translations, sending once, sharing a folder, fetching."""

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from channels.simulator.adapter import Simulator
from channels.simulator.conversations import Conversations
from channels.simulator.events import envelope, message_event, report_event
from channels.simulator.handset import Handset, Said, Upload
from channels.simulator.shelf import kind_of
from channels.simulator.signing import HEADER
from core.ports.inbox import Unsigned
from core.ports.messaging import Choice, Delivery, DeliveryReport, FetchFailed, FileOut, SendFailed
from tests.channels.simulator.world import SECRET, World
from tests.sizes import SOAK
from tests.twins.memory_inbox import MemoryInbox

FORGERIES = 5_000 if SOAK else 500
RAY = "+14155550100"


@pytest.fixture
def simulator(tmp_path):
    return Simulator(tmp_path, SECRET, "http://127.0.0.1:9")


def hello(**more):
    about = {"event_id": "e1", "number": RAY, "text": "Hi", "files": [], "tap": None, "album": None}
    return message_event(**{**about, "at": datetime.now(UTC), **more})


def test_what_the_vendor_signed_is_one_item_an_event_on_the_line_of_its_phone(simulator):
    body = envelope([hello(), report_event(number=RAY, vendor_id="sim-1", status="read")])
    items = simulator.verify("https://x.test/webhooks/simulator", simulator.sign(body), body)
    assert [item.line for item in items] == [f"simulator:{RAY}"] * 2
    assert len({item.external_id for item in items}) == 2
    (said,), (report,) = (simulator.translate(item.body) for item in items)
    assert (said.sender, said.text) == (RAY, "Hi")
    assert report == DeliveryReport(channel="simulator", vendor_id="sim-1", status="read")


def test_a_request_is_good_for_five_minutes_either_way(tmp_path):
    body = envelope([hello()])
    headers = Simulator(tmp_path, SECRET, "", clock=lambda: 1_000_000).sign(body)
    for now in (999_700, 1_000_300):
        assert Simulator(tmp_path, SECRET, "", clock=lambda now=now: now).verify("", headers, body)
    for now in (999_699, 1_000_301):
        with pytest.raises(Unsigned):
            Simulator(tmp_path, SECRET, "", clock=lambda now=now: now).verify("", headers, body)


def test_no_forged_or_altered_request_is_accepted_and_none_breaks_the_check(simulator):
    chance = random.Random(2)
    body = envelope([hello(text="pay 4500 to José 😀")])
    headers = dict(simulator.sign(body))
    assert simulator.verify("", headers, body)
    for _ in range(FORGERIES):
        forged_headers, forged_body = forged(chance, dict(headers), body)
        if (forged_headers.get(HEADER), forged_body) == (headers[HEADER], body):
            continue
        with pytest.raises(Unsigned):
            simulator.verify("", forged_headers, forged_body)


def forged(chance, headers, body):
    """One random change to the header or the body."""
    way = chance.randrange(7)
    if way == 0:
        return headers, altered(chance, body)
    if way == 1:
        headers[HEADER] = altered(chance, headers[HEADER].encode()).decode("utf-8", "replace")
    elif way == 2:
        headers.pop(HEADER)
    elif way == 3:
        headers[HEADER] = f"t={int(time.time()) + chance.choice([-1, 1])},{headers[HEADER].partition(',')[2]}"
    elif way == 4:
        headers[HEADER] = chance.choice(
            ["", "t=,v1=", "t=١٢٣,v1=" + "0" * 64, headers[HEADER] + "\n", "v1=", "\x00" * 9]
        )
    elif way == 5:
        return Simulator.sign(Simulator(Path(), bytes([chance.randrange(256)]) * 32, ""), body), body
    else:
        return headers, chance.randbytes(chance.randrange(200))
    return headers, body


def altered(chance, raw):
    place = chance.randrange(len(raw))
    return chance.choice(
        [
            raw[:place] + raw[place + 1 :],
            raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :],
            raw[:place] + chance.randbytes(3) + raw[place:],
            raw[:place],
            raw + b" ",
        ]
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"events": 7}',
        b'{"events": [7]}',
        b'{"events": [{"type": "message"}]}',
        b'{"events": [{"type": "other", "id": "1", "number": "+14155550100"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        envelope([{**hello(), "number": "x"}]),
        envelope([{**hello(), "at": "yesterday"}]),
        envelope([{**hello(), "text": 7}]),
        envelope([{**hello(), "files": [{"id": "x"}]}]),
        envelope([{**report_event(number=RAY, vendor_id="v", status="read"), "status": "eaten"}]),
    ],
)
def test_nonsense_is_refused_even_when_it_is_signed(simulator, body):
    with pytest.raises(Unsigned):
        simulator.verify("", simulator.sign(body), body)


def test_text_that_no_database_can_hold_is_made_storable(simulator):
    body = envelope([hello(text="a\x00b\ud83dc")])
    (item,) = simulator.verify("", simulator.sign(body), body)
    assert simulator.translate(item.body)[0].text == "ab?c"


async def test_a_message_is_kept_whole_for_both_ways_of_showing_it(simulator):
    await simulator.send(
        RAY, Delivery(key="k", text="Preview", choices=(Choice("Send", "tok"),), url="https://x.test/")
    )
    entry = simulator.conversations.read(RAY)[0].entry
    assert entry["text"] == "Preview"
    assert entry["choices"] == [{"label": "Send", "token": "tok"}]
    assert entry["url"] == "https://x.test/"


async def test_a_number_that_is_none_is_refused_for_good(simulator):
    for address in ("", "../../etc/passwd", "+0", "14155550100", RAY + "\n", "+1415555010012345678"):
        with pytest.raises(SendFailed) as refused:
            await simulator.send(address, Delivery(key="k", text="x"))
        assert refused.value.final
        await simulator.typing(address)


async def test_files_go_out_under_ids_that_cannot_be_guessed_from_the_message(simulator, tmp_path):
    send = Delivery(key="k", text="", files=(FileOut("../../a\u202egpj.pdf", "application/pdf", b"%PDF-"),))
    await simulator.send(RAY, send)
    await Simulator(tmp_path / "other", b"another secret of the vendor", "").send(RAY, send)
    file = simulator.conversations.read(RAY)[0].entry["files"][0]
    other = Conversations(tmp_path / "other" / "chats").read(RAY)[0].entry["files"][0]
    assert file["name"] == "agpj.pdf"
    assert simulator.shelf.path(file["id"]).read_bytes() == b"%PDF-"
    assert file["id"] != other["id"]


WRITER = """
import asyncio, sys
from pathlib import Path
from channels.simulator.adapter import Simulator
from core.ports.messaging import Delivery
async def main():
    simulator = Simulator(Path(sys.argv[1]), b"secret", "")
    for turn in range(60):
        await simulator.send("+14155550100", Delivery(key=f"both:{turn}", text="x" * 3000))
        await simulator.send("+14155550100", Delivery(key=f"{sys.argv[2]}:{turn}", text="y"))
asyncio.run(main())
"""


def test_processes_share_one_folder_and_send_each_message_once(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in ("one", "two", "three")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    lines = (tmp_path / "chats" / f"{RAY}.jsonl").read_bytes().splitlines()
    keys = [json.loads(line)["key"] for line in lines]
    assert len(keys) == len(set(keys)) == 60 + 3 * 60


def test_a_line_torn_by_a_killed_writer_harms_no_other(tmp_path):
    kept = Conversations(tmp_path)
    kept.append(RAY, "a", {"kind": "message", "text": "before"})
    with (tmp_path / f"{RAY}.jsonl").open("ab") as file:
        file.write(b'{"key":"torn","kind":"mess')
    assert Conversations(tmp_path).append(RAY, "b", {"kind": "message", "text": "after"})
    assert [line.entry.get("text") for line in kept.read(RAY)] == ["before", None, "after"]
    assert not kept.append(RAY, "b", {"kind": "message"})


def test_reading_goes_on_from_where_it_stopped_and_starts_again_in_an_emptied_folder(tmp_path):
    kept = Conversations(tmp_path)
    kept.append(RAY, "a", {"kind": "message"})
    end = kept.read(RAY)[-1].end
    kept.append(RAY, "b", {"kind": "message"})
    assert [line.entry["key"] for line in kept.read(RAY, end)] == ["b"]
    (tmp_path / f"{RAY}.jsonl").write_bytes(b"")
    assert kept.append(RAY, "a", {"kind": "said"})
    assert [line.entry["key"] for line in kept.read(RAY, 10_000)] == ["a"]


def test_phones_are_known_by_who_wrote_first(tmp_path):
    kept = Conversations(tmp_path)
    kept.append("+14155550134", "a", {"kind": "message", "at": "2026-01-02"})
    kept.append(RAY, "a", {"kind": "said", "at": "2026-01-01"})
    kept.append(RAY, "b", {"kind": "message", "at": "2026-01-03"})
    assert {(one.number, one.by, one.messaged) for one in kept.numbers()} == {
        (RAY, "person", "2026-01-03"),
        ("+14155550134", "program", "2026-01-02"),
    }


async def test_an_album_is_one_item_a_file_with_the_words_on_the_first(simulator):
    inbox = MemoryInbox()
    uploads = [Upload(f"{place}.jpg", "image/jpeg", BytesIO(b"jpeg")) for place in range(3)]
    said = Said(number=RAY, text="demo done", uploads=uploads, nonce="a" * 32)
    await Handset(simulator, inbox).say(said)
    heard = [simulator.translate(item.body)[0] for item in inbox.items.values()]
    assert [one.text for one in heard] == ["demo done", "", ""]
    assert len({one.album for one in heard}) == 1
    assert [len(one.attachments) for one in heard] == [1, 1, 1]
    assert [one.attachments[0].file_name for one in heard] == ["0.jpg", "1.jpg", "2.jpg"]


async def test_a_single_photo_is_no_album(simulator):
    inbox = MemoryInbox()
    await Handset(simulator, inbox).say(Said(number=RAY, uploads=[Upload("a.jpg", "image/jpeg", BytesIO(b"x"))]))
    (item,) = inbox.items.values()
    assert simulator.translate(item.body)[0].album is None


async def test_the_same_act_tried_again_is_heard_and_kept_once(simulator):
    inbox = MemoryInbox()
    for _ in range(3):
        upload = Upload("a.jpg", "image/jpeg", BytesIO(b"x"))
        await Handset(simulator, inbox).say(Said(number=RAY, text="one", uploads=[upload], nonce="b" * 32))
    assert len(inbox.items) == 1
    assert [line.entry["kind"] for line in simulator.conversations.read(RAY)] == ["said", "mark"]


class DeadInbox:
    async def accept(self, items):
        raise ConnectionError(f"no database for {len(items)}")


async def test_what_the_inbox_did_not_take_is_not_marked_as_sent(simulator):
    said = Said(number=RAY, text="one", nonce="c" * 32)
    with pytest.raises(ConnectionError):
        await Handset(simulator, DeadInbox()).say(said)
    assert [line.entry["kind"] for line in simulator.conversations.read(RAY)] == ["said"]
    await Handset(simulator, MemoryInbox()).say(said)
    assert [line.entry["kind"] for line in simulator.conversations.read(RAY)] == ["said", "mark"]


async def test_reports_are_told_once_and_only_of_our_own_messages(simulator):
    inbox = MemoryInbox()
    vendor_id = await simulator.send(RAY, Delivery(key="k", text="x"))
    for _ in range(2):
        await Handset(simulator, inbox).report(RAY, [vendor_id, "sim-made-up"], "delivered")
    await Handset(simulator, inbox).report(RAY, [vendor_id], "read")
    told = [simulator.translate(item.body)[0] for item in inbox.items.values()]
    assert [(one.vendor_id, one.status) for one in told] == [(vendor_id, "delivered"), (vendor_id, "read")]
    assert inbox.offered == 2


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("image/jpeg", "a", "photo"),
        ("", "IMG_1.HEIC", "photo"),
        ("video/quicktime", "a.mov", "video"),
        ("application/octet-stream", "a.3gp", "video"),
        ("application/pdf", "", "document"),
        ("", "plan.PDF", "document"),
        ("image/svg+xml", "a.svg", "other"),
        ("text/html", "a.html", "other"),
        ("", "", "other"),
    ],
)
def test_files_are_sorted_as_vendors_do(media_type, name, kind):
    assert kind_of(media_type, name) == kind


async def test_an_attachment_that_cannot_be_had_says_why(tmp_path):
    with World(tmp_path).serving() as world:
        shelf = world.simulator.shelf
        media = shelf.keep("d" * 32, BytesIO(b"0123456789"), "a.jpg", "image/jpeg")
        into = tmp_path / "fetched"
        await world.simulator.fetch(media.id, into, 10)
        assert into.read_bytes() == b"0123456789"
        for ref, limit, code, final in (
            (media.id, 9, "media.too_large", True),
            ("e" * 32, 10, "media.gone", True),
            ("../" + "e" * 29, 10, "media.gone", True),
        ):
            with pytest.raises(FetchFailed) as failed:
                await world.simulator.fetch(ref, tmp_path / "not there", limit)
            assert (failed.value.code, failed.value.final) == (code, final)
            assert not (tmp_path / "not there").exists()
    with pytest.raises(FetchFailed) as failed:
        await Simulator(tmp_path, SECRET, "http://127.0.0.1:9").fetch(media.id, into, 10)
    assert (failed.value.code, failed.value.final) == ("media.unreachable", False)
