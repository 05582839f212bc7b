"""A part that is to be billed on a day: on that day its contractor hears of it, once, with the button that bills it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bots.due_days import DaysThatCome
from tests.bots.talk import ME, labels

MORNING = datetime(2099, 12, 15, 18, tzinfo=UTC)  # ten where the job is, or later


@pytest.fixture
def days(working):
    working.says("cabinets due 2099-12-15")
    return DaysThatCome(working.database, working.conversations)


def told(talk):
    return [message for _, message in talk.everything(ME) if message.code == "told.day_to_bill"]


def test_on_the_day_it_is_told_once_however_many_workers_run(working, days):
    assert days.run(MORNING - timedelta(days=1)) == 0
    assert days.run(datetime(2099, 12, 15, 6, tzinfo=UTC)) == 0  # still night
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: days.run(MORNING), range(4)))
    assert days.run(MORNING + timedelta(hours=3)) == 0
    (said,) = told(working)
    assert "Cabinets, Maple St kitchen, $8,000.00: it was agreed to be billed on Dec 15, 2099." in said.text
    assert labels(said) == ["Invoice"]
    working.news()
    assert "Cabinets, Maple St kitchen" in working.taps("Invoice")[0].text


def test_another_day_is_told_of_anew_and_what_is_billed_or_long_over_is_not(working, days):
    days.run(MORNING)
    working.says("cabinets due 2099-12-20")
    assert days.run(MORNING + timedelta(days=1)) == 0
    assert days.run(MORNING + timedelta(days=30)) == 0
    working.says("invoice cabinets")
    working.taps("Send")
    assert days.run(MORNING + timedelta(days=5)) == 0
    assert len(told(working)) == 1


def test_one_that_cannot_be_said_keeps_no_other_waiting(working, days, monkeypatch, caplog):
    working.says("demo due 2099-12-15")
    fine, failing = DaysThatCome._say, []

    def once(self, turn, claimed):
        if not failing:
            failing.append(claimed)
            raise ValueError(claimed)
        fine(self, turn, claimed)

    monkeypatch.setattr(DaysThatCome, "_say", once)
    days.run(MORNING)
    assert "could not be made" in caplog.text
    assert len(told(working)) == 1
    days.run(MORNING)
    assert len(told(working)) == 2


def test_of_a_job_that_was_put_away_nobody_is_told(working, days):
    working.says("put away Maple St kitchen")
    assert "is put away" in working.taps("Put it away")[0].text
    assert days.run(MORNING) == 0
    assert told(working) == []


def test_days_are_found_by_an_index(working, days):
    with working.database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        day = "due->>'on' = 'date' AND due->>'day' BETWEEN '2099-12-07' AND '2099-12-16'"
        plan = connection.exec_driver_sql("EXPLAIN SELECT FROM milestones WHERE " + day).scalars().all()
    assert "milestones_day_idx" in "\n".join(plan)
