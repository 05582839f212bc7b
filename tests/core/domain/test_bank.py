"""Bank details: what pages show at which moment, and what a chat may show of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.bank import (
    CHANGE_WAITS,
    BankCodes,
    BankFacts,
    grouped,
    in_force,
    is_first,
    known_long,
    masked_words,
    waiting,
)
from core.domain.proposal import SigningCode
from tests.storage.samples import NOON, Story

STORY = Story()
HOUR = timedelta(hours=1)


def version(state="kept", hours=0.0, **more):
    at = None if state == "shown" else NOON + hours * HOUR
    return STORY.bank_details(state=state, in_force_at=at, **more)


def test_pages_show_the_newest_that_is_kept_and_whose_time_has_come():
    first, second, third = version(hours=-100), version(hours=-1), version(hours=1)
    every = (version("shown"), first, second, version("cancelled", hours=-1), third)
    assert in_force(every, NOON) == second
    assert in_force(every, NOON - 2 * HOUR) == first
    assert in_force(every, NOON + HOUR) == third
    assert in_force((third, version("shown")), NOON) is None


def test_a_change_waits_until_its_moment():
    kept = version(hours=1)
    assert waiting((version(hours=-1), version("shown"), version("cancelled", hours=1), kept), NOON) == kept
    assert waiting((kept,), NOON + HOUR) is None


def test_what_was_once_kept_and_cancelled_is_no_beginning():
    assert is_first((version("shown"), version("shown")))
    assert not is_first((version("shown"), version("cancelled", hours=1)))


def test_an_address_must_be_as_old_as_a_change_waits():
    old = replace(STORY.member_address, created_at=NOON - CHANGE_WAITS)
    assert known_long(old, NOON)
    assert not known_long(replace(old, created_at=NOON - CHANGE_WAITS + HOUR), NOON)
    assert not known_long(replace(old, unreachable="blocked"), NOON)


def test_a_code_fits_its_version_and_its_turn_alone():
    codes = BankCodes(b"k" * 32)
    sent = SigningCode(turn=2, sent_at=NOON, channel="sms", address="•••")
    details = version("shown", code=sent)
    right = codes.code(details.id, 2)
    assert codes.is_right(details, f" {right[:3]}-{right[3:]} ")
    assert not codes.is_right(details, codes.code(details.id, 1))
    assert not codes.is_right(details, codes.code(version("shown").id, 2))
    assert not codes.is_right(replace(details, code=None), right)


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        (BankFacts(kind="iban", holder="x", iban="DE89370400440532013000"), "3000"),
        (BankFacts(kind="us", holder="x", routing="021000021", number="123456789"), "6789"),
        (BankFacts(kind="us", holder="x", routing="021000021", number="1234"), "34"),
        (BankFacts(kind="other", holder="x", words="CLABE 032180000118359719."), "9719"),
        (BankFacts(kind="other", holder="x", words="CLABE 032180000118359719, Banco BBVA"), "9719"),
        (BankFacts(kind="other", holder="x", words="Ask the bank"), "bank"),
    ],
)
def test_an_account_is_known_again_by_its_last_four(facts, last):
    assert facts.last == last


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("CLABE 032180000118359719, BBVA", "CLABE •••• 9719, BBVA"),
        ("Postfinance 80-470-3", "Postfinance •••• 4703"),
        ("cuenta: 00123 456-78", "cuenta: •••• 5678"),
        ("3 Oak St, box 12", "3 Oak St, box 12"),
        ("CLABE 032180000118359719 at Chase", "CLABE •••• 9719 at Chase"),
        ("1234.5678.9012", "•••• 9012"),
        ("1234/5678/9012", "•••• 9012"),
        ("1234\u00a05678\u00a09012", "•••• 9012"),
        ("1234 - 5678 - 9012", "•••• 9012"),
        ("1234  5678", "•••• 5678"),
        ("cuenta 12-34567-8\nsucursal 0123", "cuenta •••• 5678\nsucursal 0123"),
        ("cuenta 12345", "cuenta •••• 345"),
    ],
)
def test_numbers_among_words_are_hidden_but_for_the_last_four(words, shown):
    assert masked_words(words) == shown


def test_a_number_is_read_in_groups():
    assert grouped("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert grouped("200415", 2) == "20 04 15"
