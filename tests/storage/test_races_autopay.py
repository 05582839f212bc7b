"""An approval that pays by what is saved, pressed twice, and money by hand at that moment: one charge at most.

The twin that locks nothing shows that this test can tell.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.domain.errors import OutOfDate, Refusal
from storage.audit import audit
from storage.ledger import SqlLedger
from tests.core.site import fixed, rest, usd
from tests.core.usecases.test_autopay import Saving
from tests.sizes import SOAK
from tests.storage.test_races_signing import Hurried, SlowBooks

ROUNDS = 50 if SOAK else 4


class Slow(SqlLedger):
    """Stops for a moment between what it reads and what is decided on it."""

    locks = True

    def project_file(self, project_id, *, lock=False):
        found = super().project_file(project_id, lock=lock and self.locks)
        time.sleep(0.01)
        return found

    def payment_requests(self, invoice_id):
        found = super().payment_requests(invoice_id)
        time.sleep(0.02)
        return found


class WithoutLock(Slow):
    locks = False


class Books(SlowBooks):
    kind = Slow


class BooksWithoutLock(SlowBooks):
    kind = WithoutLock


class Racing(Hurried, Saving):
    """As in the tests of the engine, on PostgreSQL and by several at once."""

    def __init__(self, books):
        Hurried.__init__(self, books)


def saved(site, name):
    """A job whose first invoice was paid by what is saved, and its second, which asks for a thousand."""
    site.job = site.project(usd("2000"), (fixed("demo", "1000"), rest("tile")), name=name).project.id
    method = site.saves(site.bill(site.job, "demo"), external_id=name)
    return site.bill(site.job, "tile"), method


def at_once(*works):
    start = Barrier(len(works))

    def one(work):
        start.wait()
        try:
            return work()
        except (OutOfDate, Refusal):
            return None

    with ThreadPoolExecutor(len(works)) as several:
        return list(several.map(one, works))


def charging(site, tile):
    """The charges that may still go to the gateway."""
    return [one for one in site.requests(tile) if one.method_id and one.state in {"asked", "open"}]


def charge_jobs(site, ask, tile):
    ids = {str(one.id) for one in site.requests(tile)}
    jobs = ask("SELECT args ->> 'request_id' FROM procrastinate_jobs WHERE task_name = 'charge_method'")
    return sum(job in ids for (job,) in jobs)


def raced(site, name):
    """Whether a charge is left of an invoice that is paid by hand."""
    tile, method = saved(site, name)
    works = (lambda: site.charge(tile, method), lambda: site.pay_by_hand(tile, usd("1000")))
    at_once(*works)
    return bool(charging(site, tile)) and site.invoice(tile.id).state == "paid"


@pytest.mark.slow
def test_pressed_by_many_at_once_it_is_one_charge(database, ask):
    site = Racing(Books(database.engine))
    for place in range(ROUNDS):
        tile, method = saved(site, f"job {place}")
        made = at_once(*[lambda tile=tile, method=method: site.charge(tile, method)] * 4)
        assert sum(one is not None for one in made) == 1
        assert (len(charging(site, tile)), charge_jobs(site, ask, tile)) == (1, 1)


@pytest.mark.slow
def test_of_what_is_paid_by_hand_at_the_same_moment_no_charge_is_left(database):
    site = Racing(Books(database.engine))
    assert not any(raced(site, f"job {place}") for place in range(ROUNDS))
    with database.engine.connect() as connection:
        assert audit(connection) == []


@pytest.mark.slow
def test_the_twin_that_locks_nothing_leaves_a_charge_of_what_is_paid(database):
    site = Racing(BooksWithoutLock(database.engine))
    assert any(raced(site, f"job {place}") for place in range(20))


@pytest.mark.slow
def test_begun_and_stopped_at_the_same_moment_it_is_under_way_or_called_off(database):
    site = Racing(Books(database.engine))
    for place in range(ROUNDS):
        tile, method = saved(site, f"job {place}")
        request = site.charge(tile, method)
        begun, ended = at_once(lambda request=request: site.begin(request), lambda method=method: site.stop(method))
        assert ended.state == "ended"
        left = [one.state for one in site.requests(tile) if one.id == request.id]
        assert left == (["open"] if begun and begun.request.state == "open" else ["closed"])
