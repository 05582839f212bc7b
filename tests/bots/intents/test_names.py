import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.intents.names import Match, match, named

MILESTONES = ("Deposit", "Demo", "Cabinets", "Rough-in plumbing", "Final")
PROJECTS = ("Maple St kitchen", "Oak Ave bath", "Maple Ct deck")


@pytest.mark.parametrize(
    ("said", "best"),
    [
        ("demo", 1),
        ("the DEMO", 1),
        ("demolición", 1),
        ("tear out", 1),
        ("cabnets", 2),
        ("gabinetes", 2),
        ("cabs", 2),
        ("plumbing", 3),
        ("plomeria", 3),
        ("rough in", 3),
        ("punch list", 4),
        ("balance", 4),
        ("anticipo", 0),
        ("down payment", 0),
        ("tile", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_a_milestone_is_known_by_part_typo_synonym_and_in_the_other_language(said, best):
    assert match(said, MILESTONES).best == best


@pytest.mark.parametrize(
    ("said", "best"),
    [
        ("oak", 1),
        ("oak avenue", 1),
        ("the kitchn", 0),
        ("maple st", 0),
        ("maple street", 0),
        ("cocina", 0),
        ("deck", 2),
    ],
)
def test_a_project_is_known_by_part(said, best):
    assert match(said, PROJECTS).best == best


def test_an_unclear_name_gives_the_candidates():
    assert match("maple", PROJECTS) == Match(None, (0, 2))


def test_somebody_called_by_a_small_word_is_known_by_it():
    clients = ("Dana Lee", "Al Stone", "Alma Ruiz")
    assert match("al", clients) == Match(1, (1,))
    assert match("al", ("Dana Lee", "Casa al mar")).best is None
    assert match("al final", MILESTONES).best == 4


def test_numbers_are_equal_or_they_are_not():
    phases = ("Phase 1", "Phase 2", "Phase 12")
    assert match("phase 2", phases) == Match(1, (1,))
    assert match("phase 3", phases).best is None


def test_a_whole_word_beats_a_beginning():
    assert match("dana", ("Dan Lee", "Dana Lee")).best == 1


def test_two_equal_names_are_never_told_apart():
    assert match("demo", ("Demo", "Demo")) == Match(None, (0, 1))


@given(st.lists(st.text(min_size=1, max_size=30), max_size=6), st.text(max_size=60))
def test_any_names_can_be_matched(names, said):
    found = match(said, names)
    assert found.best is None or found.best in found.candidates
    assert set(found.candidates) <= set(range(len(names)))
    assert named(said, names) in {None, *range(len(names))}


@given(st.sampled_from(MILESTONES + PROJECTS))
def test_a_full_name_is_always_itself(name):
    names = MILESTONES + PROJECTS
    assert match(name, names).best == names.index(name)
    assert match(name.upper() + "!", names).best == names.index(name)
