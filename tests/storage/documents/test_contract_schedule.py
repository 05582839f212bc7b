"""The contract schedule on paper."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from core.ports.documents import RenderFailed
from storage.documents.contract_page import MOST_ROWS
from storage.documents.renderer import WeasyRenderer
from storage.documents.warm import WarmRenderer
from storage.documents.words import SCHEDULE_WORDS
from tests.storage.documents.contract_samples import catalog, contract
from tests.storage.documents.pdfa import broken_rules


def rendered(sheet):
    return WeasyRenderer().render(sheet, {}, "")


def text_of(pdf):
    asked = ["pdftotext", "-layout", "-", "-"]
    return " ".join(subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode().split())


def upright(pdf):
    """Of each page, whether it stands."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [bool(one.mediabox[2] < one.mediabox[3]) for one in opened.pages]


@pytest.mark.parametrize(("language", "paper"), [("en", "letter"), ("es", "a4")])
def test_every_part_is_on_paper_with_its_sums_and_all_that_was_agreed(language, paper):
    sheet = contract(language=language, paper=paper)
    text = text_of(rendered(sheet))
    for group in sheet.groups:
        for row in group.rows:
            assert " ".join(row.figures) in text
            assert row.name.split(",")[0] in text
        assert f"{sheet.words['group_sum']}, {group.name} {' '.join(group.sums)}" in text
    assert f"{sheet.words['total']} {' '.join(sheet.sums)}" in text
    for figure in sheet.figures:
        assert f"{figure.label} {figure.amount}" in text
    for change in sheet.changes:
        assert f"{change.description} {change.amount}" in text
    for _, said in sheet.terms:
        assert said[:60] in text
    assert f"{sheet.words['as_of']} {sheet.day}" in text
    assert sheet.note in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_hundred_lines_go_on_over_pages_under_the_same_headings(language):
    sheet = contract(count=200, language=language)
    with WarmRenderer() as warm:
        pdf = warm.render(sheet, {}, "")
    assert pdf == rendered(sheet)
    text, pages = text_of(pdf), upright(pdf)
    assert len(pages) > 5
    assert text.count(f"{sheet.words['part']} {sheet.words['state']}") == len(pages) - 1
    assert all(" ".join(row.figures) in text for group in sheet.groups for row in group.rows)


def test_long_sums_lay_the_table_on_its_side_and_short_ones_leave_it_upright():
    assert all(upright(rendered(contract())))
    sheet = contract(scale=10_000)
    pdf = rendered(sheet)
    assert upright(pdf) == [True, False]
    assert " ".join(sheet.sums) in text_of(pdf)


def test_where_nothing_is_held_back_no_column_says_so():
    sheet = contract(retains=False, grouped=False)
    text = text_of(rendered(sheet))
    kept = [sheet.sums[place] for place in (0, 1, 2, 4)]
    assert f"{sheet.words['total']} {' '.join(kept)}" in text
    assert f"{sheet.words['paid']} {sheet.words['left']}" in text
    assert sheet.words["group_sum"] not in text


def test_without_change_orders_and_taxes_nothing_is_said_of_them():
    sheet = replace(contract(), changes=(), note="")
    assert sheet.words["changes"] not in text_of(rendered(sheet))


def test_it_breaks_no_covered_rule_of_archiving():
    assert broken_rules(rendered(contract())) == []


def test_what_is_too_long_or_lacks_labels_is_refused():
    whole = contract()
    group = replace(whole.groups[0], rows=whole.groups[0].rows * MOST_ROWS)
    cases = (
        (replace(whole, groups=(group,)), "rows"),
        (replace(whole, terms=whole.terms * 50), "terms"),
        (replace(whole, words={}), "lacks the labels"),
    )
    for sheet, why in cases:
        with pytest.raises(RenderFailed, match=why):
            rendered(sheet)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalog_has_every_label(language):
    said = catalog(language)
    assert [code for code in SCHEDULE_WORDS if not said.get(f"schedule.word.{code}", "").strip()] == []
