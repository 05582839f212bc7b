from datetime import timedelta

import pytest

from core.domain.errors import NotFound, Refusal
from core.usecases import answering
from tests.core.site import Site


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def invoice(site):
    return site.bill(site.project().project.id, "demo")


def view(site, invoice):
    with site.open() as ledger:
        return answering.mark_viewed(ledger, site.asked(member=False), invoice.id)


def approve(site, invoice):
    with site.open() as ledger:
        return answering.approve(ledger, site.asked(member=False), invoice.id)


def test_an_invoice_is_seen_for_the_first_time_once(site, invoice):
    assert view(site, invoice)
    seen_at = site.now
    site.later()
    assert not view(site, invoice)
    assert site.invoice(invoice.id).viewed_at == seen_at


@pytest.mark.parametrize(
    ("pauses", "times"), [((), 1), ((29,), 1), ((29, 29), 1), ((30,), 2), ((31, 29, 40), 3), ((5, -3), 1)]
)
def test_what_is_told_within_half_an_hour_is_one_opening(site, invoice, pauses, times):
    view(site, invoice)
    for minutes in pauses:
        site.now += timedelta(minutes=minutes)
        assert not view(site, invoice)
    with site.open() as ledger:
        openings = ledger.openings(invoice.id)
    assert len(openings) == times
    assert all(one.opened_at <= one.last_at for one in openings)


def test_a_yes_is_recorded_once_as_the_link_holders(site, invoice):
    yes = approve(site, invoice)
    assert (yes.by, yes.approved_at, yes.invoice_id) == ("link holder", site.now, invoice.id)
    assert site.invoice(invoice.id).approved_at == site.now
    assert approve(site, invoice) is None


def test_a_void_invoice_is_not_approved(site, invoice):
    site.void(invoice)
    with pytest.raises(Refusal) as refused:
        approve(site, invoice)
    assert (refused.value.code, refused.value.details) == ("invoice.void", {"number": "INV-0001"})


def test_a_conversation_about_an_invoice_keeps_its_order(site, invoice):
    said = [("client", "Why two doors?\x00"), ("contractor", "One was rotten.\nSee photo 3."), ("client", "x" * 10**5)]
    for author, text in said:
        with site.open() as ledger:
            answering.say_about(ledger, site.asked(), invoice.id, author, text)
        site.later()
    with site.open() as ledger:
        kept = ledger.questions(invoice.id)
    assert [one.author for one in kept] == ["client", "contractor", "client"]
    assert [one.text for one in kept[:2]] == ["Why two doors?", "One was rotten.\nSee photo 3."]
    assert len(kept[2].text) == 2000


def test_another_firms_invoice_is_not_found(site, invoice):
    stranger = Site(site.books)
    for action in (view, approve):
        with pytest.raises(NotFound):
            action(stranger, invoice)
