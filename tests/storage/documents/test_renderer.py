"""What the rendered pages show, and where."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pikepdf
import polib
import pytest
import segno
from PIL import Image

from core.domain.sheet import InvoiceSheet
from core.ports.documents import RenderFailed
from storage.documents.page import MOST_LINES, MOST_PROOFS, galleries
from storage.documents.pictures import LONG_SIDE, fit
from storage.documents.renderer import WeasyRenderer
from storage.documents.words import SHEET_WORDS
from tests.storage.documents.samples import LOCALE, PAGE_URL, assets, photo, sheet

MM = 72 / 25.4


def rendered(invoice: InvoiceSheet, page_url: str = PAGE_URL, pictures: dict[str, bytes] | None = None) -> bytes:
    return WeasyRenderer().render(invoice, assets(invoice) if pictures is None else pictures, page_url)


def pages_of(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def images_of(pdf: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        return [each.read_raw_bytes() for each in streams if each.get("/Filter") == "/DCTDecode"]


def links_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [str(link.A.URI) for page in opened.pages for link in page.get("/Annots", [])]


def test_the_first_page_says_how_much_until_when_and_how_to_pay_above_its_middle():
    pdf = rendered(sheet(proofs=0))
    words = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found = {text: float(top) for top, text in re.findall(r'yMin="([\d.]+)"[^>]*>([^<]+)<', words)[::-1]}
    for told in ("$4,980.00", "December", "Pay", "online"):
        assert found[told] < 792 * 0.36


@pytest.mark.parametrize(("kind", "rows"), [("invoice", ("Issued", "Due", "Late fee")), ("draft", ("Due", "Late fee"))])
def test_the_day_it_is_due_stands_out_and_not_what_being_late_costs(kind, rows):
    pdf = rendered(replace(sheet(proofs=0, kind=kind), dates=tuple((one, one.replace(" ", "-")[::-1]) for one in rows)))
    words = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    boxes = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', words)
    high = {text: float(low) - float(top) for top, low, text in boxes}
    assert high["euD"] > high["eef-etaL"]


@pytest.mark.parametrize("lines", [2, 4, 6])
def test_the_last_page_never_holds_a_footnote_alone(lines):
    last = pages_of(rendered(sheet(lines=lines, proofs=9, paper="a4")))[-1]
    assert "The code beside" in last
    assert len([line for line in last.splitlines() if line.strip()]) > 4  # pictures, with their times and codes


def with_amounts(amount: str, paper: str) -> InvoiceSheet:
    """Every sum on the page is ``amount``: fourteen of them, in all sizes of type."""
    plain = sheet(sections=1, lines=2, proofs=0, paper=paper)
    (whole,) = plain.sections
    lines = tuple(replace(one, amount=amount, unit_price=amount) for one in whole.lines)
    figures = tuple(replace(one, amount=amount) for one in plain.figures)
    return replace(plain, total=amount, figures=figures, sections=(replace(whole, amount=amount, lines=lines),))


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize(
    "amount", ["$1.00", "$10,000.00", "$888,888.88", "$1,234,567.89", "MX$88,888,888.88", "CLP123,456,789,012.00"]
)
def test_no_sum_of_money_is_broken_or_touches_what_is_beside_it(amount, paper):
    pdf = rendered(with_amounts(amount, paper))
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    place = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<'
    boxes = [(*map(float, found[:4]), found[4]) for found in re.findall(place, said)]
    sums = [box for box in boxes if box[4] == amount]
    assert len(sums) == 1 + 1 + 2 * 2 + 8
    for left, top, right, bottom, _ in sums:
        beside = [one for one in boxes if one[1] < bottom and one[3] > top and one[:4] != (left, top, right, bottom)]
        assert all(one[2] + 3 < left or one[0] > right + 3 for one in beside)


@pytest.mark.parametrize(("paper", "size"), [("letter", (612.0, 792.0)), ("a4", (595.28, 841.89))])
def test_pages_are_of_the_wanted_paper(paper, size):
    with pikepdf.open(io.BytesIO(rendered(sheet(paper=paper, proofs=0)))) as pdf:
        assert tuple(float(each) for each in pdf.pages[0].MediaBox)[2:] == pytest.approx(size, abs=0.1)


def test_a_long_invoice_numbers_its_pages_and_repeats_the_head_of_the_table():
    pages = pages_of(rendered(sheet(sections=4, lines=28, proofs=0)))
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
    for page in pages[:-1]:
        assert page.count("Unit price") == 1
    assert all("Rivera & Sons Remodeling · Invoice INV-0042" in page for page in pages[1:])


@pytest.mark.parametrize("lines", range(14, 22))
def test_the_totals_never_stand_alone_on_a_page(lines):
    pages = pages_of(rendered(sheet(sections=1, lines=lines, proofs=0)))
    with_totals = next(page for page in pages if "Sales tax" in page)
    assert "Subtotal" in with_totals
    assert "$24,000.00" in with_totals
    assert re.search(r"1 +\$[\d,.]+ +\$[\d,.]+", with_totals), "a line comes before them on the same page"


def test_every_picture_is_in_untouched_once_and_on_one_page():
    invoice = sheet(sections=2, proofs=11)
    pictures = assets(invoice)
    pdf = rendered(invoice, pictures=pictures)
    assert Counter(map(len, images_of(pdf))) == Counter(map(len, pictures.values()))
    assert set(images_of(pdf)) == set(pictures.values())
    assert _pictures_off_the_page(pdf) == []


def _pictures_off_the_page(pdf: bytes) -> list[str]:
    """A picture split over two pages would be drawn beyond an edge of one."""
    off = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for number, page in enumerate(opened.pages, 1):
            states, matrix = [], pikepdf.Matrix()
            for each in pikepdf.parse_content_stream(page):
                operator = str(each.operator)
                if operator == "q":
                    states.append(matrix)
                elif operator == "Q":
                    matrix = states.pop()
                elif operator == "cm":
                    matrix = pikepdf.Matrix(*(float(value) for value in each.operands)) @ matrix
                elif operator == "Do":
                    corners = [matrix.transform(corner) for corner in ((0, 0), (1, 1))]
                    if not all(-1 <= y <= 793 and -1 <= x <= 613 for x, y in corners):
                        off.append(f"page {number}: {corners}")
    return off


def test_captions_times_and_fingerprints_stand_with_the_pictures():
    text = "\n".join(pages_of(rendered(sheet(sections=1, proofs=3))))
    assert "Demo done, dust walls up" in text
    assert "Received Nov 1, 2026, 2:00 PM · 00000000" in text
    assert "SHA-256" in text


def test_words_that_hold_for_a_whole_album_are_printed_once_a_row():
    invoice = sheet(sections=1, proofs=8)
    words = ["North wall"] * 5 + ["Sink", "", "North wall"]
    invoice = replace(
        invoice, proofs=tuple(replace(each, caption=text) for each, text in zip(invoice.proofs, words, strict=True))
    )
    (gallery,) = galleries(invoice, {})
    told = [[shot.caption for shot in row if shot] for row in gallery.rows]
    assert told == [["North wall", "", ""], ["North wall", "", "Sink"], ["", "North wall"]]
    assert "\n".join(pages_of(rendered(invoice))).count("North wall") == 3


def test_a_missing_or_broken_picture_leaves_a_quiet_place():
    invoice = sheet(sections=1, proofs=3)
    pictures = assets(invoice) | {"proof-1": b"not a picture", "proof-9": b"of nobody"}
    del pictures["proof-2"]
    pdf = rendered(invoice, pictures=pictures)
    assert len(images_of(pdf)) == 1
    assert "\n".join(pages_of(pdf)).count("This picture is not available here") == 2


def test_videos_and_documents_carry_a_badge_and_lead_to_the_page():
    pdf = rendered(sheet(sections=1, proofs=8))
    text = "\n".join(pages_of(pdf))
    for told in ("Video 0:32", "Watch the video", "PDF, 4 pages", "Open the document"):
        assert told in text
    assert set(links_of(pdf)) == {PAGE_URL}


def test_links_can_be_hit():
    with pikepdf.open(io.BytesIO(rendered(sheet(sections=1, proofs=8)))) as pdf:
        for page in pdf.pages:
            for link in page.get("/Annots", []):
                left, bottom, right, top = (float(each) for each in link.Rect)
                assert abs(right - left) > 20
                assert abs(top - bottom) > 7


def test_a_draft_says_so_and_cannot_be_paid():
    invoice = sheet(kind="draft", proofs=8)
    pdf = rendered(invoice, "")
    pages = pages_of(pdf)
    assert all("DRAFT" in page for page in pages)
    assert "nothing to pay" in pages[0]
    assert "Pay online" not in "".join(pages)
    assert links_of(pdf) == []
    assert not _code_at(pdf, PAGE_URL, 26)


def test_a_draft_with_a_page_still_cannot_be_paid():
    pdf = rendered(sheet(kind="draft", proofs=0), PAGE_URL)
    assert "Pay online" not in "".join(pages_of(pdf))
    assert not _code_at(pdf, PAGE_URL, 26)


def test_an_invoice_that_asks_for_nothing_has_nothing_to_pay_with():
    pdf = rendered(replace(sheet(proofs=0), total="$0.00", total_minor=0))
    assert "Pay online" not in "".join(pages_of(pdf))
    assert not _code_at(pdf, PAGE_URL, 26)


def test_the_code_to_pay_can_be_read_from_the_printed_page():
    assert _code_at(rendered(sheet(proofs=0)), PAGE_URL, 26)


def test_the_code_at_a_video_can_be_read_from_the_printed_page():
    assert _code_at(rendered(sheet(sections=1, proofs=8)), PAGE_URL, 18, page=2)


def _code_at(pdf: bytes, address: str, millimetres: int, page: int = 1) -> bool:
    """Whether the code of this address, in this size, with its quiet zone, is printed anywhere on the page."""
    dots = 200 if millimetres > 20 else 300
    command = ["pdftoppm", "-r", str(dots), "-gray", "-f", str(page), "-l", str(page), "-png", "-"]
    png = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    image = Image.open(io.BytesIO(png)).convert("L")
    code = segno.make(address, error="m", micro=False, boost_error=False)
    dark = [[bool(module) for module in row] for row in code.matrix_iter(border=4)]
    step = millimetres / 25.4 * dots / len(dark)
    offsets = [(row, column, value) for row, line in enumerate(dark) for column, value in enumerate(line)]
    pixels = image.load()
    probe = offsets[:: len(offsets) // 40]

    def fits(left: int, top: int, points: list[tuple[int, int, bool]]) -> bool:
        return all(
            (pixels[int(left + (column + 0.5) * step), int(top + (row + 0.5) * step)] < 128) == value
            for row, column, value in points
        )

    size = int(step * len(dark)) + 2
    edge, corner = int(step * 2), int(step * 4.5)  # in the quiet zone, and on the dark corner of the code
    places = (
        (left, top)
        for top in range(0, image.height - size, 2)
        for left in range(0, image.width - size, 2)
        if pixels[left + corner, top + corner] < 128 <= pixels[left + edge, top + edge]
    )
    return any(fits(left, top, probe) and fits(left, top, offsets) for left, top in places)


def test_the_document_knows_its_title_language_and_author_and_no_clock():
    with pikepdf.open(io.BytesIO(rendered(sheet(language="es")))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Factura INV-0042"
        assert str(pdf.docinfo["/Author"]) == "Rivera & Sons Remodeling"
        assert str(pdf.Root.Lang) == "es"
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())


_HASH_IN_ANOTHER_PROCESS = """
import hashlib
from storage.documents.renderer import WeasyRenderer
from tests.storage.documents.samples import PAGE_URL, assets, sheet
invoice = sheet(sections=3, proofs=9)
print(hashlib.sha256(WeasyRenderer().render(invoice, assets(invoice), PAGE_URL)).hexdigest())
"""


def test_the_same_sheet_gives_the_same_bytes_in_another_process():
    root = Path(__file__).parents[3]
    hashes = {
        subprocess.run(
            [sys.executable, "-c", _HASH_IN_ANOTHER_PROCESS],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    invoice = sheet(sections=3, proofs=9)
    assert hashes == {hashlib.sha256(rendered(invoice)).hexdigest() + "\n"}


def test_only_our_fonts_are_in_it():
    with pikepdf.open(io.BytesIO(rendered(sheet()))) as pdf:
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each]
        assert {re.sub(r"^/[A-Z]{6}\+", "", str(each.BaseFont)) for each in fonts} == {"Inter", "Inter-Semi-Bold"}


def test_figures_of_one_column_end_on_one_line():
    """Tabular numerals: the right edges of the amounts agree within a hair."""
    pdf = rendered(sheet(sections=2, lines=6, proofs=0))
    words = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    edges = [
        float(right) for right, text in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]+)<', words) if text.startswith("$")
    ]
    last_column = [edge for edge in edges if edge > 612 - 19 * MM]
    assert len(last_column) >= 14
    assert max(last_column) - min(last_column) < 0.5


def test_large_pictures_are_made_smaller_and_small_ones_left_alone():
    large, small = photo(1, 1600, 1200), photo(2)
    fitted = fit(large)
    assert fitted
    assert (fitted.width, fitted.height) == (LONG_SIDE, LONG_SIDE * 3 // 4)
    assert fit(small).content is small
    assert fit(b"\xff\xd8\xff not a jpeg") is None


def test_a_picture_with_a_camera_s_word_about_its_side_is_turned_and_loses_its_metadata():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    out = io.BytesIO()
    Image.open(io.BytesIO(photo(3))).save(out, "JPEG", exif=exif)
    fitted = fit(out.getvalue())
    assert (fitted.width, fitted.height) == (540, 720)
    assert b"Camera" not in fitted.content
    with Image.open(io.BytesIO(fitted.content)) as image:
        assert image.size == (540, 720)


def test_colours_that_pdf_a_does_not_know_here_are_turned_into_rgb():
    out = io.BytesIO()
    Image.new("CMYK", (300, 200), (10, 20, 30, 40)).save(out, "JPEG")
    with Image.open(io.BytesIO(fit(out.getvalue()).content)) as fitted:
        assert fitted.mode == "RGB"


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(sheet(), words={"page": "Page"}),
        sheet(sections=1, lines=MOST_LINES + 1, proofs=0),
        sheet(sections=1, lines=1, proofs=MOST_PROOFS + 1),
        replace(sheet(), dates=(("Due", "now"),) * 99),
    ],
    ids=["no labels", "lines", "pictures", "dates"],
)
def test_what_cannot_be_printed_is_refused_with_its_reason(spoilt):
    with pytest.raises(RenderFailed, match=r"lacks the labels|more than"):
        rendered(spoilt, pictures={})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "https://x/" + "y" * 1_000])
def test_only_a_web_address_is_printed_as_the_page(address):
    with pytest.raises(RenderFailed, match="no web address"):
        rendered(sheet(proofs=0), address)


def test_a_kept_sheet_renders_the_same():
    invoice = sheet(proofs=4)
    kept = InvoiceSheet.from_json(json.loads(json.dumps(invoice.as_json())))
    assert rendered(kept) == rendered(invoice)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_catalog_has_exactly_the_labels_of_the_document(language):
    catalog = polib.pofile(str(LOCALE / language / "document.po"))
    ours = {entry.msgid: entry.msgstr for entry in catalog if entry.msgid.startswith("sheet.")}
    assert set(ours) == {f"sheet.{code}" for code in SHEET_WORDS}
    assert all(text.strip() and "{" not in text for text in ours.values())
