"""Two at once on PostgreSQL: who decides holds the project, and the other sees what was decided."""

import threading
from collections.abc import Callable

import pytest

from core.usecases import billing, capturing, collecting
from core.usecases.collecting import ByHand
from tests.core.site import Site, event_for, usd

WAIT = 0.4  # seconds in which somebody who does not wait for the lock would be done
LONG = 20.0


@pytest.fixture
def site(books):
    return Site(books)


@pytest.fixture
def project(site):
    return site.project().project


@pytest.fixture
def demo(site, project):
    return site.milestone(project.id, "demo")


class While:
    """Holds a project as one who is deciding about it does; ``run`` starts another, and tells whether it waits."""

    def __init__(self, site, project):
        self.site, self.project = site, project
        self.result, self.failure = None, None

    def waits(self, other: Callable[[], object], meanwhile: Callable[..., object] = lambda _ledger: None) -> bool:
        started, done = threading.Event(), threading.Event()

        def run():
            started.set()
            try:
                self.result = other()
            except Exception as failure:  # noqa: BLE001 - handed to the test
                self.failure = failure
            done.set()

        thread = threading.Thread(target=run)
        with self.site.open() as ledger:
            ledger.project_file(self.project.id, lock=True)
            thread.start()
            started.wait(LONG)
            waited = not done.wait(WAIT)
            meanwhile(ledger)
        thread.join(LONG)
        assert done.is_set()
        return waited


def deciding(site, project):
    """Every use case that decides about money or proof of a project, ready to run."""
    demo = site.milestone(project.id, "demo")
    kept, arriving, other = (*site.photos_kept(project.id, demo.id), *site.photos_arrive(project.id, demo.id, 2))
    cabinets = site.milestone(project.id, "cabinets")
    invoice = site.bill(project.id, "final")
    shown = site.draft(project.id, cabinets)
    request = site.ask(invoice)
    return {
        "take photos": lambda: site.photos_arrive(project.id, demo.id),
        "keep": lambda: site.keep(arriving),
        "refuse": lambda: site.refuse(other),
        "place": lambda: site.place([kept], project.id, cabinets.id),
        "withdraw": lambda: site.withdraw(kept),
        "add a line": lambda: site.add_line(project.id, demo.id, "more", usd("1")),
        "draft": lambda: site.draft(project.id, demo),
        "send": lambda: site.issue(shown),
        "void": lambda: site.void(invoice),
        "pay by hand": lambda: site.pay_by_hand(invoice, usd("1")),
        "ask": lambda: site.ask(invoice),
        "page made": lambda: site.page_made(request),
        "page failed": lambda: site.page_failed(request),
        "hear": lambda: site.hear(event_for(request)),
    }


NAMES = (
    "take photos", "keep", "refuse", "place", "withdraw", "add a line", "draft", "send", "void",
    "pay by hand", "ask", "page made", "page failed", "hear",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nobody_decides_about_a_project_while_another_does(site, project, name):
    actions = deciding(site, project)
    assert sorted(actions) == sorted(NAMES)
    holding = While(site, project)
    assert holding.waits(actions[name])
    assert holding.failure is None


def test_looking_at_a_project_waits_for_nobody(site, project):
    """The twin without the lock: it shows that the test above can tell."""
    assert not While(site, project).waits(lambda: site.file(project.id))


def test_a_photo_refused_while_the_invoice_is_sent_stays_refused(site, project, demo):
    (arriving,) = site.photos_arrive(project.id, demo.id)
    shown = site.draft(project.id, demo)

    def send(ledger):
        billing.issue_invoice(
            ledger, site.asked(), shown.draft.id, shown.sheet.fingerprint, site.stationery, without_arriving=True
        )

    assert While(site, project).waits(lambda: site.refuse(arriving), send)
    assert site.proof(arriving).state == "refused"


def test_a_photo_taken_for_a_milestone_that_is_billed_meanwhile_goes_to_the_next(site, project, demo):
    shown = site.draft(project.id, demo)

    def send(ledger):
        billing.issue_invoice(ledger, site.asked(), shown.draft.id, shown.sheet.fingerprint, site.stationery)

    holding = While(site, project)
    assert holding.waits(lambda: site.photos_arrive(project.id, demo.id), send)
    (late,) = holding.result
    assert late.milestone_id == site.milestone(project.id, "cabinets").id


def test_a_photo_withdrawn_while_the_invoice_is_sent_stays_in_it(site, project, demo):
    (kept,) = site.photos_kept(project.id, demo.id)
    shown = site.draft(project.id, demo)

    def send(ledger):
        billing.issue_invoice(ledger, site.asked(), shown.draft.id, shown.sheet.fingerprint, site.stationery)

    holding = While(site, project)
    assert holding.waits(lambda: site.withdraw(kept), send)
    assert holding.result == ()
    assert site.proof(kept).state == "kept"


def test_a_page_made_while_cash_is_recorded_stays_closed(site, project):
    invoice = site.bill(project.id, "demo")
    request = site.ask(invoice)
    paid = ByHand(amount=usd("4500"), method="cash", note="", balance=usd("4500"))

    def pay(ledger):
        collecting.record_by_hand(ledger, site.asked(), invoice.id, paid, "key")

    assert While(site, project).waits(lambda: site.page_made(request), pay)
    assert site.request(request).state == "closed"


def test_two_phones_that_move_photos_between_two_projects_do_not_block_each_other(site, project):
    """Each locks both projects in the same order; the other way round they would wait for each other for ever."""
    oak = site.project(name="Oak Ave").project
    here, there = site.milestone(project.id, "demo"), site.milestone(oak.id, "demo")
    mine, theirs = site.photos_kept(project.id, here.id, 3), site.photos_kept(oak.id, there.id, 3)
    failures = []

    def move(proofs, one, other):
        for turn in range(20):
            target, milestone = (other, there if other is oak else here) if turn % 2 == 0 else (one, None)
            milestone = milestone or (here if one is project else there)
            try:
                with site.open() as ledger:
                    capturing.place_proofs(ledger, [proof.id for proof in proofs], target.id, milestone.id)
            except Exception as failure:  # noqa: BLE001 - told below
                failures.append(failure)

    threads = [
        threading.Thread(target=move, args=(mine, project, oak)),
        threading.Thread(target=move, args=(theirs, oak, project)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert failures == []
