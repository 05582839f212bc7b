"""When a client is reminded of an invoice: the steps and the quiet hours as data, and what comes next, purely."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.domain.errors import DoesNotAddUp
from core.domain.ids import AccountId, InvoiceId, ReminderPlanId

# "" before the first, then "before_3", "due", "after_7" and so on, and "ask" at the end.
ReminderStep = str
PlanState = Literal["on", "paused", "ended"]
# "contractor" said so; the client "said_paid", or "promised" to pay by a day.
Why = Literal["", "contractor", "said_paid", "promised"]

# Days after the day due on which a client is reminded, where the contractor says nothing else.
DAYS = (-3, 0, 3, 7, 14, 30)
BY_HAND: tuple[int, ...] = ()
MOST_DAYS, EARLIEST, LATEST = 12, -60, 180
# So long after the last, and after the day due, the contractor is asked what to do.
_ASKED_AFTER = 7
_AT_LAST = LATEST + _ASKED_AFTER
_DAY = timedelta(days=1)


DayOff = Callable[[date], bool]
"""Whether nobody is to be written to on that local date: a public holiday there."""


def never_off(_day: date) -> bool:
    """Where no holidays are known."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From ``opens`` until before ``closes``, local time, on ``weekdays`` (Monday is 0). ``source``: of the rule."""

    opens: time
    closes: time
    weekdays: frozenset[int]
    source: str = ""


_EVERY_DAY = frozenset(range(7))
# The house's own, stricter than any law below. What is handed over last has a quarter of an hour to get there.
HOURS = Hours(opens=time(9), closes=time(19, 45), weekdays=frozenset(range(5)))
# What the law of a place allows at most of calls and texts that sell, by ISO 3166. Checked 2026-11-27; no legal advice.
LAWFUL: Mapping[str, Hours] = {
    "US": Hours(opens=time(8), closes=time(21), weekdays=_EVERY_DAY, source="47 CFR 64.1200(c)(1)"),
    "US-FL": Hours(opens=time(8), closes=time(20), weekdays=_EVERY_DAY, source="Fla. Stat. § 501.616(6)(a)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlan:
    """How far one invoice's reminders are. ``days``: the policy that held when it went out.

    ``last_step`` was the last that went, on ``last_on`` (the local date);
    ``next_at`` is when it is looked at again, None when it is not. "paused" with ``until`` goes on by itself the day
    after, without it when the contractor says so. What the client wrote until ``cleared_at`` holds nothing up.
    """

    id: ReminderPlanId
    account_id: AccountId
    invoice_id: InvoiceId
    begun_on: date
    days: tuple[int, ...] = DAYS
    last_step: ReminderStep = ""
    last_on: date | None = None
    state: PlanState = "on"
    why: Why = ""
    until: date | None = None
    next_at: datetime | None = None
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """What decides when the next reminder goes. ``zone``: an IANA name, the client's."""

    due_on: date
    zone: str
    plan: ReminderPlan
    hours: Hours = HOURS
    off: DayOff = never_off


def next_due(dues: Dues, now: datetime) -> tuple[ReminderStep, datetime] | None:
    """The step that goes next, and the moment: ``now`` itself when it may go at once. None after the last.

    What was missed is not made up for: of several steps that are due by then, the newest goes. None goes on the day on
    which the invoice came or before, nor on one on which another went, nor until a promised day is over.
    """
    plan, zone = dues.plan, ZoneInfo(dues.zone)
    done = _AT_LAST if plan.last_step == "ask" else day_of(plan.last_step)
    left = [(step, dues.due_on + day * _DAY) for step, day in steps(plan.days).items() if done is None or day > done]
    left = [(step, day) for step, day in left if day > plan.begun_on]
    if not left or plan.state == "ended":
        return None
    gone = [one for one in (plan.begun_on, plan.last_on, plan.until) if one is not None]
    earliest = max(left[0][1], *(one + _DAY for one in gone))
    moment = _first_open(dues, zone, earliest, now)
    on = moment.astimezone(zone).date()
    return [step for step, day in left if day <= on][-1], moment


def steps(days: tuple[int, ...]) -> Mapping[ReminderStep, int]:
    """Each with its day after the day due, in their order. The last is no word to the client: the contractor is asked
    what to do. Where all is done by hand there is none.
    """
    if not days:
        return {}
    return {**{step_on(day): day for day in days}, "ask": max(days[-1], 0) + _ASKED_AFTER}


def step_on(day: int) -> ReminderStep:
    """``day``: after the day due."""
    if day == 0:
        return "due"
    return f"before_{-day}" if day < 0 else f"after_{day}"


def day_of(step: ReminderStep) -> int | None:
    """Days after the day due; None before the first and of "ask", whose day depends on the others."""
    kind, _, n = step.partition("_")
    if kind == "due":
        return 0
    return {"before": -int(n), "after": int(n)}.get(kind) if n else None


def policy_of(days: Iterable[int]) -> tuple[int, ...]:
    """In order and each once. DoesNotAddUp (reminders.days: earliest, latest, most) for too many, or too far away."""
    policy = tuple(sorted(set(days)))
    if len(policy) > MOST_DAYS or any(not EARLIEST <= one <= LATEST for one in policy):
        raise DoesNotAddUp("reminders.days", earliest=-EARLIEST, latest=LATEST, most=MOST_DAYS)
    return policy


def hours_in(jurisdiction: str) -> Hours:
    """Ours, narrowed to what the law of the place, and of its country, allows."""
    hours = HOURS
    for place in (jurisdiction.partition("-")[0], jurisdiction):
        law = LAWFUL.get(place, hours)
        hours = Hours(
            opens=max(hours.opens, law.opens),
            closes=min(hours.closes, law.closes),
            weekdays=hours.weekdays & law.weekdays,
            source=law.source,
        )
    return hours


def is_quiet(hours: Hours, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether nobody is to be written to then."""
    local = moment.astimezone(zone)
    return local.weekday() not in hours.weekdays or not hours.opens <= local.time() < hours.closes


def _first_open(dues: Dues, zone: ZoneInfo, earliest: date, now: datetime) -> datetime:
    """The first moment from ``now`` on, on ``earliest`` or later, that is in the hours and on no holiday. A day that a
    zone left out has none.
    """
    hours, today = dues.hours, now.astimezone(zone).date()
    if today >= earliest and not is_quiet(hours, zone, now) and not dues.off(today):
        return now
    day = max(earliest, today)
    while True:
        opening = datetime.combine(day, hours.opens, zone).astimezone(UTC)
        there = opening.astimezone(zone).date() == day and not is_quiet(hours, zone, opening)
        if there and opening > now and not dues.off(day):
            return opening
        day += _DAY
