"""Giving money back in chat: which payment, what is left before and after, and one tap."""

import pytest

from tests.bots.talk import DANA, labels


@pytest.fixture
def paid(billed):
    billed.says("paid 4500 check 1023")
    billed.says("yes")
    billed.news(DANA)
    return billed


def test_a_part_goes_back_by_one_tap(paid):
    [asked] = paid.says("refund 200 to Dana")
    assert asked.text == (
        "Dana Lee paid $4,500.00 (check 1023) on INV-0001. Did you give $200.00 of it back? "
        "Left to pay on INV-0001: $0.00 now, $200.00 then."
    )
    assert labels(asked) == ["Refund $200.00", "Leave it"]
    [done] = paid.taps("Refund $200.00")
    assert done.text == "Noted: Dana Lee has $200.00 back. INV-0001 has $200.00 left to pay."
    [told] = paid.news(DANA)
    assert told.text.startswith("Rivera Remodeling gave you $200.00 of your payment for INV-0001 back.")
    assert "already" in paid.taps("Refund $200.00")[0].text


@pytest.mark.parametrize(
    "said",
    ["I gave back 200 to Dana", "give Dana her 200 back", "refund Dana 200", "refund 200", "refund 200 on INV-1"],
)
def test_it_is_said_in_many_ways(paid, said):
    assert "Did you give $200.00 of it back?" in paid.says(said)[0].text


def test_without_an_amount_it_is_all_of_it(paid):
    assert "Did you give $4,500.00 of it back?" in paid.says("refund INV-1")[0].text


def test_of_several_payments_one_is_chosen(billed):
    for amount, number in ((1000, 1), (2000, 2)):
        billed.says(f"paid {amount} check {number}")
        billed.says("yes")
    [which] = billed.says("refund 100 to Dana")
    assert labels(which)[:2] == ["INV-0001: $2,000.00 (check 2)", "INV-0001: $1,000.00 (check 1)"]
    assert "paid $1,000.00 (check 1) on INV-0001" in billed.taps(labels(which)[1])[0].text


def test_too_much_is_said_to_be(paid):
    assert paid.says("refund 5000 to Dana")[0].text == "Only $4,500.00 of that payment can go back."


def test_what_changed_since_is_shown_anew(paid):
    paid.says("refund 200 to Dana")
    paid.says("refund 300 to Dana")
    paid.taps("Refund $300.00")
    [again] = paid.taps("Refund $200.00")
    assert "Something changed in the meantime" in again.text
    assert "$300.00 now, $500.00 then" in again.text


def test_nothing_to_give_back(billed):
    assert billed.says("refund 100 to Dana")[0].text == 'I find no payment for "Dana" that could go back.'
    assert billed.says("refund 100")[0].text == "No money has come in that could go back."


def test_a_surplus_is_offered_as_a_refund_with_its_receipt(billed):
    billed.says("paid 4600 check 1023")
    [receipt] = billed.says("yes")
    assert labels(receipt)[-1] == "Refund $100.00"
    assert "Left to pay on INV-0001: $0.00 now, $0.00 then." in billed.taps("Refund $100.00")[0].text


def test_in_spanish(paid):
    paid.says("español")
    [asked] = paid.says("devuélvele 200 a Dana")
    assert asked.text == (
        "Dana Lee pagó $4,500.00 (cheque 1023) de INV-0001. ¿Le devolviste $200.00? "
        "Por pagar de INV-0001: ahora $0.00, después $200.00."
    )
    assert (
        paid.taps("Devolver $200.00")[0].text
        == "Anotado: Dana Lee tiene $200.00 de vuelta. Quedan $200.00 por pagar de INV-0001."
    )
