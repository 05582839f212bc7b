"""A part of the balance, as much as the client types: asked for exactly so, or told why not with what they typed."""

import html

import httpx
import pytest

from core.domain.money import Money
from tests.channels.portal.test_lines import OURS, disputed, form, said
from tests.channels.portal.test_project_page import plain
from tests.twins.memory_reads import USD, sample_page


@pytest.fixture
def address(still_site):
    """5,270.13 is open."""
    return still_site.address(still_site.keep(sample_page()))


def pays(http, address, typed, **more):
    fields = form(http.get(address, params=more).text, "pay_some")
    return http.post(f"{address}/pay_some", data=fields | {"part": typed}, headers=OURS)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("500", 50_000),
        ("$1,200.50", 120_050),
        ("0.01", 1),
        ("2k", 200_000),
        (" 5270.13 ", 527_013),
        ("5270.12", 527_012),
    ],
)
def test_what_they_type_is_asked_for(still_site, http, address, typed, minor):
    answer = pays(http, address, typed)
    assert [(one["action"], one["amount"]) for one in said(still_site)] == [("pay_some", minor)]
    assert (f"part={minor}" in answer.text) is (minor < 527_013)  # all of it is no part


@pytest.mark.parametrize("typed", ["", "half", "0", "-5", "5270.14", "9" * 40, "1.005", '"><b>'])
def test_what_is_no_amount_up_to_the_balance_stays_in_the_field_and_asks_for_nothing(still_site, http, address, typed):
    answer = pays(http, address, typed)
    assert answer.status_code == 303
    page = http.get(httpx.URL(address).join(answer.headers["location"])).text
    assert "Please type an amount of up to $5,270.13, like 500. Nothing was paid." in plain(page)
    assert f'value="{html.escape(typed[:24])}"' in page.replace("&#34;", "&quot;")
    assert still_site.inbox.offered == 0


def test_a_comma_is_a_point_to_who_reads_spanish(still_site, http, address):
    pays(http, address, "500,50", lang="es")
    assert [one["amount"] for one in said(still_site)] == [50_050]


def test_of_a_currency_without_cents_no_cents_can_be_paid(still_site, http):
    yen = Money(5_000, "JPY")
    page = sample_page(total=yen, balance=yen, paid=Money(0, "JPY"), credited=Money(0, "JPY"), disputed=Money(0, "JPY"))
    address = still_site.address(still_site.keep(page))
    assert "said=part_wrong" in pays(http, address, "500.5").headers["location"]
    pays(http, address, "500")
    assert [one["amount"] for one in said(still_site)] == [500]


def test_what_waits_for_an_answer_can_be_paid_in_part_too(still_site, http):
    address = still_site.address(still_site.keep(disputed()))
    pays(http, address, "1000")
    assert [(one["action"], one["amount"]) for one in said(still_site)] == [("pay_some", 100_000)]


def test_of_what_is_paid_nothing_more_is_asked_for(still_site, http, address):
    fields = form(http.get(address).text, "pay_some") | {"part": "500"}
    still_site.reads.change(sample_page().link_id, balance=Money(0, USD), paid=sample_page().total, state="paid")
    assert http.post(f"{address}/pay_some", data=fields, headers=OURS).status_code == 303
    assert still_site.inbox.offered == 0
