"""An invoice that should not have gone out is taken out of the books, by a tap, as long as nobody paid on it."""

import pytest

from tests.bots.talk import DANA, JOB, all_text, labels


@pytest.mark.parametrize(
    "said",
    [
        "void INV-0001",
        "void the invoice",
        "cancel invoice INV-0001",
        "cancel the invoice",
        "anula la factura",
        "void invoice 1",
        "anula la factura 1",
    ],
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


def test_a_credit_note_keeps_it_and_that_is_said_before_the_tap(billed):
    billed.says("credit 200 on INV-1")
    billed.taps("Credit $200.00")
    for said in ("void INV-0001", "void and reissue INV-1"):
        told = billed.says(said)[0]
        assert "INV-0001 has a credit note already, so it cannot be voided" in told.text
        assert labels(told) == []


def test_it_is_void_once_and_undo_says_so(billed):
    billed.says("void INV-0001")
    billed.taps("Cancel INV-0001")
    assert "INV-0001 was cancelled" in all_text(billed.taps("Cancel INV-0001"))
    assert len(billed.news(DANA)) == 1
    assert "INV-0001 is cancelled for good" in billed.says("undo")[0].text


def test_a_draft_that_is_shown_is_what_cancel_is_about(billed):
    billed.says("invoice cabinets")
    assert "not sent" in billed.says("cancel the invoice")[0].text


@pytest.fixture
def unreachable(talk):
    """Demo is invoiced, and its client has no more than an e-mail address, to which no road is set up."""
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB.format(client="dana@example.com"))
    talk.taps("Create job")
    talk.says("demo done", files=1)
    talk.taps("Send")
    return talk


@pytest.mark.parametrize(
    ("said", "tap", "asked", "told"),
    [
        ("void INV-0001", "Cancel INV-0001", "no way to reach Dana Lee", "couldn't reach Dana Lee, so"),
        (
            "anula la factura INV-0001",
            "Anular INV-0001",
            "No tengo cómo escribirle a Dana Lee",
            "No pude avisarle a Dana Lee",
        ),
    ],
)
def test_a_client_whom_nobody_could_tell_is_not_said_to_be_told(unreachable, said, tap, asked, told):
    unreachable.render()
    assert asked in unreachable.says(said)[0].text
    answer = unreachable.taps(tap)[0].text
    assert told in answer
    assert "is told" not in answer
    assert unreachable.news(DANA) == []


def test_one_that_had_not_gone_out_is_cancelled_without_a_word_to_the_client(working):
    working.says("demo done", files=1)
    working.taps("Send")
    assert "It hasn't gone out to Dana Lee yet" in working.says("void INV-0001")[0].text
    assert "so Dana Lee hears nothing of it" in working.taps("Cancel INV-0001")[0].text
    assert working.news(DANA) == []
