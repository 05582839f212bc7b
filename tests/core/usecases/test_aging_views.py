"""How late what is owed is, in sums that always add up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from core.domain.money import Money
from core.usecases.aging_views import BUCKETS, MonthIn, NextToBill, bucket_of, next_by_currency
from tests.twins.agings import NOW, owed_invoice, sample_aging


def usd(minor):
    return Money(minor, "USD")


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-400, "not_due"),
        (0, "not_due"),
        (1, "late_30"),
        (30, "late_30"),
        (31, "late_60"),
        (60, "late_60"),
        (61, "late_90"),
        (90, "late_90"),
        (91, "late_more"),
        (4000, "late_more"),
    ],
)
def test_an_invoice_is_in_one_bucket_by_the_days_it_is_late(late, bucket):
    assert bucket_of(late) == bucket


def test_a_day_begins_where_the_project_is():
    aging = sample_aging(invoices=(), as_of=datetime(2026, 11, 23, 5, tzinfo=UTC))
    due = date(2026, 11, 22)
    assert aging.late(owed_invoice(1, 100, due_on=due, zone="America/Los_Angeles")) == 0
    assert aging.late(owed_invoice(1, 100, due_on=due, zone="Europe/Madrid")) == 1


def test_the_worst_come_first_and_of_those_the_larger():
    day = NOW.date()
    ones = [
        owed_invoice(1, 500, due_on=day),
        owed_invoice(2, 100, due_on=day - timedelta(days=40)),
        owed_invoice(3, 900, due_on=day - timedelta(days=40)),
    ]
    assert [one.number for one in sample_aging(invoices=tuple(ones)).worst_first()] == [
        "INV-0003",
        "INV-0002",
        "INV-0001",
    ]


def test_buckets_add_up_to_what_is_owed_in_each_currency_and_nothing_is_converted():
    aging = sample_aging()
    euro = replace(aging.invoices[0], balance=Money(700, "EUR"))
    aging = replace(aging, invoices=(*aging.invoices, euro))
    sums = aging.sums()
    assert [one.currency for one in sums] == ["EUR", "USD"]
    for one in sums:
        rows = aging.rows(one.currency)
        assert sum(row.total.minor for row in rows) == one.total.minor
        for bucket in BUCKETS:
            assert sum(row.buckets[bucket].minor for row in rows) == one.buckets[bucket].minor
        assert sum(amount.minor for amount in one.buckets.values()) == one.total.minor


def test_two_jobs_of_a_client_are_two_rows_and_two_invoices_of_a_job_one():
    aging = sample_aging(
        invoices=(
            owed_invoice(1, 100),
            owed_invoice(2, 200),
            owed_invoice(3, 400, project_id=UUID(int=77), project_name="Oak Ave"),
        )
    )
    assert [(row.project_name, row.total.minor) for row in aging.rows("USD")] == [
        ("Oak Ave", 400),
        ("Maple St kitchen", 300),
    ]


def test_the_last_twelve_months_are_all_there_over_a_turn_of_the_year():
    came = (MonthIn(date(2025, 12, 1), usd(5)), MonthIn(date(2026, 11, 1), usd(7)), MonthIn(date(2025, 10, 1), usd(9)))
    months = sample_aging(cash_in=came).months()["USD"]
    assert [one.first.isoformat()[:7] for one in months] == [
        "2025-12",
        *(f"2026-{month:02}" for month in range(1, 12)),
    ]
    assert [one.amount.minor for one in months] == [5, *[0] * 10, 7]
    assert sample_aging(cash_in=()).months() == {}


def test_what_is_next_to_bill_is_summed_by_currency():
    one = NextToBill(project_name="A", client_name="B", milestone_name="C", amount=usd(100))
    euro = replace(one, amount=Money(5, "EUR"))
    assert next_by_currency([one, euro, one]) == (Money(5, "EUR"), usd(200))


def test_nothing_to_say_is_when_nothing_is_owed_next_or_came_in():
    empty = sample_aging(invoices=(), next_to_bill=(), last_week=(usd(0),))
    assert empty.is_empty
    assert not replace(empty, last_week=(usd(1),)).is_empty
    assert not replace(empty, next_to_bill=sample_aging().next_to_bill).is_empty
    assert not sample_aging(next_to_bill=(), last_week=()).is_empty


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("known", "way"),
    [
        ({"sent_at": None, "reached": "queued"}, ["not_sent"]),
        ({"sent_at": None, "opened": 1, "opened_at": NOW}, ["opened today"]),
        ({"reached": "sent"}, ["was_sent on_2", "not_seen"]),
        ({"reached": "failed"}, ["was_sent on_2", "not_delivered"]),
        ({"reached": "delivered"}, ["was_sent on_2", "delivered"]),
        ({"reached": "read"}, ["was_sent on_2", "read"]),
        ({"reached": "failed", "opened": 1, "opened_at": NOW}, ["was_sent on_2", "opened today"]),
        ({"reached": "read", "opened": 1, "opened_at": NOW}, ["was_sent on_2", "arrived", "opened today"]),
        (
            {"reached": "delivered", "opened": 2, "opened_at": NOW - timedelta(hours=20)},
            ["was_sent on_2", "arrived", "opened_twice yesterday"],
        ),
        ({"opened": 7, "opened_at": NOW - 2 * DAY}, ["was_sent on_2", "opened_often on_5"]),
        ({"sent_at": NOW - 6 * DAY}, ["was_sent on_1", "not_seen"]),
        ({"sent_at": NOW - 7 * DAY}, ["was_sent on_day", "not_seen"]),
    ],
)
def test_its_way_is_told_from_sending_on(known, way):
    steps = sample_aging().way(replace(owed_invoice(1, 100), **known))
    assert [f"{one.code} {one.when.code}" if one.when else one.code for one in steps] == way
    opened = known.get("opened", 0)
    assert [one.times for one in steps if one.times] == ([opened] if opened else [])


def test_a_day_is_the_one_where_the_project_is():
    step = sample_aging().way(replace(owed_invoice(1, 100), sent_at=NOW - timedelta(hours=13)))[0]
    assert (step.when.code, step.when.day) == ("yesterday", date(2026, 11, 22))


@pytest.mark.parametrize(("back", "over"), [(-1, False), (0, False), (1, True)])
def test_a_promise_is_over_when_its_day_is(back, over):
    promised = owed_invoice(1, 100, promised=date(2026, 11, 23) - timedelta(days=back))
    assert sample_aging().kept_waiting(promised) is over
    assert not sample_aging().kept_waiting(owed_invoice(1, 100))
