"""Corrections as people make them: another part, another amount, a piece of a part, right after something was shown."""

import pytest

from tests.bots.talk import labels


@pytest.mark.parametrize("said", ["cabinets", "no, cabinets", "not that one, the cabinets", "no, los cabinets"])
def test_another_parts_name_at_a_preview_shows_that_part(working, said):
    working.says("invoice demo")
    assert working.says(said)[0].text.startswith("Cabinets, Maple St kitchen")
    working.says("send")
    assert "$8,000.00" in working.files()[0].invoices[0].sheet["total"]


@pytest.mark.parametrize("said", ["half of the cabinets are done, bill 4000", "invoice part of cabinets for 3000"])
def test_a_piece_of_a_part_is_told_how_and_begins_no_job(working, said):
    assert 'say how far it is: "Cabinets 50% done"' in working.says(said)[0].text
    assert working.says("cancel")[0].text == "OK, nothing was done."  # no plan to drop


def test_what_was_added_to_a_part_stays_when_its_first_price_is_corrected(working):
    working.says("add permit 120 to cabinets")
    working.says("status")
    asked = working.says("cabinets is 8500 not 8000")[0]
    assert "from $8,120.00 to $8,620.00" in asked.text


def test_a_price_said_anew_of_the_whole_part_is_taken_as_said(working):
    asked = working.says("cabinets is 8500 not 8000")[0]
    assert "from $8,000.00 to $8,500.00" in asked.text


def test_right_after_a_payment_a_correction_may_be_about_that(billed):
    billed.says("paid 2000 cash")
    billed.says("yes")
    asked = billed.says("no, it was 2500")[0]
    assert labels(asked) == ["Take it back", "A part's price"]
    assert "$4,500.00 is open again" in billed.taps("Take it back")[0].text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("no tax on this one", "payment due"),
        ("client changed to net 14", "within 14 days"),
        ("demo is done, send it to dana", "Send it?"),
        ("change client's number to +1 312 555 0199", "+1 312-555-0199 instead?"),
    ],
)
def test_more_ways_to_say_it(working, said, answer):
    assert answer in working.says(said)[0].text
