"""Text that anyone may send is only text: nothing is executed or fetched, and the page stands."""

import io
import itertools
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
import psutil
import pytest
import weasyprint

from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetParty
from core.ports.documents import RenderFailed
from storage.documents import fonts
from storage.documents.fetcher import AddressRefused, PreparedBytes
from storage.documents.presenting import LIMITS
from storage.documents.renderer import WeasyRenderer, write_pdf
from storage.documents.text import NO_GLYPH, printable
from storage.documents.warm import WarmRenderer
from tests.sizes import SOAK
from tests.storage.documents.samples import PAGE_URL, assets, sheet

LINES, PHOTOS = (1_900, 200) if SOAK else (400, 60)


class Canary(ThreadingHTTPServer):
    """Counts who comes."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        super().__init__(("127.0.0.1", 0), _Bird)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Bird(BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Quiet."""


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetching(url: str) -> list[str]:
    """HTML that makes a renderer fetch, each to its own path."""
    return [
        f'<img src="{url}/img">',
        f'<img srcset="{url}/srcset 1x" src="{url}/src">',
        f'<link rel="stylesheet" href="{url}/link.css">',
        f'<link rel="attachment" href="{url}/attached">',
        f'<a rel="attachment" href="{url}/anchor">x</a>',
        f"<style>@import url({url}/import.css);</style>",
        f"<style>@font-face{{font-family:e;src:url({url}/font)}}body{{font-family:e}}</style>",
        f'<div style="background:url({url}/background)">x</div>',
        f'<div style="list-style-image:url({url}/list);display:list-item">x</div>',
        f'<div style="content:url({url}/content)">x</div>',
        f"<style>p::before{{content:url({url}/before)}}</style><p>x</p>",
        f'<div style="border-image:url({url}/border) 1;border:1px solid">x</div>',
        f'<svg width="9" height="9"><image href="{url}/svg-image" width="9" height="9"/></svg>',
        f'<object data="{url}/object" type="image/png"></object>',
        f'<embed src="{url}/embed" type="image/png">',
        f'<iframe src="{url}/iframe"></iframe>',
        f'<img src="{url}/proof:0">',
    ]


INJECTIONS = (
    "{{ 7*7 }} {{ sheet.__class__.__mro__ }} {% for x in (1,2) %}x{% endfor %} {# no #}",
    "${7*7} #{7*7} {0.__class__} %(x)s <%= 7*7 %>",
    "</td></tr></table></body><script>alert(1)</script>",
    "<style>*{display:none}</style><b>bold</b><!-- gone",
    '" onerror="x" src=\'file:///etc/passwd\' &lt;&amp;amp; =cmd|calc!A1',
    "@page { size: 1in } } * { color: red } url(file:///etc/passwd)",
)


def filled(*texts: str) -> InvoiceSheet:
    """A sheet with these texts, in turn, wherever a person's text can be."""
    turn = itertools.cycle(texts)
    one = partial(next, turn)
    base = sheet(sections=1, lines=2, proofs=2)
    line = SheetLine(one(), one(), one(), one(), 1, one())
    return replace(
        base,
        title=one(),
        number=one(),
        contractor=SheetParty(one(), (one(), one())),
        client=SheetParty(one(), (one(), one())),
        project=one(),
        dates=((one(), one()),),
        sections=(replace(base.sections[0], name=one(), lines=(line, line), amount=one()),),
        figures=(
            SheetFigure(one(), one(), "step"),
            SheetFigure(one(), one(), "total"),
            SheetFigure(one(), one(), "context"),
        ),
        proofs=tuple(replace(each, caption=one(), when=one(), short_hash=one(), badge=one()) for each in base.proofs),
        currency=one(),
        total=one(),
        language=one(),
        words={code: one() for code in base.words},
    )


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_no_text_in_any_field_makes_the_renderer_fetch(canary):
    """Each rotation puts each payload into another field; all rotations put each into every one."""
    payloads = fetching(canary.url)
    for start in range(0, len(payloads), 1 if SOAK else 5):
        rotated = payloads[start:] + payloads[:start]
        invoice = filled(*rotated)
        pdf = WeasyRenderer().render(invoice, assets(invoice), PAGE_URL)
        assert squeezed(rotated[0]) in squeezed(text_of(pdf))
        assert b"EmbeddedFile" not in pdf
    assert canary.hits == []


def test_the_same_texts_as_html_with_the_default_fetcher_do_fetch(canary):
    """The twin that must fail: the payloads are live, and escaping and the fetcher are what stops them."""
    address = (fonts.FOLDER / fonts.TEXT.file).as_uri()
    font = f'<style>@font-face{{font-family:f;src:url("{address}")}}*{{font-family:f}}</style>'
    weasyprint.HTML(string=font + "".join(fetching(canary.url))).write_pdf()
    assert len(set(canary.hits)) >= 10


def refusal(html: str) -> str:
    """Why our fetcher stopped this page; "" when it did not."""
    style = f"<style>{fonts.style((fonts.TEXT,))}</style>"
    try:
        write_pdf(style + html, {f"font:{fonts.TEXT.file}": fonts.content(fonts.TEXT.file)}, "00" * 16)
    except RenderFailed as refused:
        return str(refused)
    return ""


def test_even_unescaped_they_stop_the_render_instead_of_fetching(canary):
    reasons = [refusal(payload) for payload in fetching(canary.url)]
    assert sum(canary.url in reason for reason in reasons) >= 10
    assert canary.hits == []


@pytest.mark.parametrize(
    "url",
    [
        "data:image/png;base64,AAAA",
        "file:///etc/hostname",
        "http://127.0.0.1/",
        "ftp://x/",
        "font:../../etc/passwd",
        "proof:99",
    ],
)
def test_what_was_not_prepared_is_refused_aloud(url):
    fetcher = PreparedBytes({"proof:0": b"x", "data:image/png;base64,AAAA": b"x", "file:///etc/hostname": b"x"})
    with pytest.raises(AddressRefused):
        fetcher(url)
    assert fetcher.refused == [url]
    assert url in refusal(f'<img src="{url}">')


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_and_templates_are_printed_as_they_were_typed(text):
    invoice = replace(sheet(proofs=2), project=text)
    invoice = replace(invoice, proofs=tuple(replace(each, caption=text) for each in invoice.proofs))
    found = squeezed(text_of(WeasyRenderer().render(invoice, assets(invoice), PAGE_URL)))
    assert found.count(squeezed(text)) == 3
    assert "INV-0042" in found
    assert "$4,980.00" in found


@pytest.mark.parametrize(
    "text",
    [
        "W" * 100_000,
        "word " * 20_000,
        "a" + "\u0301" * 10_000,
        "Z̴̡̢̛͇͈͔̦̘͖̑̿̊͋͗̕͝ạ̷̧̢̛͉̜̦̩̃̂̈́̈́͑l̸̨̛̗̘̲̳̮͖̃͐̆͂̚g̷̢̛̖̱̲̋̈́̔͜o̴̧̠̦̙̹͎͑̀̈́̕̚" * 2_000,
        "\u202egnp.exe \u2066\u2067abc\u2069 \u200f\u200e",
        "עברית العربية " * 500,
        "👩‍👩‍👧‍👦🏽🇺🇸1️⃣" * 3_000,
        "nul\x00 bell\x07 esc\x1b[31m \ud800 \ufffe \U0010ffff",
        "\n" * 10_000 + "x",
        "漢" * 50_000,
        "\u200b" * 100_000,
        "",
    ],
    ids=[
        "long word",
        "long text",
        "marks",
        "zalgo",
        "overrides",
        "rtl",
        "emoji",
        "controls",
        "breaks",
        "han",
        "zero",
        "none",
    ],
)
def test_the_page_stands_whatever_stands_in_its_fields(text):
    invoice = filled(text)
    begun = time.monotonic()
    pdf = WeasyRenderer().render(invoice, assets(invoice), PAGE_URL)
    assert time.monotonic() - begun < 10
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) <= 8
    assert all(left >= 0 and right <= 612 for left, right in _edges(pdf))


def _edges(pdf: bytes) -> list[tuple[float, float]]:
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = done.stdout.decode(errors="replace")
    return [(float(left), float(right)) for left, right in re.findall(r'xMin="(-?[\d.]+)".*?xMax="(-?[\d.]+)"', found)]


def test_text_in_the_characters_we_have_comes_out_as_it_went_in():
    text = "Ñandú, façade & Straße – «ok» 10 % €5 ½ × 3″ Ελλάδα Москва Đà Nẵng"
    invoice = replace(sheet(proofs=0), project=text)
    assert squeezed(text) in squeezed(text_of(WeasyRenderer().render(invoice, {}, PAGE_URL)))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\u202ec\u200bd", "abcd"),
        ("  two\n lines ", "two lines"),
        ("x" * 50, "x" * 9 + "…"),
        ("x" * 10, "x" * 10),
        ("e" + "\u0301" * 9, "é" + "\u0301" * 4),
        ("\U000f0000", ""),
        ("𐎀", NO_GLYPH),
        ("👷\u200d♀\ufe0f", "👷\u200d♀\ufe0f"),
    ],
)
def test_what_is_printed_of_a_text(typed, shown):
    assert printable(typed, 10) == shown


def test_a_description_keeps_its_lines():
    assert printable("one \n\n two\r\nthree", 99, lines=True) == "one\ntwo\nthree"


def test_every_text_that_is_printed_has_a_most():
    assert max(LIMITS.values()) <= 1_000


@pytest.mark.slow
@pytest.mark.parametrize(("lines", "photos"), [(LINES, 0), (5, PHOTOS)])
def test_a_huge_invoice_takes_at_most_20_seconds_and_a_gigabyte_in_the_child(lines, photos):
    invoice = sheet(sections=10, lines=max(1, lines // 10), proofs=photos)
    pictures = assets(invoice)
    with WarmRenderer() as renderer:
        renderer.start()
        begun = time.monotonic()
        pdf = renderer.render(invoice, pictures, PAGE_URL)
        assert time.monotonic() - begun <= 20
        assert psutil.Process(renderer.pid).memory_info().rss < 1_000_000_000
    assert len(text_of(pdf)) > lines * 20
