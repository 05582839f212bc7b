"""Change orders in words: what the corpus of single phrases cannot say."""

from decimal import Decimal

import pytest

from bots.change_replies import verdict_of
from bots.intents import Hints, understand
from bots.intents.changes import ChangeAsked, change_said
from bots.intents.turn import Turn

HINTS = Hints("en", ("Demo", "Cabinets"), ("Maple St kitchen",), ("Dana Lee",), currency="USD")


@pytest.mark.parametrize("said", ["," * 2400, " ," * 1000, "please " * 300, "change order " + "280, " * 60])
def test_what_is_too_long_for_one_is_none(said):
    assert change_said(Turn(said, HINTS)) is None


def test_another_currency_is_no_amount_of_this_job():
    assert not isinstance(understand("extra outlet, €280, client asked", HINTS).intent, ChangeAsked)


def test_the_amount_with_its_sign_wins_over_other_numbers():
    meant = understand("change order: 3 outlets in 2 rooms for $280", HINTS).intent
    assert (meant.description, meant.amount) == ("3 outlets in 2 rooms", Decimal(280))


def test_two_amounts_with_signs_are_none():
    assert not isinstance(understand("change order: outlet $280 or $300", HINTS).intent, ChangeAsked)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("yes please, go ahead!", "approve"),
        ("OK thanks", "approve"),
        ("Sí, lo apruebo. Gracias", "approve"),
        ("no gracias", "decline"),
        ("gracias", ""),
        ("great", ""),
        ("yes, but cheaper", ""),
        ("is that a yes?", ""),
        ("yes " * 40, ""),
        ("👍", "approve"),
        ("👎🏽", "decline"),
        ("...", ""),
    ],
)
def test_only_a_whole_yes_or_no_is_one(said, verdict):
    assert verdict_of(said) == verdict
