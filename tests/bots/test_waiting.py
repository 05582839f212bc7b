"""Files on no part yet: billing says so and takes them along by a tap; none of them is stranded once all is billed."""

import pytest

from tests.bots.talk import DANA, ME, SAM, labels

TWO = "New job: Two for Jo Wu {phone}, $1,000: prep 400, final rest"


@pytest.fixture
def two(talk):
    """A job of two parts, the first of them billed, and a photo that may be of either."""
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(TWO.format(phone=DANA))
    talk.taps("Create job")
    talk.says("prep done", files=1)
    talk.taps("Send")
    asked = talk.says("prep or final maybe", names=["either.jpg"])[0]
    assert "Which part of Two does it show?" in asked.text
    return talk


def test_the_preview_says_that_a_photo_is_on_no_part_and_takes_it_along_by_one_tap(two):
    shown = two.says("invoice final")[0]
    assert "1 photo is not on any part yet." in shown.text
    assert "No photos yet" not in shown.text
    assert labels(shown)[:2] == ["Send", "Add 1 photo to it"]
    again = two.taps("Add 1 photo to it")[0]
    assert "1 photo as proof" in again.text
    assert "not on any part" not in again.text
    two.taps("Send")
    two.render()
    invoice = two.files()[0].invoices[-1]
    assert [one.invoice_id for one in two.proofs() if one.file_name == "either.jpg"] == [invoice.id]


def test_after_the_invoice_left_without_it_the_contractor_is_told_that_it_is_kept(two):
    two.says("invoice final")
    told = two.taps("Send")[0]
    assert "1 photo was on no part of it. I keep it with Two." in told.text


def test_after_an_invoice_that_is_not_the_last_the_question_is_asked_again(two):
    two.says("add part Paint $500 to Two")
    two.taps(labels(two.everything()[-1][1])[0])
    two.says("invoice final")
    told = two.taps("Send")[0]
    assert "1 photo still waits: which part of Two does it show?" in told.text
    assert labels(told) == ["Paint"]
    assert "Moved 1 photo to Paint" in two.taps("Paint")[0].text


def test_a_tap_on_a_part_that_is_billed_by_now_offers_what_is_open(working):
    working.says("demo or cabinets", files=1)
    working.says("invoice demo")
    working.taps("Send")
    told = working.taps("Demo", nth=0)[0]
    assert "Demo is billed already. I have 1 photo safe. Which other part of Maple St kitchen" in told.text
    assert labels(told) == ["Deposit", "Cabinets", "Final"]
    assert "Moved 1 photo to Cabinets" in working.taps("Cabinets")[0].text


def test_a_tap_on_a_billed_part_when_nothing_is_open_says_that_it_is_kept(two):
    two.says("invoice final")
    two.taps("Send")
    told = two.taps("Final")[0]
    assert "Final is billed already, and so is the rest of Two. I keep 1 photo with the job." in told.text


def test_several_parts_on_one_invoice_ask_which_of_them_it_shows(working):
    working.says("demo or cabinets", files=2)
    shown = working.says("invoice demo and cabinets")[0]
    assert "2 photos are not on any part yet." in shown.text
    asked = working.taps("Add 2 photos to it")[0]
    assert "which part" in asked.text.lower()
    assert "2 photos as proof" in working.taps("Demo")[0].text


def test_status_names_what_waits_and_a_tap_places_it(two):
    shown = two.says("status")[0]
    assert "- 1 photo waits: on no part yet" in shown.text
    assert labels(two.taps("Place 1 photo")[0]) == ["Final"]
    two.taps("Final")
    after = two.says("status")[0]
    assert "on no part" not in after.text
    assert "Final: $600.00, 1 file" in after.text


def test_what_waits_in_spanish(two):
    assert "- 1 foto en espera, todavía sin parte" in two.says("estado")[0].text
    assert "1 foto todavía sin parte" in two.says("factura final")[0].text


@pytest.fixture
def all_billed(two):
    """Two is billed whole, and Shed is another job of the firm."""
    two.says("invoice final")
    two.taps("Send")
    two.says(f"New job: Shed for Sam Poe {SAM}, $900: walls 500, roof rest")
    two.taps("Create job")
    with two.database.turns.begin() as turn:
        kept = turn.session("simulator", ME)
        turn.save_session("simulator", ME, {**kept, "project": None})
    return two


def test_files_for_a_job_that_is_billed_whole_are_kept_with_it(all_billed):
    asked = all_billed.says(names=["late.jpg"])[0]
    assert "Two" in labels(asked)
    told = all_billed.taps("Two")[0]
    assert "I keep 1 photo with Two. Everything there is billed already." in told.text
    assert "- 2 photos wait: on no part yet" in all_billed.says("status")[0].text
