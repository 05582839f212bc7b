"""What every DocumentRenderer does: WeasyPrint here, WeasyPrint in the warm child, and the plain twin."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from core.ports.documents import DocumentRenderer, RenderFailed
from storage.documents.renderer import WeasyRenderer
from storage.documents.warm import WarmRenderer
from tests.storage.documents.samples import PAGE_URL, assets, sheet
from tests.twins.plain_renderer import PlainRenderer


@pytest.fixture(scope="module", params=["weasy", "warm", "plain"])
def renderer(request: pytest.FixtureRequest) -> Iterator[DocumentRenderer]:
    if request.param == "warm":
        with WarmRenderer() as warm:
            yield warm
    else:
        yield WeasyRenderer() if request.param == "weasy" else PlainRenderer()


def text_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_a_sheet_becomes_a_pdf_that_says_who_bills_whom_for_what_and_how_much(renderer):
    invoice = sheet()
    text = text_of(renderer.render(invoice, assets(invoice), PAGE_URL))
    for told in (
        "INV-0042",
        "Rivera & Sons",
        "Dana Lee",
        "Maple St kitchen",
        "Dust walls",
        invoice.total,
        "December 6",
    ):
        assert told in text


def test_the_same_sheet_and_assets_give_the_same_bytes(renderer):
    invoice = sheet()
    pictures = assets(invoice)
    assert renderer.render(invoice, pictures, PAGE_URL) == renderer.render(invoice, dict(pictures), PAGE_URL)


def test_another_sheet_gives_other_bytes_and_another_document_id(renderer):
    first, second = (renderer.render(replace(sheet(proofs=0), project=name), {}, PAGE_URL) for name in ("Oak", "Elm"))
    identifiers = [bytes(pikepdf.open(io.BytesIO(pdf)).trailer["/ID"][0]) for pdf in (first, second)]
    assert first != second
    assert identifiers[0] != identifiers[1]


def test_a_missing_picture_is_no_failure(renderer):
    invoice = sheet(proofs=3)
    assert renderer.render(invoice, {}, PAGE_URL).startswith(b"%PDF-")


def test_a_draft_renders_without_a_page(renderer):
    assert renderer.render(sheet(kind="draft"), {}, "").startswith(b"%PDF-")


def test_hostile_words_are_only_words(renderer):
    invoice = replace(sheet(proofs=0), project="<b>)\\({{7*7}} \x00 50%")
    text = text_of(renderer.render(invoice, {}, PAGE_URL))
    assert "{{7*7}}" in text
    assert "<b>)" in text


def test_long_sheets_go_on_over_pages(renderer):
    pdf = renderer.render(sheet(sections=3, lines=40, proofs=0), {}, PAGE_URL)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) > 2


def test_the_twin_fails_on_demand_as_the_real_ones_do():
    twin = PlainRenderer()
    twin.failing = "no paper"
    with pytest.raises(RenderFailed, match="no paper"):
        twin.render(sheet(), {}, "")
