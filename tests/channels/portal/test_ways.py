"""Several gateways at once: the client chooses; and none at all."""

import json
import re

import httpx
import pytest

from core.domain.money import Money
from tests.channels.portal.site import running
from tests.twins.memory_reads import sample_page


@pytest.fixture
def site():
    with running(engine=False) as site:
        yield site


def shown(site, ways):
    site.ways = ways
    page = site.keep(sample_page())
    return page, httpx.get(site.address(page)).text


def tap(site, page, html, action="pay", **form):
    nonce = re.search(r'name="nonce" value="([^"]+)"', html)[1]
    headers = {"origin": site.base_url}
    return httpx.post(f"{site.address(page)}/{action}", data={"nonce": nonce, **form}, headers=headers)


def said(site):
    return [json.loads(item.body)["way"] for item in site.said()]


def test_one_gateway_is_one_button(site):
    _, html = shown(site, ("stripe",))
    assert 'name="way"' not in html
    assert "wallet" not in html


def test_of_several_the_first_is_offered_first_each_in_words(site):
    _, html = shown(site, ("gocardless", "stripe"))
    buttons = re.findall(r'<button name="way" value="(\w+)"([^>]*)>([^<]+)</button>', html)
    assert buttons[:2] == [
        ("gocardless", ' class="main"', "Straight from your bank account"),
        ("stripe", "", "Card, wallet or bank"),
    ]


def test_where_a_line_is_disputed_each_amount_stands_before_its_ways(site):
    site.ways = ("stripe", "gocardless")
    page = site.keep(sample_page(disputed=Money(50_000, "USD")))
    html = httpx.get(site.address(page)).text
    asked = re.findall(r'<form class="pay".*?<p class="label">([^<]+)</p>', html, re.DOTALL)
    assert asked[:2] == ["Pay $4,770.13 now", "Pay all: $5,270.13"]


def test_the_choice_reaches_the_engine_and_another_is_another_tap(site):
    page, html = shown(site, ("gocardless", "stripe"))
    for way in ("stripe", "stripe", "gocardless"):
        tap(site, page, html, way=way)
    assert said(site) == ["stripe", "gocardless"]


def test_a_gateway_that_is_not_offered_is_as_good_as_none(site):
    page, html = shown(site, ("gocardless", "stripe"))
    tap(site, page, html, way="../evil")
    assert said(site) == [""]


def test_where_no_gateway_takes_the_currency_the_page_says_how_else_to_pay(site):
    page, html = shown(site, ())
    assert "Pay Rivera Remodeling the way you agreed" in html
    assert 'action="' + f"/i/{site.token(page)}/pay" not in html
    assert tap(site, page, html).status_code == 303
    assert said(site) == []
