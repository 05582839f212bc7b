"""Messages that are changed after they were said, and locations beside files: nothing is done twice."""

from datetime import UTC, datetime, timedelta

from tests.bots.talk import all_text, labels

HERE = "37.774900,-122.419400"


def captions(talk):
    return [one.caption for one in talk.proofs()]


def places(talk):
    names = {one.id: one.name for file in talk.files() for one in file.milestones}
    return [names.get(one.milestone_id) for one in talk.proofs()]


def last_id(talk):
    """The id that the next message gets."""
    return str(next(talk.ids) + 1)


def test_an_edited_caption_goes_below_its_files_and_moves_them(working):
    said = last_id(working)
    working.says("looks good", files=2)
    told = working.says("cabinets", files=2, edits=said)
    assert "moved 2 photos to Cabinets" in all_text(told)
    assert captions(working) == ["cabinets", "cabinets"]
    assert places(working) == ["Cabinets", "Cabinets"]
    assert working.says("cabinets", edits=said) == []


def test_an_edited_caption_that_names_no_other_part_only_changes_the_words(working):
    said = last_id(working)
    working.says("looks god", files=1)
    assert "changed the caption of your 1 photo" in all_text(working.says("looks good", edits=said))
    assert (captions(working), places(working)) == (["looks good"], ["Demo"])


def test_what_an_invoice_printed_keeps_its_caption(working):
    said = last_id(working)
    working.says("demo done", files=1)
    working.taps("Send")
    assert "invoice" in all_text(working.says("cabinets", edits=said)).lower()
    assert captions(working) == ["demo done"]


def test_words_that_were_not_understood_are_taken_as_said_now(working):
    said = last_id(working)
    working.says("blorp the thing")
    assert "Maple St kitchen" in all_text(working.says("status", edits=said))


def test_what_was_done_is_not_done_again_and_undo_is_offered_once(working):
    said = last_id(working)
    working.says("add 250 for dump fees to demo")
    (told,) = working.says("add 350 for dump fees to demo", edits=said)
    assert labels(told) == ["Undo"]
    assert working.says("add 450 for dump fees to demo", edits=said) == []
    demo = next(one for one in working.files()[0].milestones if one.name == "Demo")
    assert demo.scheduled_value.minor == 4_750_00


def test_money_that_was_noted_is_not_noted_again(billed):
    said = last_id(billed)
    billed.says("Dana paid 500 cash")
    noted = [len(file.payments) for file in billed.files()]
    billed.says("Dana paid 600 cash", edits=said)
    assert [len(file.payments) for file in billed.files()] == noted


def test_an_edit_that_comes_before_its_original_is_taken_once(working):
    told = working.says("add 250 for dump fees to demo", edits=str(next(working.ids) + 2))
    assert told
    assert working.says("add 200 for dump fees to demo") == []
    demo = next(one for one in working.files()[0].milestones if one.name == "Demo")
    assert demo.scheduled_value.minor == 4_750_00


def test_the_edit_of_a_message_from_long_ago_does_nothing_and_says_so(working):
    from core.ports.messaging import Inbound

    old = Inbound(
        channel="simulator",
        external_id="e1",
        sender="+14155550111",
        text="add 250 for dump fees to demo",
        edits="long-ago",
        sent_at=datetime.now(UTC) - timedelta(days=2),
    )
    with working.database.turns.begin() as turn:
        working.conversations.take(turn, old, "turn:e1")
    assert "left everything as it is" in all_text(working.news())


def test_nobody_edits_what_another_said(working):
    working.says("link this chat to Maple St", place="-1")
    said = last_id(working)
    working.says("looks good", files=1, place="-1")
    assert working.says("cabinets", edits=said, of="+15005550199", place="-1") == []
    assert captions(working) == ["looks good"]


def test_a_location_is_of_the_files_sent_just_before(working):
    working.says(files=2)
    assert "where your 2 photos were taken" in all_text(working.says(location=HERE))
    assert [one.location for one in working.proofs()] == [HERE, HERE]


def test_a_location_alone_waits_for_the_files_that_come_next(working):
    assert "keep that location" in all_text(working.says(location=HERE))
    working.says(files=1)
    assert [one.location for one in working.proofs()] == [HERE]
    working.says(files=1)
    assert [one.location for one in working.proofs()] == [HERE, None]


def test_in_a_room_a_location_is_of_the_files_of_the_one_who_sent_it(working):
    working.says("link this chat to Maple St", place="-1")
    working.says(files=1, place="-1")
    assert working.says(location="1.0,2.0", of="+15005550199", place="-1") == []
    assert "where your 1 photo was taken" in all_text(working.says(location=HERE, place="-1"))
    assert [one.location for one in working.proofs()] == [HERE]
