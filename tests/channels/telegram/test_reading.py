"""Every kind of update, as recorded, in the house's words."""

import json
from datetime import UTC, datetime

import pytest
import telegram

from bots.intents import Hints, intent, understand
from channels.telegram import reading
from channels.telegram.adapter import Telegram
from core.ports.messaging import Attachment, Inbound, Moved, Reachable
from tests.channels.telegram.updates import RECORDED, TOKEN, recorded

RAY, GROUP = "584201337", "-1002233445566"
CHANNEL, ME = Telegram(TOKEN), reading.Me("7012345678", "milepost_bot")
CHANNEL._me = ME

SAID = {
    "text": {"text": "demo done"},
    "photo": {"text": "demo done"},
    "album_first": {"text": "cabinets, island side", "album": "13876543219871234"},
    "album_second": {"text": "", "album": "13876543219871234"},
    "document_pdf": {"text": "the permit"},
    "location": {"location": "44.977753,-93.265015"},
    "venue": {"location": "44.986656,-93.258133"},
    "contact": {"text": "Dana Lee +16285550142"},
    "sticker": {"text": "👍"},
    "poll": {"text": "", "attachments": ()},
    "tap": {"tap": "0b1f7a6c1d3e4f50a1b2c3d4e5f60718.0", "external_id": "2509128733348765123", "place": ""},
    "tap_in_group": {"tap": "0b1f7a6c1d3e4f50a1b2c3d4e5f60718.1", "place": GROUP},
    "tap_on_old": {"tap": "0b1f7a6c1d3e4f50a1b2c3d4e5f60718.2", "sent_at": datetime(1970, 1, 1, tzinfo=UTC)},
    "start": {"text": "hi", "invitation": ""},
    "start_spanish": {"text": "hola", "invitation": ""},
    "start_with_payload": {"text": "", "invitation": "inv_7Kq2-9fQbA", "place": ""},
    "startgroup": {"text": "", "invitation": "grp_81aZ", "place": GROUP},
    "command": {"text": "status"},
    "command_with_words": {"text": "invoice demo"},
    "command_in_group": {"text": "status", "place": GROUP, "context": {"mention": "1"}},
    "mention_in_group": {"text": "who owes me", "place": GROUP, "context": {"mention": "1"}},
    "photo_in_group": {"text": "", "place": GROUP, "context": {}},
}
FILES = {
    "photo": ("photo", "AgACAgIAAxkBAAIBQ2dKx8vW4yAAIBAQADAgADyAADNgQ", "", "image/jpeg", 168211),
    "document_heic": ("photo", "BQACAgIAAxkBAAIBR2dKheic", "IMG_0412.HEIC", "image/heic", 2418733),
    "document_pdf": ("document", "BQACAgIAAxkBAAIBSGdKpdf", "permit 2291.pdf", "application/pdf", 88121),
    "document_bare": ("other", "BQACAgIAAxkBAAIBSGdKbare", "", "", 0),
    "video": ("video", "BAACAgIAAxkBAAIBSWdKvideo", "VID_20261122.mp4", "video/mp4", 31544982),
    "video_note": ("video", "DQACAgIAAxkBAAIBSmdKnote", "", "video/mp4", 512334),
    "animation": ("video", "CgACAgIAAxkBAAIBS2dKanim", "walk.mp4", "video/mp4", 221845),
    "voice": ("voice", "AwACAgIAAxkBAAIBTGdKvoice", "", "audio/ogg", 16742),
    "audio": ("voice", "CQACAgIAAxkBAAIBTWdKaudio", "walkthrough.m4a", "audio/mp4", 401223),
}
SILENT = (
    "joined_group",
    "pinned",
    "another_bot",
    "anonymous_admin",
    "channel_post",
    "unknown_kind",
    "live_location_edit",
)
OTHER = {
    "group_became_supergroup": Moved(channel="telegram", before="-4987654321", after=GROUP),
    "supergroup_was_group": Moved(channel="telegram", before="-4987654321", after=GROUP),
    "blocked": Reachable(channel="telegram", address=RAY, reachable=False, reason="kicked"),
    "unblocked": Reachable(channel="telegram", address=RAY, reachable=True),
    "removed_from_group": Reachable(channel="telegram", address=GROUP, reachable=False, reason="left"),
}


def heard(name: str):
    return CHANNEL.translate(recorded(name))


def test_every_recorded_update_is_looked_at_somewhere_here():
    assert {*SAID, *FILES, *SILENT, *OTHER, "edited_text", "edited_caption"} == set(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_the_sdk_reads_every_recorded_update_and_finds_the_same_in_it(name):
    update = telegram.Update.de_json(json.loads(recorded(name)), None)
    assert update is not None
    raw = json.loads(recorded(name))
    assert update.update_id == raw["update_id"]
    for one in heard(name):
        if isinstance(one, Inbound):
            assert one.sender == str(update.effective_user.id)
            assert one.sender_name == update.effective_user.full_name
            assert (one.place or one.sender) == str(update.effective_chat.id)


@pytest.mark.parametrize(("name", "fields"), SAID.items(), ids=list(SAID))
def test_what_was_said_is_told_in_the_houses_words(name, fields):
    (one,) = heard(name)
    assert isinstance(one, Inbound)
    assert (one.sender, one.sender_name, one.channel) == (RAY, "Ray Rivera", "telegram")
    assert {field: getattr(one, field) for field in fields} == fields


@pytest.mark.parametrize(("name", "file"), FILES.items(), ids=list(FILES))
def test_a_file_is_told_with_what_telegram_says_of_it(name, file):
    kind, ref, file_name, media_type, size = file
    (one,) = heard(name)
    assert one.attachments == (Attachment(kind=kind, ref=ref, file_name=file_name, media_type=media_type, size=size),)


@pytest.mark.parametrize("name", SILENT)
def test_what_is_not_for_us_means_nothing_and_is_not_kept(name):
    assert heard(name) == ()
    assert reading.items(json.loads(recorded(name)), "7", b"") == ()


@pytest.mark.parametrize(("name", "expected"), OTHER.items(), ids=list(OTHER))
def test_moves_and_blocks_are_told(name, expected):
    assert heard(name) == (expected,)


@pytest.mark.parametrize(
    ("name", "text", "files"),
    [("edited_text", "demo is done, coat 2 too", 0), ("edited_caption", "cabinets done", 1)],
)
def test_an_edit_names_the_message_that_it_replaces_and_is_not_that_message(name, text, files):
    (one,) = heard(name)
    number = json.loads(recorded(name))["edited_message"]["message_id"]
    assert (one.text, len(one.attachments), one.edits) == (text, files, f"{RAY}:{number}")
    assert one.external_id not in {one.edits, None}


def test_a_messages_id_is_its_chat_and_number_so_that_edits_find_it():
    (one,) = heard("text")
    assert one.external_id == f"{RAY}:{json.loads(recorded('text'))['message']['message_id']}"
    assert one.sent_at == datetime.fromtimestamp(json.loads(recorded("text"))["message"]["date"], UTC)


def test_the_line_is_the_chat_and_the_key_is_the_bots_and_the_updates_number():
    raw = json.loads(recorded("photo_in_group"))
    (item,) = reading.items(raw, "7012345678", recorded("photo_in_group"))
    assert (item.source, item.line) == ("telegram", f"telegram:{GROUP}")
    assert item.external_id == f"7012345678:{raw['update_id']}"
    assert item.body == recorded("photo_in_group")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("/Help", "Help"),
        ("/who_owes", "who owes"),
        ("/new_job Oak deck,\n$9,000", "new job Oak deck,\n$9,000"),
        ("@Milepost_Bot, status", "status"),
        ("see @ray at 5", "see @ray at 5"),
        ("@robot", "@robot"),
        ("@milepost_bot", ""),
        ("/ not a command", "/ not a command"),
        ("/start not+a+payload", "hi"),
        ("demo\x00 done \ud83d", "demo done ?"),
    ],
)
def test_commands_and_mentions_become_plain_words(said, text):
    raw = json.loads(recorded("text"))
    raw["message"]["text"] = said
    found = reading.heard(raw, ME)
    assert [one.text for one in found] == ([text] if text else [])


@pytest.mark.parametrize("name", ["start", "start_spanish"])
def test_start_alone_is_a_greeting_that_the_dialogue_knows(name):
    (one,) = heard(name)
    assert isinstance(understand(one.text, Hints(language="en")).intent, intent.Greeting)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (0, 0), (float("nan"), 1), (float("inf"), 1)])
def test_a_place_that_is_nowhere_is_no_place(lat, lon):
    raw = json.loads(recorded("location"))
    raw["message"]["location"] = {"latitude": lat, "longitude": lon}
    assert reading.heard(raw, ME) == ()


def test_the_largest_size_of_a_photo_is_taken_in_whatever_order_they_stand():
    raw = json.loads(recorded("photo"))
    raw["message"]["photo"].reverse()
    assert reading.heard(raw, ME)[0].attachments == heard("photo")[0].attachments


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("image/heic", "a.bin", "photo"),
        ("image/svg+xml", "logo.svg", "other"),
        ("video/quicktime", "a.mov", "video"),
        ("audio/mpeg", "a.mp3", "voice"),
        ("application/pdf", "a", "document"),
        ("application/octet-stream", "IMG_1.HEIC", "photo"),
        ("application/octet-stream", "walk.MOV", "video"),
        ("text/plain", "notes.txt", "other"),
        ("", "", "other"),
    ],
)
def test_a_file_sent_as_such_is_what_its_type_or_its_name_says(media_type, name, kind):
    raw = json.loads(recorded("document_pdf"))
    raw["message"]["document"] |= {"mime_type": media_type, "file_name": name}
    assert reading.heard(raw, ME)[0].attachments[0].kind == kind


def test_in_private_an_answer_to_the_bot_tells_which_message_is_answered():
    update = json.loads(recorded("text"))
    update["message"]["reply_to_message"] = {"message_id": 17, "from": {"id": 7012345678, "is_bot": True}}
    (said,) = CHANNEL.translate(json.dumps(update).encode())
    assert said.context == {"replies_to": f"{RAY}:17"}
    update["message"]["reply_to_message"]["from"]["is_bot"] = False
    assert CHANNEL.translate(json.dumps(update).encode())[0].context == {}


@pytest.mark.parametrize(
    ("said", "answers"),
    [("yes", 5550001), ("/send@SomeOtherBot", None), ("@weather_bot yes", None), ("/send@milepost_bot_two", None)],
)
def test_in_a_group_words_to_another_bot_are_none_for_this_one(said, answers):
    update = json.loads(recorded("mention_in_group"))
    update["message"]["text"] = said
    if answers:
        update["message"]["reply_to_message"] = {"message_id": 1, "from": {"id": answers, "is_bot": True}}
    (heard,) = reading.heard(update, ME)
    assert (heard.text, heard.context) == (said, {})


def test_until_its_own_name_is_known_no_name_is_taken_for_its_own():
    (heard,) = reading.heard(json.loads(recorded("mention_in_group")), reading.Me("7012345678"))
    assert heard.context == {}


@pytest.mark.parametrize(("is_bot", "context"), [(True, {"mention": "1"}), (False, {})])
def test_in_a_group_an_answer_to_the_bot_is_for_the_bot_and_one_to_a_person_is_not(is_bot, context):
    update = json.loads(recorded("photo_in_group"))
    update["message"]["reply_to_message"] = {"message_id": 1, "from": {"id": 7012345678, "is_bot": is_bot}}
    (heard,) = reading.heard(update, ME)
    assert heard.context == context


@pytest.mark.parametrize("kind", ["sticker", "gift", "unique_gift", "giveaway", "giveaway_winners", "dice"])
def test_what_has_no_words_is_answered_in_private_and_not_in_a_group(kind):
    update = json.loads(recorded("text"))
    del update["message"]["text"]
    update["message"][kind] = {}
    (said,) = CHANNEL.translate(json.dumps(update).encode())
    assert (said.text, said.attachments) == ("", ())
    update["message"]["chat"] = {"id": -1001234567890, "type": "supergroup", "title": "Maple St"}
    assert CHANNEL.translate(json.dumps(update).encode()) == ()
