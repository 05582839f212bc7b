"""When a part is billed: on the client's word for the work, on a day, or when it is done."""

import pytest

from tests.bots.talk import DANA, JOB, SAM, labels


@pytest.fixture
def asked(working):
    """Cabinets are done and due on approval: Dana is asked."""
    assert "once Dana Lee approves the work" in working.says("cabinets due on approval")[0].text
    assert "I asked Dana Lee" in working.says("cabinets done")[0].text
    return working


def test_the_client_is_asked_and_a_tap_makes_it_billable(asked):
    question = asked.news(DANA)[-1]
    assert "says that Cabinets of Maple St kitchen is done ($8,000.00)" in question.text
    assert labels(question) == ["Approve the work", "Not yet"]
    assert "once your client approves" in asked.says("invoice cabinets")[0].text
    assert "knows that Cabinets is approved" in asked.taps("Approve the work", of=DANA)[-1].text
    told = asked.news()[-1]
    assert "Dana Lee approved Cabinets, Maple St kitchen" in told.text
    assert "Total: $8,000.00" in asked.taps("Invoice")[0].text
    assert "approved already" in asked.taps("Approve the work", of=DANA)[-1].text
    asked.taps("Send")
    assert "approved already" in asked.taps("Approve the work", of=DANA)[-1].text


@pytest.mark.parametrize("said", ["yes", "approved", "sí"])
def test_a_plain_yes_does_as_well(asked, said):
    asked.says(said, of=DANA)
    assert asked.files()[0].milestones[2].approved_at is not None
    assert "Dana Lee approved Cabinets" in asked.news()[-1].text


def test_a_no_tells_the_contractor_and_decides_nothing(asked):
    assert "Tell me here what is missing" in asked.taps("Not yet", of=DANA)[-1].text
    assert "is not as it should be yet" in asked.news()[-1].text
    assert asked.files()[0].milestones[2].approved_at is None


def test_what_was_shown_is_what_is_approved(asked):
    asked.says("add 100 crown to cabinets")
    again = asked.taps("Approve the work", of=DANA)[-1]
    assert "($8,100.00)" in again.text
    assert "is approved" in asked.taps("Approve the work", of=DANA)[-1].text


def test_what_is_not_done_any_more_is_not_approved(asked):
    asked.says("cabinets 60% done")
    assert "not ready for that yet" in asked.taps("Approve the work", of=DANA)[-1].text


def test_anybody_elses_tap_is_none(asked):
    token = next(key for key, message in asked.everything(DANA) if "Approve the work" in labels(message))
    asked.says("hi", of=SAM)
    asked.says(tap=f"{token}.0", of=SAM)
    assert asked.files()[0].milestones[2].approved_at is None


def test_a_client_who_cannot_be_reached_is_said(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB.format(client="dana@example.com"))
    talk.taps("Create job")
    talk.says("cabinets due on approval")
    assert "I have no way to reach Dana Lee" in talk.says("cabinets done")[0].text
    assert "billed when it is done" in talk.says("cabinets due on completion")[0].text
    assert "Total: $8,000.00" in talk.says("cabinets done")[0].text


def test_a_day_is_said_and_undone(working):
    assert "Cabinets is to be billed on Dec 15, 2099" in working.says("cabinets due 2099-12-15")[0].text
    assert "Feb 29" in working.says("cabinets due Feb 29")[0].text
    assert "Dec 15, 2099" in working.says("undo")[0].text
    assert "billed when it is done" in working.says("undo")[0].text


def test_it_is_told_in_spanish(working):
    working.says("hazlo en español")
    assert "cuando Dana Lee apruebe" in working.says("cabinets se cobra al aprobarse")[0].text
