"""What a ledger has read already is given again, and never past a lock that may have waited for somebody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import get_args

import psycopg
import pytest

from core.ports.ledger import Entity
from storage import ledger_sql
from storage.ledger_files import PARTS
from tests.storage.samples import Story


def renamed(database, story: Story, name: str) -> None:
    """By somebody else, and committed."""
    with database.books.open(story.account.id) as other:
        other.project_file(story.project.id, lock=True)
        other.save(replace(story.milestones[0], name=name))


def first_name(ledger, story: Story, *, lock: bool = False) -> str:
    return ledger.project_file(story.project.id, lock=lock).milestones[0].name


def test_every_statement_of_a_file_reads_a_kind_whose_writing_is_noticed():
    assert frozenset(ledger_sql.parts_of_project(lock=False)) == PARTS
    assert frozenset(get_args(Entity)) > PARTS


def test_a_look_is_given_again_and_the_lock_reads_anew(database, story):
    with database.books.open(story.account.id) as ledger:
        assert first_name(ledger, story) == "Demo"
        renamed(database, story, "Tear-out")
        assert first_name(ledger, story) == "Demo"
        assert first_name(ledger, story, lock=True) == "Tear-out"
        assert first_name(ledger, story) == "Tear-out"


def test_what_another_commits_while_we_wait_for_the_lock_is_seen(database, story):
    held, looked = threading.Event(), threading.Event()

    def hold_and_rename() -> None:
        with database.books.open(story.account.id) as other:
            other.project_file(story.project.id, lock=True)
            held.set()
            assert looked.wait(30)
            wait_until_somebody_waits(database.url)
            other.save(replace(story.milestones[0], name="Tear-out"))

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold_and_rename)
        assert held.wait(30)
        with database.books.open(story.account.id) as ledger:
            assert first_name(ledger, story) == "Demo"
            looked.set()
            assert first_name(ledger, story, lock=True) == "Tear-out"
        holding.result(30)


def wait_until_somebody_waits(url: str) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(waiting).fetchone() == (0,):
            threading.Event().wait(0.02)


def test_a_lock_on_another_project_forgets_what_was_only_looked_at(database, story):
    """It may have waited as well."""
    other = replace(story.project, id=Story().project.id)
    contract = replace(story.contract, id=Story().contract.id, project_id=other.id)
    with database.books.open(story.account.id) as ledger:
        ledger.save(other, contract)
    with database.books.open(story.account.id) as ledger:
        first_name(ledger, story)
        renamed(database, story, "Tear-out")
        ledger.project_file(other.id, lock=True)
        assert first_name(ledger, story) == "Tear-out"


@pytest.mark.parametrize("wait", ["proof", "number"])
def test_other_locks_forget_it_too(database, story, wait):
    proof = story.proof()
    with database.books.open(story.account.id) as ledger:
        ledger.save(proof)
    with database.books.open(story.account.id) as ledger:
        first_name(ledger, story)
        renamed(database, story, "Tear-out")
        if wait == "proof":
            ledger.proof(proof.id, lock=True)
        else:
            ledger.take_number(story.contractor.id)
        assert first_name(ledger, story) == "Tear-out"


def test_a_file_read_under_the_lock_outlives_other_locks_and_holds_others_off(database, story):
    with database.books.open(story.account.id) as ledger:
        file = ledger.project_file(story.project.id, lock=True)
        ledger.take_number(story.contractor.id)
        assert ledger.project_file(story.project.id, lock=True) is file
        with ThreadPoolExecutor(1) as pool:
            another = pool.submit(renamed, database, story, "Tear-out")
            wait_until_somebody_waits(database.url)
            assert first_name(ledger, story) == "Demo"
            ledger._connection.commit()
            another.result(30)


def test_one_turn_has_one_ledger_an_account_so_that_it_knows_its_own_writes(database, story):
    with database.turns.begin() as turn:
        assert first_name(turn.ledger(story.account.id), story) == "Demo"
        turn.ledger(story.account.id).save(replace(story.milestones[0], name="Tear-out"))
        assert first_name(turn.ledger(story.account.id), story) == "Tear-out"
        assert turn.ledger(story.account.id) is turn.ledger(story.account.id)
        assert turn.ledger(Story().account.id).account_id != story.account.id
