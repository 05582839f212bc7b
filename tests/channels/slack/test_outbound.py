"""What goes to Slack and what is fetched from it, through its SDK, against the stand-in."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk.models.blocks import Block

from bots.wording import wording
from channels.slack import blocks, mrkdwn, setup
from channels.slack.adapter import Slack
from core.ports.forms import Offered, PartOffered
from core.ports.messaging import Choice, Delivery, FetchFailed, FileOut, SendFailed
from tests.channels.slack.conftest import adapter
from tests.channels.slack.payloads import FORM, bytes_of
from tests.channels.slack.standin import (
    APP_TOKEN,
    CHANNEL,
    TEAM,
    TOKEN,
    Standin,
    broken,
    login_page,
    moved,
    refusal,
    too_many,
)

RAY, MAPLE = f"{TEAM}/U0RAY", f"{TEAM}/{CHANNEL}"
HELLO = Delivery(key="k1", text="Hi")
PDF = FileOut("INV-0001.pdf", "application/pdf", b"%PDF-1.7")


async def test_peoples_words_never_become_slacks_commands(slack, standin):
    await slack.send(MAPLE, Delivery(key="k", text="<!channel> a & b <http://evil|Pay>"))
    (sent,) = standin.posted
    assert sent["blocks"][0]["text"]["text"] == sent["text"] == "&lt;!channel&gt; a &amp; b &lt;http://evil|Pay&gt;"


async def test_an_answer_in_a_thread_stays_there(slack, standin):
    vendor_id = await slack.send(f"{MAPLE}/1795359845.000200", replace(HELLO, files=(PDF,)))
    assert standin.posted[0]["thread_ts"] == standin.shared[0]["thread_ts"] == "1795359845.000200"
    assert vendor_id == f"{MAPLE}/{standin.posted[0]['ts']}"


async def test_an_answer_in_a_parts_thread_is_shown_in_the_channel_too(slack, standin):
    thread = await slack.send(MAPLE, Delivery(key="first", text="2 photos on Demo"))
    await slack.send(thread, Delivery(key="second", text="one more", shown_above=True))
    assert [one.get("reply_broadcast") for one in standin.posted] == [None, True]
    assert standin.posted[1]["thread_ts"] == standin.posted[0]["ts"]


async def test_where_a_thread_takes_nothing_any_more_the_channel_does(slack, standin):
    standin.fail("chat.postMessage", refusal("thread_not_found"))
    sent = await slack.send(f"{MAPLE}/1795359845.000200", Delivery(key="k", text="one more", shown_above=True))
    (message,) = standin.posted
    assert {"thread_ts", "reply_broadcast"}.isdisjoint(message)
    assert sent == f"{MAPLE}/{message['ts']}"


async def test_buttons_carry_their_tokens_and_the_link_is_one_too(slack, standin):
    choices = tuple(Choice(f"Choice {n} " + "x" * 100, f"tok-{n}") for n in range(30))
    await slack.send(RAY, replace(HELLO, choices=choices, url="https://x.test/i/abc", url_label="View"))
    rows = [one for one in standin.posted[0]["blocks"] if one["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [25, 6]
    link, first = rows[0]["elements"][:2]
    assert (link["url"], first["value"], len(first["text"]["text"])) == ("https://x.test/i/abc", "tok-0", 75)
    names = [one["action_id"] for row in rows for one in row["elements"]]
    assert len(set(names)) == len(names)


def test_a_long_text_is_cut_between_words_and_loses_nothing():
    text = ("Tile & grout <the whole bath>\n" * 400)[: blocks.MAX_TEXT]
    pieces = mrkdwn.pieces(text, 3000)
    assert all(len(one) <= 3000 for one in pieces)
    assert mrkdwn.plain("".join(pieces)) == text
    assert mrkdwn.pieces("&" * 5000, 3000)[0] == "&amp;" * 600
    made = blocks.blocks(Delivery(key="k", text=text))
    assert len(made) <= 50
    for one in Block.parse_all(made):
        one.validate_json()


async def test_files_go_before_the_words_into_the_conversation_itself(slack, standin):
    await slack.send(RAY, replace(HELLO, files=(PDF, replace(PDF, file_name="b.pdf"))))
    assert standin.shared[0]["channel_id"] == "D0RAY"
    assert list(standin.uploads.values()) == [b"%PDF-1.7"] * 2


async def test_a_second_try_does_not_repeat_the_files(slack, standin):
    standin.fail("chat.postMessage", broken())
    with pytest.raises(SendFailed) as failed:
        await slack.send(RAY, replace(HELLO, files=(PDF,)))
    assert not failed.value.final
    await slack.send(RAY, replace(HELLO, files=(PDF,)))
    assert (len(standin.shared), len(standin.posted)) == (1, 1)


async def test_the_home_shows_what_is_sent_to_it(slack, standin):
    await slack.send(f"{RAY}/home", replace(HELLO, choices=(Choice("Invoice", "tok-1"),)))
    (home,) = standin.homes
    assert (home["user_id"], home["view"]["type"], len(home["view"]["blocks"])) == ("U0RAY", "home", 2)
    assert standin.posted == []


@pytest.mark.parametrize(
    ("answer", "final", "gone", "retry_after"),
    [
        (too_many(7), False, False, 7.0),
        (broken(), False, False, None),
        (refusal("fatal_error"), False, False, None),
        (refusal("internal_error"), False, False, None),
        (refusal("channel_not_found"), True, True, None),
        (refusal("not_in_channel"), True, False, None),
        (refusal("is_archived"), True, False, None),
        (refusal("account_inactive"), True, True, None),
        (refusal("token_revoked"), True, True, None),
    ],
)
async def test_a_refusal_is_final_only_when_trying_again_cannot_help(slack, standin, answer, final, gone, retry_after):
    standin.fail("chat.postMessage", answer)
    with pytest.raises(SendFailed) as failed:
        await slack.send(MAPLE, HELLO)
    assert (failed.value.final, failed.value.unreachable, failed.value.retry_after) == (final, gone, retry_after)


async def test_a_server_that_is_away_is_tried_again(offline):
    with pytest.raises(SendFailed) as failed:
        await offline.send(MAPLE, HELLO)
    assert (failed.value.final, failed.value.reason) == (False, "unreachable")


@pytest.mark.parametrize("address", ["", "ray", "T0SITE", "T0SITE/X1", "T0SITE/C1/../x", "T0SITE/U0RAY\n"])
async def test_what_is_no_address_fails_for_good(slack, standin, address):
    with pytest.raises(SendFailed) as failed:
        await slack.send(address, HELLO)
    assert failed.value.final
    assert standin.calls == []


async def test_a_workspace_that_did_not_install_us_fails_for_good_and_gets_nobody_elses_token(slack, standin):
    with pytest.raises(SendFailed) as failed:
        await slack.send("T0OTHER/U0RAY", HELLO)
    assert failed.value.final
    assert standin.calls == []


async def test_a_token_taken_back_is_forgotten(slack, standin):
    standin.fail("chat.postMessage", refusal("token_revoked"))
    with pytest.raises(SendFailed):
        await slack.send(MAPLE, HELLO)
    assert await slack.workspaces.installed() == ()


async def test_a_single_workspace_needs_no_installing_and_its_token_serves_no_other(standin):
    single = adapter(standin.api, single=TOKEN, installed=False)
    assert await single.send(MAPLE, HELLO)
    with pytest.raises(SendFailed):
        await single.send("T0OTHER/C0MAPLE", HELLO)
    assert len(standin.asked("auth.test")) == 1


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("command_new", "milepost.new"), ("command_edit", "milepost.edit")])
async def test_a_bare_command_opens_a_whole_form_at_once(slack, standin, name, kind):
    body, media_type = bytes_of(name)
    answer = await slack.answer({"content-type": media_type}, body)
    assert (answer.status, answer.body) == (200, b"")
    (view,) = standin.views
    assert view["callback_id"] == kind
    assert all(block["label"]["text"] for block in view["blocks"])


async def test_spanish_asks_for_a_form_in_spanish(slack, standin):
    body = bytes_of("command_new")[0].replace(b"text=new", b"text=nuevo")
    await slack.answer({"content-type": FORM}, body)
    assert standin.views[0]["title"]["text"] == "Nuevo trabajo"


class Known:
    """Maple St's two parts, and who asked for them where."""

    def __init__(self, *names: str, place: str = "") -> None:
        parts = tuple(PartOffered(name=one, label=f"{one}, $8,000.00") for one in names)
        self.found = Offered(language="es", project="Maple St kitchen", parts=parts, place=place)
        self.asked: list[tuple[str, str, str]] = []

    def offered(self, channel: str, person: str, place: str) -> Offered | None:
        self.asked.append((channel, person, place))
        return self.found


async def edits(slack: Slack, known: Known | None) -> None:
    slack._forms = known
    body, media_type = bytes_of("command_edit")
    await slack.answer({"content-type": media_type}, body)


async def test_the_form_of_a_changed_part_opens_at_once_and_then_offers_the_parts(slack, standin):
    known = Known("Demo", "Cabinets" * 12, place=MAPLE)
    await edits(slack, known)
    (at_once,), (updated,) = standin.views, standin.updated
    assert "submit" not in at_once
    assert (known.asked, updated["view_id"]) == ([("slack", RAY, MAPLE)], "V1")
    view = updated["view"]
    assert (view["title"]["text"], view["private_metadata"]) == ("Cambiar una etapa", f"es {MAPLE}")
    choices = next(one for one in view["blocks"] if one.get("block_id") == "part")["element"]["options"]
    assert [one["value"] for one in choices] == ["Demo", "Cabinets" * 12]
    assert all(len(one["text"]["text"]) <= 75 for one in choices)


async def test_with_no_part_to_choose_the_form_says_so_and_sends_nothing(slack, standin):
    await edits(slack, Known())
    assert "submit" not in standin.updated[0]["view"]
    assert "nuevo" in json.dumps(standin.updated[0]["view"])


async def test_parts_that_cannot_be_shown_are_answered_in_words(slack, standin):
    standin.fail("views.update", refusal("not_found"))
    slack._forms = Known("Demo")
    body, media_type = bytes_of("command_edit")
    assert b"/milestone" in (await slack.answer({"content-type": media_type}, body)).body


async def test_a_trigger_that_came_too_late_is_answered_in_words(slack, standin):
    standin.fail("views.open", refusal("expired_trigger_id"))
    body, media_type = bytes_of("command_new")
    answer = await slack.answer({"content-type": media_type}, body)
    assert b"/milestone new job" in answer.body


async def test_a_stranger_of_another_workspace_gets_no_form(slack, standin):
    body = bytes_of("command_new")[0].replace(b"team_id=T0SITE", b"team_id=T9OTHER&context_team_id=T0SITE")
    answer = await slack.answer({"content-type": FORM}, body)
    assert (standin.views, b"ephemeral" in answer.body) == ([], True)


# --- files -----------------------------------------------------------------------------------------------------------


async def test_a_file_is_fetched_with_the_token_of_its_workspace(slack, standin, tmp_path: Path):
    ref = standin.shelve(b"bytes of a photo")
    await slack.fetch(ref, tmp_path / "photo", 100)
    assert (tmp_path / "photo").read_bytes() == b"bytes of a photo"


async def test_a_login_page_is_never_taken_for_a_photo(slack, standin, tmp_path: Path, caplog):
    ref = standin.shelve(b"bytes of a photo")
    standin.fail("download", login_page())
    with pytest.raises(FetchFailed) as failed:
        await slack.fetch(ref, tmp_path / "photo", 10_000)
    assert (failed.value.code, failed.value.final) == ("media.unreachable", True)
    assert not (tmp_path / "photo").exists()
    assert "files:read" in caplog.text


@pytest.mark.parametrize(
    "more", [{"mode": "external", "is_external": True}, {"mode": "tombstone"}, {"mode": "hidden_by_limit"}]
)
async def test_a_file_without_bytes_is_gone(slack, standin, tmp_path: Path, more):
    with pytest.raises(FetchFailed) as failed:
        await slack.fetch(standin.shelve(b"x", **more), tmp_path / "photo", 100)
    assert (failed.value.code, failed.value.final) == ("media.gone", True)


async def test_a_file_too_large_is_not_asked_for(slack, standin, tmp_path: Path):
    with pytest.raises(FetchFailed) as failed:
        await slack.fetch(standin.shelve(b"x", size=101), tmp_path / "photo", 100)
    assert failed.value.code == "media.too_large"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/a.jpg",
        "https://files.slack.com.evil.test/a",
        "https://evilslack.com/a",
        "ftp://files.slack.com/a",
    ],
)
async def test_the_token_goes_to_slacks_own_hosts_only(slack, standin, tmp_path: Path, url):
    ref = standin.shelve(b"x", url_private_download=url)
    with pytest.raises(FetchFailed) as failed:
        await slack.fetch(ref, tmp_path / "photo", 100)
    assert (failed.value.code, failed.value.final) == ("media.unreachable", True)


async def test_a_redirect_to_another_origin_is_followed_without_the_token(slack, standin, tmp_path: Path):
    ref = standin.shelve(b"bytes")
    with Standin().serving() as cdn:
        cdn.bytes["F0001"] = b"bytes"
        standin.fail("download", moved(f"{cdn.url}/cdn/F0001"))
        await slack.fetch(ref, tmp_path / "photo", 100)
        assert cdn.seen_at_cdn == [""]
    assert (tmp_path / "photo").read_bytes() == b"bytes"


@pytest.mark.parametrize("ref", ["", "x", "T0SITE/../F1", "T0SITE/F0001/x"])
async def test_what_is_no_reference_is_gone(slack, tmp_path: Path, ref):
    with pytest.raises(FetchFailed) as failed:
        await slack.fetch(ref, tmp_path / "photo", 100)
    assert (failed.value.code, failed.value.final) == ("media.gone", True)


# --- secrets ---------------------------------------------------------------------------------------------------------


async def test_no_token_is_in_a_log_or_an_error(slack, standin, tmp_path: Path, caplog):
    caplog.set_level(logging.DEBUG)
    errors = []
    for answer in (too_many(1), broken(), refusal("token_revoked"), login_page()):
        standin.fail("chat.postMessage", answer)
        with pytest.raises(SendFailed) as failed:
            await slack.send(MAPLE, HELLO)
        errors.append(repr(failed.value) + str(failed.value.__cause__))
        await slack.workspaces.keep(TEAM, {"token": TOKEN, "installed_at": "1"})
    standin.fail("download", login_page())
    with pytest.raises(FetchFailed):
        await slack.fetch(standin.shelve(b"x"), tmp_path / "photo", 100)
    assert caplog.text
    assert "canary" not in caplog.text + "".join(errors)


# --- what is told about it -------------------------------------------------------------------------------------------


async def test_the_state_names_what_was_not_granted(slack, standin):
    standin.scopes = standin.scopes.replace("files:read,", "")
    found = await setup.state(slack.workspaces.api, TOKEN, APP_TOKEN)
    assert (found.team, found.missing_scopes) == ("Rivera Remodeling", ("files:read",))
    assert (found.socket, found.problem) == (True, "")


async def test_the_state_tells_a_wrong_token_by_slacks_own_word(slack):
    found = await setup.state(slack.workspaces.api, "xoxb-wrong", "xapp-wrong")
    assert (found.problem, found.socket, found.socket_problem) == ("invalid_auth", False, "invalid_auth")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_help_fits_one_section_and_names_every_subcommand_that_the_manifest_hints_at(language):
    told = wording(language).text("slack.help")
    assert len(blocks.blocks(Delivery(key="k", text=told))) == 1
    hint = json.loads(setup.manifest("", socket_mode=True, many_workspaces=False))["features"]["slash_commands"][0]
    assert len(hint["usage_hint"]) <= 100
    words = {
        "en": "help new edit list invoice owe switch link unlink",
        "es": "ayuda nuevo editar lista factura deben cambiar vincular desvincular",
    }[language]
    assert all(f'"{one}' in told for one in words.split())
    assert "privad" in told or "private" in told
    hinted = [one.split()[0] for one in hint["usage_hint"].split(" | ")]
    assert sorted(hinted) == ["edit", "help", "invoice", "link", "list", "new", "owe", "switch", "unlink"]


def test_the_manifest_names_every_address_or_none():
    posted = setup.manifest("https://bot.example.com", socket_mode=False, many_workspaces=True)
    assert posted.count("https://bot.example.com/webhooks/slack") == 3
    assert "https://bot.example.com/slack/oauth_redirect" in posted
    assert "https://" not in setup.manifest("https://bot.example.com", socket_mode=True, many_workspaces=False)
