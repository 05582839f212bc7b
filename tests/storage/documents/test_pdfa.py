"""Documents keep the rules of PDF/A-3B that they can touch (see pdfa.py for the list), and the checker can fail."""

import io
from dataclasses import replace

import pikepdf
import pytest
import weasyprint

from core.domain.sheet import InvoiceSheet
from storage.documents.fetcher import PreparedBytes
from storage.documents.page import presentable
from storage.documents.renderer import WeasyRenderer, compose
from tests.storage.documents.pdfa import COVERED, broken_rules
from tests.storage.documents.samples import PAGE_URL, assets, sheet

MANY_SCRIPTS = (
    "Ünïcødé Ελληνικά Русский עברית العربية हिन्दी বাংলা ਪੰਜਾਬੀ தமிழ் ไทย ខ្មែរ "
    "አማርኛ Հայերեն ქართული 漢字 かな 한국어 🔨👷🏽‍♀️ 1️⃣ ☎️"
)


def rendered(invoice: InvoiceSheet, page_url: str = PAGE_URL) -> bytes:
    return WeasyRenderer().render(invoice, assets(invoice), page_url)


@pytest.mark.parametrize(
    "options",
    [
        {"proofs": 0, "sections": 1},
        {"proofs": 8, "paper": "a4"},
        {"kind": "draft", "language": "es", "proofs": 3},
        {"sections": 4, "lines": 28, "proofs": 30},
    ],
)
def test_documents_break_no_covered_rule(options):
    invoice = sheet(**options)
    assert broken_rules(rendered(invoice, "" if options.get("kind") == "draft" else PAGE_URL)) == []


@pytest.mark.parametrize(
    "text",
    [MANY_SCRIPTS, "\ue000 \U000fffff unassigned \u0378", "x" * 40_000, "a" + "\u0301" * 10_000, "\x00\u202e\ufeff"],
)
def test_hostile_text_breaks_no_covered_rule(text):
    invoice = sheet(proofs=2)
    proofs = tuple(replace(each, caption=text) for each in invoice.proofs)
    party = replace(invoice.contractor, name=text)
    assert broken_rules(rendered(replace(invoice, contractor=party, project=text, number=text, proofs=proofs))) == []


def test_the_checker_finds_an_ordinary_pdf_wanting():
    """The same page without the variant: the twin that must fail."""
    html, prepared = compose(presentable(sheet(proofs=2)), assets(sheet(proofs=2)), PAGE_URL)
    plain = weasyprint.HTML(string=html, url_fetcher=PreparedBytes(prepared)).write_pdf()
    assert {"6.1.3-1", "6.2.3-1", "6.3.2-1", "6.6.2.1-1", "6.6.4-1"} <= set(broken_rules(plain))


def test_the_checker_finds_smoothed_pictures():
    html, prepared = compose(presentable(sheet(proofs=2)), assets(sheet(proofs=2)), PAGE_URL)
    smooth = html.replace("</style>", "img { image-rendering: auto }</style>")
    pdf = weasyprint.HTML(string=smooth, url_fetcher=PreparedBytes(prepared)).write_pdf(pdf_variant="pdf/a-3b")
    assert "6.2.8-3" in broken_rules(pdf)


def _no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _hidden_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].F = 2


def _launches(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].A = pikepdf.Dictionary(S=pikepdf.Name.Launch)


def _font_lost(pdf: pikepdf.Pdf) -> None:
    for font in (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile3" in each):
        del font["/FontFile3"]


def _other_widths(pdf: pikepdf.Pdf) -> None:
    for font in (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/W" in each):
        font.W = pikepdf.Array([0, 65535, 123])


def _notdef_shown(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    name = next(iter(page.Resources.Font.keys()))
    page.contents_add(f"BT {name} 9 Tf <0000FFFE> Tj ET".encode())


def _cmyk(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 0 1 k")


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.bin"] = b"x"


def _other_part(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b'part="3"', b'part="2"').replace(b"dc:creator", b"dc:madeby")
    pdf.Root.Metadata = pdf.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _long_string(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "x" * 40_000


def _deep(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q " * 29 + b"Q " * 29)


@pytest.mark.parametrize(
    ("spoil", "rules"),
    [
        (_no_intent, {"6.2.3-1", "6.2.4.3-2"}),
        (_hidden_link, {"6.3.2-2"}),
        (_launches, {"6.5.1-1"}),
        (_font_lost, {"6.2.11.4.1-1"}),
        (_other_widths, {"6.2.11.5-1"}),
        (_notdef_shown, {"6.2.11.8-1", "6.2.11.4.1-2"}),
        (_cmyk, {"6.2.4.3-3"}),
        (_attachment, {"6.8-1"}),
        (_other_part, {"6.6.4-2", "6.6.2.3.1-1"}),
        (_long_string, {"6.1.13-3"}),
        (_deep, {"6.1.13-8"}),
    ],
)
def test_the_checker_finds_what_was_spoilt(spoil, rules):
    with pikepdf.open(io.BytesIO(rendered(sheet(proofs=2)))) as pdf:
        spoil(pdf)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    found = set(broken_rules(out.getvalue()))
    assert rules <= found
    assert found <= COVERED
