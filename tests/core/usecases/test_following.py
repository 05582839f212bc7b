"""A page whose end is not known is asked about again, and closed when it asks for what is not owed any more."""

from datetime import timedelta

import pytest

from core.ports.payments import PageMade
from core.usecases import collecting, following
from tests.core.site import Site, usd

HOUR = timedelta(hours=1)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def invoice(site):
    return site.bill(site.project().project.id, "demo")


def opened(site, invoice, ends_in=None, *, followed=True):
    request = site.ask(invoice)
    made = PageMade("page-1", "https://pay.example/1", ends_in and site.now + ends_in)
    with site.open() as ledger:
        return collecting.payment_page_made(ledger, request.id, made, followed=followed)


def jobs(site, name="follow_payment"):
    return [job for job in site.books.jobs if job.name == name]


def on(site, request, step, outcome=None):
    with site.open() as ledger:
        return following.follow_on(ledger, request.id, site.now, step, outcome)


def test_a_page_is_followed_from_when_it_is_made_where_the_gateway_can_be_asked(site, invoice):
    request = opened(site, invoice)
    [job] = jobs(site)
    assert (job.args["request_id"], job.args["step"], job.delay) == (str(request.id), 0, timedelta(minutes=10))


def test_other_pages_are_not(site, invoice):
    opened(site, invoice, followed=False)
    assert jobs(site) == []


def test_it_is_asked_less_and_less_often_and_at_last_once_a_day(site, invoice):
    request = opened(site, invoice)
    for step in range(5):
        assert on(site, request, step)
    assert [job.delay for job in jobs(site)] == [timedelta(minutes=10), HOUR, 6 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR]
    assert [job.args["step"] for job in jobs(site)] == [0, 1, 2, 3, 4, 5]


def test_once_it_is_paid_nobody_asks_any_more(site, invoice):
    assert not on(site, opened(site, invoice), 0, "succeeded")


@pytest.mark.parametrize("outcome", [None, "failed"])
def test_a_page_that_ended_is_asked_about_for_a_last_time(site, invoice, outcome):
    request = opened(site, invoice, HOUR)
    site.later(minutes=70)
    assert on(site, request, 1, outcome)
    site.later(minutes=1)
    assert not on(site, request, 2, outcome)


def test_money_on_its_way_is_followed_beyond_its_page_but_not_for_ever(site, invoice):
    request = opened(site, invoice, HOUR)
    site.later(days=29)
    assert on(site, request, 9, "processing")
    site.later(days=2)
    assert not on(site, request, 10, "processing")


def test_a_page_for_an_old_sum_is_closed_at_the_gateway_and_one_that_was_never_made_is_not(site, invoice):
    request = opened(site, invoice)
    site.pay_by_hand(invoice, usd("1000"))
    assert [job.args["request_id"] for job in jobs(site, "close_payment")] == [str(request.id)]
    site.ask(invoice)
    site.pay_by_hand(invoice, usd("1000"))
    assert len(jobs(site, "close_payment")) == 1
