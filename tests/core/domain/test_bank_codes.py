"""The pictures that a bank's app reads: what is in them, line by line, and when there is none."""

import pytest

from core.domain.bank import BankFacts
from core.domain.bank_codes import SwissAddress, epc_code, is_qr_iban, swiss_address, swiss_code
from core.domain.money import Money

GERMAN = BankFacts(kind="iban", holder="Rivera  Remodeling", iban="DE89370400440532013000", bic="COBADEFFXXX")
SWISS = BankFacts(kind="iban", holder="Rivera GmbH", iban="CH9300762011623852957")
MONACO = BankFacts(kind="iban", holder="Rivera", iban="MC5811222000010123456789030")
WHERE = "Bahnhofstrasse 12a\n8001 Zürich"


def eur(minor):
    return Money(minor, "EUR")


def test_the_epc_code_holds_eleven_lines():
    assert epc_code(GERMAN, eur(405_000), "INV-0001").split("\n") == [
        *("BCD", "002", "1", "SCT", "COBADEFFXXX", "Rivera Remodeling", "DE89370400440532013000"),
        *("EUR4050.00", "", "", "INV-0001"),
    ]


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        (GERMAN, Money(405_000, "USD")),
        (GERMAN, eur(0)),
        (GERMAN, eur(100_000_000_000)),
        (BankFacts(kind="us", holder="x", routing="021000021", number="1234"), eur(1)),
        (BankFacts(kind="iban", holder="x", iban="BR1800360305000010009795493C1"), eur(1)),
        (MONACO, eur(1)),  # in SEPA, and not in the EEA: there the BIC is needed
    ],
)
def test_where_the_epc_code_does_not_fit_there_is_none(facts, amount):
    assert epc_code(facts, amount, "INV-0001") == ""


def test_the_largest_amount_and_the_longest_words_still_fit_and_more_bytes_do_not():
    assert epc_code(GERMAN, eur(99_999_999_999), "INV-0001")
    assert epc_code(BankFacts(**{**_fields(MONACO), "bic": "CMCIFR2AXXX"}), eur(1), "R" * 200)
    assert epc_code(BankFacts(**{**_fields(GERMAN), "holder": "日" * 70}), eur(1), "語" * 100) == ""


def _fields(facts):
    return {name: getattr(facts, name) for name in ("kind", "holder", "iban", "bic")}


def test_the_swiss_code_holds_thirty_one_lines():
    lines = swiss_code(SWISS, WHERE, Money(405_000, "CHF"), "INV-0001").split("\n")
    assert lines == [
        *("SPC", "0200", "1", "CH9300762011623852957"),
        *("S", "Rivera GmbH", "Bahnhofstrasse", "12a", "8001", "Zürich", "CH"),
        *[""] * 7,
        *("4050.00", "CHF"),
        *[""] * 7,
        *("NON", "", "INV-0001", "EPD"),
    ]
    assert len(lines) == 31


@pytest.mark.parametrize(
    ("facts", "address", "amount"),
    [
        (SWISS, WHERE, Money(1, "USD")),
        (SWISS, WHERE, eur(0)),
        (SWISS, "Zürich", eur(1)),
        (GERMAN, WHERE, eur(1)),
        (BankFacts(kind="iban", holder="x", iban="CH4431999123000889012"), WHERE, eur(1)),
        (BankFacts(kind="iban", holder="日本", iban=SWISS.iban), WHERE, eur(1)),
    ],
)
def test_where_the_swiss_code_does_not_fit_there_is_none(facts, address, amount):
    assert swiss_code(facts, address, amount, "INV-0001") == ""


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (WHERE, ("Bahnhofstrasse", "12a", "8001", "Zürich", "CH")),
        ("Rue du Lac 3, 1204 Genève, Suisse", ("Rue du Lac", "3", "1204", "Genève", "CH")),
        ("Im Feld, FL-9490 Vaduz", ("Im Feld", "", "9490", "Vaduz", "LI")),
        ("Landstrasse 5\n9490 Vaduz\nLiechtenstein", ("Landstrasse", "5", "9490", "Vaduz", "LI")),
        ("Atelier 4, Gasse 1-3; CH-3011 Bern", ("Gasse", "1-3", "3011", "Bern", "CH")),
    ],
)
def test_an_address_is_read_as_people_write_it(address, found):
    names = ("street", "number", "postal_code", "town", "country")
    assert swiss_address(address) == SwissAddress(**dict(zip(names, found, strict=True)))


@pytest.mark.parametrize(
    "address",
    ["", "8001 Zürich", "Switzerland", "12 Oak St, Austin TX 78701", f"{'A' * 71} 1, 8001 Z", f"B 1, 8001 {'Z' * 36}"],
)
def test_an_address_that_is_not_whole_is_none(address):
    assert swiss_address(address) is None


def test_a_qr_iban_is_known_by_its_bank():
    assert is_qr_iban("CH4431999123000889012")
    assert not is_qr_iban(SWISS.iban)
    assert not is_qr_iban(GERMAN.iban)
