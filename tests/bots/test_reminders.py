"""Reminders: said by themselves in the client's words, held up by what the client writes, in the contractor's hand."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bots.consenting import OptOut
from bots.intents.promises import promised
from bots.reminding import Reminding
from core.usecases.reminding import nobody_off
from storage.reminders import CLAIM
from tests.bots.talk import DANA, ME, labels


class Days:
    """The calendar goes by: ``on(3)`` is noon, three days after the invoice's day due, and the worker looks."""

    def __init__(self, talk):
        self.talk = talk
        self.invoice = talk.files()[0].invoices[-1]
        self.zone = ZoneInfo(talk.files()[0].project.zone)
        self.reminding = Reminding(database=talk.database, conversations=talk.conversations, off=nobody_off)

    def at(self, days, hour=12):
        day = self.invoice.due_on + timedelta(days=days)
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.zone).astimezone(UTC)

    def on(self, days, hour=12):
        self.reminding.run(self.at(days, hour))

    def weekday(self, days):
        """The first working day from then on."""
        while (self.invoice.due_on + timedelta(days=days)).weekday() > 4:
            days += 1
        return days

    def all(self, until=50):
        for days in range(until):
            self.on(days)


@pytest.fixture
def days(billed):
    billed.news(ME)
    return Days(billed)


def codes(talk, of=DANA):
    return [one.code for one in talk.news(of)]


def test_the_client_hears_each_step_once_and_then_the_contractor_is_asked(billed, days):
    days.all()
    days.all()
    said = billed.news(DANA)
    assert [one.code for one in said] == [f"client.reminder_after_{n}" for n in (3, 7, 14, 30)]
    assert all(one.link_id and "INV-0001" in one.text and "$4,500.00" in one.text for one in said)
    assert said[0].text.startswith("Hi Dana, perhaps it slipped by: INV-0001 from Rivera Remodeling was due on")
    (asked,) = billed.news(ME)
    assert asked.code == "told.reminded_enough"
    assert labels(asked) == ["They paid", "Send the invoice again", "Leave it"]


def test_before_and_on_the_day_it_is_friendly(working):
    working.says("net 14")
    working.says("demo done", files=2)
    working.taps("Send")
    working.render()
    working.news(DANA)
    days = Days(working)
    days.on(days.weekday(-3))
    assert "heads-up from Rivera Remodeling" in working.news(DANA)[0].text
    for day in range(3):
        days.on(day)
    assert codes(working)[0] in {"client.reminder_due", "client.reminder_due_late"}


def test_a_spanish_client_is_reminded_in_spanish(billed, days):
    billed.says("¿cuándo vienen a terminar la cocina?", of=DANA)
    billed.says("Reply: El lunes.")
    billed.news(DANA)
    days.all()
    assert "quizás se le pasó" in billed.news(DANA)[0].text


def test_nobody_is_written_to_at_night_or_at_the_weekend(billed, days):
    for day in range(3, 10):
        days.on(day, 22)
        days.on(day, 6)
        if (days.invoice.due_on + timedelta(days=day)).weekday() > 4:
            days.on(day)
    assert codes(billed) == []


def test_what_is_paid_is_not_reminded_of(billed, days):
    billed.says("Dana paid 4500 cash")
    billed.taps("Record it")
    billed.news(DANA)
    days.all()
    assert codes(billed) == []


def test_who_said_stop_gets_none_and_the_contractor_hears_once_that_it_could_not_go(billed):
    billed.conversations = replace(billed.conversations, opt_out=OptOut(roads=frozenset({"simulator"})))
    days = Days(billed)
    billed.says("STOP", of=DANA)
    billed.news(DANA)
    billed.news(ME)
    days.all()
    assert codes(billed) == []
    assert codes(billed, ME) == ["told.remind_stopped", "told.reminded_enough"]


@pytest.mark.parametrize("said", ["I already paid", "I can't pay until next Friday", "What is this line about?"])
def test_what_a_client_writes_holds_reminders_up_and_reaches_the_contractor(billed, days, said):
    billed.says(said, of=DANA)
    assert billed.news(ME)[0].code == "told.question"
    billed.news(DANA)
    days.on(days.weekday(3))
    assert codes(billed) == []


def test_a_promised_day_is_waited_for_and_the_contractor_may_go_on_instead(billed, days):
    billed.says("I can't pay until next Friday", of=DANA)
    told = billed.news(ME)[0]
    assert labels(told)[0] == "Reply"
    assert labels(told)[1].startswith("Wait until ")
    assert labels(told)[2] == "Keep reminding"
    assert billed.taps(labels(told)[1])[0].code == "reminders.waits"
    billed.news(DANA)
    assert "promised by" in billed.says("reminders")[0].text
    billed.taps("Keep reminding")
    days.on(days.weekday(3))
    assert codes(billed) == ["client.reminder_after_3"]


def test_after_the_promised_day_it_goes_on_by_itself(billed, days):
    billed.says("next Friday", of=DANA)
    billed.news(DANA)
    days.all(20)
    assert codes(billed) != []


@pytest.mark.parametrize(
    "said", ["reminders", "show me the reminders", "recordatorios", "what are the next reminders?"]
)
def test_the_contractor_sees_the_plan_and_what_goes_next(billed, said):
    shown = billed.says(said)[0]
    assert shown.code == "reminders.list"
    assert "Dana Lee, $4,500.00" in shown.text
    assert "INV-0001" in shown.text


@pytest.mark.parametrize(
    "said",
    [
        "no reminders for Dana",
        "pause reminders on INV-0001",
        "pause reminders",
        "don't remind Dana",
        "turn reminders off please",
    ],
)
def test_reminders_are_paused_and_go_on_by_a_word(billed, days, said):
    paused = billed.says(said)[0]
    assert paused.text == "Done. No reminders for INV-0001 until you say so."
    days.on(days.weekday(3))
    assert codes(billed) == []
    assert "paused" in billed.says("reminders")[0].text
    gone_on = billed.says("reminders on")[0]
    assert gone_on.code == "reminders.on"
    days.on(days.weekday(4))
    assert len(codes(billed)) == 1


NOW = ["remind Dana", "remind Dana now", "send Dana a reminder", "mándale un recordatorio a Dana"]


@pytest.mark.parametrize("said", NOW)
def test_one_that_is_wanted_now_is_the_invoice_sent_again(billed, said):
    billed.says(said)
    assert codes(billed) == ["client.invoice"]


def test_where_nothing_is_open_there_is_nothing_to_remind_of(working):
    for said in ("reminders", "no reminders", "reminders on"):
        assert working.says(said)[0].code == "reminders.nothing"


def test_many_workers_say_each_reminder_once(billed, days):
    at = days.at(days.weekday(3))
    threads = [threading.Thread(target=days.reminding.run, args=(at,)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(codes(billed)) == 1


def test_the_due_are_found_by_the_partial_index(billed, days):
    with psycopg.connect(billed.database.url) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN {CLAIM}", (days.at(3),)).fetchall()
    assert "reminder_plans_next_idx" in str(plan)


WEDNESDAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("next Friday", "2026-12-11"),
        ("Friday", "2026-12-04"),
        ("I'll pay on Friday", "2026-12-04"),
        ("can't until the 15th", "2026-12-15"),
        ("I get paid on the 1st", "2027-01-01"),
        ("will pay Dec 20", "2026-12-20"),
        ("I'll pay tomorrow", "2026-12-03"),
        ("paying in two weeks", "2026-12-16"),
        ("next week", "2026-12-11"),
        ("can you wait until the end of the month", "2026-12-31"),
        ("le pago el viernes", "2026-12-04"),
        ("el proximo viernes", "2026-12-11"),
        ("no puedo hasta el 15", "2026-12-15"),
        ("le pago mañana", "2026-12-03"),
        ("pago el 20 de diciembre", "2026-12-20"),
        ("can you come on Friday?", None),
        ("the tiles came on Friday and they look great", None),
        ("I'll pay soon", None),
        ("will pay on 2027-06-01", None),
    ],
)
def test_a_day_that_a_client_promises(said, day):
    found = promised(said, WEDNESDAY, "es" if "pago" in said or "puedo" in said else "en")
    assert (found.isoformat() if found else None) == day
