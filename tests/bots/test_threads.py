"""In a room whose channel has threads, what is about one part is gathered in that part's thread."""

import psycopg
import pytest

from storage.rooms import Room
from tests.bots.talk import DANA, ME, all_text, labels
from tests.bots.test_rooms import ROOM
from tests.storage.conftest import ask

__all__ = ["ask"]  # a fixture
_QUEUED = "SELECT id FROM outbound WHERE channel = 'simulator' AND status = 'queued' ORDER BY created_at, key"


class Vendor:
    """Hands over what is queued, as the send job does, and gives each message an id that is its thread's address."""

    def __init__(self, talk):
        self.talk = talk
        self.sent = []

    def sends(self):
        """(address, text, shown in the room as well) of what went out now."""
        fresh = []
        with psycopg.connect(self.talk.database.url) as connection:
            waiting = [row[0] for row in connection.execute(_QUEUED)]
        for one in waiting:
            claimed = self.talk.database.outbox.claim(one)
            fresh.append((claimed.address, claimed.message.text, claimed.in_thread))
            with self.talk.database.turns.begin() as turn:
                thread = f"{ROOM}/{len(self.sent) + len(fresh)}"
                if claimed.message.milestone_id:
                    turn.begin_thread(claimed, thread)
                turn.reports.sent(claimed, thread, turn.received_at)
        self.sent += fresh
        return [one for one in fresh if one[0].startswith(ROOM)]

    def thread_of(self, name):
        (found,) = {one.id for file in self.talk.files() for one in file.milestones if one.name == name}
        with psycopg.connect(self.talk.database.url) as connection:
            return connection.execute("SELECT thread FROM threads WHERE milestone_id = %s", [found]).fetchone()[0]


@pytest.fixture
def vendor(working):
    working.says("link this chat to Maple St", place=ROOM)
    vendor = Vendor(working)
    vendor.sends()
    working.news(ME)
    return vendor


def places(talk):
    names = {one.id: one.name for file in talk.files() for one in file.milestones}
    return [names[one.milestone_id] for one in talk.proofs()]


def test_the_first_answer_about_a_part_begins_its_thread_and_the_next_go_there_and_are_shown_above(vendor):
    vendor.talk.says("demo", files=2, place=ROOM)
    ((first, said, above),) = vendor.sends()
    assert (first, above) == (ROOM, False)
    assert "2 photos on Demo" in said
    thread = vendor.thread_of("Demo")
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.talk.says("demo done", place=ROOM)
    assert [(where, above) for where, _, above in vendor.sends()] == [(thread, True), (thread, True)]
    vendor.talk.says("cabinets", files=1, place=ROOM)
    ((where, _, above),) = vendor.sends()
    assert (where, above) == (ROOM, False)
    assert vendor.thread_of("Cabinets") != thread


def test_what_is_about_the_job_or_about_several_parts_stays_in_the_room(vendor):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("status", place=ROOM)
    vendor.talk.says("invoice demo and cabinets", place=ROOM)
    sent = vendor.sends()
    assert [where for where, _, _ in sent] == [ROOM, ROOM]
    assert "Cabinets" in sent[-1][1]


def test_a_file_in_a_parts_thread_is_of_that_part_and_answered_there_alone(vendor):
    vendor.talk.says("cabinets", files=1, place=ROOM)
    vendor.sends()
    thread = vendor.thread_of("Cabinets")
    vendor.talk.says(files=2, place=thread)
    vendor.talk.says("look at this thing", files=1, place=thread)
    assert places(vendor.talk) == ["Cabinets"] * 4
    assert [(where, above) for where, _, above in vendor.sends()] == [(thread, False), (thread, False)]
    vendor.talk.says("demo", files=1, place=thread)  # a caption that names another part wins
    assert sorted(places(vendor.talk)) == ["Cabinets"] * 4 + ["Demo"]


def test_files_in_two_threads_at_once_do_not_come_together(vendor):
    for part in ("demo", "cabinets"):
        vendor.talk.says(part, files=1, place=ROOM)
        vendor.sends()
    for part in ("Demo", "Cabinets"):
        vendor.talk.hears(files=1, place=vendor.thread_of(part))
    assert sorted(places(vendor.talk)) == ["Cabinets"] * 2 + ["Demo"] * 2


def test_a_room_that_is_a_thread_itself_has_none_within(vendor, ask):
    thread = f"{ROOM}/99"
    vendor.talk.says("unlink", place=ROOM)
    vendor.talk.says("link this chat to Maple St", place=thread)
    vendor.talk.says("demo", files=1, place=thread)
    vendor.sends()
    assert ask("SELECT count(*) FROM threads") == [(0,)]


def test_a_caption_that_may_be_several_parts_asks_nothing_in_a_parts_thread(vendor):
    vendor.talk.says("cabinets", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("demo or cabinets?", files=1, place=vendor.thread_of("Cabinets"))
    assert places(vendor.talk) == ["Cabinets"] * 2


@pytest.mark.parametrize("said", ["invoice", "done", "add 350 dumpster", "factura"])
def test_words_in_a_parts_thread_are_about_that_part(vendor, said):
    vendor.talk.says("cabinets", files=1, place=ROOM)
    vendor.sends()
    thread = vendor.thread_of("Cabinets")
    vendor.talk.says(f"milepost {said}", place=thread)
    ((where, told, _),) = vendor.sends()
    assert where == thread
    assert "Cabinets" in told
    assert "Demo" not in told


def test_a_part_that_is_named_in_another_ones_thread_is_the_one_that_is_meant(vendor):
    vendor.talk.says("cabinets", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("invoice demo", place=vendor.thread_of("Cabinets"))
    assert "Demo" in vendor.sends()[0][1]


def test_a_tap_in_the_thread_works_whether_the_message_was_said_there_or_moved_there(vendor, ask):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    thread = vendor.thread_of("Demo")
    vendor.talk.says("demo done", place=ROOM)
    vendor.sends()
    ((number, message),) = [one for one in vendor.talk.everything(thread) if "Send" in labels(one[1])]
    send = labels(message).index("Send")
    vendor.talk.says(tap=f"{number}.{send}", place=thread)
    assert [one.number for file in vendor.talk.files() for one in file.invoices] == ["INV-0001"]
    assert "INV-0001" in vendor.sends()[-1][1]


def test_the_threads_of_a_room_share_what_was_said_in_it(vendor):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    thread = vendor.thread_of("Demo")
    vendor.talk.says("milepost move these to cabinets", place=thread)
    assert places(vendor.talk) == ["Cabinets"]
    vendor.talk.says("undo", place=ROOM)
    assert places(vendor.talk) == ["Demo"]


def test_what_the_client_does_is_told_in_the_parts_thread(vendor):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("demo done")
    vendor.talk.taps("Send")
    vendor.talk.render()
    vendor.sends()
    vendor.talk.says("paid 4500 check 1023")
    vendor.talk.taps("Record it")
    ((where, said, above),) = vendor.sends()
    assert (where, above) == (vendor.thread_of("Demo"), True)
    assert "INV-0001" in said
    assert "4,500" not in said


def test_a_thread_is_claimed_again_as_it_was_after_a_crash(vendor, ask):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("demo done", place=ROOM)
    (waiting,) = ask(_QUEUED)
    first, again = (vendor.talk.database.outbox.claim(waiting[0]) for _ in range(2))
    assert first == again
    assert (again.address, again.in_thread) == (vendor.thread_of("Demo"), True)


def test_a_channel_without_threads_never_begins_one(vendor, ask):
    """The send job asks the channel; here nobody has begun any."""
    vendor.talk.says("demo", files=1, place=ROOM)
    for (one,) in ask(_QUEUED):
        claimed = vendor.talk.database.outbox.claim(one)
        assert (claimed.address, claimed.in_thread) == (claimed.address.partition("/")[0], False)
    assert ask("SELECT count(*) FROM threads") == [(0,)]


def test_threads_end_when_the_room_talks_about_another_job(vendor, ask):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    thread = vendor.thread_of("Demo")
    vendor.talk.says("New job: Oak deck for Dana Lee +1 628 555 0134, $900: deck 900")
    vendor.talk.taps("Create job")
    vendor.talk.says("link this chat to Oak deck", place=ROOM)
    assert ask("SELECT count(*) FROM threads") == [(0,)]
    vendor.talk.says(files=1, place=thread)
    assert sorted(places(vendor.talk)) == ["Deck", "Demo"]


def test_a_room_is_unlinked_from_one_of_its_threads(vendor, ask):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    (told,) = vendor.talk.says("unlink", place=vendor.thread_of("Demo"))
    assert "no longer" in told.text or "any more" in told.text
    assert ask("SELECT count(*) FROM rooms") == ask("SELECT count(*) FROM threads") == [(0,)]


def test_a_thread_begins_for_a_part_of_the_rooms_job_alone_and_once(vendor, ask):
    vendor.talk.says("demo", files=1, place=ROOM)
    (waiting,) = ask(_QUEUED)
    claimed = vendor.talk.database.outbox.claim(waiting[0])
    with vendor.talk.database.turns.begin() as turn:
        turn.begin_thread(claimed, f"{ROOM}/1")
        turn.begin_thread(claimed, f"{ROOM}/2")
        found = turn.room("simulator", f"{ROOM}/1")
        assert isinstance(found, Room)
        assert (found.place, str(found.milestone_id)) == (ROOM, claimed.message.milestone_id)
        assert turn.room("simulator", f"{ROOM}/2").milestone_id is None
    assert ask("SELECT thread FROM threads") == [(f"{ROOM}/1",)]


@pytest.mark.parametrize("said", ["milepost send", "milepost yes", "milepost 1"])
def test_words_in_one_parts_thread_never_send_what_was_shown_in_another_ones(vendor, said):
    threads = {}
    for part in ("Demo", "Cabinets"):
        vendor.talk.says(part, files=1, place=ROOM)
        vendor.sends()
        threads[part] = vendor.thread_of(part)
    vendor.talk.says("invoice", place=threads["Cabinets"])
    vendor.talk.says(said, place=threads["Demo"])
    assert [one for file in vendor.talk.files() for one in file.invoices] == []
    vendor.talk.says("milepost invoice", place=threads["Demo"])
    vendor.talk.says(said, place=threads["Demo"])
    (sent,) = [one for file in vendor.talk.files() for one in file.invoices]
    assert sent.total.minor == 450_000


def test_how_the_client_is_reached_is_not_said_in_a_thread_either(vendor):
    vendor.talk.says("demo", files=1, place=ROOM)
    vendor.sends()
    vendor.talk.says("invoice", place=vendor.thread_of("Demo"))
    assert DANA[-4:] not in all_text(vendor.talk.news(vendor.thread_of("Demo")))
