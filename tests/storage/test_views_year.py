"""A year by client, read in one statement: by the days of the account's zone, as the journal has them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.domain.journal import entry_of
from core.domain.money import Money
from tests.storage.samples import NOON, usd

# NOON is in November 2026.
SILVESTER = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def save(database, story, *entities):
    with database.books.open(story.account.id) as ledger:
        ledger.save(*entities)


def year_of(database, story, now=NOON, **which):
    return database.reads.year(story.account.id, story.member.id, now, **which)


def came(database, story, invoice, minor, at=NOON, **changed):
    payment = story.payment(invoice, minor, received_at=at, **changed)
    save(database, story, payment)
    save(database, story, story.journal_entry(payment))
    return payment


@pytest.fixture
def invoice(database, story):
    invoice = story.invoice(1)
    save(database, story, invoice)
    return invoice


def test_billed_received_and_open_are_of_that_year(database, story, invoice):
    came(database, story, invoice, 1000)
    [one] = year_of(database, story).rows
    assert (one.client_name, one.billed, one.received) == ("Dana Lee", invoice.total, usd(1000))
    assert (one.returned, one.open) == (usd(0), invoice.total - usd(1000))


def test_the_year_turns_in_the_accounts_zone(database, story, invoice, ask):
    came(database, story, invoice, 1000, SILVESTER)
    came(database, story, invoice, 2000, NEW_YEAR)
    assert year_of(database, story).rows[0].received == usd(1000)
    assert year_of(database, story, year=2027).rows[0].received == usd(2000)
    ask("UPDATE accounts SET zone = 'America/Los_Angeles'")
    assert year_of(database, story).rows[0].received == usd(3000)
    assert year_of(database, story, NEW_YEAR).year == 2026
    ask("UPDATE accounts SET zone = 'UTC'")
    assert year_of(database, story, NEW_YEAR).year == 2027
    assert year_of(database, story, NEW_YEAR, back=1).year == 2026


def test_what_went_back_is_told_beside_what_came_in(database, story, invoice):
    payment = came(database, story, invoice, 1000)
    back = replace(payment, refunded=usd(300), allocated=usd(700))
    entry = entry_of((story.account.id, story.project.id), ("returned", payment.id), (payment,), (back,), NOON)
    save(database, story, back, entry)
    [one] = year_of(database, story).rows
    assert (one.received, one.returned, one.open) == (usd(1000), usd(300), invoice.total - usd(700))


def test_credit_notes_are_taken_off_and_void_invoices_were_never_billed(database, story, invoice):
    note = story.credit_note(invoice)
    save(database, story, note, story.invoice(2, state="void"))
    [one] = year_of(database, story).rows
    assert (one.billed, one.open) == (invoice.total - note.total, invoice.total - note.total)


def test_currencies_and_years_without_anything_stand_apart(database, story, invoice):
    assert year_of(database, story, year=2020).rows == ()
    assert year_of(database, story, year=2020).year == 2020
    [one] = year_of(database, story).rows
    assert isinstance(one.billed, Money)


def test_those_of_the_crew_and_of_other_accounts_see_nothing(database, story, invoice):
    save(database, story, replace(story.member, role="crew"))
    assert year_of(database, story) is None
