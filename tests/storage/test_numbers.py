"""Numbers of invoices have no gap and no repeat, whatever runs at once and whatever is rolled back."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from core.domain.errors import MilepostError
from storage.database import Database
from storage.ledger import SqlBooks, SqlLedger
from tests.sizes import SOAK
from tests.storage.samples import Story, usd

THREADS = 50
ISSUES = 1000 if SOAK else 250
UNDONE = 0.05


class RolledBack(Exception):
    """Injected after the number was taken and the invoice written."""


class WithoutLock(SqlLedger):
    """The twin that must fail: it looks for the last number instead of holding the series."""

    def take_number(self, contractor_id):
        statement = "SELECT coalesce(max(sequence), 0) + 1 FROM invoices WHERE account_id = %s AND contractor_id = %s"
        return self._connection.exec_driver_sql(statement, (self.account_id, contractor_id)).scalar_one()


class BooksWithoutLock(SqlBooks):
    @contextmanager
    def open(self, account_id):
        with self._engine.begin() as connection:
            yield WithoutLock(account_id, connection)


@pytest.fixture
def wide(database_url):
    database = Database(database_url, pool_size=THREADS)
    yield database
    database.close()


@pytest.fixture
def story(wide):
    story = Story()
    with wide.books.open(story.account.id) as ledger:
        ledger.save(*story.all)
    return story


def issue_all(books, story, issues: int) -> list[str]:
    """Every issue is tried until it commits, as its job would be; what went wrong besides is returned."""
    chance, lock, trouble = random.Random(11), threading.Lock(), []

    def undone() -> bool:
        with lock:
            return chance.random() < UNDONE

    def attempt() -> None:
        with books.open(story.account.id) as ledger:
            ledger.save(story.invoice(ledger.take_number(story.contractor.id)))
            if undone():
                raise RolledBack

    def issue(_: int) -> None:
        for _ in range(100):
            try:
                attempt()
            except RolledBack:
                continue
            except MilepostError as error:
                trouble.append(str(error))
                return
            return

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(issue, range(issues)))
    return trouble


def numbers(books, story) -> list[int]:
    with books.open(story.account.id) as ledger:
        return [invoice.sequence for invoice in ledger.project_file(story.project.id).invoices]


def test_numbers_are_gapless_and_unique_at_any_concurrency(wide, story):
    assert issue_all(wide.books, story, ISSUES) == []
    assert numbers(wide.books, story) == list(range(1, ISSUES + 1))


def test_without_the_lock_the_same_work_goes_wrong(wide, story):
    books = BooksWithoutLock(wide._engine)
    assert issue_all(books, story, ISSUES) != []


def test_one_project_is_changed_by_one_money_action_at_a_time(wide, story):
    """Lost updates show without the lock; with it each of the many sees what the one before it wrote."""

    def add_one(*, lock: bool) -> None:
        with wide.books.open(story.account.id) as ledger:
            contract = ledger.project_file(story.project.id, lock=lock).contract
            ledger.save(replace(contract, original_contract_sum=contract.original_contract_sum + usd(1)))

    def run(*, lock: bool) -> int:
        before = total()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: add_one(lock=lock), range(64)))
        return total() - before

    def total() -> int:
        with wide.books.open(story.account.id) as ledger:
            return ledger.project_file(story.project.id).contract.original_contract_sum.minor

    assert run(lock=True) == 64
    assert run(lock=False) < 64


def test_turns_that_refer_to_a_project_and_then_lock_it_do_not_block_each_other(wide, story):
    started = threading.Barrier(2)

    def turn(_: int) -> None:
        with wide.books.open(story.account.id) as ledger:
            ledger.save(story.proof())
            started.wait(5)
            ledger.project_file(story.project.id, lock=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(turn, range(2)))


def test_a_photo_is_not_kept_waiting_by_a_money_action(wide, story):
    with wide.books.open(story.account.id) as billing:
        billing.project_file(story.project.id, lock=True)
        with wide.books.open(story.account.id) as photo:
            photo.save(story.proof())
    with wide.books.open(story.account.id) as ledger:
        assert len(ledger.proofs(story.project.id)) == 1
