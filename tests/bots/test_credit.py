"""More than was asked is the client's credit: both sides read of it."""

from dataclasses import replace

from tests.bots.talk import DANA


def test_too_much_is_credit_and_said_to_be_before(billed):
    assert "$500.00 of credit" in billed.says("paid 5000 cash")[0].text
    assert "$500.00 of it is credit" in billed.says("yes")[0].text
    assert "It is paid in full. Receipt INV-0001-R1.\n$500.00 of it is credit for you." in billed.news(DANA)[-1].text
    assert "open $0.00\nCredit for Dana Lee: $500.00" in billed.says("status")[0].text


def test_a_client_who_speaks_spanish_reads_of_their_credit_in_spanish(billed):
    with billed.database.books.open(billed.account()) as ledger:
        ledger.save(replace(ledger.clients()[0], language="es"))
    billed.says("paid 5000 cash")
    billed.says("yes")
    assert "De eso, $500.00 queda a su favor." in billed.news(DANA)[-1].text


def test_what_was_paid_exactly_leaves_no_word_of_credit(billed):
    billed.says("paid 4500 cash")
    billed.says("yes")
    assert "credit" not in billed.news(DANA)[-1].text
    assert "Credit" not in billed.says("status")[0].text
