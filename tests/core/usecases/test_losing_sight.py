"""What is on its way and can be asked about no more is not asked for again by itself: who sees the account says it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.domain.errors import Refusal
from core.domain.payment import UNSEEN, Way
from core.ports.payees import PayeeNews
from core.ports.payments import PageMade
from core.usecases import collecting, following, losing_sight, onboarding, payees, reminding, voiding
from tests.core.site import Site, event_for, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def invoice(site):
    return site.bill(site.project().project.id, "demo")


def asked_for(site, invoice, way=Way("sandbox")):  # noqa: B008  # a frozen value
    with site.open() as ledger:
        request = collecting.ask_payment(ledger, site.asked(), invoice.id, uuid4(), way)
    with site.open() as ledger:
        page = PageMade(f"page-{request.id}", "https://pay.example/1", site.now + timedelta(hours=24))
        return collecting.payment_page_made(ledger, request.id, page, followed=True)


@pytest.fixture
def on_its_way(site, invoice):
    request = asked_for(site, invoice)
    return request, site.hear(event_for(request, "processing")).payment


def lost(site, request):
    with site.open() as ledger:
        return losing_sight.lose_request(ledger, request.id, site.now)


def settled(site, payment, *, came):
    with site.open() as ledger:
        return losing_sight.settle(ledger, site.asked(), payment.invoice_id, payment.id, came=came)


def jobs(site):
    return [job for job in site.books.jobs if job.name == "ask_unseen"]


def test_it_is_followed_though_the_gateway_does_not_answer_any_more(site, on_its_way):
    request, _ = on_its_way
    site.later(days=5)
    with site.open() as ledger:
        assert following.follow_on(ledger, request.id, site.now, 4, None)


def test_after_a_month_it_is_lost_once(site, invoice, on_its_way):
    request, payment = on_its_way
    assert lost(site, request) == ()
    site.later(days=31)
    with site.open() as ledger:
        assert not following.follow_on(ledger, request.id, site.now, 30, "processing")
    [one] = lost(site, request)
    assert (one.payment.id, one.payment.note, one.invoice.id) == (payment.id, UNSEEN, invoice.id)
    assert lost(site, request) == ()
    assert [(job.args["time"], job.delay) for job in jobs(site)] == [(1, timedelta(days=7))]


def test_while_a_newer_request_is_followed_it_is_not(site, invoice, on_its_way):
    request, _ = on_its_way
    site.pay_by_hand(invoice, usd("500"))
    site.later(days=29)
    newer = asked_for(site, invoice)
    site.later(days=2)
    assert lost(site, request) == ()
    site.later(days=29)
    assert len(lost(site, newer)) == 1


def test_with_an_account_all_that_goes_to_it_is_lost_and_nothing_else(site, invoice, on_its_way):
    _, elsewhere = on_its_way
    request = asked_for(site, invoice, Way("sandbox", "acct_1"))
    payment = site.hear(event_for(request, "processing", external_id="pay-2", account="acct_1")).payment
    with site.open() as ledger:
        news = PayeeNews(external_id="acct_1", may_charge=False, gone=True)
        payee = payees.note_payee(ledger, site.asked(), invoice.contractor_id, "sandbox", news).payee
        assert [one.payment.id for one in losing_sight.lose_payee(ledger, payee)] == [payment.id]
        assert losing_sight.lose_payee(ledger, payee) == ()
    assert {one.note for one in site.file(invoice.project_id).payments if one.id == elsewhere.id} == {""}


def test_what_is_on_its_way_for_a_job_that_was_put_away_is_lost_too(site, invoice):
    request = asked_for(site, invoice, Way("sandbox", "acct_1"))
    payment = site.hear(event_for(request, "processing", account="acct_1")).payment
    with site.open() as ledger:
        voiding.void_invoice(ledger, site.asked(), invoice.id)  # else it is owed, and the job stays
        onboarding.put_away(ledger, invoice.project_id)
        news = PayeeNews(external_id="acct_1", may_charge=False, gone=True)
        payee = payees.note_payee(ledger, site.asked(), invoice.contractor_id, "sandbox", news).payee
        assert [one.payment.id for one in losing_sight.lose_payee(ledger, payee)] == [payment.id]


@pytest.fixture
def unseen(site, on_its_way):
    request, payment = on_its_way
    site.later(days=31)
    lost(site, request)
    return request, payment


def test_it_came_and_counts_once_whatever_the_gateway_says_later(site, invoice, unseen):
    request, payment = unseen
    counted = settled(site, payment, came=True)
    assert (counted.what, counted.invoice.state, counted.receipt.amount) == ("counted", "paid", usd("4500"))
    assert settled(site, payment, came=False).what == "already"
    assert site.hear(event_for(request)).what == "already"
    assert site.balance(invoice) == usd("0")


def test_it_did_not_come_and_is_asked_for_again_and_what_comes_after_all_is_not_lost(site, invoice, unseen):
    request, payment = unseen
    asked_for(site, invoice, Way("stripe"))
    assert settled(site, payment, came=False).what == "failed"
    with site.open() as ledger:
        stand = [(one.gateway, one.state) for one in ledger.payment_requests(invoice.id)]
    assert sorted(stand) == [("sandbox", "closed"), ("stripe", "open")]
    again = asked_for(site, invoice)
    assert again.amount == usd("4500")
    site.hear(event_for(again, external_id="pay-2"))
    late = site.hear(event_for(request, minutes=5))
    assert (late.what, late.payment.surplus) == ("counted", usd("4500"))


def test_what_is_still_on_its_way_stays_unseen_and_its_end_settles_it(site, invoice, unseen):
    request, _ = unseen
    site.hear(event_for(request, "processing", minutes=60))
    [payment] = site.file(invoice.project_id).payments
    assert payment.note == UNSEEN
    assert site.hear(event_for(request, minutes=90)).payment.note == ""


def test_no_reminder_goes_meanwhile(site, invoice, unseen):
    with site.open() as ledger:
        assert reminding.take(ledger, site.asked(), invoice.id) is None


def test_it_is_asked_about_once_a_week_until_it_is_settled_and_not_for_ever(site, unseen):
    _, payment = unseen

    def again(time):
        with site.open() as ledger:
            return losing_sight.still_lost(ledger, payment.invoice_id, payment.id, time)

    assert [bool(again(time)) for time in range(1, 9)] == [True] * 8
    assert len(jobs(site)) == 8
    settled(site, payment, came=False)
    assert again(1) is None


def test_another_payment_is_none_of_it(site, invoice):
    with pytest.raises(Refusal), site.open() as ledger:
        losing_sight.settle(ledger, site.asked(), invoice.id, uuid4(), came=True)
