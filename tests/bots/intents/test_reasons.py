"""Asked why a limit is passed: what is a reason, and what is about something else."""

import pytest

from bots.intents import Hints, understand
from bots.intents.limits import ReasonSaid

ASKED = Hints("en", awaiting="limit_reason", milestone_names=("Deposit", "Demo", "Cabinets"))


@pytest.mark.parametrize(
    "said",
    [
        "bonded",
        "it's a commercial job",
        "the client wants to pay for the cabinets up front",
        "they paid already",
        "es obra comercial",
        "we have a blanket bond no. 12345",
    ],
)
def test_words_that_answer_why_are_the_reason(said):
    assert understand(said, ASKED).intent == ReasonSaid(said)


@pytest.mark.parametrize(
    "said",
    [
        "cancel",
        "no",
        "yes",
        "1",
        "0",
        "👍",
        "why?",
        "status",
        "undo",
        "...",
        "deposit 1000",
        "make the deposit $1,000",
        "please change the deposit to $1,000",
        "deposit 10%, rest at the end",
        "New job: Fence for Sam Poe, $3,000",
    ],
)
def test_what_is_about_something_else_is_no_reason(said):
    assert not isinstance(understand(said, ASKED).intent, ReasonSaid)


def test_unasked_nothing_is_a_reason():
    assert not isinstance(understand("it's a commercial job", Hints("en")).intent, ReasonSaid)
