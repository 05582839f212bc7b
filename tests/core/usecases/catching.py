"""What must hold of money that comes and of reminders, as plain checks: planted bugs must not get past them."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.errors import Refusal
from core.domain.money import Money, total
from core.usecases import answering, reminding
from tests.core.site import ZONE, Site, event_for, rest, usd
from tests.core.usecases.test_event_orders import STORY, books_after

PRICE = usd("1000")
NO_EUROS = Money(0, "EUR")
TWISTS = (
    {"amount": usd("999.99")},
    {"amount": usd("1000.01")},
    {"amount": Money(100_000, "EUR"), "refunded": NO_EUROS, "disputed": NO_EUROS},
    {"account": "acct_another"},
    {"test_mode": False},
    {"gateway": "another"},
    {"refunded": usd("1000.01")},
)


class Billed:
    """One invoice of a thousand, and a page to pay it on."""

    def __init__(self, due_days=0):
        self.site = Site()
        project = self.site.project(PRICE, (rest("work"),), due_days=due_days).project
        self.invoice = self.site.bill(project.id, "work")
        self.request = self.site.ask(self.invoice)

    def hears(self, outcome="succeeded", **told):
        with suppress(Refusal):
            return self.site.hear(event_for(self.request, outcome, **told))

    @property
    def stands(self):
        """(state of the invoice, what is left of it, state of its milestone)."""
        [milestone] = self.site.file(self.invoice.project_id).milestones
        return self.site.invoice(self.invoice.id).state, self.site.balance(self.invoice), milestone.state

    def takes(self, now):
        """The step that goes at this moment."""
        self.site.now = now
        with self.site.open() as ledger:
            found = reminding.take(ledger, self.site.asked(), self.invoice.id)
        return found.step if found else None


def of_tampered_events_none_counts():
    for place, twist in enumerate(TWISTS):
        job = Billed()
        told = job.site.hear(replace(event_for(job.request, external_id=f"t-{place}"), **twist))
        assert (told.what, *job.stands) == ("parked", "issued", PRICE, "billed"), twist


def nothing_counts_before_it_came():
    job = Billed()
    for outcome in ("processing", "failed", "processing"):
        job.hears(outcome)
        assert job.stands == ("issued", PRICE, "billed")
    job.hears(minutes=1)
    assert job.stands == ("paid", usd("0"), "paid")


def any_order_ends_the_same():
    before = {"paid_before": False, "void_before": False}
    for seed in range(40):
        dice = random.Random(seed)
        places = [place for place in range(len(STORY)) if dice.random() < 0.6]
        events = [("demo", 1, place, 0) for place in places] + [("cabinets", 1, place, 0) for place in places[-2:]]
        shuffled = [*events, *dice.choices(events, k=len(events))] if events else []
        dice.shuffle(shuffled)
        assert books_after(shuffled, **before) == books_after(events, **before), seed


def what_went_back_is_asked_for_again():
    job = Billed()
    job.hears(minutes=1)
    assert job.stands == ("paid", usd("0"), "paid")
    job.hears(minutes=2, refunded=usd("100"))
    assert job.stands == ("part_paid", usd("100"), "billed")
    again = job.site.ask(job.invoice)
    job.hears(minutes=3, refunded=usd("100"), disputed=usd("900"))
    assert job.stands == ("issued", PRICE, "billed")
    assert job.site.request(again).state == "closed"


def of_two_payers_one_has_a_credit():
    job = Billed()
    for who in ("she", "he"):
        job.hears(external_id=who)
    payments = job.site.file(job.invoice.project_id).payments
    assert total((one.allocated for one in payments), "USD") == PRICE
    assert total((one.surplus for one in payments), "USD") == PRICE


def _reminded(due_days=14):
    job = Billed(due_days)
    with job.site.open() as ledger:
        reminding.went_out(ledger, job.site.asked(), job.invoice)
    return job


def _gone(job, days, hours=range(0, 24, 3)):
    """(step, local time) of what goes in so many days from then on, looked at every three hours."""
    here = ZoneInfo(ZONE)
    midnight = job.site.now.astimezone(here).replace(hour=0, minute=0)
    moments = (midnight + timedelta(days=day, hours=hour) for day in range(days) for hour in hours)
    looked = ((job.takes(moment), moment) for moment in moments)
    return [(step, moment) for step, moment in looked if step]


def reminders_go_once_in_their_hours():
    gone = _gone(_reminded(), 60)
    steps, moments = [step for step, _ in gone], [moment for _, moment in gone]
    assert len(steps) == len(set(steps)) >= 6
    assert len({moment.date() for moment in moments}) == len(moments)
    assert all(moment.weekday() < 5 and 9 <= moment.hour < 20 for moment in moments), gone


def none_goes_on_a_day_on_which_it_was_sent_again():
    [(_, first), *_] = _gone(_reminded(), 30)
    job = _reminded()
    job.site.now = first - timedelta(hours=8)
    with job.site.open() as ledger:
        reminding.went_out(ledger, job.site.asked(), job.invoice)
    assert [moment for _, moment in _gone(job, 1)] == []


def none_goes_of_what_is_paid():
    job = _reminded()
    job.site.pay_by_hand(job.invoice, PRICE)
    assert _gone(job, 60) == []


def none_goes_while_a_question_is_open():
    job = _reminded()
    with job.site.open() as ledger:
        answering.say_about(ledger, job.site.asked(), job.invoice.id, "client", "Why so much?")
    assert _gone(job, 60) == []


def none_goes_before_a_promised_day():
    job = _reminded()
    promised = (job.site.now + timedelta(days=25)).date()
    with job.site.open() as ledger:
        reminding.pause(ledger, job.site.asked(), job.invoice.id, "promised", promised)
    moments: list[datetime] = [moment for _, moment in _gone(job, 60)]
    assert moments
    assert min(moments).date() > promised
