"""A client's credit is used and sent back, or given back and paid over, at the same moment: no cent is there twice.

The twin that locks nothing shows that this test can tell.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.domain.errors import Refusal
from core.usecases import refunding
from storage.audit import audit
from storage.ledger import SqlLedger
from tests.core.site import fixed, rest, usd
from tests.sizes import SOAK
from tests.storage.test_races_signing import Hurried, SlowBooks

ROUNDS = 50 if SOAK else 4
CREDIT = usd("50")


class Slow(SqlLedger):
    """Stops for a moment between what it reads and what is decided on it."""

    locks = True

    def payees(self, *, lock=False):
        found = super().payees(lock=lock and self.locks)
        time.sleep(0.02)
        return found

    def project_file(self, project_id, *, lock=False):
        found = super().project_file(project_id, lock=lock and self.locks)
        time.sleep(0.01)
        return found


class WithoutLock(Slow):
    locks = False


class Books(SlowBooks):
    kind = Slow


class BooksWithoutLock(SlowBooks):
    kind = WithoutLock


def job(site, name):
    """Overpaid by fifty, with another invoice that asks for more than that."""
    project = site.project(usd("1800"), (fixed("demo", "1000"), rest("tile")), name=name).project.id
    demo, tile = (site.bill(project, part) for part in ("demo", "tile"))
    return demo, site.pay_by_hand(demo, usd("1050")).payment, tile


def give_back(site, demo, paid):
    with site.open() as ledger:
        refund = site.new_id()
        refunding.take_refund(ledger, site.asked(), demo.id, paid.id, CREDIT, usd("1050"), refund)


def raced(site, name):
    """How many of the two got the credit."""
    demo, paid, tile = job(site, name)
    start = Barrier(2)

    def at_once(work):
        start.wait()
        try:
            work()
        except Refusal:
            return 0
        return 1

    with ThreadPoolExecutor(2) as two:
        works = (lambda: site.use_credit(tile, CREDIT), lambda: give_back(site, demo, paid))
        got = sum(two.map(at_once, works))
    [payment] = [one for one in site.file(demo.project_id).payments if one.id == paid.id]
    assert payment.surplus.minor == 0
    return got


@pytest.mark.slow
def test_credit_that_is_used_and_sent_back_at_once_goes_one_way(database):
    site = Hurried(Books(database.engine))
    assert [raced(site, f"job {place}") for place in range(ROUNDS)] == [1] * ROUNDS
    with database.engine.connect() as connection:
        assert audit(connection) == []


@pytest.mark.slow
def test_the_twin_that_locks_nothing_gives_it_twice(database):
    site = Hurried(BooksWithoutLock(database.engine))
    assert any(raced(site, f"job {place}") == 2 for place in range(20))


def given_back_while_paid(site, name):
    """Whether what the invoice says of itself is what its payments say, once both are through."""
    _, _, tile = job(site, name)
    site.use_credit(tile, CREDIT)
    start = Barrier(2)

    def at_once(work):
        start.wait()
        try:
            work()
        except Refusal:
            return 0
        return 1

    with ThreadPoolExecutor(2) as two:
        works = (lambda: site.give_back_credit(tile, CREDIT), lambda: site.pay_by_hand(tile, usd("750")))
        back, paid = two.map(at_once, works)
    assert back == 1
    balance, state = site.balance(tile), site.invoice(tile.id).state
    return (balance, state) == ((CREDIT, "part_paid") if paid else (usd("800"), "issued"))


@pytest.mark.slow
def test_credit_that_is_given_back_while_the_rest_is_paid_is_asked_for_again(database):
    site = Hurried(Books(database.engine))
    assert all(given_back_while_paid(site, f"job {place}") for place in range(ROUNDS))
    with database.engine.connect() as connection:
        assert audit(connection) == []


@pytest.mark.slow
def test_the_twin_that_locks_nothing_calls_it_paid_or_unpaid_though_it_is_neither(database):
    site = Hurried(BooksWithoutLock(database.engine))
    assert not all(given_back_while_paid(site, f"job {place}") for place in range(20))
