"""Who owes what, read in one statement: of whom, how it got there, what came in, and what is next to bill."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.account import Member
from core.domain.money import Money
from storage.outbox import say
from tests.storage.conftest import keep
from tests.storage.samples import NOON, Story, new, part, usd


def save(database, story, *entities):
    with database.books.open(story.account.id) as ledger:
        ledger.save(*entities)


def aging_of(database, story, member=None, now=NOON):
    return database.reads.aging(story.account.id, (member or story.member).id, now)


@pytest.fixture
def invoice(database, story):
    invoice = story.invoice(1, due_on=date(2026, 11, 1), sent_at=NOON)
    save(database, story, invoice)
    return invoice


def test_only_what_is_left_to_pay_is_owed(database, story, invoice):
    others = [story.invoice(2, state="paid"), story.invoice(3, state="void"), story.invoice(4)]
    save(database, story, *others)
    save(database, story, story.payment(invoice, 100), story.payment(others[2], others[2].total.minor))
    aging = aging_of(database, story)
    [one] = aging.invoices
    assert (one.invoice_id, one.number, one.balance) == (invoice.id, "INV-0001", invoice.total - usd(100))
    assert (one.client_name, one.project_name, one.zone) == ("Dana Lee", "Maple St kitchen", "America/Los_Angeles")
    assert (one.due_on, one.sent_at, one.opened, one.opened_at) == (date(2026, 11, 1), NOON, 0, None)
    assert (one.reached, one.question) == ("", "")
    assert (aging.firm, aging.language, aging.zone, aging.as_of) == ("Lee & Sons", "en", "UTC", NOON)


def test_how_often_its_page_was_opened_is_told_and_when_last(database, story, invoice):
    save(database, story, *(story.opening(invoice, NOON + timedelta(days=day)) for day in (2, 5, 1)))
    [one] = aging_of(database, story).invoices
    assert (one.opened, one.opened_at) == (3, NOON + timedelta(days=5))


@pytest.mark.parametrize("status", ["sent", "delivered", "failed"])
def test_how_far_its_message_got_is_told(database, story, invoice, ask, status):
    with database.engine.begin() as connection:
        say(connection, story.text(f"invoice:{invoice.id}"))
        say(connection, story.text("another"))
    ask("UPDATE outbound SET status = %s WHERE starts_with(key, 'invoice:')", status)
    assert aging_of(database, story).invoices[0].reached == status


def test_what_went_on_another_address_counts_in_place_of_the_first(database, story, invoice, ask):
    first = story.text(f"invoice:{invoice.id}")
    with database.engine.begin() as connection:
        say(connection, first)
        again = replace(story.text("instead"), instead_of=first.id, created_at=NOON + timedelta(minutes=1))
        say(connection, again)
    ask("UPDATE outbound SET status = CASE WHEN instead_of IS NULL THEN 'failed' ELSE 'delivered' END")
    assert aging_of(database, story).invoices[0].reached == "delivered"


def test_a_clients_question_is_open_until_it_is_answered(database, story, invoice):
    save(database, story, story.question(invoice, "When?", asked_at=NOON))
    assert aging_of(database, story).invoices[0].question == "When?"
    save(database, story, story.question(invoice, "Now", author="contractor", asked_at=NOON + timedelta(minutes=1)))
    assert aging_of(database, story).invoices[0].question == ""


def test_money_in_is_by_month_and_week_less_what_went_back_and_surplus_is_credit(database, story, invoice):
    days = [timedelta(days=one) for one in (1, 8, 40, 500)]
    week, month, before, long_ago = (
        story.payment(invoice, 1000 * (place + 1), received_at=NOON - back) for place, back in enumerate(days)
    )
    surplus = replace(before, allocated=usd(2000), surplus=usd(1000))
    save(database, story, replace(week, refunded=usd(300)), month, surplus, long_ago)
    save(database, story, story.payment(invoice, 9000, state="pending", received_at=NOON))
    aging = aging_of(database, story)
    assert aging.last_week == (usd(700),)
    assert [(one.first, one.amount) for one in aging.cash_in] == [
        (date(2026, 10, 1), usd(3000)),
        (date(2026, 11, 1), usd(2700)),
    ]
    assert [(one.client_name, one.amount) for one in aging.credits] == [("Dana Lee", usd(1000))]


def test_what_is_done_and_not_all_billed_is_next_to_bill(database, story):
    demo, cabinets = story.milestones
    save(database, story, replace(demo, state="done"))
    assert [(one.milestone_name, one.amount) for one in aging_of(database, story).next_to_bill] == [
        (demo.name, demo.scheduled_value)
    ]
    save(database, story, story.invoice(1, parts=(part(demo, 100_000),)))
    assert aging_of(database, story).next_to_bill[0].amount == demo.scheduled_value - usd(100_000)
    assert all(one.milestone_name != cabinets.name for one in aging_of(database, story).next_to_bill)


def test_the_crew_strangers_and_other_firms_see_nothing(database, story, invoice):
    crew = Member(
        account_id=story.account.id, id=new(), contractor_id=story.contractor.id, name="C", role="crew", language="en"
    )
    save(database, story, crew)
    other = keep(database, Story())
    assert aging_of(database, story, crew) is None
    assert database.reads.aging(story.account.id, other.member.id, NOON) is None
    assert database.reads.aging(other.account.id, other.member.id, NOON).invoices == ()


def test_another_contractor_of_the_account_sees_their_own_invoices_alone(database, story, invoice):
    second = replace(story.contractor, id=new(), name="Pipes Inc")
    theirs = replace(story.member, id=new(), contractor_id=second.id)
    save(database, story, second)
    save(database, story, theirs)
    assert aging_of(database, story, theirs).invoices == ()
    save(database, story, story.invoice(2, contractor_id=second.id))
    assert [one.number for one in aging_of(database, story, theirs).invoices] == ["INV-0002"]
    assert len(aging_of(database, story).invoices) == 2
    assert aging_of(database, story).invoices[0].balance == Money(invoice.total.minor, "USD")


def test_a_promised_day_is_told(database, story, invoice):
    plan = story.reminder_plan(invoice, state="paused", why="promised", until=date(2026, 11, 30))
    save(database, story, plan)
    assert aging_of(database, story).invoices[0].promised == date(2026, 11, 30)
