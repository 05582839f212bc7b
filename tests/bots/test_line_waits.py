"""What waits for somebody's word stands in the status and on the page: lines asked about, change orders sent."""

import pytest

from tests.bots.talk import DANA, labels
from tests.bots.test_line_answers import lines, press, twofold

__all__ = ["twofold"]
HOME = "+14155550111/home"


def home(talk):
    talk.hears("", context={"home": HOME})
    return talk.news(HOME)[-1].text


def test_each_line_that_was_asked_about_stands_in_the_status_until_it_is_settled(twofold):
    demo, cabinets = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    press(twofold, "ask_line", cabinets, "Which hinges?")
    shown = twofold.says("status")[-1]
    for waits in ('asks about Demo on INV-0001: "Was it two loads?"', 'about Cabinets on INV-0001: "Which hinges?"'):
        assert waits in shown.text
        assert waits in home(twofold)
    assert "waits for an answer" not in shown.text  # it is said once
    assert labels(shown)[:2] == ["Reply", "Demo is settled"]
    waits = "waits until Rivera Remodeling answers what you asked; the rest can be paid."
    assert waits in twofold.says("how much do I owe?", of=DANA)[-1].text
    twofold.render()
    twofold.says("resend")
    assert waits in twofold.news(DANA)[-1].text
    twofold.says("status")
    twofold.taps("Demo is settled")
    shown = twofold.says("status")[-1]
    assert "Was it two loads?" not in shown.text
    assert labels(shown)[:2] == ["Reply", "Cabinets is settled"]
    assert "Which hinges?" in home(twofold)
    twofold.taps("Cabinets is settled")
    assert "asks about" not in home(twofold)
    assert "waits for an answer" not in twofold.says("status")[-1].text
    assert "waits until" not in twofold.says("reminders")[0].text


def test_other_words_of_the_client_stand_beside_the_line(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    twofold.says("And when do you start?", of=DANA)
    shown = twofold.says("status")[-1].text
    assert 'waits for an answer: "And when do you start?"' in shown
    assert "asks about Demo" in shown


def test_a_line_approved_after_all_waits_no_more(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    press(twofold, "approve_line", demo)
    assert "asks about" not in twofold.says("status")[-1].text


def test_on_an_invoice_that_is_void_no_line_waits(twofold):
    press(twofold, "ask_line", lines(twofold)[0], "Was it two loads?")
    twofold.says("void INV-1")
    twofold.taps("Cancel INV-0001")
    assert "asks about" not in twofold.says("status")[-1].text


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("status", "CO-1 waits for Dana Lee: Extra outlet in the island, $280.00"),
        ("estado", "CO-1 espera a Dana Lee: Extra outlet in the island, $280.00"),
    ],
)
def test_a_change_order_waits_in_the_status_until_the_client_decides(working, said, waits):
    working.says("extra outlet in the island, 280, client asked")
    working.taps("Send to Dana Lee")
    if said == "estado":
        working.says("hazlo en español")
    assert waits in working.says(said)[-1].text
    working.says("yes", of=DANA)
    assert "CO-1" not in working.says(said)[-1].text
