"""A card fee: off by default, never more than the places of a job allow, and nothing where one does not."""

from datetime import UTC, datetime

import pytest

from core.domain.card_fee import card_fee_at
from core.domain.errors import DoesNotAddUp, NotAllowed, NotFound
from core.domain.money import Money, Rate
from core.usecases import card_fees, onboarding
from core.usecases.gateway_events import wants_held
from tests.core.site import Site, usd

TWO = Rate(20_000)
BILLED = usd("4050")


@pytest.fixture
def site():
    made = Site()
    made.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    return made


@pytest.fixture
def job(site):
    return site.project().project


def works_in(site, place, rate=None):
    with site.open() as ledger:
        onboarding.work_in(ledger, site.firm.contractor.id, place)
        if rate is not None:
            card_fees.set_card_fee(ledger, site.asked(), site.firm.contractor.id, rate)


def fee(site, job, amount=BILLED):
    with site.open() as ledger:
        file = ledger.project_file(job.id)
        return card_fees.fee_on(ledger, site.asked(), file, job.contractor_id, amount)


def notice(site, job):
    with site.open() as ledger:
        file = ledger.project_file(job.id)
    places = (file.project.jurisdiction, file.contractor.jurisdiction)
    found = card_fee_at(file.contractor.card_fee, places, BILLED.currency, site.now.date())
    return found.notice if found else ""


def place_job(site, job, place):
    with site.open() as ledger:
        card_fees.place_job(ledger, site.asked(), job.id, place)


def test_it_is_off_until_a_rate_is_set_and_off_again_when_that_is_taken_away(site, job):
    works_in(site, "US-CO")
    assert fee(site, job) is None
    works_in(site, "US-CO", TWO)
    assert fee(site, job) == usd("81")
    with site.open() as ledger:
        card_fees.set_card_fee(ledger, site.asked(), job.contractor_id, None)
    assert fee(site, job) is None


def test_it_is_rounded_down_and_nothing_is_none(site, job):
    works_in(site, "US-CO", TWO)
    assert fee(site, job, usd("99.99")) == usd("1.99")
    assert fee(site, job, usd("0.49")) is None


@pytest.mark.parametrize("place", ["", "US-CA", "US-TX"])
def test_where_nothing_is_known_of_the_law_there_is_none(site, job, place):
    works_in(site, place, TWO)
    assert (fee(site, job), notice(site, job)) == (None, "")


def test_before_the_law_allowed_it_there_was_none(site, job):
    works_in(site, "US-CO", TWO)
    site.now = datetime(2022, 6, 30, 12, tzinfo=UTC)
    assert fee(site, job) is None


def test_of_another_currency_there_is_none(site, job):
    works_in(site, "US-CO", TWO)
    assert fee(site, job, Money(405_000, "EUR")) is None


def test_a_rate_of_before_is_held_down_to_what_the_place_allows(site, job):
    works_in(site, "US-NY", Rate(30_000))
    works_in(site, "US-CO")
    assert fee(site, job) == usd("81")


def test_a_place_of_the_jobs_own_is_kept_to_beside_that_of_the_contractor(site, job):
    works_in(site, "US-NJ", Rate(25_000))
    assert (fee(site, job, usd("100")), notice(site, job)) == (usd("2.50"), "")
    place_job(site, job, "US-CO")
    assert (fee(site, job, usd("100")), notice(site, job)) == (usd("2"), "card_fee.notice_co")
    for forbidden_or_unknown in ("US-CT", "US-PA"):
        place_job(site, job, forbidden_or_unknown)
        assert fee(site, job) is None
    place_job(site, job, "")
    assert fee(site, job, usd("100")) == usd("2.50")


def test_a_job_that_is_where_it_is_allowed_is_enough_while_nothing_is_known_of_the_contractor(site, job):
    works_in(site, "", TWO)
    place_job(site, job, "US-NJ")
    assert fee(site, job) == usd("81")


@pytest.mark.parametrize(
    ("place", "rate", "error", "code"),
    [
        ("", 0, DoesNotAddUp, "card_fee.nothing"),
        ("", 30_001, DoesNotAddUp, "card_fee.too_much"),
        ("US-MN", 40_000, DoesNotAddUp, "card_fee.too_much"),
        ("US-CO", 20_001, DoesNotAddUp, "card_fee.place_most"),
        ("US-CT", 10_000, NotAllowed, "card_fee.forbidden"),
        ("DE", 10_000, NotAllowed, "card_fee.forbidden"),
    ],
)
def test_a_rate_beyond_what_may_be_is_refused(site, job, place, rate, error, code):
    works_in(site, place)
    with pytest.raises(error) as refused:
        works_in(site, place, Rate(rate))
    assert refused.value.code == code
    assert refused.value.details.get("place", place) == place
    assert fee(site, job) is None


def test_money_that_is_held_is_wanted_while_all_of_it_is_still_asked_for(site, job):
    invoice = site.bill(job.id, "demo")
    by_card = site.ask(invoice, means="card")
    site.ask(invoice, means="bank")  # they looked at another way, too

    def wanted(reference):
        with site.open() as ledger:
            return wants_held(ledger, str(reference))

    assert wanted(by_card.id)
    site.pay_by_hand(invoice, usd("0.01"))
    assert not wanted(by_card.id)
    for stranger in ("ours no more", site.new_id()):
        with pytest.raises(NotFound):
            wanted(stranger)


def _moves(site):
    works_in(site, "US-CT")
    with site.open() as ledger:
        card_fees.close_dearer(ledger, site.asked())


def _switches_off(site):
    with site.open() as ledger:
        card_fees.set_card_fee(ledger, site.asked(), site.firm.contractor.id, None)


@pytest.mark.parametrize(
    ("changes", "closed"),
    [
        (lambda site, job: place_job(site, job, "US-CT"), True),
        (lambda site, _: _switches_off(site), True),
        (lambda site, _: _moves(site), True),
        (lambda site, _: works_in(site, "US-CO", Rate(10_000)), True),
        (lambda site, _: works_in(site, "US-CO", TWO), False),
        (lambda site, job: place_job(site, job, "US-NY"), False),
    ],
)
def test_a_page_that_asks_for_more_than_may_be_added_by_now_is_closed(site, job, changes, closed):
    works_in(site, "US-CO", TWO)
    invoice, paid = site.bill(job.id, "demo"), site.bill(job.id, "cabinets")
    site.pay_by_hand(paid, site.balance(paid))
    page = site.page_made(site.ask(invoice, means="card", card_fee=fee(site, job, site.balance(invoice))))
    changes(site, job)
    assert site.request(page).state == ("closed" if closed else "open")
