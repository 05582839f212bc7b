"""What gateways tell, doubled, shuffled, tampered with and many at once, while clients open pages: on PostgreSQL the
books end the same. The twin that locks nothing must not.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from core.domain.errors import Refusal
from core.domain.journal import balance
from core.domain.money import Money, total
from storage.audit import audit
from storage.database import Database
from storage.ledger import SqlBooks, SqlLedger
from tests.core.site import GATEWAY, Site, event_for, rest, usd
from tests.sizes import SOAK
from tests.storage.test_races_signing import SlowBooks

EVENTS = 10_000 if SOAK else 400
ORDERS = 4 if SOAK else 2
TAMPERED = 2_000 if SOAK else 100
PAIRS = 1_000 if SOAK else 12
PARALLEL = 32
INVOICES = 40 if SOAK else 8
PRICE = usd("1000")
PAYEES = ("", "acct_1", "acct_2", "acct_3")  # the account of the settings, and contractors' own
# One payment's story, each word with when it was so; what went back went back in parts.
STORY = (
    ("processing", 1, {}),
    ("failed", 2, {}),
    ("processing", 3, {}),
    ("succeeded", 4, {}),
    ("succeeded", 5, {"refunded": usd("100")}),
    ("succeeded", 6, {"refunded": usd("100"), "disputed": usd("900")}),
    ("succeeded", 7, {"refunded": usd("100")}),
)


class Jobs:
    """A firm of its own with as many jobs as there are invoices, each billed at a thousand, and each to be paid on one
    of ``payees`` in turn.
    """

    def __init__(self, books, count, gateway=GATEWAY, payees=PAYEES):
        self.site, self.gateway, self.payees = Site(books), gateway, payees
        self.invoices = [self._billed(place) for place in range(count)]
        self.requests = [self.ask(place) for place in range(count)]

    def ask(self, place):
        place %= len(self.invoices)
        return self.site.ask(self.invoices[place], self.gateway, self.payees[place % len(self.payees)])

    def _billed(self, place):
        project = self.site.project(PRICE, (rest("work"),), name=f"job {place}").project
        return self.site.bill(project.id, "work")

    def digest(self):
        """All that money stands at, whatever ids and whichever order."""
        return [self._stands(invoice) for invoice in self.invoices]

    def _stands(self, invoice):
        with self.site.open() as ledger:
            file, entries = ledger.project_file(invoice.project_id), ledger.journal(invoice.project_id)
        [kept] = file.invoices
        payments = sorted(
            (one.external_id, one.state, one.amount.minor, one.refunded.minor, one.disputed.minor, one.received_at)
            for one in file.payments
        )
        books = {book: balance(entries, book, "USD").minor for book in ("receivable", "money", "client_credit")}
        surplus = total((one.surplus for one in file.payments), "USD")
        return kept.state, [one.state for one in file.milestones], payments, books, surplus


def told(jobs, dice):
    """The same story of each job's payments, with some words left out and some told again and again."""
    events = []
    while len(events) < EVENTS:
        place, attempt = dice.randrange(len(jobs.requests)), dice.randrange(3)
        outcome, minutes, back = dice.choice(STORY)
        events.append((place, attempt, outcome, minutes, back))
    return events


def hear(jobs, one):
    place, attempt, outcome, minutes, back = one
    request = jobs.requests[place]
    told = {"external_id": f"{place}-{attempt}", "minutes": minutes, "account": request.payee, **back}
    return jobs.site.hear(event_for(request, outcome, **told))


def look(jobs, place):
    """The landing page: somebody opens it and taps Pay meanwhile."""
    with suppress(Refusal):
        jobs.ask(place)


def all_at_once(jobs, events):
    with ThreadPoolExecutor(PARALLEL) as crowd:
        heard = [crowd.submit(hear, jobs, one) for one in events]
        looked = [crowd.submit(look, jobs, place) for place in range(len(events) // 10)]
        for one in (*heard, *looked):
            one.result()


@pytest.fixture
def crowded(database):
    """The same, with a connection for each who comes at once: nobody waits for another's before the lock."""
    wide = Database(database.url, pool_size=PARALLEL)
    yield wide
    wide.close()


@pytest.mark.slow
def test_whatever_order_and_however_often_the_books_end_the_same(crowded):
    script = told(Jobs(crowded.books, INVOICES), random.Random(7))
    expected = None
    for order in range(ORDERS):
        jobs = Jobs(crowded.books, INVOICES)
        shuffled = [*script, *random.Random(order).choices(script, k=len(script) // 4)]
        random.Random(order).shuffle(shuffled)
        all_at_once(jobs, shuffled)
        expected = expected or jobs.digest()
        assert jobs.digest() == expected
    with crowded.engine.connect() as connection:
        assert audit(connection) == []


EURO = Money(0, "EUR")
TWISTS = (
    {"amount": usd("999.99")},
    {"amount": usd("1000.01")},
    {"amount": usd("0.01")},
    {"amount": Money(100_000, "EUR"), "refunded": EURO, "disputed": EURO},
    {"account": "acct_another"},
    {"test_mode": False},
    {"gateway": "another"},
    {"refunded": usd("1000.01")},
    {"disputed": usd("-5")},
)


@pytest.mark.slow
def test_of_tampered_events_none_counts(database):
    jobs, dice = Jobs(database.books, INVOICES), random.Random(11)

    def tampered(place):
        request = dice.choice(jobs.requests)
        event = event_for(request, external_id=f"t-{place}", account=request.payee)
        anothers = [{"account": one} for one in PAYEES if one != request.payee]
        return replace(event, **dice.choice([*TWISTS, *anothers]))

    events = [tampered(place) for place in range(TAMPERED)]
    with ThreadPoolExecutor(PARALLEL) as crowd:
        became = Counter(one.what for one in crowd.map(jobs.site.hear, events))
    assert became == {"parked": TAMPERED}
    for invoice in jobs.invoices:
        assert (jobs.site.invoice(invoice.id).state, jobs.site.balance(invoice)) == ("issued", PRICE)


def race(books, pairs):
    """Two people pay the same invoice at the same moment, each through a page of their own; what became of both."""
    jobs, found = Jobs(books, pairs), []
    with ThreadPoolExecutor(2) as two:
        for place, request in enumerate(jobs.requests):
            start = Barrier(2)

            def pay(who, request=request, place=place, start=start):
                event = event_for(request, external_id=f"{place}-{who}", account=request.payee)
                start.wait()
                return jobs.site.hear(event)

            with suppress(Exception):  # the twin without locks falls over its own numbers of receipts
                found += list(two.map(pay, range(2)))
    return jobs, found


def doubled(jobs):
    """Invoices for which not exactly the price counts, or of which the second payment is not the client's credit."""
    wrong = 0
    for invoice in jobs.invoices:
        payments = [one for one in jobs.site.file(invoice.project_id).payments if one.state == "succeeded"]
        allocated, surplus = (
            total((getattr(one, name) for one in payments), "USD") for name in ("allocated", "surplus")
        )
        wrong += (allocated, surplus, len(payments)) != (PRICE, PRICE, 2)
    return wrong


@pytest.mark.slow
def test_of_two_payers_at_once_one_pays_and_the_other_has_a_credit(database):
    jobs, found = race(SlowBooks(database.engine), PAIRS)
    assert doubled(jobs) == 0
    assert Counter(one.what for one in found) == {"counted": 2 * PAIRS}


class WithoutLock(SqlLedger):
    """Reads a project and holds nothing."""

    def project_file(self, project_id, *, lock=False):
        del lock
        return super().project_file(project_id)


class BooksWithoutLock(SqlBooks):
    @contextmanager
    def open(self, account_id):
        with self._engine.begin() as connection:
            yield WithoutLock(account_id, connection)


@pytest.mark.slow
def test_the_twin_that_locks_nothing_is_caught(database):
    """What two transactions read before either wrote, both count."""
    for _ in range(20):
        jobs, found = race(BooksWithoutLock(database.engine), 4)
        if doubled(jobs) or len(found) < 8:
            return
    raise AssertionError("nothing went wrong without locks")


def test_a_late_word_is_no_news(database):
    jobs = Jobs(database.books, 1)
    hear(jobs, (0, 0, "succeeded", 5, {"refunded": usd("100")}))
    assert hear(jobs, (0, 0, "succeeded", 4, {})).what == "already"
    [payment] = jobs.site.file(jobs.invoices[0].project_id).payments
    assert payment.received_at == jobs.site.now + timedelta(minutes=4)
    assert jobs.site.balance(jobs.invoices[0]) == usd("100")
