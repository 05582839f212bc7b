"""The law of card fees as data: each place has its source, and what is not there is not allowed."""

from datetime import date, timedelta

import pytest

from bots.intents.places import PLACES
from core.domain.card_fee import CARD_FEE_LAWS, NETWORKS_MOST, CardFeeLaw, card_fee_law, fee_of
from core.domain.money import Money, Rate

TODAY = date(2026, 11, 28)


def test_each_law_can_be_said_where_it_holds_and_has_its_source():
    assert {one.jurisdiction for one in CARD_FEE_LAWS} <= PLACES
    assert all(one.source and one.version <= one.checked for one in CARD_FEE_LAWS)
    held = [one.jurisdiction for one in CARD_FEE_LAWS if one.holds(TODAY)]
    assert len(held) == len(set(held))


def test_only_colorado_has_words_of_its_own_and_a_cap_below_the_networks():
    assert [one.jurisdiction for one in CARD_FEE_LAWS if one.notice] == ["US-CO"]
    below = [one.jurisdiction for one in CARD_FEE_LAWS if 0 < one.most.ppm < NETWORKS_MOST.ppm]
    assert below == ["US-CO"]


@pytest.mark.parametrize("place", ["", "US-CA", "US-TX", "US-FL", "US-KS", "US-OK", "CA", "US-ZZ"])
def test_of_a_place_that_is_not_in_the_data_nothing_is_known(place):
    assert card_fee_law(place, TODAY) is None


@pytest.mark.parametrize("place", ["US-CT", "US-ME", "US-MA", "GB", "DE", "ES"])
def test_a_place_that_forbids_it_is_data_too(place):
    law = card_fee_law(place, TODAY)
    assert law is not None
    assert law.forbids


def test_a_law_holds_from_its_day_until_the_next_one():
    first = {"jurisdiction": "US-XX", "most": Rate(10_000), "currency": "USD", "source": "x", "checked": TODAY}
    ended = CardFeeLaw(**first, version=date(2020, 1, 1), until=TODAY)
    anew = CardFeeLaw(**{**first, "most": Rate(0)}, version=TODAY)
    days = (date(2019, 12, 31), date(2020, 1, 1), TODAY - timedelta(days=1), TODAY)
    assert [card_fee_law("US-XX", day, (ended, anew)) for day in days] == [None, ended, ended, anew]


@pytest.mark.parametrize(
    ("minor", "ppm", "fee"),
    [(405_000, 20_000, 8_100), (99, 20_000, 1), (49, 20_000, 0), (0, 20_000, 0), (-500, 20_000, 0)],
)
def test_it_is_rounded_down(minor, ppm, fee):
    assert fee_of(Money(minor, "USD"), Rate(ppm)) == Money(fee, "USD")
