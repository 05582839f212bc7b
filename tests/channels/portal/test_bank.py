"""Paying by bank transfer on the invoice's page: what stands there, what it says, and the picture for a bank's app."""

import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image

from core.domain.bank import BankFacts
from core.domain.bank_codes import epc_code, swiss_code
from core.domain.money import Money
from core.usecases.invoice_views import BankView
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.site import running
from tests.twins.memory_reads import sample_page

SHOTS = Path(os.environ.get("MILEPOST_SHOTS", ""))  # a folder to look at the pages in; none by default
SINCE = datetime(2026, 3, 9, 18, tzinfo=UTC)
HOLDER = {"holder": "Rivera Remodeling", "bank": "Commerzbank"}
GERMAN = BankFacts(kind="iban", **HOLDER, iban="DE89370400440532013000", bic="COBADEFFXXX")
SWISS = BankFacts(kind="iban", **HOLDER, iban="CH9300762011623852957")
AMERICAN = BankFacts(kind="us", **HOLDER, routing="021000021", number="123456789")
BRITISH = BankFacts(kind="uk", **HOLDER, routing="200415", number="55779911")
OTHER = BankFacts(kind="other", holder="María Rivera", words="CLABE 032180000118359719\nBBVA México")
ADDRESS = "Bahnhofstrasse 12, 8001 Zürich"


def page_with(facts, currency="USD", **changes):
    money = {name: Money(0, currency) for name in ("paid", "credited", "disputed")}
    money |= {name: Money(405_000, currency) for name in ("total", "balance")}
    bank = BankView(facts=facts, since=SINCE, address=ADDRESS)
    return sample_page(**{"bank": bank, **money, **changes})


@pytest.fixture
def site():
    with running(engine=False) as site:
        site.ways = ()
        yield site


def shown(site, page, query=""):
    return httpx.get(site.address(site.keep(page)) + query).text


def words(html):
    """What a person reads in the account, row by row."""
    account = re.search(r"<dl class=\"account\">(.*?)</dl>", html, re.DOTALL)[1]
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", account, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in rows}


def test_the_account_the_amount_and_the_reference_are_there_to_be_copied(site):
    html = shown(site, page_with(GERMAN, "EUR"))
    assert words(html) == {
        "Account holder": "Rivera Remodeling",
        "Bank": "Commerzbank",
        "IBAN": "DE89 3704 0044 0532 0130 00",
        "BIC (SWIFT)": "COBADEFFXXX",
        "Amount": "€4,050.00",
        "Reference": "INV-0042 Please write it in, so that your payment is matched.",
    }
    assert "These details are unchanged since Mar 9, 2026" in html
    assert "never sends new bank details by message or by phone" in html


@pytest.mark.parametrize(
    ("facts", "rows"),
    [
        (AMERICAN, {"Routing number": "021000021", "Account number": "123456789"}),
        (BRITISH, {"Sort code": "20-04-15", "Account number": "55779911"}),
        (OTHER, {"Account": "CLABE 032180000118359719 BBVA México"}),
    ],
)
def test_other_accounts_are_written_as_their_banks_write_them(site, facts, rows):
    html = shown(site, page_with(facts))
    assert rows.items() <= words(html).items()
    assert 'class="qr"' not in html


def test_it_is_told_in_spanish(site):
    html = shown(site, page_with(AMERICAN), "?lang=es")
    assert words(html)["Número de ruta"] == "021000021"
    assert "no han cambiado desde el 9 mar 2026" in html
    assert "Ya la envié" in html


def test_without_a_gateway_it_is_the_main_way_and_beside_one_it_is_a_choice(site):
    html = shown(site, page_with(AMERICAN))
    assert '<details class="bank" id="bank" open>' in html
    assert "Pay Rivera Remodeling the way you agreed" not in html
    assert '<a href="#bank">' in html
    site.ways = ("stripe",)
    html = shown(site, page_with(AMERICAN, number="INV-0043"))  # a page that was drawn is kept while it is the same
    assert '<details class="bank" id="bank">' in html
    assert '<button class="main">' in html


@pytest.mark.parametrize(
    "changes",
    [{"bank": None}, {"state": "void"}, {"state": "paid", "balance": Money(0, "USD"), "paid": Money(405_000, "USD")}],
)
def test_where_nothing_is_to_be_sent_there_is_no_account(site, changes):
    html = shown(site, page_with(AMERICAN, **changes))
    assert "123456789" not in html


def test_what_is_not_disputed_is_what_is_asked_for(site):
    html = shown(site, page_with(AMERICAN, disputed=Money(5_000, "USD")))
    assert words(html)["Amount"] == "$4,000.00"
    assert 'name="amount" value="400000"' in html


def test_i_sent_it_is_told_once_a_form_and_only_where_there_is_an_account(site):
    page = site.keep(page_with(AMERICAN))
    html = httpx.get(site.address(page)).text
    form = {"nonce": re.search(r'name="nonce" value="([^"]+)"', html)[1], "amount": "405000"}
    for _ in range(2):
        answer = httpx.post(f"{site.address(page)}/sent", data=form, headers={"origin": site.base_url})
        assert answer.headers["location"].endswith("?said=sent#said")
    told = [json.loads(item.body) for item in site.said()]
    assert [(one["action"], one["amount"]) for one in told] == [("sent", 405_000)]
    assert "knows that it is on its way" in httpx.get(site.address(page) + "?said=sent").text
    site.keep(page_with(AMERICAN, bank=None))
    httpx.post(f"{site.address(page)}/sent", data={**form, "nonce": "n" * 20}, headers={"origin": site.base_url})
    assert len(site.said()) == 1


def test_hostile_words_of_an_account_stay_words(site):
    evil = BankFacts(kind="other", holder="<script>alert(1)</script>", words="</dd><img src=x onerror=alert(1)>")
    html = shown(site, page_with(evil))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.browser
@pytest.mark.parametrize(
    ("facts", "currency", "content"),
    [
        (GERMAN, "EUR", epc_code(GERMAN, Money(405_000, "EUR"), "INV-0042")),
        (SWISS, "CHF", swiss_code(SWISS, ADDRESS, Money(405_000, "CHF"), "INV-0042")),
        (SWISS, "EUR", swiss_code(SWISS, ADDRESS, Money(405_000, "EUR"), "INV-0042")),
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_decoder_reads_the_picture_off_the_screen(site, tab, facts, currency, content, scheme):
    page = site.keep(page_with(facts, currency))
    watched = await tab(scheme=scheme, device_scale_factor=2)
    await watched.page.set_viewport_size({"width": 320, "height": 780})
    await watched.page.goto(site.address(page))
    seen = await watched.page.locator("svg.qr").screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(seen)))
    assert content
    assert found.text.split("\n") == content.split("\n")
    assert found.ec_level == "M"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ways", [(), ("stripe", "gocardless")], ids=["alone", "beside"])
async def test_it_fits_reads_well_and_names_everything(site, tab, scheme, ways):
    site.ways = ways
    watched = await tab(scheme=scheme)
    for name, facts, currency in (("german", GERMAN, "EUR"), ("swiss", SWISS, "CHF"), ("american", AMERICAN, "USD")):
        page = site.keep(page_with(facts, currency))
        for width in (320, 390, 1280):
            await watched.page.set_viewport_size({"width": width, "height": 780})
            await watched.page.goto(site.address(page))
            await watched.page.locator("#bank summary").first.evaluate("one => one.parentElement.open = true")
            if SHOTS.name:
                shot = f"bank-{name}-{width}-{scheme}-{len(ways)}.png"
                await watched.page.screenshot(path=str(SHOTS / shot), full_page=True)
            assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
            assert await watched.page.evaluate(CONTRAST) == []
            assert await watched.page.evaluate(SMALL_TARGETS) == []
            assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []
