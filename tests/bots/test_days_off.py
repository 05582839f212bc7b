"""Reminders leave public holidays alone: those of the place where the job is, with what is moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bots import days_off
from bots.days_off import place_of
from bots.reminding import Reminding
from tests.bots.talk import DANA


@pytest.mark.parametrize(
    ("zone", "jurisdiction", "place"),
    [
        ("America/Los_Angeles", "US-CA", "US-CA"),
        ("America/Chicago", "", "US"),
        ("America/Mexico_City", "US-TX", "MX"),
        ("Europe/Madrid", "", "ES"),
        ("Europe/Berlin", "DE", "DE"),
        ("UTC", "US-NY", "US-NY"),
        ("UTC", "", ""),
    ],
)
def test_the_place_is_the_jobs_country_and_the_contractors_state_in_it(zone, jurisdiction, place):
    assert place_of(zone, jurisdiction) == place


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("US", date(2026, 11, 26)),  # Thanksgiving
        ("US", date(2026, 7, 3)),  # the 4th is a Saturday
        ("US-CA", date(2026, 3, 31)),  # Cesar Chavez
        ("US-ZZ", date(2026, 12, 25)),  # a state that nobody knows has the country's
        ("MX", date(2026, 9, 16)),
        ("ES", date(2026, 10, 12)),
        ("DE", date(2026, 10, 3)),
    ],
)
def test_holidays_of_places(place, day):
    assert day in days_off._holidays(place, day.year)


def test_where_nothing_is_known_no_day_is_off():
    assert days_off._holidays("", 2026) == days_off._holidays("ZZ", 2026) == frozenset()
    assert date(2026, 3, 31) not in days_off._holidays("US", 2026)


def test_what_is_due_on_a_holiday_goes_on_the_next_working_day_and_once(billed):
    file, worker = billed.files()[0], Reminding(database=billed.database, conversations=billed.conversations)
    invoice, off, zone = file.invoices[0], days_off.days_off(file), ZoneInfo(file.project.zone)

    def looks(day):
        worker.run(datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC))
        return len(billed.news(DANA))

    def after(day, *, holiday):
        days = (day + timedelta(days=n) for n in range(1, 150))
        return next(one for one in days if one.weekday() < 5 and off(one) is holiday)

    holiday = after(invoice.due_on, holiday=True)
    billed.says(f"remind {(holiday - invoice.due_on).days} days after")
    billed.taps("For the open one too")
    assert looks(holiday) == 0
    assert looks(after(holiday, holiday=False)) == 1
    assert looks(after(holiday, holiday=False)) == 0
