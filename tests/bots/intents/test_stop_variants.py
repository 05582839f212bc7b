"""Any reasonable way of asking for no more messages is heard, on every road; ordinary words are not taken for it."""

import pytest

from bots.intents.consent import consent_said
from tests.bots.intents.stops import NEAR_MISSES, SENTENCES, WORDS, variants

ALONE = frozenset({"end", "cancel", "cancelar", "salir", "fin", "terminar"})


def test_there_are_as_many_as_are_asked_for():
    assert len(variants()) >= 500
    assert len(set(NEAR_MISSES)) >= 100


def test_from_a_client_every_variant_is_a_stop():
    assert [one for one in variants() if consent_said(one, carrier=True, stopped=False) != "stop"] == []


def test_from_a_member_on_a_road_with_buttons_the_words_that_end_other_things_are_none_and_all_others_are():
    clear = [one for one in WORDS if one not in ALONE]
    assert [one for one in (*clear, *SENTENCES) if consent_said(one, carrier=False, stopped=False) != "stop"] == []
    assert {consent_said(one, carrier=False, stopped=False) for one in ALONE} == {None}


@pytest.mark.parametrize("carrier", [True, False])
@pytest.mark.parametrize("stopped", [True, False])
def test_no_near_miss_is_a_stop_nor_a_start(carrier, stopped):
    assert [one for one in NEAR_MISSES if consent_said(one, carrier=carrier, stopped=stopped)] == []


def test_the_near_misses_are_near():
    """The twin that must fail: who looks for the words anywhere takes most of them for a stop."""
    found = [one for one in NEAR_MISSES if any(word in one.lower() for word in WORDS)]
    assert len(found) > 90
