"""Several change orders: which a sentence means, what takes the place of what, and what is kept of one."""

import pytest

from tests.bots.talk import DANA, ME, labels
from tests.bots.test_changes import ASKED, orders


@pytest.fixture
def asked(working):
    """CO-1 for 280, sent to Dana, not answered."""
    working.says(ASKED)
    working.taps("Send to Dana Lee")
    return working


def test_a_sentence_decides_the_one_that_it_names_and_asks_where_two_fit(asked):
    asked.says("change order: move the sink, 450")
    asked.taps("Send to Dana Lee")
    assert "CO-1 is declined" in asked.says("no to the 280 one", of=DANA)[-1].text
    assert "Agreed: CO-2" in asked.says("yes to CO-2", of=DANA)[-1].text
    assert "You agreed to CO-2 already" in asked.says("yes to CO-2", of=DANA)[-1].text
    for words in ("change order: dimmer in the hall, 90", "change order: dimmer in the den, 90"):
        asked.says(words)
        asked.taps("Send to Dana Lee")
    which = asked.says("yes to the dimmer", of=DANA)[-1]
    assert labels(which) == ["Approve CO-3, $90.00: Dimmer in the hall", "Approve CO-4, $90.00: Dimmer in the den"]
    assert [one.state for one in orders(asked)] == ["declined", "approved", "proposed", "proposed"]


def test_the_same_words_at_another_price_take_the_place_of_what_waits_or_come_besides(asked):
    shown = asked.says("extra outlet in the island, 350, client asked")[0]
    assert "CO-1 ($280.00) waits for Dana Lee in the same words. If they agree to both, both count." in shown.text
    assert labels(shown)[:2] == ["Instead of CO-1", "Send to Dana Lee as well"]
    shown = asked.taps("Instead of CO-1")[0]
    assert "CO-1 for Maple St kitchen, not asked yet: Extra outlet in the island, $350.00." in shown.text
    assert labels(shown)[0] == "Send to Dana Lee"
    asked.taps("Send to Dana Lee")
    assert "changed it meanwhile" in asked.taps("Approve", of=DANA, nth=0)[-1].text
    asked.taps("Approve", of=DANA)
    assert [(one.number, one.state, one.amount.minor) for one in orders(asked)] == [(1, "approved", 35000)]


def test_what_is_kept_of_one_is_read_in_chat(asked):
    assert "Waiting for Dana Lee." in asked.says("show CO-1")[0].text
    asked.says("yes, go ahead", of=DANA)
    asked.news(ME)
    told = asked.says("who approved CO-1?")[0].text
    for line in (
        "CO-1 on Maple St kitchen: Extra outlet in the island, $280.00.",
        "Asked by Rivera Remodeling on ",
        "Agreed to by Dana Lee on ",
        "by the simulator (+1 628-555-0134).",
        'In their words: "yes, go ahead"',
        "It lies in: Extra outlet in the island.",
        f"(seal {orders(asked)[0].shown_as[:12]})",
    ):
        assert line in told
    asked.says("withdraw CO-1")
    asked.taps("Take back CO-1")
    told = asked.says("evidence for CO-1")[0].text
    assert "Agreed to by Dana Lee" in told
    assert "It is taken back and does not count." in told
    assert "There is no CO-7" in asked.says("show CO-7")[0].text


def test_what_comes_off_a_part_that_is_billed_is_offered_as_a_credit_note_or_off_the_rest(working):
    working.says("demo done")
    working.taps("Send")
    shown = working.says("change order: deduct 1000 for the dumpster from demo")[0]
    assert "Demo is billed already (INV-0001), so a change order can't come off it." in shown.text
    assert labels(shown) == ["Credit it on INV-0001", "Onto Cabinets", "Spread over the rest", "Leave it"]
    asked = working.taps("Credit it on INV-0001")[0]
    assert "Demo: $4,500.00 before, $3,500.00 after." in asked.text
    shown = working.says("change order: extra dumpster 200 onto demo")[0]
    assert "nothing can lie there any more" in shown.text
    assert labels(shown) == ["As a part of its own", "Onto Cabinets", "Spread over the rest", "Leave it"]
    assert "New part, the last one" in working.taps("As a part of its own")[0].text


def test_a_preview_says_that_something_waits_to_come_off_it_and_too_late_offers_a_credit_note(working):
    working.says("change order: deduct 300 for the hauling from demo")
    working.taps("Send to Dana Lee")
    shown = working.says("demo done")[0].text
    assert "CO-1 (Hauling, -$300.00) waits for Dana Lee. Once this is billed, it can't come off any more." in shown
    working.says("invoice all")
    working.taps("All that's left: $24,000.00")
    working.says("send")
    working.news()
    working.taps("Approve", of=DANA)
    told = working.news(ME)[-1]
    assert labels(told) == ["Credit it on INV-0001", "Take back CO-1"]
    assert "Reason: CO-1: Hauling" in working.taps("Credit it on INV-0001")[0].text
