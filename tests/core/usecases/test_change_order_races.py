"""Two words about one change order at once, on PostgreSQL: one is first, and the other sees what it did."""

import threading

import pytest

from core.domain.errors import NotAllowed
from core.domain.money import total
from core.domain.project import Decision
from core.domain.schedule import contract_sum_to_date
from core.usecases import change_orders
from core.usecases.change_orders import Wish
from tests.core.site import START, Site, usd

WAIT = 0.4  # seconds in which somebody who does not wait for the lock would be done
LONG = 20.0
YES = Decision(by="Dana Lee", at=START, channel="sms", words="yes")


class Looking:
    """A ledger that stops after it has read a project. Without ``locks`` it takes none: the twin."""

    def __init__(self, ledger, *, locks, has_read, go_on):
        self._ledger, self._locks, self._has_read, self._go_on = ledger, locks, has_read, go_on

    def project_file(self, project_id, *, lock=False):
        file = self._ledger.project_file(project_id, lock=lock and self._locks)
        self._has_read.set()
        self._go_on.wait(WAIT)
        return file

    def __getattr__(self, name):
        return getattr(self._ledger, name)


@pytest.fixture
def site(books):
    return Site(books)


@pytest.fixture
def order(site):
    project = site.project().project
    with site.open() as ledger:
        wish = Wish(description="extra outlet", amount=usd("280"))
        return change_orders.propose(ledger, site.asked(), project.id, wish).order


def approve(site, order, ledger):
    return change_orders.approve(ledger, site.asked(member=False), order.id, order.shown_as, YES)


def at_once(site, order, other, *, locks=True):
    """A yes that has begun, and ``other`` that comes while it is at it: what came of each."""
    has_read, go_on, at_leisure, found = threading.Event(), threading.Event(), threading.Event(), []
    at_leisure.set()

    def run():
        with site.open() as ledger:
            found.append(approve(site, order, Looking(ledger, locks=locks, has_read=has_read, go_on=go_on)))

    thread = threading.Thread(target=run)
    thread.start()
    assert has_read.wait(LONG)
    with site.open() as ledger:
        second = other(Looking(ledger, locks=locks, has_read=has_read, go_on=at_leisure))
    go_on.set()
    thread.join(LONG)
    return found[0], second


def books_hold(site, order):
    file = site.file(order.project_id)
    scheduled = total((one.scheduled_value for one in file.milestones), "USD")
    return scheduled == contract_sum_to_date(file.contract, file.change_orders)


def state(site, order):
    return next(one.state for one in site.file(order.project_id).change_orders if one.id == order.id)


def withdraw(order):
    return lambda ledger: change_orders.withdraw(ledger, order.id)


def test_two_yeses_at_once_land_once(site, order):
    first, second = at_once(site, order, lambda ledger: approve(site, order, ledger))
    assert first.contract_after == usd("24280")
    assert second is None
    assert len(site.file(order.project_id).milestones) == 5
    assert books_hold(site, order)


def test_without_the_lock_two_yeses_land_twice(site, order):
    """The twin: it shows that the test above can tell."""
    at_once(site, order, lambda ledger: approve(site, order, ledger), locks=False)
    assert not books_hold(site, order)


def test_withdrawn_while_the_client_says_yes_it_is_withdrawn_and_out_of_the_schedule(site, order):
    approved, withdrawn = at_once(site, order, withdraw(order))
    assert (approved.order.state, withdrawn.order.state) == ("approved", "withdrawn")
    assert withdrawn.contract_after == usd("24000")
    assert state(site, order) == "withdrawn"
    assert books_hold(site, order)


def test_without_the_lock_a_withdrawal_is_lost(site, order):
    """The twin: the contractor was told that it is taken back, and the client that it is agreed."""
    at_once(site, order, withdraw(order), locks=False)
    assert state(site, order) == "approved"


def test_a_yes_that_comes_after_the_withdrawal_is_refused(site, order):
    with site.open() as ledger:
        change_orders.withdraw(ledger, order.id)
    with site.open() as ledger, pytest.raises(NotAllowed):
        approve(site, order, ledger)
