"""The owner says when clients are reminded: shown before it holds, for everybody, one client or one job."""

import pytest

from tests.bots.talk import DANA, ME, labels
from tests.bots.test_reminders import Days, codes


def policies(talk):
    file = talk.files()[0]
    return file.contractor.reminders, file.client.reminders, file.project.reminders


def test_it_is_shown_before_it_holds_and_a_tap_makes_it_so(working):
    shown = working.says("remind 5 days before, on the day and every week after")[0]
    assert shown.text == (
        "This is how I would remind your clients of invoices that go out from now on:\n"
        "- 5 days before it is due\n- on the day it is due\n- 7, 14, 21, 28, 35, 42, 49, 56 days after\n"
        "- 63 days after, if nothing came, I ask you what to do"
    )
    assert labels(shown) == ["From now on", "Leave it"]
    assert policies(working) == (None, None, None)
    done = working.taps("From now on")[0]
    assert done.text.startswith("Done. Your clients are reminded:\n- 5 days before it is due")
    assert policies(working) == ((-5, 0, 7, 14, 21, 28, 35, 42, 49, 56), None, None)


def test_what_is_open_goes_by_it_only_where_that_is_tapped(billed):
    shown = billed.says("remind Dana 10 days after")[0]
    assert labels(shown) == ["From now on", "For the open one too", "Leave it"]
    billed.taps("From now on")
    assert policies(billed) == (None, (10,), None)
    with billed.database.books.open(billed.account()) as ledger:
        assert ledger.reminder_plan(billed.files()[0].invoices[0].id).days != (10,)
    billed.says("remind Dana 10 days after")
    assert billed.taps("For the open one too")[0].text.endswith("That holds for INV-0001 as well.")
    days = Days(billed)
    billed.news(ME)
    days.all()
    assert codes(billed) == ["client.reminder_after_7"]
    assert codes(billed, ME) == ["told.reminded_enough"]


def test_by_hand_means_that_none_goes_unless_it_is_asked_for(working):
    assert "not by myself" in working.says("remind Dana only by hand")[0].text
    working.taps("From now on")
    working.says("demo done", files=1)
    working.taps("Send")
    working.render()
    working.news(DANA)
    days = Days(working)
    days.all()
    assert codes(working) == []
    working.says("remind Dana")
    assert codes(working) == ["client.invoice"]


def test_none_before_it_is_due_and_back_to_the_usual(working):
    working.says("no reminders before it is due")
    working.taps("From now on")
    assert policies(working)[0] == (0, 3, 7, 14, 30)
    working.says("back to the usual reminders")
    assert "- 3 days before it is due" in working.taps("From now on")[0].text
    assert policies(working)[0] is None


def test_a_job_has_its_own_and_the_plan_of_all_says_who_keeps_theirs(working):
    working.says("for Maple St kitchen, remind 2 days before")
    assert working.taps("From now on")[0].text.startswith("Done. For Maple St kitchen:\n- 2 days before")
    working.says("remind Dana Lee 4 days after")
    working.taps("From now on")
    assert policies(working) == (None, (4,), (-2,))
    shown = working.says("remind every week after")[0]
    assert shown.text.endswith("Dana Lee, Maple St kitchen keep their own.")
    working.says("usual reminders for Maple St kitchen")
    assert "- 4 days after" in working.taps("From now on")[0].text


def test_who_is_not_known_and_what_is_too_much_is_said(working):
    assert working.says("remind Zebulon Quux 2 days before")[0].code == "reminders.policy_nobody"
    assert working.says("remind 90 days before")[0].text.startswith("That is more than I can do")


def test_in_spanish(working):
    working.says("español")
    shown = working.says("recuérdale a Dana 1 día antes y 10 días después")[0]
    assert "- 1 día antes de que venza\n- 10 días después" in shown.text
    assert labels(shown)[0] == "Desde ahora"


@pytest.mark.parametrize("said", ["reminders", "recordatorios"])
def test_what_holds_is_told_with_the_plan(billed, said):
    assert "- 3, 7, 14, 30 days after" in billed.says(said)[0].text
