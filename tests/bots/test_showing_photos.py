"""What came in so far, as a contractor asks for it: by part, with names and times, and where the client sees it."""

import pytest

from tests.bots.talk import DANA, SAM, labels


def test_photos_are_listed_by_part_with_their_names_and_when_they_came(working):
    working.says("demo", files=2)
    working.says("island side, cabinets", names=("a.jpg",))
    shown = working.says("show me the photos")[0]
    lines = shown.text.splitlines()
    assert lines[0] == "Maple St kitchen, what you sent so far:"
    assert lines[1].startswith("- Demo, 2 photos: demo (")
    assert lines[2].startswith("- Cabinets, 1 photo: island side, cabinets (")
    assert lines[3] == "Dana Lee sees them with the invoice, once it goes out."
    assert shown.link_id is None


@pytest.mark.parametrize(
    "said", ["show me the photos of demo", "how many pics are there on demo?", "ver fotos de demo"]
)
def test_photos_of_one_part_are_shown_alone(working, said):
    working.says("demo", files=1)
    working.says("cabinets", files=1)
    shown = working.says(said)[0].text
    assert "- Demo, 1 " in shown
    assert "Cabinets" not in shown


def test_once_it_is_billed_the_clients_page_is_there_to_look_at(billed):
    shown = billed.says("photos")[0]
    assert "client's page of INV-0001" in shown.text
    assert shown.link_id == billed.everything(DANA)[-1][1].link_id is not None
    assert shown.link_label == "See the invoice"
    assert billed.says("show photos of cabinets")[0].text.startswith("There is nothing on Cabinets yet")


def test_a_withdrawn_invoice_has_no_page_to_look_at(billed):
    billed.says("void INV-0001")
    billed.taps("Cancel INV-0001")
    assert billed.says("photos")[0].link_id is None


def test_many_photos_are_counted_and_the_first_four_named(working):
    working.says(names=tuple(f"{place}.jpg" for place in "abcdefg"))
    shown = working.says("fotos")[0].text
    assert "Demo, 7 " in shown
    assert shown.count(".jpg (") == 4
    assert "3 " in shown.splitlines()[1].split(")")[-1]


def test_what_is_still_coming_in_and_what_came_without_a_name_are_said(working):
    working.says(names=(" ",))
    working.hears(names=("late.jpg",))
    shown = working.says("show me the photos")[0].text
    assert "- Demo, 1 photo: photo (" in shown
    assert "1 file is still coming in" in shown


def test_what_is_on_no_part_yet_is_shown_last(working):
    working.says("cabinets or demo", files=1)
    assert "- On no part yet, 1 photo: cabinets or demo (" in working.says("where are the photos")[0].text


def test_without_a_job_or_a_file_it_is_said_kindly(talk, working):
    assert "There is nothing on Maple St kitchen yet" in working.says("photos")[0].text
    talk.says("Hi", of=SAM)
    assert talk.says("show me the photos", of=SAM)[0].code == "project.none_yet"


def test_with_several_jobs_the_one_named_is_shown_or_it_is_asked(working):
    working.says("demo", files=1)
    working.says(f"New job: Oak Ave deck for Sam Poe {SAM}, $9,000: framing 5000, decking rest")
    working.taps("Create job")
    assert "There is nothing on Oak Ave deck yet" in working.says("photos")[0].text
    assert "- Demo, 1 photo" in working.says("show me the photos from maple")[0].text
    assert labels(working.says("show me the photos of the roof")[0]) == ["Deposit", "Demo", "Cabinets", "Final"]
    assert "- Demo, 1 photo" in working.says("2")[0].text
