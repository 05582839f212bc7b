"""The application for payment on paper: one upright page, then the continuation sheet with its heads on each page."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from core.domain.application_sheet import ContinuationGroup, ContinuationRow
from core.ports.documents import RenderFailed
from storage.documents.application_page import MOST_ROWS
from storage.documents.renderer import WeasyRenderer
from storage.documents.warm import WarmRenderer
from storage.documents.words import APPLICATION_WORDS
from tests.storage.documents.application_samples import application, catalog
from tests.storage.documents.pdfa import broken_rules


def rendered(sheet):
    return WeasyRenderer().render(sheet, {}, "")


def text_of(pdf, *more):
    asked = ["pdftotext", "-layout", *more, "-", "-"]
    return subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()


def sizes(pdf):
    boxes = [page.mediabox for page in pikepdf.open(io.BytesIO(pdf)).pages]
    return [(round(float(box[2])), round(float(box[3]))) for box in boxes]


@pytest.mark.parametrize(("language", "paper"), [("en", "letter"), ("es", "a4")])
def test_every_figure_of_it_is_on_paper(language, paper):
    sheet = application(language=language, paper=paper)
    text = " ".join(text_of(rendered(sheet)).split())
    rows = [row for group in sheet.groups for row in group.rows]
    for line in (sheet.sums, *(group.sums for group in sheet.groups), *(row.figures for row in rows)):
        assert " ".join(line) in text
    for figure in (*sheet.figures, *sheet.payable):
        assert f"{figure.label} {figure.amount}" in text
    for word in ("continuation", "changes", "signed_client", "summary"):
        assert sheet.words[word] in text


def test_the_page_stands_and_the_sheet_lies():
    assert sizes(rendered(application())) == [(612, 792), (792, 612)]
    assert sizes(rendered(application(paper="a4"))) == [(595, 842), (842, 595)]


def test_two_hundred_lines_go_on_over_pages_that_each_have_the_heads_and_their_number():
    sheet = application(lines=200)
    with WarmRenderer() as warm:
        pdf = warm.render(sheet, {}, "")
    assert pdf == rendered(sheet)
    pages = len(sizes(pdf))
    assert 6 <= pages <= 12
    for page in range(2, pages + 1):
        text = text_of(pdf, "-f", str(page), "-l", str(page))
        assert sheet.words["retainage"].split()[0] in text
        assert f"{sheet.words['page']} {page} {sheet.words['page_of']} {pages}" in text


def test_a_long_name_is_broken_and_large_sums_are_not():
    large = ("$12,345,678,901.00",) * 5 + ("100%",) + ("$12,345,678,901.00",) * 2
    row = ContinuationRow("1", "Incomunicabilidades" * 12, large)
    sheet = replace(application(), groups=(ContinuationGroup("", (row,), large),), sums=large)
    pdf = rendered(sheet)
    assert " ".join(large) in " ".join(text_of(pdf).split())
    assert text_of(pdf, "-bbox").count("12,345,678,901.00") == 14


def test_what_is_in_no_room_is_headed_as_other_work():
    sheet = application(rooms=4)
    text = " ".join(text_of(rendered(sheet)).split())
    assert f"{sheet.words['group_sum']}, {sheet.words['no_group']}" in text
    assert sheet.words["no_group"] not in text_of(rendered(application(rooms=3)))


def test_without_groups_there_is_one_total_and_no_subtotal():
    sheet = application(rooms=1)
    text = text_of(rendered(sheet))
    assert sheet.words["group_sum"] not in text
    assert sheet.words["total"] in text


def test_it_breaks_no_covered_rule_of_archiving():
    assert broken_rules(rendered(application(changes=0, draft=True))) == []


def test_a_draft_says_so_and_no_change_orders_are_said_to_be_none():
    sheet = application(draft=True, changes=0)
    text = text_of(rendered(sheet))
    for word in ("draft_mark", "draft_note", "no_changes"):
        assert sheet.words[word] in text
    assert sheet.words["draft_mark"] not in text_of(rendered(application()))


def test_what_is_too_long_or_lacks_labels_is_refused():
    whole = application()
    many = replace(whole, groups=(replace(whole.groups[0], rows=whole.groups[0].rows * MOST_ROWS),))
    for sheet, why in ((many, "rows"), (replace(whole, words={}), "lacks the labels")):
        with pytest.raises(RenderFailed, match=why):
            rendered(sheet)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalog_has_every_label(language):
    said = catalog(language)
    assert [code for code in APPLICATION_WORDS if not said.get(f"application.word.{code}", "").strip()] == []
