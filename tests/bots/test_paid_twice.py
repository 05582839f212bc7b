"""The same money told twice is said to be recorded already; nothing is refused, since it may be another one."""

from datetime import timedelta

from bots.perform import paid_before
from tests.bots.talk import labels


def test_the_same_check_is_said_to_be_recorded(billed):
    assert "already" not in billed.says("paid 1000 check 1023")[0].text
    billed.says("yes")
    again = billed.says("paid 1000 check 1023")[0]
    assert "$1,000.00 (check 1023) is recorded already (receipt INV-0001-R1). Is this another one" in again.text
    assert "Then $2,500.00 is left." in again.text
    assert labels(again)[0] == "Record it"
    assert "Receipt INV-0001-R2" in billed.says("yes")[0].text


def test_another_check_another_way_and_another_amount_are_no_repeats(billed):
    billed.says("paid 1000 check 1023")
    billed.says("yes")
    for other in ("paid 1000 check 1024", "paid 1000 cash", "paid 900 check 1023"):
        assert "already" not in billed.says(other)[0].text, other


def test_what_was_taken_back_is_no_repeat(billed):
    billed.says("paid 1000 check 1023")
    billed.says("yes")
    billed.says("undo")
    billed.says("yes")
    assert "already" not in billed.says("paid 1000 check 1023")[0].text


def test_cash_is_the_same_only_when_it_was_just_recorded(billed, monkeypatch):
    billed.says("paid 1000 cash")
    billed.says("yes")
    assert "is recorded already (receipt INV-0001-R1)" in billed.says("paid 1000 cash")[0].text
    monkeypatch.setattr(paid_before, "_SOON", -timedelta(minutes=1))  # as if it were longer ago
    assert "already" not in billed.says("paid 1000 cash")[0].text


def test_in_spanish(billed):
    billed.says("paid 1000 check 1023")
    billed.says("yes")
    billed.says("español")
    assert "ya está registrado (recibo INV-0001-R1)" in billed.says("pagó 1000 cheque 1023")[0].text
