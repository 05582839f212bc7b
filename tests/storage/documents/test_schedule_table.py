"""The whole schedule on an invoice: every part with its five sums, in one piece on any paper."""

import re
import subprocess
from dataclasses import replace

import pytest

from core.domain.sheet import SheetRow
from core.ports.documents import RenderFailed
from storage.documents.words import CREDIT_WORDS, ROW_WORDS
from tests.storage.documents.samples import sheet
from tests.storage.documents.test_renderer import pages_of, rendered

HEADS = ("Scheduled", "Billed before", "This invoice", "To date", "Balance")


def with_rows(count: int, amount: str = "$1,000.00", **more):
    rows = tuple(SheetRow(f"Part {n} with a name of some length", (amount,) * 5) for n in range(count))
    return replace(sheet(sections=1, lines=1, proofs=0, **more), rows=rows)


def test_every_part_is_printed_with_the_heads_of_its_columns():
    (page,) = pages_of(rendered(with_rows(4)))
    assert all(head in page for head in ("Schedule of the whole job", *HEADS))
    assert page.count("$1,000.00") == 20


def test_without_rows_there_is_no_table():
    (page,) = pages_of(rendered(with_rows(0)))
    assert "Schedule of the whole job" not in page


def test_a_sheet_that_was_frozen_before_there_was_a_table_prints_as_ever():
    plain = with_rows(0)
    former = {code: text for code, text in plain.words.items() if code not in {*ROW_WORDS, *CREDIT_WORDS}}
    assert rendered(replace(plain, words=former))
    with pytest.raises(RenderFailed, match="schedule, scheduled"):
        rendered(replace(with_rows(1), words=former))


def test_a_credit_note_asks_for_nothing():
    (page,) = pages_of(rendered(with_rows(0, kind="credit_note")))
    assert "Credited" in page
    assert "What is left of the invoice" in page
    assert "Amount due · USD" not in page


def test_a_long_schedule_repeats_its_heads_and_loses_no_part():
    pages = pages_of(rendered(with_rows(60)))
    assert len(pages) > 1
    assert all("Billed before" in page for page in pages)
    assert sum(page.count("$1,000.00") for page in pages) == 300


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize(
    "amount", ["$1.00", "$888,888.88", "$1,234,567.89", "MX$88,888,888.88", "CLP123,456,789,012.00"]
)
def test_no_sum_touches_what_is_beside_it(amount, paper):
    pdf = rendered(with_rows(3, amount, paper=paper))
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    place = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<'
    boxes = [(*map(float, found[:4]), found[4]) for found in re.findall(place, said)]
    sums = [box for box in boxes if box[4] == amount]
    assert len(sums) == 15
    for left, top, right, bottom, _ in sums:
        beside = [one for one in boxes if one[1] < bottom and one[3] > top and one[:4] != (left, top, right, bottom)]
        assert all(one[2] + 2 < left or one[0] > right + 2 for one in beside)
