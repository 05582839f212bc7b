from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.domain.pairing import Mark, paired


def marks(*said):
    return [(str(place), Mark(*one)) for place, one in enumerate(said)]


def test_the_same_words_make_a_pair_whatever_the_sequence():
    said = marks(("before", "sink"), ("before", "window"), ("after", "window"), ("after", "sink"))
    assert paired(said) == (("0", "3"), ("1", "2"))


def test_several_of_the_same_words_are_paired_in_sequence():
    said = marks(("before", ""), ("before", ""), ("after", ""), ("after", ""), ("after", ""))
    assert paired(said) == (("0", "2"), ("1", "3"))


def test_what_says_nothing_more_than_its_stage_fits_any():
    assert paired(marks(("before", "sink"), ("after", ""))) == (("0", "1"),)
    assert paired(marks(("before", ""), ("after", "sink"))) == (("0", "1"),)


def test_one_may_say_more_of_the_same():
    said = marks(("before", "tile wall with the crack"), ("before", "tile"), ("after", "tile wall"), ("after", "tiles"))
    assert paired(said) == (("0", "2"),)
    assert paired(marks(("before", "sink"), ("after", "sink with the new faucet"))) == (("0", "1"),)


def test_two_different_things_are_no_pair():
    assert paired(marks(("before", "sink"), ("after", "window"))) == ()
    assert paired(marks(("after", "sink"))) == ()


@given(st.lists(st.tuples(st.sampled_from(["before", "after"]), st.sampled_from(["", "sink", "window"])), max_size=12))
def test_a_pair_is_a_before_and_an_after_and_nothing_is_in_two(said):
    marked = marks(*said)
    stages = {one: mark.stage for one, mark in marked}
    pairs = paired(marked)
    assert all((stages[before], stages[after]) == ("before", "after") for before, after in pairs)
    assert set(Counter(one for pair in pairs for one in pair).values()) <= {1}
