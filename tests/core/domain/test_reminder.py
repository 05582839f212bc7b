"""When the next reminder goes: each step once, one a day at most, in hours that exist, and never in a burst."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest

from core.domain.errors import DoesNotAddUp
from core.domain.reminder import (
    BY_HAND,
    HOURS,
    LAWFUL,
    Dues,
    Hours,
    ReminderPlan,
    day_of,
    hours_in,
    is_quiet,
    next_due,
    policy_of,
    steps,
)
from tests.sizes import SOAK

NY = "America/New_York"
PLAN = ReminderPlan(id=UUID(int=1), account_id=UUID(int=2), invoice_id=UUID(int=3), begun_on=date(2026, 11, 2))
WEDNESDAY = date(2026, 12, 2)
YEARS = 11 if SOAK else 1
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})


def dues(plan=PLAN, due_on=WEDNESDAY, zone=NY, **more):
    return Dues(due_on=due_on, zone=zone, plan=plan, **more)


def local(day, hour=9, minute=0, zone=NY):
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def holiday(day):
    """Two days together now and then, as many calendars have them."""
    return day.toordinal() % 13 < 2


def all_of(dues, now):
    """(step, moment) from ``now`` on, each said at its moment."""
    found = []
    while step := next_due(dues, now):
        found.append(step)
        now = step[1]
        gone = replace(dues.plan, last_step=step[0], last_on=now.astimezone(ZoneInfo(dues.zone)).date())
        dues = replace(dues, plan=gone)
    return found


def test_every_step_goes_once_at_nine_on_the_next_weekday():
    days = [moment.astimezone(ZoneInfo(NY)) for _, moment in all_of(dues(), local(date(2026, 11, 3)))]
    assert [one.strftime("%a %d %b %H:%M") for one in days] == [
        "Mon 30 Nov 09:00",  # the 29th is a Sunday
        "Wed 02 Dec 09:00",
        "Mon 07 Dec 09:00",  # the 5th is a Saturday
        "Wed 09 Dec 09:00",
        "Wed 16 Dec 09:00",
        "Fri 01 Jan 09:00",
        "Fri 08 Jan 09:00",
    ]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (local(WEDNESDAY, 8, 59), local(WEDNESDAY)),
        (local(WEDNESDAY, 9), local(WEDNESDAY)),
        (local(WEDNESDAY, 19, 44), local(WEDNESDAY, 19, 44)),
        (local(WEDNESDAY, 19, 45), local(WEDNESDAY + timedelta(1))),
        (local(WEDNESDAY, 23), local(WEDNESDAY + timedelta(1))),
        (local(date(2026, 12, 4), 20), local(date(2026, 12, 7))),
    ],
)
def test_it_waits_for_the_hours_on_weekdays(now, then):
    assert next_due(dues(replace(PLAN, last_step="before_3")), now)[1] == then


def test_what_was_missed_is_not_made_up_for():
    step, moment = next_due(dues(), local(date(2026, 12, 18), 12))
    assert (step, moment) == ("after_14", local(date(2026, 12, 18), 12))


def test_a_step_that_is_due_by_the_moment_at_which_it_may_go_takes_the_place_of_the_one_before():
    friday_night, monday = local(date(2026, 11, 27), 21), date(2026, 11, 30)
    assert next_due(dues(due_on=monday), friday_night) == ("due", local(monday))


def test_nobody_is_reminded_on_the_day_on_which_the_invoice_came_or_before():
    on_receipt = dues(replace(PLAN, begun_on=WEDNESDAY))
    assert next_due(on_receipt, local(WEDNESDAY, 10)) == ("after_3", local(date(2026, 12, 7)))


def test_two_never_go_on_one_day_even_when_the_clock_stepped_back():
    gone = dues(replace(PLAN, last_step="due", last_on=date(2026, 12, 7)))
    assert next_due(gone, local(date(2026, 12, 6), 12)) == ("after_3", local(date(2026, 12, 8)))


def test_a_promised_day_is_waited_for():
    promised = dues(replace(PLAN, state="paused", why="promised", until=date(2026, 12, 10)))
    assert next_due(promised, local(WEDNESDAY, 12)) == ("after_7", local(date(2026, 12, 11)))


def test_after_the_last_there_is_none_nor_when_it_has_ended():
    assert next_due(dues(replace(PLAN, last_step="ask")), local(WEDNESDAY)) is None
    assert next_due(dues(replace(PLAN, state="ended")), local(WEDNESDAY)) is None
    assert next_due(dues(due_on=date(2026, 9, 1)), local(WEDNESDAY)) is None  # long over when it went out


def test_a_day_that_a_zone_left_out_has_no_moment():
    left_out = date(2011, 12, 30)  # Samoa went from Thursday the 29th to Saturday the 31st
    plan = replace(PLAN, begun_on=date(2011, 12, 1), last_step="before_3")
    zone = "Pacific/Apia"
    found = next_due(dues(plan, due_on=left_out, zone=zone), local(date(2011, 12, 29), 21, zone=zone))
    assert found == ("after_3", local(date(2012, 1, 2), zone=zone))


@pytest.mark.parametrize("place", ["", "US", "US-CA", "US-FL", "DE"])
def test_our_hours_are_within_those_of_the_law(place):
    ours = hours_in(place)
    for law in (LAWFUL.get(place[:2], HOURS), LAWFUL.get(place, HOURS)):
        assert law.opens <= ours.opens < ours.closes <= law.closes
        assert ours.weekdays <= law.weekdays
    assert all(one.source for one in LAWFUL.values())


def test_hours_can_be_narrower():
    noon = Hours(opens=time(12), closes=time(13), weekdays=frozenset({4}))
    assert next_due(dues(hours=noon), local(date(2026, 11, 30)))[1] == local(date(2026, 12, 4), 12)


def test_in_every_zone_each_step_goes_once_in_hours_that_exist():
    random.seed(599)
    assert len(ZONES) > 590
    for year in range(2025, 2025 + YEARS):
        for zone in ZONES:
            day = date(year, 1, 1) + timedelta(days=random.randrange(365))
            _holds(zone, day)


def _holds(zone, due_on):
    """The worker looks now and then, is down now and then, and its clock is as good as any."""
    here, plan, now = ZoneInfo(zone), replace(PLAN, begun_on=due_on - timedelta(20)), local(due_on - timedelta(20), 3)
    said, days = [], []
    while found := next_due(dues(plan, due_on=due_on, zone=zone, off=holiday), now):
        step, moment = found
        assert moment >= now
        late = random.choice([timedelta(0), timedelta(0), timedelta(minutes=7), timedelta(hours=13), timedelta(days=9)])
        now = moment + late
        again = next_due(dues(plan, due_on=due_on, zone=zone, off=holiday), now)
        if again[1] > now:
            continue
        step, at = again[0], now.astimezone(here)
        assert at.astimezone(UTC).astimezone(here) == at
        assert at.weekday() < 5
        assert not holiday(at.date())
        assert time(9) <= at.time() < time(20)
        assert not is_quiet(HOURS, here, now)
        assert at.date() >= due_on + timedelta(days=steps(PLAN.days)[step])
        said.append(step)
        days.append(at.date())
        plan = replace(plan, last_step=step, last_on=at.date())
    order = list(steps(PLAN.days))
    assert said == sorted(set(said), key=order.index)
    assert days == sorted(set(days))
    assert said[-1] == "ask"


def test_a_policy_has_steps_of_its_own_and_ends_with_a_question_a_week_after_the_last():
    assert steps((-5, 0, 7, 14)) == {"before_5": -5, "due": 0, "after_7": 7, "after_14": 14, "ask": 21}
    assert steps((-5,)) == {"before_5": -5, "ask": 7}
    assert steps(BY_HAND) == {}


def test_who_is_reminded_by_hand_alone_gets_none():
    assert next_due(dues(replace(PLAN, days=BY_HAND)), local(WEDNESDAY)) is None


def test_a_policy_that_changed_goes_on_after_what_went():
    changed = replace(PLAN, days=(-5, 10, 20), last_step="after_7", last_on=date(2026, 12, 9))
    assert next_due(dues(changed), local(date(2026, 12, 9), 12)) == ("after_10", local(date(2026, 12, 14)))
    over = replace(changed, days=(-5, 0))
    assert next_due(dues(over), local(date(2026, 12, 9), 12)) is None  # the question was due that day already


@pytest.mark.parametrize(
    ("step", "day"), [("", None), ("before_3", -3), ("due", 0), ("after_14", 14), ("ask", None), ("odd_1", None)]
)
def test_the_day_of_a_step_is_in_its_name(step, day):
    assert day_of(step) == day


def test_days_are_kept_in_order_and_once():
    assert policy_of([7, -3, 7, 0]) == (-3, 0, 7)
    assert policy_of([]) == BY_HAND


@pytest.mark.parametrize("days", [(-61,), (181,), range(13)])
def test_too_many_days_or_too_far_away_are_no_policy(days):
    with pytest.raises(DoesNotAddUp) as problem:
        policy_of(days)
    assert problem.value.code == "reminders.days"
    assert problem.value.details == {"earliest": 60, "latest": 180, "most": 12}


def test_a_step_that_is_due_on_a_holiday_goes_on_the_next_day_that_is_none_and_once():
    holidays = {date(2026, 12, 9), date(2026, 12, 10)}
    after_7 = dues(replace(PLAN, last_step="after_3"), off=holidays.__contains__)
    assert next_due(after_7, local(date(2026, 12, 8))) == ("after_7", local(date(2026, 12, 11)))
    assert next_due(after_7, local(date(2026, 12, 9), 12)) == ("after_7", local(date(2026, 12, 11)))
    gone = replace(after_7, plan=replace(PLAN, last_step="after_7", last_on=date(2026, 12, 11)))
    assert next_due(gone, local(date(2026, 12, 11), 12)) == ("after_14", local(date(2026, 12, 16)))


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [(NY, date(2026, 3, 8)), ("Europe/Berlin", date(2026, 10, 25)), ("America/Santiago", date(2026, 9, 6))],
)
def test_after_a_holiday_and_a_change_of_the_clocks_it_still_goes_at_nine(zone, sunday):
    friday, monday, tuesday = (sunday + timedelta(n) for n in (-2, 1, 2))
    waiting = dues(due_on=friday, zone=zone, off={friday, monday}.__contains__)
    waiting = replace(waiting, plan=replace(PLAN, begun_on=friday - timedelta(20), days=(0, 14)))
    assert next_due(waiting, local(friday, zone=zone)) == ("due", local(tuesday, zone=zone))
