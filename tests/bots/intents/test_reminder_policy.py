"""On which days a contractor wants clients reminded: whole sentences are understood, half ones are not."""

import pytest

from bots.intents.intent import Resend
from bots.intents.reminder_policy import ReminderPolicySaid, reminder_policy
from bots.intents.turn import Hints, Turn
from bots.intents.understanding import understand

WEEKS = tuple(range(7, 57, 7))


@pytest.mark.parametrize(
    ("said", "days", "about"),
    [
        ("remind 5 days before, on the day and every week after", (-5, 0, *WEEKS), None),
        ("Remind Dana 5 days before, on the due date and every week after", (-5, 0, *WEEKS), "dana"),
        ("reminders: 5 days before, on the day, 7 and 14 days after", (-5, 0, 7, 14), None),
        ("remind Dana Lee a week before and the day it's due", (-7, 0), "dana lee"),
        ("for Maple kitchen, remind 2 days before and every week until paid", (-2, *WEEKS), "maple kitchen"),
        ("reminders 3 days before and every 20 days after for Dana", (-3, 20, 40, 60, 80), "dana"),
        ("remind every two weeks after", (14, 28, 42, 56, 70, 84), None),
        ("remind every other week after", (14, 28, 42, 56, 70, 84), None),
        ("remind biweekly after", (14, 28, 42, 56, 70, 84), None),
        ("remind weekly after it's due", WEEKS, None),
        ("remind daily after", tuple(range(1, 9)), None),
        ("remind every month after", (30, 60, 90), None),
        ("send reminders 7, 14 and 30 days after it is due", (7, 14, 30), None),
        ("recuerda 5 días antes, el mismo día y cada semana después", (-5, 0, *WEEKS), None),
        ("recuérdale a Dana 5 días antes y cada semana después", (-5, *WEEKS), "dana"),
        ("recordatorios 3 días antes, el día que vence y 7 días después", (-3, 0, 7), None),
        ("manda recordatorios una semana antes y 3, 10 y 20 días después", (-7, 3, 10, 20), None),
        ("para Dana, recuerda el mismo día y 15 días después", (0, 15), "dana"),
        ("set reminders for Dana to 3 days before and 7 days after", (-3, 7), "dana"),
        ("remind them 2 days before", (-2,), None),
        ("recordatorios a diario", tuple(range(1, 9)), None),
        ("remind her every week", WEEKS, "her"),
        ("remind clients 2 days before and 5 after", (-2, 5), None),
        ("recuérdales 2 días antes y 5 después", (-2, 5), None),
    ],
)
def test_days_in_words(said, days, about):
    found = understand(said, Hints(client_names=("Dana Lee",), project_names=("Maple kitchen",))).intent
    assert found == ReminderPolicySaid("days", days, about)


@pytest.mark.parametrize(
    ("said", "what", "about"),
    [
        ("remind Dana only by hand", "by_hand", "dana"),
        ("remind only by hand", "by_hand", None),
        ("reminders by hand for Dana", "by_hand", "dana"),
        ("no automatic reminders for Dana", "by_hand", "dana"),
        ("a Dana recuérdale solo a mano", "by_hand", "dana"),
        ("recordatorios solo a mano", "by_hand", None),
        ("sin recordatorios automáticos para Dana", "by_hand", "dana"),
        ("no reminders before it is due", "not_before", None),
        ("no reminders before the due date for Dana", "not_before", "dana"),
        ("no reminders for Dana before it is due", "not_before", "dana"),
        ("no reminders after it is due", "not_after", None),
        ("sin recordatorios antes de que venza", "not_before", None),
        ("back to the usual reminders", "usual", None),
        ("default reminders", "usual", None),
        ("set my reminders back to normal", "usual", None),
        ("reset to the usual reminders", "usual", None),
        ("reset reminders for Dana", "usual", "dana"),
        ("remind Dana as usual", "usual", "dana"),
        ("recordatorios normales", "usual", None),
        ("vuelve a los recordatorios de siempre para Dana", "usual", "dana"),
    ],
)
def test_what_needs_no_days(said, what, about):
    found = understand(said, Hints(client_names=("Dana Lee",))).intent
    assert found == ReminderPolicySaid(what, about=about)


@pytest.mark.parametrize(
    "said",
    [
        "reminders",
        "no reminders for Dana",
        "reminders on",
        "reminders for Dana",
        "remind Dana on Friday",
        "remind me to order tile 3 days before",
        "remind Dana 5 days before the tile comes",
        "5 days after",
        "every week",
        "can you remind 5 days before?",
        "remind every 0 days after",
    ],
)
def test_what_is_something_else(said):
    assert reminder_policy(Turn(said, Hints())) is None


def test_of_a_caption_it_is_not_read():
    assert reminder_policy(Turn("remind weekly after", Hints(caption=True))) is None


def test_one_that_is_wanted_now_is_still_that():
    assert understand("remind Dana", Hints(client_names=("Dana Lee",))).intent != ReminderPolicySaid("by_hand")
    assert isinstance(understand("send Dana a reminder", Hints(client_names=("Dana Lee",))).intent, Resend)
