"""An invoice that should not have gone out is taken out of the books, by a tap, as long as nobody paid on it."""

import pytest

from tests.bots.talk import DANA, all_text, labels


@pytest.mark.parametrize(
    "said", ["void INV-0001", "void the invoice", "cancel invoice INV-0001", "cancel the invoice", "anula la factura"]
)
def test_it_is_shown_and_confirmed_before_it_counts_no_more(billed, said):
    asked = billed.says(said)[0]
    assert "INV-0001" in asked.text
    assert billed.files()[0].invoices[0].state == "issued"
    billed.taps(labels(asked)[0])
    assert billed.files()[0].invoices[0].state == "void"
    assert "nothing to pay on it" in billed.news(DANA)[-1].text


def test_what_was_on_it_can_be_billed_again_under_a_new_number(billed):
    billed.says("void INV-0001")
    told = billed.taps("Cancel INV-0001")[0]
    assert "Demo, Maple St kitchen" in billed.taps(labels(told)[0])[0].text
    assert "INV-0002" in billed.taps("Send")[0].text


def test_money_that_came_keeps_it(billed):
    asked = billed.says("void INV-0001")
    billed.says("paid 500 cash")
    billed.taps("Record it")
    assert "Money came on INV-0001, so it stays" in billed.taps(labels(asked[0])[0])[0].text
    assert "Money came on INV-0001, so it stays" in billed.says("void INV-0001")[0].text


def test_it_is_void_once_and_undo_says_so(billed):
    billed.says("void INV-0001")
    billed.taps("Cancel INV-0001")
    assert "INV-0001 was cancelled" in all_text(billed.taps("Cancel INV-0001"))
    assert len(billed.news(DANA)) == 1
    assert "INV-0001 is cancelled for good" in billed.says("undo")[0].text


def test_a_draft_that_is_shown_is_what_cancel_is_about(billed):
    billed.says("invoice cabinets")
    assert "not sent" in billed.says("cancel the invoice")[0].text
