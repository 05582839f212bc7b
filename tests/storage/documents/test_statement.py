"""Statements and receipts on paper."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from core.ports.documents import RenderFailed
from storage.documents.renderer import WeasyRenderer
from storage.documents.statement_page import MOST_ROWS
from storage.documents.warm import WarmRenderer
from storage.documents.words import RECEIPT_WORDS, STATEMENT_WORDS
from tests.storage.documents.pdfa import broken_rules
from tests.storage.documents.statement_samples import catalog, receipt, statement


def rendered(sheet):
    return WeasyRenderer().render(sheet, {}, "")


def text_of(pdf):
    asked = ["pdftotext", "-layout", "-", "-"]
    return " ".join(subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode().split())


@pytest.mark.parametrize(("language", "paper"), [("en", "letter"), ("es", "a4")])
def test_every_entry_of_a_statement_is_on_paper_with_its_balance(language, paper):
    sheet = statement(language=language, paper=paper)
    text = text_of(rendered(sheet))
    (block,) = sheet.blocks
    for row in block.rows:
        assert row.text.split(",")[0] in text
        assert f"{row.billed or row.paid} {row.balance}" in text
    for figure in block.figures:
        assert f"{figure.label} {figure.amount}" in text
    for row in block.still_open:
        assert f"{row.number} {row.project} {row.due}" in text
    assert text.count(sheet.words["late"]) == 1
    assert f"{sheet.words['as_of']} {sheet.day}" in text


def test_one_without_any_entry_says_so_and_has_no_bare_head():
    sheet = statement()
    (block,) = sheet.blocks
    text = text_of(rendered(replace(sheet, blocks=(replace(block, rows=(), still_open=()),))))
    assert sheet.words["nothing"] in text
    assert sheet.words["what"] not in text
    assert sheet.words["nothing"] not in text_of(rendered(sheet))


def test_a_long_one_goes_on_over_pages_and_each_currency_has_its_own_part():
    sheet = statement(count=60, currencies=2)
    with WarmRenderer() as warm:
        pdf = warm.render(sheet, {}, "")
    assert pdf == rendered(sheet)
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    text = text_of(pdf)
    assert pages > 2
    assert text.count(sheet.words["paid"].split()[-1]) >= pages
    assert text.count("· USD") == 2


@pytest.mark.parametrize("sheet", [statement(), receipt()])
def test_they_break_no_covered_rule_of_archiving(sheet):
    assert broken_rules(rendered(sheet)) == []


def test_a_statement_of_nothing_is_a_page_too():
    sheet = statement()
    empty = replace(sheet, blocks=(replace(sheet.blocks[0], rows=(), still_open=()),))
    assert sheet.words["open"] not in text_of(rendered(empty))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_receipt_says_what_came_how_for_what_and_what_is_left(language):
    sheet = receipt(language=language)
    text = text_of(rendered(sheet))
    for said in (sheet.number, sheet.amount, sheet.contractor.name, sheet.client.name, sheet.project):
        assert said in text
    for label, value in (*sheet.facts, *((one.label, one.amount) for one in sheet.figures)):
        assert label in text
        assert value in text


def test_what_is_too_long_or_lacks_labels_is_refused():
    whole = statement()
    block = replace(whole.blocks[0], rows=whole.blocks[0].rows * MOST_ROWS)
    cases = (
        (replace(whole, blocks=(block,)), "rows"),
        (replace(whole, words={}), "lacks the labels"),
        (replace(receipt(), words={}), "lacks the labels"),
        (replace(receipt(), facts=receipt().facts * 50), "facts"),
    )
    for sheet, why in cases:
        with pytest.raises(RenderFailed, match=why):
            rendered(sheet)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalog_has_every_label(language):
    said = catalog(language)
    wanted = [f"statement.word.{code}" for code in STATEMENT_WORDS] + [f"receipt.word.{code}" for code in RECEIPT_WORDS]
    assert [code for code in wanted if not said.get(code, "").strip()] == []
