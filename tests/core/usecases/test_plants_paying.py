"""The twin of the checks of money and reminders: each planted bug gets caught, and without one nothing is."""

import pytest

from tests.core.usecases.plants_paying import PLANTS_PAYING


@pytest.mark.parametrize("name", sorted(PLANTS_PAYING))
def test_a_bug_in_counting_or_reminding_that_is_planted_is_found(monkeypatch, name):
    places, check = PLANTS_PAYING[name]
    for place, planted in places.items():
        monkeypatch.setattr(place, planted)
    with pytest.raises((AssertionError, ValueError)):
        check()


@pytest.mark.parametrize("check", sorted({check for _, check in PLANTS_PAYING.values()}, key=lambda one: one.__name__))
def test_where_no_bug_is_planted_each_check_is_content(check):
    check()
