"""Jobs that are over or were a mistake: put away by a tap, brought back by undo, never while money is open."""

import pytest

from tests.bots.talk import all_text, labels


@pytest.fixture
def two(working):
    working.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking rest")
    working.taps("Create job")
    return working


@pytest.mark.parametrize(
    "said", ["delete job Oak deck", "close the oak deck job", "archive this project", "borra el trabajo Oak deck"]
)
def test_a_job_leaves_the_lists_by_a_tap_and_comes_back_by_undo(two, said):
    asked = two.says(said)[0]
    assert "Oak deck" in asked.text
    assert len(two.database.reads.projects(two.account())) == 2
    two.says("1")
    assert [one.name for one in two.database.reads.projects(two.account())] == ["Maple St kitchen"]
    assert "Maple St kitchen" in all_text(two.says("status"))
    two.says("undo")
    assert [one.name for one in two.database.reads.projects(two.account())] == ["Oak deck", "Maple St kitchen"]


def test_leaving_it_leaves_it(two):
    assert labels(two.says("delete job Oak deck")[0]) == ["Put it away", "Leave it"]
    two.taps("Leave it")
    assert len(two.files()) == 2


def test_a_job_with_an_open_invoice_stays(billed):
    assert "still has an open invoice, INV-0001" in billed.says("delete this job")[0].text
    assert len(billed.files()) == 1


def test_a_job_that_gets_an_invoice_meanwhile_stays(working):
    working.says("delete this job")
    working.says("invoice demo")
    working.taps("Send")
    assert "INV-0001" in working.taps("Put it away")[0].text
    assert len(working.files()) == 1


def test_a_job_with_a_group_chat_is_put_away_once_that_is_unlinked(working):
    working.says("link this chat to Maple St", place="-7")
    working.says("delete this job")
    assert "has a group chat" in working.taps("Put it away")[0].text
    assert len(working.files()) == 1
    working.says("unlink this chat", place="-7")
    working.says("delete this job")
    assert "is put away" in working.taps("Put it away")[0].text


def test_a_job_that_is_only_being_set_up_is_dropped(working):
    working.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking rest")
    assert "Nothing was created" in working.says("delete this job")[0].text


def test_what_is_no_job_is_not_put_away(working):
    assert "Put" not in all_text(working.says("remove the dumpster"))
    assert "Put" not in all_text(working.says("delete photos"))
