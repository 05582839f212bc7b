"""XLSX files as spreadsheet programs and exports write them, through the child."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.estimates.grid import Grid, GridRefused
from storage.estimates.styles import shown
from storage.estimates.workbook import read as read_here
from tests.storage.estimates.books import HEADINGS, book, part_of, with_part

SHEET = "xl/worksheets/sheet1.xml"


def texts(found):
    assert isinstance(found, Grid), found
    return [[cell.text for cell in row.cells] for row in found.rows]


def noted(found):
    return {note.code: dict(note.details) for note in found.notes}


def refused(found):
    assert isinstance(found, GridRefused), found
    return found.code


def test_the_cells_of_a_workbook_are_read_with_their_places(read):
    found = read(book([HEADINGS, ["Demo", 1, "ls", 2400, 2400], [], ["Tile", None, "sf", 3.5, 700.25]]))
    assert texts(found) == [HEADINGS, ["Demo", "1", "ls", "2400", "2400"], ["Tile", "sf", "3.5", "700.25"]]
    assert [row.row for row in found.rows] == [1, 2, 4]
    assert [(cell.left, cell.kind) for cell in found.rows[2].cells] == [
        (0, "text"),
        (2, "text"),
        (3, "number"),
        (4, "number"),
    ]
    assert found.pages == ("Sheet1",)


def test_percentages_dates_and_signs_are_shown_as_the_reader_of_the_sheet_sees_them(read):
    def change(made):
        sheet = made["Sheet1"]
        sheet["A1"].number_format = "0.00%"
        sheet["B1"].number_format = "#,##0.00 [$€-407]"
        sheet["C1"].number_format = '"$"#,##0.00;[Red]-"$"#,##0.00'

    assert texts(read(book([[0.0825, 12.5, 9.75, date(2026, 11, 27)]], change=change))) == [
        ["8.25%", "€12.5", "9.75", "2026-11-27"]
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [("0.30000000000000004", "0.3"), ("1.1E3", "1100"), ("-0.1", "-0.1"), ("1E400", "1E400"), ("NaN", "NaN")],
)
def test_the_noise_of_binary_numbers_is_not_shown(raw, said):
    assert shown(raw, "number").text == said
    assert shown(raw, "number").is_number == (said not in {"NaN", "1E400"})


def test_a_formula_without_its_result_is_told_apart_from_an_empty_cell(read):
    found = read(book([["Demo", "=2*3"], ["Paint", 5]]))
    assert [cell.kind for cell in found.rows[0].cells] == ["text", "formula"]


def test_a_formula_with_its_result_is_its_result(read):
    content = book([["Demo", "=2*3"]])
    sheet = part_of(content, SHEET).replace(b"<v />", b"<v>6</v>").replace(b"<v></v>", b"<v>6</v>")
    assert texts(read(with_part(content, SHEET, sheet))) == [["Demo", "6"]]


def test_hidden_sheets_rows_and_columns_are_passed_over_and_said(read):
    def change(made):
        made["Sheet2"].sheet_state = "hidden"
        made["Sheet3"].sheet_state = "veryHidden"
        made["Sheet1"].row_dimensions[2].hidden = True
        made["Sheet1"].column_dimensions["B"].hidden = True

    found = read(book([["Demo", "cost", 1], ["secret", 2, 3]], [["x"]], [["y"]], change=change))
    assert texts(found) == [["Demo", "1"]]
    assert noted(found) == {
        "estimate.hidden_rows": {"n": 1},
        "estimate.hidden_columns": {"n": 1},
        "estimate.hidden_sheets": {"names": "Sheet2, Sheet3"},
    }


def test_merged_cells_count_for_their_first_row_and_are_said(read):
    found = read(book([["Demo", 5], ["Paint", None]], change=lambda made: made["Sheet1"].merge_cells("B1:B2")))
    assert texts(found) == [["Demo", "5"], ["Paint"]]
    assert noted(found) == {"estimate.merged_cells": {}}


def test_a_title_merged_across_columns_is_nothing_to_say(read):
    found = read(book([["Estimate", None], ["Demo", 5]], change=lambda made: made["Sheet1"].merge_cells("A1:B1")))
    assert noted(found) == {}


def test_each_visible_sheet_is_a_page(read):
    found = read(book([["Demo", 1]], [["Paint", 2]]))
    assert [(row.page, row.row) for row in found.rows] == [(1, 1), (2, 1)]
    assert found.pages == ("Sheet1", "Sheet2")


def test_a_sheet_with_too_many_rows_is_left_out_and_said_when_there_are_others(read):
    found = read(book([[n] for n in range(2001)], [["Demo", 1]]))
    assert texts(found) == [["Demo", "1"]]
    assert noted(found) == {"estimate.sheets_too_long": {"names": "Sheet1"}}


def test_a_workbook_with_too_many_rows_is_refused(read):
    assert refused(read(book([[n] for n in range(2001)]))) == "estimate.too_many_rows"


def test_an_empty_workbook_is_refused(read):
    assert refused(read(book([]))) == "estimate.empty"


def test_another_archive_is_no_workbook(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refused(read(out.getvalue())) == "estimate.not_spreadsheet"


def test_a_part_that_unpacks_beyond_the_limit_is_refused(read):
    bomb = b"<worksheet><sheetData>" + b" " * (65 * 1024 * 1024) + b"</sheetData></worksheet>"
    content = with_part(book([["Demo", 1]]), SHEET, bomb)
    assert len(content) < 200_000
    assert refused(read(content)) == "estimate.too_large"


def test_entities_that_multiply_are_refused(read):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert refused(read(with_part(book([["Demo", 1]]), SHEET, bomb))) == "estimate.unreadable"


def test_an_encrypted_archive_has_a_password(read):
    content = bytearray(book([["Demo", 1]]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(mark, place + 1)
    assert refused(read(bytes(content))) == "estimate.password"


def test_a_sheet_far_deeper_than_any_is_read_without_harm(read):
    deep = b"<worksheet>" + b"<x>" * 100_000 + b"</x>" * 100_000 + b"</worksheet>"
    assert refused(read(with_part(book([["Demo", 1]]), SHEET, deep))) == "estimate.empty"


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(
    st.lists(
        st.tuples(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=15), NUMBERS),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_comes_back(rows):
    found = read_here(book([[name, value] for name, value in rows]))
    assert [(row.cells[0].text, Decimal(row.cells[1].text)) for row in found.rows] == rows
