"""The books tell when somebody alters them, and nothing is found in books that were kept well."""

from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from storage.audit import audit
from tests.core.site import Site, usd

TAMPERING = {
    "an amount": "UPDATE journal_entries SET postings = jsonb_set(postings, '{0,amount,minor}', '7') WHERE {one}",
    "a cause": "UPDATE journal_entries SET cause = 'credited' WHERE {one}",
    "a time": "UPDATE journal_entries SET posted_at = posted_at + interval '1 second' WHERE {one}",
    "its place in the chain": "UPDATE journal_entries SET hash = 'x', previous_hash = '' WHERE {one}",
    "one gone": "DELETE FROM journal_entries WHERE {one}",
    "two links swapped": "UPDATE journal_entries SET hash = previous_hash, previous_hash = hash WHERE {one}",
    "a payment": "UPDATE payments SET amount_minor = amount_minor + 1",
    "a surplus": "UPDATE payments SET surplus_minor = surplus_minor + 1, allocated_minor = allocated_minor - 1",
    "a payment taken away": "UPDATE payments SET state = 'failed'",
}


@pytest.fixture
def site(database):
    site = Site(database.books)
    project = site.project().project.id
    for part in ("demo", "cabinets"):
        invoice = site.bill(project, part)
        site.pay_by_hand(invoice, usd("1000"))
    site.credit(invoice, usd("5"))
    site.void(site.bill(project, "final"))
    site.reverse(site.pay_by_hand(invoice, usd("10")).payment)
    return site


def found(database):
    with database._engine.connect() as connection:
        return audit(connection)


def test_books_that_were_kept_well_have_nothing_to_find(database, site):
    assert found(database) == []


@pytest.mark.parametrize("name", TAMPERING)
def test_whatever_is_altered_past_the_program_is_found(database, site, ask, name):
    ask("ALTER TABLE journal_entries DISABLE TRIGGER USER")
    one = "id = (SELECT id FROM journal_entries WHERE cause = 'received' ORDER BY place LIMIT 1)"
    ask(TAMPERING[name].replace("{one}", one))
    findings = found(database)
    assert findings
    assert {finding.account_id for finding in findings} == {site.account_id}


@pytest.mark.parametrize("posting", ["[]", '[{"amount": {"minor": 1, "currency": "USD"}}]'])
def test_an_entry_that_does_not_balance_is_not_taken(database, site, ask, posting):
    with pytest.raises(Exception, match="does not balance"):
        ask(
            "INSERT INTO journal_entries (id, account_id, project_id, cause, cause_id, postings, posted_at)"
            " SELECT gen_random_uuid(), account_id, project_id, 'issued', gen_random_uuid(), %s, now()"
            " FROM journal_entries LIMIT 1",
            posting,
        )


def test_two_currencies_do_not_balance_each_other(database, site, ask):
    mixed = '[{"amount": {"minor": 1, "currency": "USD"}}, {"amount": {"minor": -1, "currency": "EUR"}}]'
    test_an_entry_that_does_not_balance_is_not_taken(database, site, ask, mixed)


def test_what_was_issued_and_paid_before_there_was_a_journal_is_written_down_as_it_would_have_been(database, site, ask):
    wanted = _standing(ask)
    ask("DROP TABLE journal_entries CASCADE")
    for name in ("write", "frozen"):
        ask(f"DROP FUNCTION milepost_journal_{name}")
    revision = import_module("storage.migrations.versions.0013_journal")
    with database.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        revision.upgrade()
    assert found(database) == []
    assert _standing(ask) == wanted


def _standing(ask):
    books = "SELECT book, gateway, invoice_id, sum(minor) FROM journal_postings GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    return [row for row in ask(books) if row[3]]
