"""What shows a payment is filed with it, and is no proof of work any more, until it is given back."""

import pytest

from core.domain.ids import PaymentId
from core.usecases import capturing
from core.usecases.filing import evidence_of, file_with_payment, take_from_payment
from tests.core.site import Site, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def payment(site, kitchen):
    return site.pay_by_hand(site.bill(kitchen.id, "demo"), usd("1000")).payment


def file(site, payment, *proofs):
    with site.open() as ledger:
        return file_with_payment(ledger, [one.id for one in proofs], payment.invoice_id, payment.id)


def give_back(site, kitchen, payment):
    with site.open() as ledger:
        return take_from_payment(ledger, ledger.project_file(kitchen.id), payment.id)


def test_it_leaves_its_milestone_and_is_kept_with_the_payment(site, kitchen, payment):
    (check,) = site.photos_kept(kitchen.id, site.milestone(kitchen.id, "cabinets").id)
    (filed,) = file(site, payment, check)
    assert (filed.state, filed.milestone_id, filed.payment_id) == ("filed", None, payment.id)
    assert evidence_of([filed], payment.id) == (filed,)
    assert evidence_of([filed], PaymentId(site.new_id())) == ()


def test_no_invoice_prints_it_and_no_move_or_word_takes_it(site, kitchen, payment):
    cabinets = site.milestone(kitchen.id, "cabinets")
    check, work = site.photos_kept(kitchen.id, cabinets.id, 2)
    file(site, payment, check)
    assert [one.id for one in site.draft(kitchen.id, cabinets).proofs] == [work.id]
    with site.open() as ledger:
        assert capturing.place_proofs(ledger, [check.id], kitchen.id, cabinets.id) == ()
        assert capturing.recaption_proofs(ledger, [check.id], "other") == ()
        assert capturing.withdraw_proofs(ledger, [check.id]) == ()


def test_one_that_still_arrives_is_filed_once_its_bytes_are_safe(site, kitchen, payment):
    (check,) = site.photos_arrive(None, None)
    (coming,) = file(site, payment, check)
    assert (coming.state, coming.project_id) == ("arriving", kitchen.id)
    with site.open() as ledger:
        assert capturing.place_proofs(ledger, [check.id], kitchen.id, None) == ()
    assert site.keep(check).state == "filed"
    assert evidence_of([site.proof(check)], payment.id)


def test_what_an_invoice_printed_and_what_was_refused_stays_where_it_is(site, kitchen, payment):
    cabinets = site.milestone(kitchen.id, "cabinets")
    (printed,) = site.photos_kept(kitchen.id, cabinets.id)
    site.issue(site.draft(kitchen.id, cabinets))
    (bad,) = site.photos_arrive(kitchen.id, None)
    site.refuse(bad)
    (voice,) = site.photos_arrive(kitchen.id, None, kind="voice")
    assert file(site, payment, printed, bad, voice) == ()


def test_with_a_payment_of_another_invoice_nothing_is_filed(site, kitchen, payment):
    other = site.bill(kitchen.id, "cabinets")
    (check,) = site.photos_kept(kitchen.id, site.milestone(kitchen.id, "final").id)
    with site.open() as ledger:
        assert file_with_payment(ledger, [check.id], other.id, payment.id) == ()
    assert site.proof(check).state == "kept"


def test_given_back_it_waits_with_the_job_on_no_milestone(site, kitchen, payment):
    (check,) = site.photos_kept(kitchen.id, site.milestone(kitchen.id, "cabinets").id)
    (coming,) = site.photos_arrive(kitchen.id, None)
    file(site, payment, check, coming)
    freed = give_back(site, kitchen, payment)
    assert [(one.state, one.payment_id, one.milestone_id) for one in freed] == [
        ("kept", None, None),
        ("arriving", None, None),
    ]
    assert give_back(site, kitchen, payment) == ()


def test_given_back_beside_the_same_bytes_it_is_a_duplicate(site, kitchen, payment):
    first, second = site.photos_arrive(kitchen.id, None, 2)
    site.keep(first, "check")
    file(site, payment, first)
    site.keep(second, "check")
    assert [one.state for one in give_back(site, kitchen, payment)] == ["duplicate"]
