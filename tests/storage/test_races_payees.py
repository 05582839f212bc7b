"""A contractor taps twice, or comes back from the gateway in the moment in which it tells: one account, told of once.

The twin that locks nothing shows that this can be told.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from core.ports.payments import PayeeNews
from core.usecases import payees
from tests.storage.test_races_credit import Books, BooksWithoutLock
from tests.storage.test_races_signing import Hurried

NEWS = PayeeNews(external_id="acct_1", may_charge=False)
READY = PayeeNews(external_id="acct_1", may_charge=True)


def twice(site, news):
    """What two who note it at once heard."""
    start = Barrier(2)

    def noted(_):
        start.wait()
        with site.open() as ledger:
            return payees.note_payee(ledger, site.asked(), site.firm.contractor.id, "stripe", news)

    with ThreadPoolExecutor(2) as two:
        return list(two.map(noted, range(2)))


def test_two_taps_at_once_make_one_account(database):
    site = Hurried(Books(database.engine))
    assert len({one.payee.id for one in twice(site, NEWS)}) == 1
    with site.open() as ledger:
        assert len(ledger.payees()) == 1


def told_of(database, books):
    site = Hurried(books(database.engine))
    twice(site, NEWS)
    return sorted(one.changed for one in twice(site, READY))


def test_that_it_is_ready_is_told_once(database):
    assert told_of(database, Books) == [False, True]


def test_the_twin_that_locks_nothing_tells_it_twice(database):
    assert told_of(database, BooksWithoutLock) == [True, True]
