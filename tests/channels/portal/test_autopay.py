"""The saved way to pay on the client's page: a box that nobody ticked for them, and a button that says it pays."""

import json
import re
import threading
from uuid import uuid4

import httpx
import pytest

from core.domain.ids import SavedMethodId
from core.domain.money import Money
from core.usecases.invoice_views import SavedView
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.site import running
from tests.channels.portal.test_in_chromium import look
from tests.channels.portal.test_ways import tap
from tests.twins.memory_reads import SENT, sample_page

VISA = SavedView(id=SavedMethodId(uuid4()), gateway="stripe", brand="Visa", last4="4242")
BOX = re.compile(r'<input type="checkbox" name="keep" value="(\w+)"([^>]*)>')


@pytest.fixture
def site():
    with running(engine=False) as site:
        site.ways, site.keeps = ("stripe", "paypal"), ("stripe",)
        yield site


def shown(site, **changed):
    page = site.keep(sample_page(**changed))
    return page, httpx.get(site.address(page)).text


def consents(site):
    return [json.loads(item.body)["consent"] for item in site.said()]


def test_the_box_is_never_ticked_beforehand_and_says_who_keeps_what(site):
    _, html = shown(site)
    boxes = BOX.findall(html)
    assert boxes
    assert all("checked" not in rest for _, rest in boxes)
    assert "Stripe keeps your card or bank account" in html
    assert "never the number" in html


def test_what_was_shown_is_what_is_agreed_to_in_the_language_it_was_shown_in(site):
    page, html = shown(site)
    tap(site, page, html, way="stripe", keep=BOX.search(html)[1])
    spanish = httpx.get(f"{site.address(page)}?lang=es").text
    tap(site, page, spanish, way="stripe", keep=BOX.search(spanish)[1], lang="es")
    assert [words.partition("\n")[0] for words in consents(site)] == [
        "Save this way to pay for the next invoices of this job",
        "Guardar esta forma de pago para las próximas facturas de esta obra",
    ]


@pytest.mark.parametrize(
    "form", [{"way": "stripe"}, {"way": "stripe", "keep": "on"}, {"way": "stripe", "keep": "0" * 16}]
)
def test_no_tick_or_one_beside_other_words_is_no_agreement(site, form):
    page, html = shown(site)
    tap(site, page, html, **form)
    assert consents(site) == [""]


def test_a_way_that_keeps_nothing_keeps_nothing(site):
    page, html = shown(site)
    tap(site, page, html, way="paypal", keep=BOX.search(html)[1])
    assert consents(site) == [""]


def test_where_nothing_is_kept_no_box_is_shown(site):
    site.keeps = ()
    assert not BOX.search(shown(site)[1])
    site.keeps = ("stripe",)
    assert not BOX.search(shown(site, saved=VISA)[1])


def test_the_button_says_that_it_pays_and_how_much_and_one_beside_it_does_not(site):
    page, html = shown(site, saved=VISA)
    assert "Approve and pay $5,270.13 with Visa ending in 4242" in html
    assert "Approve without paying" in html
    tap(site, page, html, "approve_pay", method=str(VISA.id), amount=str(page.balance.minor))
    [said] = [json.loads(item.body) for item in site.said()]
    assert (said["action"], said["method"], said["amount"]) == ("approve_pay", str(VISA.id), page.balance.minor)


@pytest.mark.parametrize(
    ("changed", "said"), [({"charging": True}, "charging"), ({"paid": Money(52_713, "USD")}, "approve")]
)
def test_a_payment_is_said_to_be_on_its_way_only_when_it_is(site, changed, said):
    """Somebody noted a check at that moment: the yes counts, and nothing is charged."""
    page, html = shown(site, saved=VISA)
    meanwhile = threading.Timer(0.2, site.reads.change, (page.link_id,), changed)
    meanwhile.start()
    answer = tap(site, page, html, "approve_pay", method=str(VISA.id), amount=str(page.balance.minor))
    meanwhile.join()
    assert f"said={said}" in answer.headers["location"]


@pytest.mark.parametrize(
    "changed", [{"disputed": Money(100, "USD")}, {"charging": True}, {"state": "void"}, {"balance": Money(0, "USD")}]
)
def test_nothing_is_charged_by_a_tap_that_is_not_offered(site, changed):
    _, html = shown(site, saved=VISA, **changed)
    assert "Approve and pay" not in html


def test_while_it_is_charged_the_page_waits_and_offers_nothing_else_to_pay_with(site):
    page, html = shown(site, saved=VISA, charging=True, approved_at=SENT)
    assert 'data-watch="yes"' in html
    assert f'action="/i/{site.token(page)}/pay"' not in html


def test_it_can_be_stopped_on_every_page_also_when_it_is_paid(site):
    page, html = shown(site, saved=VISA, balance=Money(0, "USD"), state="paid")
    assert "Stop and forget it" in html
    tap(site, page, html, "autopay_stop", method=str(VISA.id))
    [said] = [json.loads(item.body) for item in site.said()]
    assert (said["action"], said["method"]) == ("autopay_stop", str(VISA.id))


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_it_fits_and_reads_well(still_site, tab, width):
    still_site.ways, still_site.keeps = ("stripe", "paypal"), ("stripe",)
    for name, changed in (("agree", {}), ("pay", {"saved": VISA}), ("again", {"saved": VISA, "approved_at": SENT})):
        page = still_site.keep(sample_page(**changed))
        for language in ("en", "es"):
            watched = await tab(width)
            await watched.page.goto(f"{still_site.address(page)}?lang={language}")
            await look(watched.page, f"autopay-{name}-{width}-{language}")
            assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
            assert await watched.page.evaluate(CONTRAST) == []
            assert await watched.page.evaluate(SMALL_TARGETS) == []
            assert await watched.page.evaluate(UNNAMED) == []
            assert watched.complaints == []
