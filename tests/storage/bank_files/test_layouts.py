"""Files as banks make them, each read in the child: what came in, from whom, for what."""

from datetime import date
from decimal import Decimal

import pytest

from storage.bank_files.lines import BankRead, BankRefused, DatesUnclear
from tests.storage.bank_files.banks import (
    CAPITAL_ONE,
    CHASE,
    DUTCH,
    GERMAN,
    LAYOUTS,
    NO_HEADING,
    OFX_SGML,
    OFX_XML,
    UNCLEAR_DAYS,
    camt,
    details,
    entry,
)

ON = date(2026, 11, 20)


def lines(found):
    assert isinstance(found, BankRead), found
    return [(one.on, one.amount, one.payer, one.text) for one in found.lines]


@pytest.mark.parametrize("bank", LAYOUTS)
def test_every_layout_tells_what_dana_paid_and_takes_no_debit(read, bank):
    found = read(LAYOUTS[bank])
    assert isinstance(found, BankRead), found
    first = found.lines[0]
    assert (first.on, first.amount) == (ON, Decimal(4050))
    words = f"{first.payer} {first.text}".casefold()
    assert "dana" in words or "d lee" in words
    assert all(one.amount != Decimal("312.40") for one in found.lines)
    assert found.sure == (bank != "no heading")


def test_what_is_left_out_is_counted(read):
    assert {bank: read(content).others for bank, content in LAYOUTS.items()} == {
        "chase": 1,
        "bank of america": 1,
        "capital one": 1,
        "british": 1,
        "german": 1,
        "dutch": 1,
        "mexican": 1,
        "swiss": 0,
        "tabbed": 2,
        "no heading": 1,
        "ofx 1": 1,
        "ofx 2": 0,
        "camt": 0,
    }


def test_a_column_that_only_says_credit_is_no_word_of_a_payment(read):
    assert [text for *_, text in lines(read(CHASE))] == [
        "ZELLE FROM DANA LEE INV-0001",
        "REMOTE ONLINE DEPOSIT #1",
    ]
    assert lines(read(CAPITAL_ONE)) == [(ON, Decimal(4050), "", "Deposit from DANA LEE")]


def test_words_that_are_all_there_is_are_kept_and_give_no_sign(read):
    found = read(b"Date,Description,Amount\n2026-11-20,CHECK,8000\n2026-11-21,DEPOSIT,4500\n")
    assert found.sure
    assert [text for *_, text in lines(found)] == ["CHECK", "DEPOSIT"]


def test_the_payer_the_words_and_the_currency_of_a_heading_are_told_apart(read):
    (german,) = read(GERMAN).lines
    assert (german.payer, german.text, german.currency) == ("Dana Müller", "Rechnung INV-0001", "EUR")
    assert read(DUTCH).lines[0].currency == "EUR"


def test_what_may_be_a_bank_file_is_not_sure(read):
    assert not read(NO_HEADING).sure
    assert not read(b"Date,Amount\n2026-11-20,4050\n").sure


# days


def test_days_that_can_be_read_in_two_ways_are_asked_about(read):
    assert read(UNCLEAR_DAYS) == DatesUnclear("03/11/2026")
    assert read(UNCLEAR_DAYS, order="mdy").lines[0].on == date(2026, 3, 11)
    assert read(UNCLEAR_DAYS, order="dmy").lines[0].on == date(2026, 11, 3)


def test_of_a_moment_only_the_day_is_asked_about_and_of_no_day_nothing(read):
    head = "Date;Description;Amount\n"
    assert read(f"{head}03/11/2026T10:15;a;1.00\n".encode()) == DatesUnclear("03/11/2026")
    assert read(f"{head}03/11/2026,10:15;a;1.00\n".encode()) == DatesUnclear("03/11/2026")
    none = "".join(f"2026-11-2{day};b;2.00\n" for day in range(9)) + "00/11/2026;a;1.00\n03/11/0000;a;1.00\n"
    assert len(read(f"{head}{none}".encode()).lines) == 9


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["03/11/2026", "13/11/2026"], date(2026, 11, 3)),
        (["03/11/2026", "11/13/2026"], date(2026, 3, 11)),
        (["03.11.2026", "04.11.2026"], date(2026, 11, 3)),
        (["2026-11-03", "2026/11/04"], date(2026, 11, 3)),
        (["20261103", "20261104"], date(2026, 11, 3)),
        (["11/11/26", "10/10/26"], date(2026, 11, 11)),
        (["3 Nov 2026", "4 Dec 2026"], date(2026, 11, 3)),
        (["Nov 3, 2026", "December 4, 2026"], date(2026, 11, 3)),
        (["3-dic-26", "4-ene-26"], date(2026, 12, 3)),
        (["3 de noviembre de 2026"], date(2026, 11, 3)),
        (["2026-11-03T10:00:00Z", "2026-11-03 23:59"], date(2026, 11, 3)),
        (["11/13/2026 10:15", "11/03/2026 10:15"], date(2026, 11, 13)),
    ],
)
def test_days_are_read_as_the_whole_file_writes_them(read, days, first):
    content = "\n".join(["Date;Description;Amount", *(f"{day};Dana;1.00" for day in days)])
    assert read(content.encode()).lines[0].on == first


def test_days_that_contradict_each_other_are_refused(read):
    content = b"Date,Description,Amount\n13/11/2026,a,1.00\n11/13/2026,b,1.00\n"
    assert read(content) == BankRefused("bankfile.dates")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-45", "31/02/2026", "soon"])
def test_a_day_that_cannot_be_is_no_line(read, day):
    found = read(f"Date,Description,Amount\n{day},a,1.00\n{day},b,2.00\n".encode())
    assert found == BankRefused("bankfile.unreadable")


# amounts


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("$1,234.56", "1234.56"),
        ("+1234.56", "1234.56"),
        ("EUR 1.234,56", "1234.56"),
        ("1234.5", "1234.5"),
        ("1,234", "1234"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1234", "1234"),
        ("12,34,567.00", "1234567.00"),
        ("1,234.56 CR", "1234.56"),
    ],
)
def test_an_amount_is_read_as_it_is_written(read, written, amount):
    (line,) = read(f"Date;Description;Amount\n2026-11-20;Dana;{written}\n".encode()).lines
    assert line.amount == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["(1,234.56)", "-1,234.56", "1,234.56-", "- 1.234,56", "1,234.56 DR", "1,234.56DR", "\u22121.00"]
)
def test_what_went_out_is_no_line_however_it_is_written(read, written):
    found = read(f"Date;Description;Amount\n2026-11-20;Store;{written}\n".encode())
    assert (found.lines, found.others) == ((), 1)


def test_a_mark_alone_before_three_digits_is_read_as_the_others_of_the_file(read):
    content = b"Date;Description;Amount\n2026-11-20;a;1.234\n2026-11-20;b;5,50\n"
    assert [one.amount for one in read(content).lines] == [Decimal(1234), Decimal("5.50")]


def test_marks_that_contradict_each_other_are_refused(read):
    content = b"Date;Description;Amount\n2026-11-20;a;1.234,50\n2026-11-20;b;1,234.50\n"
    assert read(content) == BankRefused("bankfile.amounts")


def test_a_currency_of_three_decimals_has_them(read):
    content = b"Date;Description;Amount\n2026-11-20;a;1.234\n"
    assert read(content, "KWD").lines[0].amount == Decimal("1.234")


def test_a_cell_may_hold_a_line_break(read):
    content = b'Date,Description,Amount\r\n2026-11-20,"Dana Lee\r\nINV-0001, ""kitchen""",1.00\r\n2026-11-19,b,2.00\r\n'
    found = read(content).lines
    assert [(one.row, one.text) for one in found] == [(2, 'Dana Lee INV-0001, "kitchen"'), (4, "b")]


def test_lines_that_each_file_counts_from_one_are_not_the_same(read):
    rows = ["2026-11-20,a,1.00", "2026-11-20,b,1.00", "2026-11-21,b,1.00", "2026-11-21,b,2.00"]
    files = [read(f"ID,Date,Description,Amount\n7,{row}\n,{row}\n".encode()) for row in rows]
    ids = [[one.bank_id for one in found.lines] for found in files]
    assert [one[1] for one in ids] == ["", "", "", ""]
    assert len({one[0] for one in ids}) == 3


# OFX


def test_ofx_tells_the_banks_own_id_in_its_account(read):
    one, check = read(OFX_SGML).lines
    assert (one.bank_id, one.account, one.currency) == ("202611200001", "121000358000111222", "USD")
    assert (one.payer, one.text) == ("DANA LEE & CO", "INV-0001")
    assert (check.reference, check.amount) == ("1023", Decimal(1500))


def test_ofx_2_says_the_same_in_xml(read):
    (one,) = read(OFX_XML).lines
    assert (one.payer, one.text, one.amount) == ("Dana Lee", "INV-0001 <kitchen>", Decimal("4050.00"))


def test_the_day_of_ofx_is_the_one_in_the_zone_that_is_written(read):
    late = OFX_SGML.replace(b"20261120120000[-5:EST]", b"20261120233000.000[-8:PST]")
    assert read(late).lines[0].on == ON


def test_an_fitid_twice_is_the_same_money_and_one_for_all_is_none(read):
    first = OFX_SGML.index(b"<STMTTRN>")
    end = OFX_SGML.index(b"</STMTTRN>") + len(b"</STMTTRN>")
    twice = OFX_SGML[:end] + OFX_SGML[first:end] + OFX_SGML[end:]
    assert len(read(twice).lines) == 2
    zero = twice.replace(b"202611200001", b"0").replace(b"202611180001", b"0")
    assert [one.bank_id for one in read(zero).lines] == ["", "", ""]


def test_ofx_in_another_currency_says_so_and_what_was_changed_is_in_the_accounts(read):
    def with_currency(tag):
        told = f"<{tag}><CURRATE>1.1<CURSYM>EUR</{tag}></STMTTRN>".encode()
        return read(OFX_SGML.replace(b"</STMTTRN>", told, 1)).lines

    assert [one.currency for one in with_currency("CURRENCY")] == ["EUR", "USD"]
    assert [one.currency for one in with_currency("ORIGCURRENCY")] == ["USD", "USD"]


def test_a_credit_cards_ofx_and_one_that_is_cut_off_are_refused(read):
    card = OFX_SGML.replace(b"STMTRS>", b"CCSTMTRS>").replace(b"BANKACCTFROM", b"CCACCTFROM")
    assert read(card) == BankRefused("bankfile.card")
    assert read(OFX_SGML[:-20]) == BankRefused("bankfile.cut_off")


# camt.053


@pytest.mark.parametrize("version", range(2, 14))
def test_every_version_of_camt_053_is_read(read, version):
    assert read(camt(version=version)).lines[0].payer == "Dana Lee"


@pytest.mark.parametrize("kind", ["camt.052", "camt.054"])
def test_its_neighbours_are_refused_by_name(read, kind):
    content = camt().replace(b"camt.053", kind.encode())
    assert read(content) == BankRefused("bankfile.other_camt", {"kind": kind})


def test_newer_versions_name_the_party_one_level_deeper(read):
    content = camt(entry(more=details(payer="<Pty><Nm>Dana Lee</Nm></Pty>"), status="<Cd>BOOK</Cd>"), version=8)
    assert read(content).lines[0].payer == "Dana Lee"


def test_only_booked_credits_that_are_no_reversals_count(read):
    content = camt(
        entry("1.00", way="DBIT"),
        entry("2.00", status="PDNG"),
        entry("3.00", back="<RvslInd>true</RvslInd>"),
        entry("4.00", back="<RvslInd>false</RvslInd>"),
    )
    found = read(content)
    assert ([one.amount for one in found.lines], found.others) == ([Decimal("4.00")], 3)


def test_a_batch_is_split_where_its_parts_sum(read):
    parts = details(amount="4000.00", end="A") + details(payer="<Nm>Omar Diaz</Nm>", amount="50.00", end="B")
    found = read(camt(entry(more=parts)))
    assert [(one.amount, one.payer, one.bank_id) for one in found.lines] == [
        (Decimal("4000.00"), "Dana Lee", ""),
        (Decimal("50.00"), "Omar Diaz", ""),
    ]


def test_a_batch_whose_parts_do_not_sum_is_one_line_with_all_its_words(read):
    parts = details(amount="4000.00") + details(payer="<Nm>Omar Diaz</Nm>", amount="49.00")
    (one,) = read(camt(entry(more=parts))).lines
    assert (one.amount, one.payer) == (Decimal("4050.00"), "Dana Lee Omar Diaz")


def test_nothing_at_all_is_no_line_and_no_part_of_a_batch(read):
    parts = details(amount="4050.00", end="A") + details(payer="<Nm>Omar Diaz</Nm>", amount="0.00", end="B")
    found = read(camt(entry("0.00"), entry(more=parts)))
    assert ([(one.amount, one.payer) for one in found.lines], found.others) == ([(Decimal("4050.00"), "Dana Lee")], 1)


def test_a_structured_reference_is_words_too(read):
    words = "<Strd><CdtrRefInf><Ref>RF18INV0001</Ref></CdtrRefInf></Strd>"
    assert read(camt(entry(more=details(words=words)))).lines[0].text == "RF18INV0001"


def test_an_entity_is_never_resolved(read):
    laughs = camt().replace(
        b"<Document", b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document', 1
    )
    assert read(laughs) == BankRefused("bankfile.unreadable")
