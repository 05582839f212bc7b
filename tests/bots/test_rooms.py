"""A job's group chat: the firm's members are obeyed there, the client is heard, everybody else is left in peace."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from bots.commands import reply
from bots.intents.rooms import LinkRoom, UnlinkRoom, room_said, spoken_to
from bots.rooms import discreet
from core.domain.account import Address, Member
from core.domain.ids import AddressId, MemberId
from core.usecases import billing
from storage import turns
from storage.ledger import SqlLedger
from tests.bots.talk import DANA, ME, SAM, all_text, labels

ROOM, STRANGER, CREW = "-100200", "+15005550199", "+14155550222"


@pytest.fixture
def room(working):
    """The job's group chat, linked."""
    working.says("link this chat to Maple St", place=ROOM)
    return working


@pytest.fixture
def crew(room):
    """A second member of the same firm."""
    with room.database.books.open(room.account()) as ledger:
        contractor = ledger.members()[0].contractor_id
        member = Member(
            id=MemberId(uuid4()),
            account_id=ledger.account_id,
            contractor_id=contractor,
            name="Al",
            role="project_manager",
            language="en",
        )
        address = Address(
            id=AddressId(uuid4()),
            account_id=ledger.account_id,
            channel="simulator",
            value=CREW,
            member_id=member.id,
            created_at=datetime.now(UTC),
        )
        ledger.save(member, address)
    return room


def invoices(talk):
    return [one.number for file in talk.files() for one in file.invoices]


def test_the_job_is_asked_for_once_and_a_tap_links_the_chat(working):
    (asked,) = working.says("hi all", place=ROOM)
    assert labels(asked) == ["Maple St kitchen"]
    assert working.says("see you at 8", place=ROOM) == []
    (linked,) = working.taps("Maple St kitchen", place=ROOM)
    assert "This chat is about Maple St kitchen now" in linked.text
    assert not working.news(ME)


@pytest.mark.parametrize(
    "said",
    [
        "Link this chat to maple st",
        "this group is for Maple St kitchen",
        "vincula este chat a maple",
        "link this chat to Elm",
    ],
)
def test_a_chat_is_linked_in_words_or_asked_about(working, said):
    (told,) = working.says(said, place=ROOM)
    assert ("Maple St kitchen" in told.text) is ("Elm" not in said)
    assert (labels(told) == ["Maple St kitchen"]) is ("Elm" in said)


def test_a_chat_is_unlinked_in_words_and_then_only_talks(room):
    assert "no job any more" in all_text(room.says("unlink this chat", place=ROOM))
    assert "not linked" in all_text(room.says("unlink this chat", place=ROOM))


def test_photos_of_members_are_proof_and_get_one_reply_in_the_room(room):
    (told,) = room.says(files=3, album="a", place=ROOM)
    assert "3 photos on Demo" in told.text
    assert [one.state for one in room.proofs()] == ["kept"] * 3
    assert room.news(ME) == []


def test_a_photo_of_another_place_in_the_room_is_of_the_rooms_job(room):
    room.says("the Poe house", files=1, place=ROOM)
    assert [one.project_id for one in room.proofs()] == [room.files()[0].project.id]


@pytest.mark.parametrize("said", ["yes", "Send", "2", "ok great", "see you tomorrow", "hi", "new job", "paid 500"])
def test_talk_among_people_is_left_in_peace(room, said):
    room.says("demo done", files=1, place=ROOM)
    assert room.says(said, place=ROOM) == []
    assert invoices(room) == []


def test_what_is_said_in_full_or_by_name_is_answered(room):
    assert "Maple St kitchen" in all_text(room.says("status", place=ROOM))
    assert all_text(room.says("Milepost, what about it", place=ROOM))
    assert all_text(room.says("@mile_bot hello", place=ROOM, context={"mention": "1"}))


@pytest.mark.parametrize("said", ["Milepost, who owes me", "Milepost new job: Oak for Sam Poe, $900"])
def test_what_is_of_other_jobs_is_not_said_before_everybody(room, said):
    assert "in private" in all_text(room.says(said, place=ROOM))


def test_strangers_are_not_obeyed_nor_enrolled_and_get_one_line_when_they_call(room):
    assert room.says("status", of=STRANGER, place=ROOM) == []
    assert room.says(files=1, of=STRANGER, place=ROOM) == []
    (line,) = room.says("Milepost, status", of=STRANGER, place=ROOM)
    assert "only work" in line.text or "team only" in line.text
    assert "$" not in line.text
    assert room.says("Milepost, status", of=STRANGER, place=ROOM) == []
    assert room.database.reads.who("simulator", STRANGER) == ()
    assert room.proofs() == []


def test_nobody_is_enrolled_by_talking_in_a_group(talk):
    assert talk.says("Milepost, hi", place=ROOM) == []
    assert talk.database.reads.who("simulator", ME) == ()


def test_an_outsider_is_a_stranger_whoever_they_are(room):
    assert room.says("status", outsider=True, place=ROOM) == []


def test_the_client_may_ask_in_the_room_and_sees_no_money_there(billed):
    billed.says("link this chat to Maple St", place=ROOM)
    billed.news(ME)
    assert billed.says("nice work", of=DANA, place=ROOM) == []
    (told,) = billed.says("When do you start the cabinets?", of=DANA, place=ROOM)
    assert "passed that on" in told.text
    assert told.link_id is None
    assert "When do you start the cabinets?" in all_text(billed.news(ME))
    assert billed.says("invoice", of=DANA, place=ROOM) == []


def test_a_clients_question_before_any_invoice_reaches_the_contractor(room):
    room.news(ME)
    with room.database.books.open(room.account()) as ledger:
        client = ledger.clients()[0]
        address = Address(
            id=AddressId(uuid4()),
            account_id=client.account_id,
            channel="simulator",
            value=DANA,
            client_id=client.id,
            created_at=datetime.now(UTC),
        )
        ledger.save(address)
    assert "passed that on" in all_text(room.says("When do you start?", of=DANA, place=ROOM))
    assert "writes in the Maple St kitchen chat" in all_text(room.news(ME))


def test_a_button_in_the_room_is_not_for_those_who_are_no_members(room):
    room.says("demo done", files=1, place=ROOM)
    assert room.taps("Send", of=STRANGER, place=ROOM) == []
    assert room.taps("Send", of=DANA, place=ROOM) == []
    assert invoices(room) == []


def test_another_firm_cannot_take_the_chat_nor_command_in_it(room):
    room.says("Hi", of=SAM)
    room.says("Poe Decks", of=SAM)
    assert room.says("link this chat to Maple St", of=SAM, place=ROOM) == []
    assert room.says("unlink this chat", of=SAM, place=ROOM) == []
    with room.database.turns.begin() as turn:
        assert turn.room("simulator", ROOM).account_id == room.account(ME)


def test_in_the_room_it_is_about_the_rooms_job_whatever_the_private_talk_is_about(room):
    room.says(f"New job: Oak Ave deck for Sam Poe {SAM}, $9,000: framing 5000, decking rest")
    room.taps("Create job")
    room.says(files=1, place=ROOM)
    maple = next(file for file in room.files() if "Maple" in file.project.name)
    assert [one.project_id for one in room.proofs()] == [maple.project.id]
    assert "Oak Ave" in all_text(room.says("status"))


def test_how_the_client_is_reached_is_said_in_private_only(room):
    shown = room.says("demo done", files=1, place=ROOM)[-1]
    (sent,) = room.taps("Send", place=ROOM)
    room.render()
    (again,) = room.says("Milepost, send it again", place=ROOM)
    said = [message for _, message in room.everything(ROOM)]
    assert "To Dana Lee\n" in shown.text + "\n"
    assert "on its way to Dana Lee." in sent.text
    assert "to Dana Lee again" in again.text
    assert not re.search(r"628.?555.?0134", all_text(said))
    assert not [one for one in said if one.enclosures]
    assert "Dana Lee at +1 628-555-0134" in all_text(room.says("send it again"))


def test_what_else_tells_how_somebody_is_reached_is_not_said_in_a_room():
    assert discreet(reply("client.known_as", client="Dana", reach="+16285550134")) == reply("room.in_private")
    assert discreet(reply("client.known_as", client="Dana", reach="")).code == "client.known_as"
    assert discreet(reply("told.forward_link", client="Dana", number="INV-0001")) == reply("room.in_private")


@pytest.mark.parametrize("amount", ["4500", "1000"])
def test_the_room_hears_that_all_is_paid_by_hand_too(billed, amount):
    billed.says("link this chat to Maple St", place=ROOM)
    billed.news(ROOM)
    billed.says(f"paid {amount} check 1023")
    billed.taps("Record it")
    told = billed.news(ROOM)
    assert ("INV-0001 for Maple St kitchen is paid" in all_text(told)) is (amount == "4500")
    assert len(told) == (amount == "4500")
    assert "4,500" not in all_text(told)


def test_two_members_who_tap_send_at_once_send_one_invoice_and_the_other_is_told(crew):
    crew.says("demo done", files=1, place=ROOM)
    crew.news(ROOM)
    assert tapped_at_once(crew) == (1, 1, [])


def test_without_the_locks_the_other_is_not_told_but_broken_off(crew, monkeypatch):
    """The twin that must fail: the same, where nobody waits for the one who was first."""
    crew.says("demo done", files=1, place=ROOM)
    crew.news(ROOM)
    monkeypatch.setattr(turns, "_SESSION", "SELECT state FROM sessions WHERE channel = %s AND address = %s")
    whole = SqlLedger.project_file
    monkeypatch.setattr(SqlLedger, "project_file", lambda self, project_id, **_: whole(self, project_id))
    both = threading.Barrier(2)
    issue = billing.issue_invoice

    def met(*args, **more):
        both.wait(20)
        return issue(*args, **more)

    monkeypatch.setattr(billing, "issue_invoice", met)
    assert tapped_at_once(crew) != (1, 1, [])


def tapped_at_once(crew):
    """How many invoices there are then, how many were told that it was sent already, and what broke."""
    with ThreadPoolExecutor(2) as crowd:
        taps = [crowd.submit(crew.taps, "Send", of=of, place=ROOM) for of in (ME, CREW)]
        broken = [failure for tap in taps if (failure := tap.exception())]
    said = [message.text for _, message in crew.everything(ROOM)]
    return len(invoices(crew)), sum("already" in text for text in said), broken


def test_files_of_two_members_at_once_are_answered_one_by_one(crew):
    crew.hears(files=2, of=ME, place=ROOM)
    crew.hears(files=1, of=CREW, place=ROOM)
    crew.keep()
    crew.report(ROOM)
    crew.report(ROOM)
    told = [one.text for one in crew.news(ROOM)]
    assert any("2 photos" in one for one in told)
    assert any("1 photo " in one for one in told)


def test_the_room_hears_of_approval_without_an_amount(billed):
    billed.says("link this chat to Maple St", place=ROOM)
    billed.news(ROOM)
    with billed.database.books.open(billed.account()) as ledger:
        invoice = billed.files()[0].invoices[0]
        link = ledger.link_of(invoice.id).id
    from core.ports.messaging import Inbound

    pressed = Inbound(
        channel="portal",
        external_id="p1",
        sender="",
        sent_at=datetime.now(UTC),
        context={"link": str(link), "action": "approve"},
    )
    with billed.database.turns.begin() as turn:
        billed.conversations.take(turn, pressed, "turn:p1")
    told = all_text(billed.news(ROOM))
    assert "approved INV-0001" in told
    assert "$" not in told


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("unlink", UnlinkRoom()),
        ("Desvincula este chat.", UnlinkRoom()),
        ("connect this group with Oak", LinkRoom("Oak")),
        ("este grupo es de Calle Oak", LinkRoom("Calle Oak")),
        ("I will link this chat to Oak tomorrow maybe", None),
        ("what is this chat", None),
    ],
)
def test_only_whole_messages_link_or_unlink(text, meant):
    assert room_said(text) == meant


@pytest.mark.parametrize(
    ("text", "mentioned", "left", "called"),
    [
        ("Milepost, status", False, "status", True),
        ("hey milepost: status", False, "status", True),
        ("<@U123> status", True, "status", True),
        ("the milepost is near", False, "the milepost is near", False),
        ("status", True, "status", True),
    ],
)
def test_the_bots_name_is_taken_off(text, mentioned, left, called):
    assert spoken_to(text, mentioned=mentioned) == (left, called)


def test_a_thread_in_a_linked_room_is_about_its_job_and_answered_there(room):
    (said,) = room.says("status", place=f"{ROOM}/1795359845.000200")
    assert "Maple St kitchen" in said.text


def test_a_stranger_from_another_organisation_is_no_new_contractor_in_private_either(working):
    assert working.says("Hi", of="+13055550144", outsider=True) == []
    assert not working.database.reads.who("simulator", "+13055550144")
    assert "assistant of" in working.says("Hello?", of=DANA, outsider=True)[0].text  # a client is known, wherever from


def test_files_that_came_before_the_room_had_a_job_are_asked_for_again(working):
    working.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking rest")
    working.taps("Create job")
    working.hears("look", files=2, place="-7")
    working.hears("", files=1, place="-7")
    working.news("-7")
    linked, again = working.taps("Oak deck", place="-7")
    assert "about Oak deck now" in linked.text
    assert "The 3 files that were posted here before were not taken" in again.text
    assert len(working.says("link this chat to Oak deck", place="-7")) == 1
