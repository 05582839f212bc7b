"""The proposal on paper: all of it, room to sign, or the signature with all that is known of it."""

import io
import subprocess
from dataclasses import replace
from uuid import UUID, uuid4

import pikepdf
import pytest

from bots.wording import wording
from core.domain.proposal import Signature
from core.ports.documents import RenderFailed
from core.usecases.proposal_papers import paper_of
from core.usecases.proposal_sheets import Parties, sheet_of
from storage.documents.offer_page import MOST_LINES
from storage.documents.renderer import WeasyRenderer, compose
from storage.documents.warm import WarmRenderer
from tests.channels.portal.offers import sample_offer
from tests.storage.documents.pdfa import broken_rules
from tests.twins.memory_reads import SENT

ZONE = "America/Los_Angeles"
MARK = "ab" * 32


def signature(**changed):
    plain = Signature(
        name="Dana Lee",
        how="drawn",
        at=SENT,
        document_hash=MARK,
        drawing="100,200 300,50 500,200;600,100 800,180",
        channel="sms",
        address="•••0134",
        ip="192.0.2.1",
        device="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    )
    return replace(plain, **changed)


def paper(language="en", signed=None):
    page = sample_offer()
    words = wording(language)
    sheet = sheet_of(Parties(page.contractor, page.client), page.proposal, uuid4, words)
    return paper_of(sheet.as_json(), signed, ZONE, words)


def rendered(one):
    return WeasyRenderer().render(one, {}, "")


def text_of(pdf):
    raw = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(raw.decode().split())


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ("Optional, not in the total", "Signature")), ("es", ("Opcional, no está en el total", "Firma"))],
)
def test_it_prints_all_that_is_offered_and_leaves_room_to_sign(language, told):
    one = paper(language)
    text = text_of(rendered(one))
    for line in (line for section in one.sheet.sections for line in section.lines):
        assert line.description in text
        assert line.amount in text
    for said in (
        *told,
        *one.sheet.conditions,
        one.sheet.total,
        one.sheet.notes,
        "Dana Lee",
        "P-0001",
        "Maple St kitchen",
    ):
        assert said in text
    for row in one.sheet.schedule:
        assert row.name in text
        assert row.amount in text
    assert MARK not in text


def test_nothing_is_struck_out_before_the_client_has_chosen():
    open_, done = (compose(paper(signed=one), {}, "")[0] for one in (None, signature()))
    assert 'class="line out"' not in open_
    assert "Not chosen" not in open_
    assert 'class="line out"' in done
    assert "Optional · Not chosen" in done
    assert "not in the total" not in done


def test_a_signed_one_says_who_when_where_and_what():
    text = text_of(rendered(paper(signed=signature())))
    for said in (
        "Signature Proposal P-0001, Maple St kitchen: $9,828.28",
        "Signed by Dana Lee",
        f"({ZONE})",
        "•••0134 (SMS)",
        "192.0.2.1",
        "iPhone",
        "Fingerprint of what was signed",
    ):
        assert said in text
    assert MARK in text.replace(" ", "")


def test_a_drawn_name_is_lines_of_ours_and_nothing_else():
    html, _ = compose(paper(signed=signature()), {}, "")
    assert 'd="M100 200 L300 50 L500 200 M600 100 L800 180"' in html
    hostile, _ = compose(paper(signed=signature(drawing='1,2 3,4"/><image href="file:///etc/passwd"/>')), {}, "")
    assert "passwd" not in hostile
    drawn, typed = (rendered(paper(signed=signature(drawing=one))) for one in (signature().drawing, ""))
    assert drawn != typed


def test_it_is_a_pdf_for_the_archive_and_the_same_bytes_each_time():
    one = paper(signed=signature())
    pdf = rendered(one)
    assert broken_rules(pdf) == []
    assert rendered(one) == pdf
    with WarmRenderer() as warm:
        assert warm.render(one, {}, "") == pdf


def test_what_somebody_wrote_is_text_and_never_markup():
    html, _ = compose(paper(signed=signature(name="<img src=x>", device="<script>")), {}, "")
    assert "<script>" not in html
    assert "<img src=x>" not in html


def test_one_that_is_too_long_is_refused():
    one = paper()
    row = one.sheet.schedule[0]
    with pytest.raises(RenderFailed, match="lines"):
        rendered(replace(one, sheet=replace(one.sheet, schedule=(row,) * (MOST_LINES + 1))))


def test_two_hundred_lines_fill_pages_that_say_which_they_are():
    one = paper()
    section = one.sheet.sections[0]
    lines = tuple(
        replace(section.lines[0], id=str(UUID(int=place)), description=f"Line {place}") for place in range(200)
    )
    pdf = rendered(replace(one, sheet=replace(one.sheet, sections=(replace(section, lines=lines),))))
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert pages > 3
    assert f"Page {pages} of {pages}" in text_of(pdf)
