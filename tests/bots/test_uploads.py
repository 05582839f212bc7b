"""Files that are too large for their road: one link below one line, and what comes by it lands as from the chat."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from bots import uploads
from channels.portal import bringing
from channels.portal.adapter import Portal
from channels.portal.bringing import Brought
from core.usecases import capturing
from core.usecases.views import UploadPage
from tests.bots.talk import JOB, ME, SAM, Talk, labels

ROOM = "-100200"


def too_large(talk: Talk, caption: str = "", *, n: int = 1, place: str = "", **more):
    """The answer to files that the road hands to nobody."""
    talk.hears(caption, names=tuple(f"MOV_{one}.mp4" for one in range(n)), place=place, **more)
    with talk.database.books.open(talk.account()) as ledger:
        for proof in [one for one in talk.proofs() if one.state == "arriving"]:
            capturing.refuse_proof(ledger, proof.id, "media.over_road", kept_key=None, sha256=None)
    talk.report(place or ME)
    return talk.news(place or ME)


def page_of(talk: Talk, where: str = ME) -> UploadPage:
    """Where the newest link leads."""
    said = [key for key, message in talk.everything(where) if message.upload]
    return talk.database.reads.upload_page(UUID(said[-1]))


def upload(talk: Talk, page: UploadPage, *names: str, text: str = "", nonce: str = "n"):
    """The form of that page comes, and its files are examined."""
    files = [Brought(f"key/{name}", name, "video/mp4", 10) for name in names]
    body = bringing.item(page, files, text, nonce, datetime.now(UTC)).body
    with talk.database.turns.begin() as turn:
        talk.conversations.take(turn, Portal().translate(body)[0], f"turn:{nonce}")
    talk.keep()
    talk.report(page.address)
    return talk.news(page.address)


def kept(talk: Talk):
    names = {one.id: one.name for file in talk.files() for one in file.milestones}
    return [(one.file_name, names.get(one.milestone_id), one.caption) for one in talk.proofs() if one.state == "kept"]


def test_one_line_and_one_link_however_many_they_are(working):
    (told,) = too_large(working, "demo", n=2)
    assert told.text.startswith("2 files are too large for this chat")
    assert (told.link_label, labels(told)) == ("Send large files", [])
    page = page_of(working)
    assert (page.project_name, page.milestone_name.lower(), page.caption) == ("Maple St kitchen", "demo", "demo")


def test_what_comes_by_the_link_lands_where_it_was_meant_with_one_answer(working):
    too_large(working, "demo")
    working.says("switch to cabinets")
    (told,) = upload(working, page_of(working), "MOV_0.mp4", "MOV_1.mp4")
    assert "2 photos on demo" in told.text.lower()
    assert "Invoice" in labels(told)
    assert [(name, part.lower(), caption) for name, part, caption in kept(working)] == [
        ("MOV_0.mp4", "demo", "demo"),
        ("MOV_1.mp4", "demo", "demo"),
    ]
    assert {one.channel for one in working.proofs() if one.state == "kept"} == {"portal"}


def test_words_on_the_page_are_a_caption_whatever_they_say(working):
    too_large(working)
    told = upload(working, page_of(working), "MOV_0.mp4", text="cabinets done, undo, send")
    assert len(told) == 1
    assert kept(working)[0][2] == "cabinets done, undo, send"
    assert "cabinets" not in kept(working)[0][1].lower()
    assert not [one for file in working.files() for one in file.milestones if one.state == "done"]


def test_some_that_fit_and_one_that_does_not_are_told_in_one_answer(working):
    working.hears("demo", names=("IMG_1.jpg", "MOV_1.mp4"), album="a")
    with working.database.books.open(working.account()) as ledger:
        (large,) = [one for one in working.proofs() if one.file_name == "MOV_1.mp4"]
        capturing.refuse_proof(ledger, large.id, "media.over_road", kept_key=None, sha256=None)
    working.keep()
    working.report()
    (told,) = working.news()
    assert "1 photo on demo" in told.text.lower()
    assert "MOV_1.mp4 is too large for this chat" in told.text
    assert told.upload
    assert "Invoice" in labels(told)


def test_said_to_be_done_the_preview_comes_and_the_link_with_it(working):
    told, shown = too_large(working, "demo done")
    assert told.upload
    assert "Send" in labels(shown)
    (later,) = upload(working, page_of(working), "MOV_0.mp4")
    assert "1 photo on demo" in later.text.lower()


def test_a_part_that_was_billed_meanwhile_passes_it_on_to_the_next_and_says_so(working):
    too_large(working, "demo")
    page = page_of(working)
    working.says("demo done", files=1)
    working.taps("Send")
    told = upload(working, page, "MOV_0.mp4")[-1]
    assert "demo" in told.text.lower()
    assert kept(working)[-1][1].lower() == "cabinets"


def test_before_there_is_a_job_it_is_asked_for_as_in_the_chat(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    too_large(talk)
    page = page_of(talk)
    assert (page.project_name, page.milestone_name) == ("", "")
    (told,) = upload(talk, page, "MOV_0.mp4")
    assert "job" in told.text
    assert kept(talk) == [("MOV_0.mp4", None, "")]
    talk.says(JOB.format(client=SAM))
    talk.taps("Create job")
    assert kept(talk)[0][1] is not None


def test_in_a_group_the_answer_goes_to_the_group_for_the_member_who_sent_it(working):
    working.says("link this chat to Maple St", place=ROOM)
    (told,) = too_large(working, "demo", place=ROOM)
    assert told.upload["by"] == ME
    page = page_of(working, ROOM)
    assert (page.address, page.sender) == (ROOM, ME)
    working.news(ME)
    (answer,) = upload(working, page, "MOV_0.mp4")
    assert "1 photo on demo" in answer.text.lower()
    assert working.news(ME) == []


def test_the_link_ends_when_its_member_is_no_longer_reached_there(working, database_url):
    too_large(working)
    page = page_of(working)
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM addresses WHERE value = %s", [ME])
    assert page_of(working) is None
    body = bringing.item(page, [Brought("key", "a", "", 1)], "", "n", datetime.now(UTC)).body
    with working.database.turns.begin() as turn:
        working.conversations.take(turn, Portal().translate(body)[0], "turn:late")
    assert working.news(ME) == []


def test_only_an_upload_is_turned_into_words_of_its_chat(working):
    too_large(working, "demo")
    page = page_of(working)
    said = Portal().translate(bringing.item(page, [Brought("key", "a", "", 1)], "", "n", datetime.now(UTC)).body)[0]
    heard = uploads.in_chat(working.database.reads, said)
    assert (heard.channel, heard.where, heard.text) == ("simulator", ME, "demo")
    assert uploads.in_chat(working.database.reads, heard) is heard
    gone = replace(said, context={"upload": "nothing"})
    assert uploads.in_chat(working.database.reads, gone) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_line_names_the_file_in_the_members_language(working, language):
    working.says("español" if language == "es" else "english")
    (told,) = too_large(working)
    assert told.text.startswith("MOV_0.mp4 is too" if language == "en" else "MOV_0.mp4 es demasiado")
    assert told.link_label == ("Send large files" if language == "en" else "Enviar archivos grandes")
