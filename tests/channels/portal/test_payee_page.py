"""The page on which a contractor sets up where card payments go, and the credit on an invoice's page: on any phone."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from core.domain.money import Money
from core.domain.payee import Payee
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS
from tests.channels.portal.setups import STRIPE
from tests.channels.portal.site import PAYEES
from tests.channels.portal.test_in_chromium import look
from tests.twins.memory_reads import named, sample_page, sample_payment

NOW = datetime(2026, 11, 27, tzinfo=UTC)
ACCOUNT, MEMBER = named("account"), named("member")
FROM_US = {"sec-fetch-site": "same-origin"}


def payee(**changed):
    own = {"id": named("payee"), "account_id": ACCOUNT, "contractor_id": named("contractor"), "gateway": "stripe"}
    return Payee(**{**own, "external_id": "acct_1", "created_at": NOW, **changed})


@pytest.fixture
def setup(still_site):
    still_site.setup.__init__()
    return still_site.setup


@pytest.fixture
def address(still_site):
    return f"{still_site.base_url}/a/{PAYEES.token(ACCOUNT, MEMBER, datetime.now(UTC))}"


def test_looking_makes_nothing_and_a_tap_goes_on_to_the_gateway(setup, address, http):
    assert "Set up with Stripe" in http.get(address).text
    assert not setup.asked
    assert f'href="{STRIPE}"' in http.post(address, headers=FROM_US).text
    assert setup.asked == [(ACCOUNT, MEMBER, address)]


def test_what_is_missing_is_listed_and_who_comes_by_an_old_link_is_told(setup, address, http):
    setup.payee = payee(needs="bank,identity")
    html = http.get(f"{address}?again=1").text
    assert "That link was used or is too old." in html
    assert "<li>your bank account</li>" in html
    assert "Go on with Stripe" in html


def test_once_it_is_ready_there_is_nothing_to_tap(setup, address, http):
    setup.payee = payee(state="ready")
    html = http.get(address).text
    assert "Card payments are ready." in html
    assert "<form" not in html


def test_when_the_gateway_is_away_it_is_said(setup, address, http):
    setup.away = True
    assert "Stripe did not answer" in http.post(address, headers=FROM_US).text


def test_only_who_has_the_link_and_from_our_page(setup, address, still_site, http):
    old = PAYEES.token(ACCOUNT, MEMBER, datetime.now(UTC) - timedelta(days=8))
    assert http.get(f"{still_site.base_url}/a/{old}").status_code == 404
    assert http.post(address, headers={"sec-fetch-site": "cross-site"}).status_code == 404
    assert not setup.asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_and_reads_well(setup, address, tab, scheme):
    watched = await tab(scheme=scheme)
    stands = {"new": None, "waits": payee(needs="bank,identity,business"), "ready": payee(state="ready")}
    for width, (name, kept), lang in product((320, 1280), stands.items(), ("en", "es")):
        setup.payee = kept
        await watched.page.set_viewport_size({"width": width, "height": 800})
        await watched.page.goto(f"{address}?lang={lang}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        for check in (CONTRAST, SMALL_TARGETS):
            assert await watched.page.evaluate(check) == []
        await look(watched.page, f"payee-{name}-{lang}-{width}-{scheme}")


def credited_page():
    used = sample_payment(5_000, method="credit", receipt_number="INV-0042-R1")
    paid = sample_payment(200_000, used=Money(7_500, "USD"))
    balance = sample_page().balance - Money(205_000, "USD")
    return sample_page(state="part_paid", paid=Money(205_000, "USD"), balance=balance, payments=(used, paid))


async def test_credit_that_was_used_is_said_on_both_invoices(still_site, media, tab, http):
    invoice = still_site.keep(credited_page(), media)
    html = http.get(still_site.address(invoice)).text
    assert "Credit used" in html
    assert "of which $75.00 paid another invoice" in html
    watched = await tab()
    for width in (320, 1280):
        await watched.page.set_viewport_size({"width": width, "height": 800})
        await watched.page.goto(still_site.address(invoice))
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        await look(watched.page, f"credit-used-{width}")
