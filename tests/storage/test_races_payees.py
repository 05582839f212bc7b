"""A contractor taps twice, or comes back from the gateway in the moment in which it tells: one account, told of once.

The twin that locks nothing shows that this can be told.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.ports.payees import PayeeNews
from core.usecases import payees
from tests.storage.test_races_credit import Books, BooksWithoutLock
from tests.storage.test_races_signing import Hurried

NEWS = PayeeNews(external_id="acct_1", may_charge=False)
READY = PayeeNews(external_id="acct_1", may_charge=True)


def noted(site, news):
    with site.open() as ledger:
        return payees.note_payee(ledger, site.asked(), site.firm.contractor.id, "stripe", news)


def twice(site, news):
    """What two who note it at once heard."""
    start = Barrier(2)

    def at_once(_):
        start.wait()
        return noted(site, news)

    with ThreadPoolExecutor(2) as two:
        return list(two.map(at_once, range(2)))


def test_two_taps_at_once_make_one_account(database):
    site = Hurried(Books(database.engine))
    assert len({one.payee.id for one in twice(site, NEWS)}) == 1
    with site.open() as ledger:
        assert len(ledger.payees()) == 1


def test_the_first_of_all_is_waited_for_though_there_is_no_row_yet(database):
    """Two who both find nothing would both write it, and the second would fail."""
    site = Hurried(Books(database.engine))
    with ThreadPoolExecutor(1) as other:
        with site.open() as ledger:
            assert ledger.payees(lock=True) == ()
            second = other.submit(noted, site, NEWS)
            with pytest.raises(TimeoutError):
                second.result(0.5)
            first = payees.note_payee(ledger, site.asked(), site.firm.contractor.id, "stripe", NEWS)
        assert second.result(30).payee == first.payee


def told_of(database, books):
    site = Hurried(books(database.engine))
    noted(site, NEWS)
    return sorted(one.changed for one in twice(site, READY))


def test_that_it_is_ready_is_told_once(database):
    assert told_of(database, Books) == [False, True]


def test_the_twin_that_locks_nothing_tells_it_twice(database):
    assert told_of(database, BooksWithoutLock) == [True, True]
