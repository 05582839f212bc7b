"""What Slack posts, checked and told in the house's words, from recorded payloads."""

import json
import random
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest

from bots.intents import Hints, intent, understand
from bots.intents.rooms import LinkRoom, UnlinkRoom, room_said
from channels.slack import posted
from channels.slack.adapter import Slack
from channels.slack.heard import heard as translate
from core.ports.inbox import Unsigned
from core.ports.messaging import Inbound, Reachable
from tests.channels.slack.conftest import NOW
from tests.channels.slack.payloads import FOLDER, FORM, JSON, bytes_of
from tests.channels.slack.payloads import event as recorded
from tests.channels.slack.standin import form, signed
from tests.sizes import SOAK

FORGERIES = 5_000 if SOAK else 500
RAY, MAPLE = "T0SITE/U0RAY", "T0SITE/C0MAPLE"


def take(slack: Slack, name: str):
    body, media_type = bytes_of(name)
    return slack.verify("", signed(body, NOW, media_type), body)


def heard(slack: Slack, name: str):
    return [one for item in take(slack, name) for one in slack.translate(item.body)]


def only(slack: Slack, name: str) -> Inbound:
    (one,) = heard(slack, name)
    return one


# --- the signature ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("away", [-300, 300])
def test_a_request_is_good_for_five_minutes_either_way(offline, away):
    body, media_type = bytes_of("text_channel")
    assert offline.verify("", signed(body, NOW + away, media_type), body)
    with pytest.raises(Unsigned):
        offline.verify("", signed(body, NOW + away + (1 if away > 0 else -1), media_type), body)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-request-timestamp": "abc"},
        {"x-slack-request-timestamp": "١٢٣"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": ""},
        {"x-slack-signature": "v0=\xe9" + "0" * 63},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v1=" + "0" * 64},
    ],
)
def test_a_malformed_header_is_unsigned_and_nothing_worse(offline, changed):
    body, media_type = bytes_of("text_channel")
    with pytest.raises(Unsigned):
        offline.verify("", {**signed(body, NOW, media_type), **changed}, body)


def test_a_body_that_is_no_text_is_unsigned(offline):
    headers = signed(b"x", NOW, JSON)
    with pytest.raises(Unsigned):
        offline.verify("", headers, b"\xff\xfe\x80")


def test_without_a_signing_secret_nothing_holds_even_what_is_signed_with_nothing(offline):
    body, media_type = bytes_of("text_channel")
    headers = signed(body, NOW, media_type)
    nobody = Slack(offline.workspaces, offline._words, signing_secret=" ", clock=lambda: NOW)
    with pytest.raises(Unsigned):
        nobody.verify("", headers, body)


def test_no_forged_or_altered_request_is_accepted_and_none_breaks_the_check(offline):
    chance = random.Random(3)
    names = sorted(path.stem for path in FOLDER.iterdir())
    for _ in range(FORGERIES):
        body, media_type = bytes_of(chance.choice(names))
        headers = signed(body, NOW, media_type)
        wrong_headers, wrong_body = forged(chance, dict(headers), body)
        if (wrong_headers, wrong_body) == (headers, body):
            continue
        with pytest.raises(Unsigned):
            offline.verify("", wrong_headers, wrong_body)


def forged(chance, headers, body):
    way = chance.randrange(6)
    if way == 0:
        return headers, altered(chance, body)
    name = chance.choice(["x-slack-signature", "x-slack-request-timestamp"])
    if way == 1:
        headers[name] = altered(chance, headers[name].encode()).decode("latin-1")
    elif way == 2:
        del headers[name]
    elif way == 3:
        headers["x-slack-signature"] = signed(body, NOW, JSON, "another secret")["x-slack-signature"]
    elif way == 4:
        headers["x-slack-request-timestamp"] = str(NOW + chance.choice([-1, 1, 10**9]))
    else:
        return headers, body + chance.choice([b" ", b"\n", b"&a=b", b"\x00"])
    return headers, body


def altered(chance, content: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]


def test_signed_junk_is_refused_or_empty_and_never_breaks(offline):
    chance = random.Random(4)
    names = sorted(path.stem for path in FOLDER.iterdir())
    for _ in range(FORGERIES):
        body, media_type = bytes_of(chance.choice(names))
        body = altered(chance, body) if chance.random() < 0.5 else mangled(chance, body)
        try:
            items = offline.verify("", signed_bytes(body, media_type), body)
        except Unsigned:
            continue
        for item in items:
            offline.translate(item.body)


def mangled(chance, body: bytes) -> bytes:
    """A field taken away or made another type, still JSON."""
    try:
        found = json.loads(body)
    except ValueError:
        return body[: chance.randrange(len(body))]
    inside = found if chance.random() < 0.4 else found.get("event") or found
    name = chance.choice(sorted(inside))
    if chance.random() < 0.5:
        del inside[name]
    else:
        inside[name] = chance.choice([None, 7, [], {}, "", "x", ["x"], {"id": 1}, True])
    return json.dumps(found).encode()


def signed_bytes(body: bytes, media_type: str):
    try:
        return signed(body, NOW, media_type)
    except UnicodeDecodeError:
        return {}


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_no_recorded_kind_keeps_a_token_or_an_address_that_answers(offline):
    for path in FOLDER.iterdir():
        for item in take(offline, path.stem):
            assert b"canary" not in item.body


def test_one_message_told_under_several_event_ids_is_one_item(offline):
    body = json.dumps({**recorded("text_channel"), "event_id": "Ev0AGAIN"}).encode()
    (first,), (again,) = take(offline, "text_channel"), offline.verify("", signed(body, NOW, JSON), body)
    assert first.external_id == again.external_id == "msg:T0SITE:C0MAPLE:1795359845.000200"


def test_a_retry_is_the_same_item_and_is_not_dropped_by_its_header(offline):
    body, media_type = bytes_of("text_channel")
    headers = {**signed(body, NOW, media_type), "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    assert [one.external_id for one in offline.verify("", headers, body)] == [
        one.external_id for one in take(offline, "text_channel")
    ]


def test_a_file_told_by_its_message_is_a_repeat_when_it_is_told_again(offline):
    ids = [item.external_id for item in take(offline, "photo")]
    assert take(offline, "file_shared")[0].external_id in ids
    assert len(heard(offline, "photo")) == 1


def test_a_message_says_under_which_id_each_of_its_files_may_have_been_told(offline):
    (file,) = only(offline, "photo").attachments
    alone = only(offline, "file_shared")
    assert (file.told_as, alone.attachments[0].told_as) == (alone.external_id, "")


@pytest.mark.parametrize(
    "name", ["deleted", "bot_message", "joined_by_somebody", "link_opened", "url_verification", "command_new"]
)
def test_what_nobody_said_is_not_kept(offline, name):
    assert take(offline, name) == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.iterdir()))
def test_items_of_one_person_are_on_one_line(offline, name):
    assert {item.line for item in take(offline, name) if not item.wait} <= {
        f"slack:{RAY}",
        "slack:T0SITE/U9OTHER",
        "slack:T0SITE/U0BOT",
        "slack:T0SITE/T0SITE",
    }


def test_a_file_told_by_itself_waits_for_its_message_and_holds_up_nobody(offline):
    (item,) = take(offline, "file_shared")
    assert item.wait > 0
    assert item.line == "slack:file:T0SITE:F0A"


# --- what it means ---------------------------------------------------------------------------------------------------


def test_a_message_in_a_channel_tells_who_where_and_when(offline):
    assert only(offline, "text_channel") == Inbound(
        channel="slack",
        external_id="msg:T0SITE:C0MAPLE:1795359845.000200",
        sender=RAY,
        text="demo done",
        sent_at=datetime(2026, 11, 22, 15, 4, 5, 200, tzinfo=UTC),
        place=MAPLE,
    )


def test_a_direct_message_has_no_place_and_reads_as_it_was_typed(offline):
    said = only(offline, "text_im")
    assert (said.place, said.sender) == ("", RAY)
    assert said.text == "Tom & Ann <3 @dana in #maple see the plan d@x.test"


def test_a_thread_is_a_place_of_its_own(offline):
    said = only(offline, "text_thread")
    assert said.place == f"{MAPLE}/1795359845.000200"
    assert said.context["replies_to"] == f"{MAPLE}/1795359845.000200"


def test_an_answer_in_the_thread_of_a_private_message_names_that_message(offline):
    posted = recorded("text_im")
    posted["event"] |= {"thread_ts": "1795350000.000100"}
    body = json.dumps(posted).encode()
    (item,) = offline.verify("", signed(body, NOW, JSON), body)
    (said,) = offline.translate(item.body)
    assert (said.place, said.context["replies_to"]) == ("", "T0SITE/D0RAY/1795350000.000100")


def test_a_photo_comes_with_its_words(offline):
    said = only(offline, "photo")
    (file,) = said.attachments
    assert (said.text, file.kind, file.ref, file.file_name, file.size) == (
        "demo done",
        "photo",
        "T0SITE/F0A",
        "IMG_0001.jpg",
        123456,
    )


def test_several_files_of_one_message_are_told_together(offline):
    assert [one.kind for one in only(offline, "album").attachments] == ["photo", "video", "document"]
    assert only(offline, "voice").attachments[0].kind == "voice"


@pytest.mark.parametrize(("name", "ref"), [("file_ids_only", "T0SITE/F0X"), ("file_shared", "T0SITE/F0A")])
def test_a_file_that_is_only_an_id_is_told_by_it(offline, name, ref):
    (file,) = only(offline, name).attachments
    assert (file.ref, file.kind, file.size) == (ref, "other", 0)


def test_an_edit_names_the_message_it_replaces(offline):
    said = only(offline, "edit")
    assert (said.text, said.edits) == ("cabinets done", only(offline, "text_channel").external_id)
    assert said.external_id != said.edits


def test_somebody_of_another_workspace_is_an_outsider_under_the_workspace_that_installed_us(offline):
    said = only(offline, "stranger")
    assert (said.outsider, said.sender) == (True, "T0SITE/U9OTHER")
    assert not only(offline, "text_channel").outsider


def test_who_does_not_say_their_workspace_in_a_shared_channel_is_an_outsider(offline):
    event = recorded("text_channel")
    event["is_ext_shared_channel"] = True
    del event["event"]["team"]
    body = json.dumps(event).encode()
    (item,) = offline.verify("", signed(body, NOW, JSON), body)
    assert offline.translate(item.body)[0].outsider


def test_a_tap_is_its_token(offline):
    said = only(offline, "tap")
    assert (said.tap, said.sender, said.sender_name, said.place) == ("tok-1", RAY, "ray", "")


@pytest.mark.parametrize(("name", "text"), [("command_list", "status"), ("command_help", "help")])
def test_a_command_is_words_that_the_dialogue_knows(offline, name, text):
    said = only(offline, name)
    assert (said.text, said.place, said.sender_name) == (text, MAPLE, "ray")


def test_a_tap_in_a_thread_is_of_that_thread_and_one_above_it_of_the_channel(offline):
    payload = json.loads(dict(parse_qsl(bytes_of("tap")[0].decode()))["payload"])
    places = []
    for above in ("1795359845.000200", payload["container"]["message_ts"]):
        payload["container"] |= {"channel_id": "C0MAPLE", "thread_ts": above}
        body = form(payload=json.dumps(payload))
        (item,) = offline.verify("", signed(body, NOW, FORM), body)
        places.append(offline.translate(item.body)[0].place)
    assert places == [f"{MAPLE}/1795359845.000200", MAPLE]


def test_a_code_to_link_is_an_invitation(offline):
    said = only(offline, "command_link")
    assert (said.invitation, said.text) == ("AB12-CD34", "")


def test_a_tap_on_the_home_names_the_home_and_is_answered_in_private(offline):
    said = only(offline, "tap_home")
    assert (said.tap, said.place, said.where) == ("tok-2", "", RAY)
    assert said.context == {"home": f"{RAY}/home"}
    assert only(offline, "tap").context == {}


def command(text: str, **more: str) -> Inbound:
    """The recorded command with other words, in #maple-st unless told otherwise."""
    said = dict(parse_qsl(bytes_of("command_list")[0].decode(), keep_blank_values=True)) | {"text": text} | more
    (item,) = posted.items(posted.read(urlencode(said).encode(), FORM), NOW)
    (one,) = translate(item.body)
    return one


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("link Maple St kitchen", "Maple St kitchen"),
        ("LINK  Maple", "Maple"),
        ("vincular Maple St kitchen", "Maple St kitchen"),
        ("link B12", "B12"),
        ("link 412 Oak St", "412 Oak St"),
        ("link Riverside", "Riverside"),
    ],
)
def test_a_job_is_linked_to_a_channel_by_its_name(text, job):
    said = command(text)
    assert (said.invitation, said.place) == ("", MAPLE)
    assert room_said(said.text) == LinkRoom(job)


@pytest.mark.parametrize("text", ["unlink", "desvincular", "Unlink"])
def test_a_channel_is_unlinked(text):
    assert room_said(command(text).text) == UnlinkRoom()


@pytest.mark.parametrize("code", ["A2B3C-D4E5F", "a2b3cd4e5f", "A2B3C-D4E5", "A2B3C–D4E5F"])
def test_a_code_is_an_invitation_in_a_channel_too_even_when_it_was_mistyped(code):
    assert (command(f"link {code}").invitation, command(f"link {code}").text) == (code, "")


def test_in_private_a_code_that_lost_a_letter_is_still_an_invitation_and_a_name_is_not():
    assert command("link A2B", channel_id="D0RAY").invitation == "A2B"
    assert command("link Dana", channel_id="D0RAY").text == "link Dana"
    assert command("vincular ab12-cd34").invitation == "ab12-cd34"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("owe", intent.WhoOwes()),
        ("deben", intent.WhoOwes()),
        ("switch Oak Ave", intent.SwitchTo(project="Oak Ave")),
        ("switch to Oak Ave", intent.SwitchTo(project="Oak Ave")),
        ("cambiar Oak Ave", intent.SwitchTo(project="Oak Ave")),
        ("switch", intent.Status()),
        ("list", intent.Status()),
        ("lista", intent.Status()),
        ("ayuda", intent.Help()),
        ("", intent.Help()),
        ("link", intent.Help()),
    ],
)
def test_every_subcommand_is_understood(text, meant):
    assert understand(command(text).text, Hints(project_names=("Maple St kitchen", "Oak Ave"))).intent == meant


def test_a_stranger_of_another_workspace_commands_nothing():
    said = command("invoice", team_id="T9OTHER", context_team_id="T0SITE", user_id="U9OTHER")
    assert (said.outsider, said.sender) == (True, "T0SITE/U9OTHER")
    assert command("link AB12-CD34", team_id="T9OTHER", context_team_id="T0SITE").outsider
    assert not command("invoice", context_team_id="T0SITE").outsider
    assert not command("invoice").outsider


@pytest.mark.parametrize(("name", "language"), [("form_new", "en"), ("form_new_es", "es")])
def test_the_form_of_a_new_job_is_a_sentence_that_is_understood(offline, name, language):
    meant = understand(only(offline, name).text, Hints(language=language)).intent
    assert (meant.client_name, meant.phone, meant.total) == ("Dana Lee", "+14155550134", 24000)
    assert (len(meant.terms), str(meant.tax_percent), meant.due_days) == (4, "8.625", 14)


def test_the_form_of_a_changed_part_is_a_sentence_that_is_understood(offline):
    assert only(offline, "form_edit").text == "Make cabinets $8,500"


def chosen(amount: str, metadata: str = f"en {MAPLE}"):
    """The recorded form of a changed part, with a part chosen from the list."""
    said = json.loads(parse_qs(bytes_of("form_edit")[0].decode())["payload"][0])
    part = {"type": "static_select", "selected_option": {"value": "Cabinets"}}
    fields = {"part": {"value": part}, "amount": {"value": {"type": "plain_text_input", "value": amount}}}
    said["view"] |= {"private_metadata": metadata, "state": {"values": fields}}
    return said


def test_a_part_that_was_chosen_is_changed_where_the_form_was_opened():
    (item,) = posted.items(chosen("8500"), NOW)
    (said,) = translate(item.body)
    assert (said.text, said.place, said.context) == ("Make Cabinets 8500", MAPLE, {"mention": "1"})
    (item,) = posted.items(chosen("8500", "es"), NOW)
    (said,) = translate(item.body)
    assert (said.text, said.place) == ("Cambia Cabinets a 8500", "")


async def test_an_amount_that_is_none_is_told_in_its_field_and_is_not_said(offline):
    wrong = chosen("a lot")
    assert posted.items(wrong, NOW) == ()
    assert await offline.reply(wrong) == {
        "response_action": "errors",
        "errors": {"amount": "Please write an amount, for example $8,500."},
    }


async def test_a_blank_form_is_answered_with_what_to_fill_and_says_nothing(offline):
    assert heard(offline, "form_blank") == []
    body, media_type = bytes_of("form_blank")
    answer = json.loads((await offline.answer({"content-type": media_type}, body)).body)
    assert answer == {
        "response_action": "errors",
        "errors": {"name": "Please fill this in.", "parts": "Please fill this in."},
    }


def test_a_blank_form_that_is_filled_then_is_taken_in(offline):
    assert take(offline, "form_blank") == ()
    filled = json.loads(parse_qs(bytes_of("form_new")[0].decode())["payload"][0])
    filled["view"]["id"] = json.loads(parse_qs(bytes_of("form_blank")[0].decode())["payload"][0])["view"]["id"]
    assert len(posted.items(filled, NOW)) == 1


async def test_the_address_is_proven_by_giving_the_challenge_back(offline):
    body, media_type = bytes_of("url_verification")
    answer = await offline.answer({"content-type": media_type}, body)
    assert answer.body == json.loads(body)["challenge"].encode()


def test_opening_the_home_and_joining_a_channel_are_told_without_words(offline):
    home, joined = only(offline, "home"), only(offline, "bot_joined")
    assert (home.text, home.context) == ("", {"home": f"{RAY}/home"})
    assert (joined.place, joined.context, joined.sender) == (MAPLE, {"mention": "1"}, RAY)


@pytest.mark.parametrize("name", ["uninstalled", "tokens_revoked"])
async def test_a_workspace_that_takes_us_away_is_out_of_reach_and_its_token_forgotten(offline, name):
    (gone,) = heard(offline, name)
    assert gone == Reachable(channel="slack", address="T0SITE", reachable=False, reason=recorded(name)["event"]["type"])
    body, media_type = bytes_of(name)
    await offline.answer({"content-type": media_type}, body)
    assert await offline.workspaces.installed() == ()


async def test_a_persons_token_taken_back_leaves_the_bots(offline):
    assert heard(offline, "user_token_revoked") == []
    body, media_type = bytes_of("user_token_revoked")
    await offline.answer({"content-type": media_type}, body)
    assert await offline.workspaces.installed() == ("T0SITE",)


def test_a_file_alone_in_a_channel_that_is_shared_says_not_whose_it_is_and_waits_for_its_message(offline):
    posted_there = recorded("file_shared")
    posted_there["is_ext_shared_channel"] = True
    body = json.dumps(posted_there).encode()
    (item,) = offline.verify("", signed(body, NOW, JSON), body)
    assert offline.translate(item.body) == ()


@pytest.mark.parametrize("user", ["U\x00", "U\ud800", "U" * 600])
def test_a_person_whose_id_is_none_of_slacks_is_refused_and_not_kept(offline, user):
    said = recorded("text_channel")
    said["event"]["user"] = user
    body = json.dumps(said).encode()
    with pytest.raises(Unsigned):
        offline.verify("", signed(body, NOW, JSON), body)


def test_deep_json_is_not_read():
    with pytest.raises(posted.NotSlack):
        posted.read(b"[" * 100_000, JSON)
