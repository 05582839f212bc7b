"""A choice that is typed does what its button does, and what was asked for is not lost over it."""

import pytest

from tests.bots.talk import DANA, labels


@pytest.fixture
def two(working):
    """Maple St kitchen and, the current one, Oak Ave deck, both for Dana Lee."""
    working.says(f"New job: Oak Ave deck for Dana Lee {DANA}, $9,000: framing 5000, decking rest")
    working.taps("Create job")
    working.says("New job: Elm fence for Sam Poe, $900: posts 500, pickets rest")
    working.taps("Create job")
    return working


@pytest.mark.parametrize("typed", ["maple", "Maple St", "the kitchen", "maple st kitchen", "1"])
def test_a_part_of_the_jobs_name_answers_which_job(two, typed):
    asked = two.says("invoice dana")[0]
    assert sorted(labels(asked)) == ["Maple St kitchen", "Oak Ave deck"]
    typed = str(labels(asked).index("Maple St kitchen") + 1) if typed == "1" else typed
    shown = two.says(typed)[0]
    assert "Maple St kitchen" in shown.text
    assert "Send" in labels(shown)


def test_a_switch_in_so_many_words_and_a_name_that_answers_nothing_go_to_the_job(two):
    two.says("invoice dana")
    assert "we're on Maple St kitchen now" in two.says("switch to maple")[0].text
    assert "we're on Oak Ave deck now" in two.says("oak")[0].text


def test_a_name_that_fits_both_choices_picks_neither(two):
    two.says("invoice dana")
    assert "Send" not in labels(two.says("dana")[-1])
