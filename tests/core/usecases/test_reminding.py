"""Reminders of an invoice: taken one by one, never of what is paid, disputed, asked about or paused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from core.domain.ids import LineAnswerId
from core.domain.line_answer import LineAnswer
from core.domain.reminder import DAYS
from core.usecases import answering, line_answers, reminding
from core.usecases.asking import Asked
from tests.core.site import ZONE, Site, event_for, usd

DUE = date(2026, 12, 6)  # a Sunday


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def invoice(site):
    job = site.project(due_days=14).project
    made = site.bill(job.id, "demo")
    assert made.due_on == DUE
    with site.open() as ledger:
        reminding.went_out(ledger, site.asked(), made)
    return made


def at(day, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def asked(day, hour=10):
    return Asked(now=at(day, hour), new_id=uuid4)


def take(site, invoice, day, hour=10):
    with site.open() as ledger:
        found = reminding.take(ledger, asked(day, hour), invoice.id)
    return found.step if found else None


def plan(site, invoice):
    with site.open() as ledger:
        return ledger.reminder_plan(invoice.id)


def says(site, invoice, day, author="client"):
    with site.open() as ledger:
        answering.say_about(ledger, asked(day), invoice.id, author, "Why so much?")


def test_it_is_begun_when_it_went_out_and_looked_at_when_the_first_step_is_due(site, invoice):
    assert plan(site, invoice).next_at == at(date(2026, 12, 3), 9)


def test_each_step_is_taken_once(site, invoice):
    day, taken = date(2026, 11, 23), []
    while plan(site, invoice).next_at:
        steps = (take(site, invoice, day) for _ in range(2))
        taken.extend((step, day.isoformat()) for step in steps if step)
        day += timedelta(days=1)
    assert taken == [
        ("before_3", "2026-12-03"),
        ("due", "2026-12-07"),
        ("after_3", "2026-12-09"),
        ("after_7", "2026-12-14"),
        ("after_14", "2026-12-21"),
        ("after_30", "2027-01-05"),
        ("ask", "2027-01-12"),
    ]
    assert plan(site, invoice).state == "ended"
    assert take(site, invoice, day) is None


def test_on_a_day_on_which_the_invoice_was_sent_again_nothing_more_goes(site, invoice):
    with site.open() as ledger:
        reminding.went_out(ledger, asked(date(2026, 12, 3), 9), invoice)
    assert take(site, invoice, date(2026, 12, 3)) is None
    assert plan(site, invoice).next_at == at(date(2026, 12, 4), 9)
    assert take(site, invoice, date(2026, 12, 4)) == "before_3"


def test_looked_at_out_of_hours_it_waits(site, invoice):
    assert take(site, invoice, date(2026, 12, 3), 22) is None
    assert plan(site, invoice).next_at == at(date(2026, 12, 4), 9)


def test_what_is_paid_is_not_reminded_of(site, invoice):
    site.pay_by_hand(invoice, usd("4500"))
    assert take(site, invoice, date(2026, 12, 3)) is None
    assert (plan(site, invoice).state, plan(site, invoice).next_at) == ("ended", None)


def test_what_is_void_or_credited_is_not_reminded_of(site, invoice):
    site.credit(invoice)
    assert take(site, invoice, date(2026, 12, 3)) is None
    assert plan(site, invoice).state == "ended"


def test_of_what_is_paid_in_part_the_rest_is_reminded_of(site, invoice):
    site.pay_by_hand(invoice, usd("1000"))
    assert take(site, invoice, date(2026, 12, 3)) == "before_3"


def test_a_question_holds_it_up_until_it_is_answered(site, invoice):
    says(site, invoice, date(2026, 12, 1))
    assert take(site, invoice, date(2026, 12, 3)) is None
    assert plan(site, invoice).next_at == at(date(2026, 12, 4))
    says(site, invoice, date(2026, 12, 4), "contractor")
    assert take(site, invoice, date(2026, 12, 4)) == "before_3"


def test_a_disputed_line_holds_it_up_even_when_the_contractor_says_go_on(site, invoice):
    with site.open() as ledger:
        facts = {"account_id": invoice.account_id, "invoice_id": invoice.id, "milestone_id": invoice.milestone_ids[0]}
        answer = LineAnswer(
            id=LineAnswerId(uuid4()), kind="dispute", words="Two loads?", by="her", at=at(date(2026, 12, 1)), **facts
        )
        ledger.save(answer)
        reminding.go_on(ledger, asked(date(2026, 12, 2)), invoice.id)
    assert take(site, invoice, date(2026, 12, 3)) is None


def test_a_question_about_a_line_that_is_settled_or_approved_since_holds_up_nothing(site, invoice):
    line, when = invoice.milestone_ids[0], date(2026, 12, 1)
    with site.open() as ledger:
        line_answers.dispute_line(ledger, asked(when), invoice.id, line, "Two loads?")
    assert take(site, invoice, date(2026, 12, 3)) is None
    with site.open() as ledger:
        line_answers.approve_line(ledger, asked(date(2026, 12, 3)), invoice.id, line)
    assert take(site, invoice, date(2026, 12, 4)) == "before_3"


def test_nobody_is_reminded_while_a_payment_is_on_its_way_and_again_when_it_came_back(site, invoice):
    request = site.ask(invoice)
    site.hear(event_for(request, "processing"))
    assert take(site, invoice, date(2026, 12, 3)) is None
    site.hear(event_for(request, "failed", minutes=90))
    assert take(site, invoice, date(2026, 12, 4)) is not None


def test_the_contractor_may_go_on_without_an_answer(site, invoice):
    says(site, invoice, date(2026, 12, 1))
    with site.open() as ledger:
        assert reminding.go_on(ledger, asked(date(2026, 12, 2)), invoice.id).state == "on"
    assert take(site, invoice, date(2026, 12, 3)) == "before_3"


def pause(site, invoice, day, why, until=None):
    with site.open() as ledger:
        return reminding.pause(ledger, asked(day), invoice.id, why, until)


def test_paused_it_is_not_looked_at_until_the_contractor_says_so(site, invoice):
    assert pause(site, invoice, date(2026, 12, 1), "contractor").next_at is None
    assert take(site, invoice, date(2026, 12, 3)) is None
    assert pause(site, invoice, date(2026, 12, 2), "promised", date(2026, 12, 20)).why == "contractor"
    with site.open() as ledger:
        assert reminding.coming(ledger, asked(date(2026, 12, 2)), invoice) is None
        reminding.go_on(ledger, asked(date(2026, 12, 10)), invoice.id)
        assert reminding.coming(ledger, asked(date(2026, 12, 10)), invoice) == ("after_3", at(date(2026, 12, 10)))
    assert take(site, invoice, date(2026, 12, 10)) == "after_3"


def test_a_promised_day_is_waited_for_and_then_it_goes_on_by_itself(site, invoice):
    assert pause(site, invoice, date(2026, 12, 1), "promised", date(2026, 12, 15)).next_at == at(date(2026, 12, 16), 9)
    assert take(site, invoice, date(2026, 12, 15)) is None
    assert take(site, invoice, date(2026, 12, 16)) == "after_7"
    assert plan(site, invoice).state == "on"


def test_where_nothing_is_open_nothing_is_paused_or_gone_on_with(site, invoice):
    site.pay_by_hand(invoice, usd("4500"))
    take(site, invoice, date(2026, 12, 3))
    assert pause(site, invoice, date(2026, 12, 4), "contractor") is None
    with site.open() as ledger:
        assert reminding.go_on(ledger, asked(date(2026, 12, 4)), invoice.id) is None


def test_an_invoice_from_before_there_were_reminders_can_have_them(site):
    made = site.bill(site.project(due_days=14).project.id, "demo")
    assert take(site, made, date(2026, 12, 3)) is None
    with site.open() as ledger:
        assert reminding.go_on(ledger, asked(date(2026, 12, 1)), made.id).next_at == at(date(2026, 12, 3), 9)


def sets(site, days, what, of):
    with site.open() as ledger:
        reminding.set_days(ledger, days, of=of, what=what)


def billed_again(site, invoice):
    """The next part of the same job goes out."""
    made = site.bill(invoice.project_id, "cabinets")
    with site.open() as ledger:
        reminding.went_out(ledger, site.asked(), made)
    return made


def test_a_policy_holds_for_what_goes_out_from_then_on_and_the_nearest_counts(site, invoice):
    with site.open() as ledger:
        file = ledger.project_file(invoice.project_id)
    sets(site, (7,), "contractor", file.contractor.id)
    sets(site, (8,), "client", file.client.id)
    with site.open() as ledger:
        assert reminding.days_for(ledger.project_file(invoice.project_id)) == (8,)
    sets(site, (9, -2), "project", file.project.id)
    assert plan(site, billed_again(site, invoice)).days == (-2, 9)
    assert plan(site, invoice).days == DAYS
    for what, of in (("project", file.project.id), ("client", file.client.id)):
        sets(site, None, what, of)
    with site.open() as ledger:
        assert reminding.days_for(ledger.project_file(invoice.project_id)) == (7,)


def test_an_open_invoice_goes_by_a_new_policy_when_that_is_asked_for(site, invoice):
    sets(site, (-1,), "project", invoice.project_id)
    with site.open() as ledger:
        assert reminding.plan_anew(ledger, site.asked(), invoice.id)
        assert not reminding.plan_anew(ledger, site.asked(), invoice.id)
    assert plan(site, invoice).next_at == at(date(2026, 12, 7), 9)  # the day before it is due is a Saturday
    assert take(site, invoice, date(2026, 12, 7)) == "before_1"


def test_by_hand_alone_there_is_no_plan_until_the_contractor_wants_one(site, invoice):
    sets(site, (), "project", invoice.project_id)
    made = billed_again(site, invoice)
    assert (plan(site, made).state, plan(site, made).next_at) == ("ended", None)
    with site.open() as ledger:
        assert reminding.go_on(ledger, site.asked(), made.id).days == DAYS


def test_what_had_ended_by_hand_begins_with_a_policy_and_what_was_paused_stays_so(site, invoice):
    with site.open() as ledger:
        reminding.pause(ledger, site.asked(), invoice.id, "contractor")
    sets(site, (), "project", invoice.project_id)
    made = billed_again(site, invoice)
    sets(site, (20,), "project", invoice.project_id)
    with site.open() as ledger:
        assert reminding.plan_anew(ledger, site.asked(), made.id)
        assert reminding.plan_anew(ledger, site.asked(), invoice.id)
    assert plan(site, made).state == "on"
    assert (plan(site, invoice).state, plan(site, invoice).next_at) == ("paused", None)


def test_after_the_contractor_was_asked_only_the_days_of_a_new_policy_that_are_left_count(site, invoice):
    with site.open() as ledger:
        ledger.save(replace(ledger.reminder_plan(invoice.id), last_step="ask", state="ended", next_at=None))
    late = replace(site.asked(), now=at(invoice.due_on + timedelta(days=40), 12))
    sets(site, (5, 20), "project", invoice.project_id)
    with site.open() as ledger:
        assert not reminding.plan_anew(ledger, late, invoice.id)
    sets(site, (5, 50), "project", invoice.project_id)
    with site.open() as ledger:
        assert reminding.plan_anew(ledger, late, invoice.id)
        assert reminding.coming(ledger, late, invoice)[0] == "after_50"


def test_what_is_paid_or_has_no_plan_is_not_planned_anew(site, invoice):
    site.pay_by_hand(invoice, usd("4500"))
    unsent = site.bill(invoice.project_id, "cabinets")
    sets(site, (20,), "project", invoice.project_id)
    with site.open() as ledger:
        assert not reminding.plan_anew(ledger, site.asked(), invoice.id)
        assert not reminding.plan_anew(ledger, site.asked(), unsent.id)


def test_on_a_holiday_of_the_place_none_goes_and_the_next_day_it_does(site, invoice):
    def off(file):
        assert file.project.id == invoice.project_id
        return {date(2026, 12, 3)}.__contains__

    with site.open() as ledger:
        assert reminding.take(ledger, asked(date(2026, 12, 3)), invoice.id, off) is None
        assert reminding.coming(ledger, asked(date(2026, 12, 3)), invoice, off)[1] == at(date(2026, 12, 4), 9)
    assert plan(site, invoice).next_at == at(date(2026, 12, 4), 9)
    assert take(site, invoice, date(2026, 12, 4)) == "before_3"
