"""Change orders in words: what the corpus of single phrases cannot say."""

from decimal import Decimal

import pytest

from bots.intents import Hints, understand
from bots.intents.changes import ChangeAsked, change_said
from bots.intents.changes_answered import Answer, Asked, answer_to
from bots.intents.turn import Turn
from bots.intents.verdicts import verdict_of

HINTS = Hints("en", ("Demo", "Cabinets"), ("Maple St kitchen",), ("Dana Lee",), currency="USD")


@pytest.mark.parametrize("said", ["," * 2400, " ," * 1000, "please " * 300, "change order " + "280, " * 60])
def test_what_is_too_long_for_one_is_none(said):
    assert change_said(Turn(said, HINTS)) is None


def test_another_currency_is_no_amount_of_this_job():
    assert not isinstance(understand("extra outlet, €280, client asked", HINTS).intent, ChangeAsked)


def test_the_amount_with_its_sign_wins_over_other_numbers():
    meant = understand("change order: 3 outlets in 2 rooms for $280", HINTS).intent
    assert (meant.description, meant.amount) == ("3 outlets in 2 rooms", Decimal(280))


@pytest.mark.parametrize(
    "said",
    [
        "extra outlet in the hall 150, ask Dana first",
        "extra outlet in the hall 150, ask Dana",
        "extra outlet in the hall 150, check with Dana first",
        "extra outlet in the hall, 150, if Dana agrees",
        "extra outlet in the hall 150, Dana has to approve it",
        "extra outlet in the hall 150 but ask Mario first",
        "another change order: extra outlet in the hall 150",
        "extra outlet in the hall 150, pregúntale a Dana primero",
        "extra outlet in the hall 150, que lo apruebe Dana",
        "extra outlet in the hall 150, si lo acepta Dana",
        "otra orden de cambio: extra outlet in the hall, 150",
    ],
)
def test_who_is_to_be_asked_first_may_be_named(said):
    """Nothing is added that somebody is to be asked about."""
    meant = understand(said, HINTS).intent
    assert isinstance(meant, ChangeAsked)
    assert (meant.description, meant.amount) == ("Extra outlet in the hall", Decimal(150))


@pytest.mark.parametrize(
    "said",
    [
        "take out the backsplash, -600, spread it over the rest, ask Dana",
        "take out the backsplash, 600 less, spread across the rest, ask Dana first",
        "quitar backsplash, 600 menos, repartido en lo que falta, que lo apruebe Dana",
    ],
)
def test_what_comes_off_may_be_said_twice_and_counts_once(said):
    meant = understand(said, HINTS).intent
    assert (meant.description, meant.amount, meant.landing) == ("Backsplash", Decimal(-600), "spread")


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
        ("yes, but cheaper", "unsure"),
        ("is that a yes?", ""),
        ("no? why not?", "unsure"),
        ("yes " * 40, ""),
        *(
            (one, "decline")
            for one in (
                "no, leave it in",
                "No thanks",
                "don't do that",
                "please don't do that",
                "Dont do it",
                "no thank you, not now",
                "no, too expensive",
                "That's too much.",
                "leave it as is",
                "nah we'll pass",
                "we don't want that done",
                "never mind",
                "no, not worth it",
                "no gracias, por ahora no",
                "no lo hagas",
                "No lo hagan por favor",
                "mejor no, gracias",
                "déjalo así",
                "no, déjelo como está",
                "es muy caro",
                "no hace falta",
                "no, no lo quites",
            )
        ),
        *(
            (one, "keep")
            for one in ("leave it in", "don't take it out", "keep it please", "no lo quiten", "déjelo ahí")
        ),
        *((one, "drop") for one in ("skip it", "leave it out", "don't add it", "no lo agregue")),
        *(
            (one, "unsure")
            for one in (
                "no, make it 200",
                "not sure, what does it include",
                "no, I thought that was included",
                "no sé",
                "sí, pero más barato",
                "wait, let me ask my husband",
                "no todavía",
            )
        ),
        *(
            (one, "")
            for one in ("no problem", "No worries!", "no hay problema", "can you come Tuesday?", "the door sticks")
        ),
        ("👍", "approve"),
        ("👎🏽", "decline"),
        ("...", ""),
    ],
)
def test_only_a_whole_yes_or_no_is_one(said, verdict):
    assert verdict_of(said) == verdict


ASKED_ABOUT = (
    Asked(1, Decimal(280), "Extra outlet in the island", is_open=True),
    Asked(2, Decimal(-450), "Backsplash tile", is_open=True),
    Asked(3, Decimal(300), "Wall outlet", is_open=False),
    Asked(4, Decimal(280), "Dimmer", is_open=True),
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("yes to CO-1", Answer("approve", (0,))),
        ("CO-2 approved, thanks", Answer("approve", (1,))),
        ("no to the change order 2", Answer("decline", (1,))),
        ("Approve co 4 please", Answer("approve", (3,))),
        ("CO-4: no thanks", Answer("decline", (3,))),
        ("sí a la CO-2", Answer("approve", (1,))),
        ("no a la orden de cambio 2", Answer("decline", (1,))),
        ("yes to CO-3", Answer("approve", (2,))),  # decided: its own answer says so
        ("yes to the 450 one", Answer("approve", (1,))),
        ("no to the $450", Answer("decline", (1,))),
        ("yes to the 280 one", Answer("approve", (0, 3))),
        ("yes to the dimmer", Answer("approve", (3,))),
        ("no to the backsplash", Answer("decline", (1,))),
        *(
            (one, None)
            for one in (
                "yes",
                "yes to CO-9",
                "is that a yes to CO-1?",
                "no, make it 450",
                "yes to the 300 one",  # that is decided
                "yes to everything",
                "yes but CO-1 cheaper",
                "what is CO-1",
                "yes to the " + "very " * 40,
                "yes to the 4,5,6 one",
            )
        ),
    ],
)
def test_a_yes_or_no_may_name_which_by_number_amount_or_words(said, answer):
    assert answer_to(said, ASKED_ABOUT, "en") == answer
