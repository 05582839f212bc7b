"""Photos that wait for their job: the question stays whole, and other ways to answer it are understood."""

import pytest

from tests.bots.talk import SAM, labels


@pytest.fixture
def waiting(working):
    asked = working.says("for oak ave", files=2)[-1]
    assert labels(asked) == ["Maple St kitchen", "New job: oak ave"]
    return working


def test_the_new_job_is_still_a_choice_when_it_is_asked_again(waiting):
    again = waiting.says("the blue one")[-1]
    assert labels(again) == ["Maple St kitchen", "New job: oak ave"]
    assert "Who is the client?" in waiting.says("2")[-1].text


def test_a_part_that_one_job_has_answers_it(waiting):
    assert "Moved 2 photos to Demo" in waiting.says("move the last one to demo")[-1].text


def test_a_part_that_two_jobs_have_does_not(working):
    working.says(f"New job: Elm house for Sam Poe {SAM}, $9,000: demo 5000, decking rest")
    working.taps("Create job")
    asked = working.says("for oak ave", files=2)[-1]
    again = working.says("move the last one to demo")[-1]
    assert labels(again) == labels(asked)


def test_they_are_taken_back(waiting):
    assert "2 photos" in waiting.says("delete those photos")[-1].text
    assert {one.state for one in waiting.proofs()} == {"withdrawn"}
