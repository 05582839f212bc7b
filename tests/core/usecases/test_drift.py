"""Bugs that others' milestone billing has, by name: BatchNepal/batch_projects#25, invoiceninja#11445 and #11385.

There a milestone's state is written beside the invoice and drifts from it. Here it follows from the invoices alone.
"""

import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date

import pytest

from core.domain.errors import NotAllowed, OutOfDate, Refusal
from core.domain.money import Rate, total
from core.domain.terms import BillingTerms, DepositTerms, Due, Progress
from core.domain.totals import billed_so_far
from core.usecases import billing, onboarding
from core.usecases.onboarding import ProjectPlan
from core.usecases.progress import say_progress
from tests.core.site import Site, fixed, rest, usd

TWO = (fixed("demo", "6000"), rest("final"))
AT_ONCE = 2
LONG = 20.0


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def project(site):
    return site.project(usd("10000"), TWO).project


def billed(site, project):
    return billed_so_far(site.file(project.id).story, "USD")


def state(site, project, name="demo"):
    return site.milestone(project.id, name).state


# batch_projects#25


def test_a_draft_is_not_taken_for_an_invoice(site, project):
    site.draft(project.id, site.milestone(project.id, "demo"))
    assert (state(site, project), billed(site, project)) == ("planned", usd("0"))


def test_a_deleted_draft_leaves_its_milestone_free(site, project):
    shown = site.draft(project.id, site.milestone(project.id, "demo"))
    with site.open() as ledger:
        billing.cancel_draft(ledger, shown.draft.id)
    assert state(site, project) == "planned"
    with pytest.raises(NotAllowed):
        site.issue(shown)
    assert site.bill(project.id, "demo").total == usd("6000")


def test_a_cancelled_invoice_frees_its_milestone(site, project):
    site.void(site.bill(project.id, "demo"))
    assert (state(site, project), billed(site, project)) == ("done", usd("0"))


def test_a_milestone_belongs_to_the_invoice_that_was_issued_in_place_of_a_cancelled_one(site, project):
    first = site.bill(project.id, "demo")
    site.void(first)
    again = site.bill(project.id, "demo")
    site.pay_by_hand(again, again.total)
    assert state(site, project) == "paid"
    assert [(one.number, one.state) for one in site.file(project.id).invoices] == [
        ("INV-0001", "void"),
        ("INV-0002", "paid"),
    ]
    with pytest.raises(NotAllowed):
        site.void(first)
    assert state(site, project) == "paid"


def test_what_was_cancelled_uses_up_nothing_of_the_contract(site, project):
    for _ in range(3):
        site.void(site.bill(project.id, "demo", "final"))
    assert site.bill(project.id, "demo", "final").total == usd("10000")
    assert billed(site, project) == usd("10000")


def test_a_payment_taken_back_and_a_credit_are_seen_on_the_milestone(site, project):
    invoice = site.bill(project.id, "demo")
    payment = site.pay_by_hand(invoice, invoice.total).payment
    assert state(site, project) == "paid"
    site.reverse(payment)
    assert state(site, project) == "billed"
    site.credit(invoice)
    assert (state(site, project), billed(site, project)) == ("done", usd("0"))


class Unlocked:
    """The twin: books whose lock on a project is off."""

    def __init__(self, books):
        self._books = books

    @contextmanager
    def open(self, account_id):
        with self._books.open(account_id) as ledger:
            read = ledger.project_file
            ledger.project_file = lambda project_id, **_: read(project_id)
            yield ledger


def at_once(site, *actions):
    """All have read the books before the first may go on. What each came to: a result, or why not."""
    together, results = threading.Barrier(len(actions), timeout=1.0), []
    opened = site.open

    @contextmanager
    def slow():
        with opened() as ledger:
            read = ledger.project_file

            def meet(project_id, *, lock=False):
                file = read(project_id, lock=lock)
                with suppress(threading.BrokenBarrierError):  # the others wait for the lock: that is what it is for
                    together.wait()
                return file

            ledger.project_file = meet
            yield ledger

    def run(action):
        try:
            results.append(action())
        except Exception as failure:  # noqa: BLE001 - told to the test
            results.append(failure)

    site.open = slow
    threads = [threading.Thread(target=run, args=(one,)) for one in actions]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LONG)
    site.open = opened
    return results


def two_taps(site, project):
    shown = site.draft(project.id, site.milestone(project.id, "demo"))
    at_once(site, lambda: site.issue(shown), lambda: site.issue(shown))
    return len(site.file(project.id).invoices)


def two_halves(site, project):
    """Two people bill parts of one milestone at once, of which only one still fits."""
    with site.open() as ledger:
        demo = next(one for one in ledger.project_file(project.id).milestones if one.name == "demo")
        say_progress(ledger, project.id, demo.id, Progress(percent_complete=Rate(600_000)))
    drafts = [site.draft(project.id, demo), site.draft(project.id, demo, site.milestone(project.id, "final"))]
    at_once(site, *(lambda shown=one: site.issue(shown) for one in drafts))
    return total((part.amount for one in site.file(project.id).invoices for part in one.parts), "USD")


def sold(books):
    site = Site(books)
    return site, site.project(usd("10000"), TWO).project


def test_two_clicks_at_once_make_one_invoice(books):
    assert two_taps(*sold(books)) == 1


def test_without_the_lock_two_clicks_make_two_invoices(books):
    site, project = sold(books)
    site.books = Unlocked(books)
    assert two_taps(site, project) == AT_ONCE


def test_percentages_billed_at_once_never_exceed_what_is_done(books):
    assert two_halves(*sold(books)) in {usd("3600"), usd("7600")}


def test_without_the_lock_percentages_billed_at_once_exceed_what_is_done(books):
    site, project = sold(books)
    site.books = Unlocked(books)
    assert two_halves(site, project) == usd("11200")


# invoiceninja#11445: dates agreed for the deposit and the last payment survive


def test_the_days_to_pay_that_were_agreed_hold_for_the_deposit_and_the_last_invoice(site):
    agreed = BillingTerms(deposit=DepositTerms(amount=usd("1000")))
    project = site.project(usd("10000"), TWO, agreed=agreed, due_days=14).project
    deposit, _, last = site.deposit(project.id), site.bill(project.id, "demo"), site.bill(project.id, "final")
    assert [one.due_on for one in (deposit, last)] == [date(2026, 12, 6)] * 2


def test_what_was_said_of_each_part_when_it_may_be_billed_survives_the_signature(site):
    dues = (Due(on="approval"), Due(on="date", day=date(2026, 12, 24)))
    terms = tuple(replace(term, due=due) for term, due in zip(TWO, dues, strict=True))
    plan = ProjectPlan(
        name="Oak Ave", client_name="Dana Lee", client_language="en", contract_sum=usd("10000"), terms=terms
    )
    with site.open() as ledger:
        file = onboarding.create_project(ledger, site.asked(), site.firm.contractor.id, plan)
    assert tuple(one.due for one in file.milestones) == dues


# invoiceninja#11385: what is asked for later respects what was paid before


def test_a_schedule_after_a_deposit_asks_for_the_balance_and_not_for_the_total(site):
    project = site.project(usd("10000"), TWO, agreed=BillingTerms(deposit=DepositTerms(amount=usd("1000")))).project
    deposit = site.deposit(project.id)
    site.pay_by_hand(deposit, deposit.total)
    asked = [site.bill(project.id, name).total for name in ("demo", "final")]
    assert total(asked, "USD") == usd("9000")


def test_a_page_to_pay_asks_for_the_balance_and_not_for_the_total(site, project):
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("2500"))
    assert site.ask(invoice).amount == usd("3500")


def test_what_changed_since_it_was_shown_is_not_sent(site, project):
    """The race seen slowly: the second person's draft still shows what the first has billed."""
    demo = site.milestone(project.id, "demo")
    one, both = site.draft(project.id, demo), site.draft(project.id, demo, site.milestone(project.id, "final"))
    site.issue(one)
    with pytest.raises((OutOfDate, Refusal)):
        site.issue(both)
    assert billed(site, project) == usd("6000")
