"""Banks' files in chat: listed with what they look like, recorded as was shown, never twice."""

import pytest

from storage.media.hatch import Hatch
from tests.bots.banking import csv, teller_of
from tests.bots.talk import DANA, all_text, labels


@pytest.fixture(scope="module")
def hatch():
    hatch = Hatch()
    yield hatch
    hatch.close()


@pytest.fixture
def bank(billed, tmp_path, hatch):
    return teller_of(billed, tmp_path, hatch)


PAID = csv(("2026-11-20", "ZELLE FROM DANA LEE INV 0001", "4,500.00"), ("2026-11-19", "HOME DEPOT", "-312.40"))


def payments(talk):
    return [one for file in talk.files() for one in file.payments]


def test_a_file_is_listed_and_recorded_by_one_tap(bank, billed):
    (listed,) = bank.sends("stmt.csv", PAID)
    assert listed.text == (
        "stmt.csv: 1 payment came in by it.\n"
        "1 of 1 line looks like a payment:\n"
        "1. Nov 20, 2026, $4,500.00, ZELLE FROM DANA LEE INV 0001 -> INV-0001 (INV-0001 is in the text)"
    )
    assert labels(listed) == ["Record it", "One by one", "None"]
    assert payments(billed) == []
    told = billed.taps("Record it")
    assert all_text(told) == (
        "Paid in full: $4,500.00 (bank transfer) from Dana Lee on INV-0001. Receipt INV-0001-R1 is out."
    )
    assert "received $4,500.00 for INV-0001" in all_text(billed.news(DANA))
    assert len(payments(billed)) == 1


def test_the_same_file_again_and_the_same_tap_again_record_nothing(bank, billed):
    bank.sends("stmt.csv", PAID)
    billed.taps("Record it")
    (again,) = bank.sends("again.csv", PAID)
    assert again.text == (
        "again.csv: 1 payment came in by it.\n1 was in a file before, and is not listed twice.\n"
        "Nothing is left to record."
    )
    stale = billed.taps("Record it")
    assert "nothing is recorded" in all_text(stale)
    assert len(payments(billed)) == 1
