"""When a digest is due: once a local week, at the hour that was chosen, in every zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest

from core.domain.digest import Digest, is_too_late, week_of
from core.domain.ids import AccountId, MemberId

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
USUAL = Digest(account_id=AccountId(UUID(int=1)), member_id=MemberId(UUID(int=2)), zone="America/Los_Angeles")


def test_it_is_due_on_monday_at_eight_where_the_firm_is():
    assert USUAL.due_after(TUESDAY) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert USUAL.due_after(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert USUAL.due_after(datetime(2026, 11, 30, 16, tzinfo=UTC)) == datetime(2026, 12, 7, 16, tzinfo=UTC)


def test_another_day_of_a_week_that_had_its_digest_begins_with_the_next_week():
    friday = replace(USUAL, weekday=4, hour=7)
    assert friday.due_after(TUESDAY) == datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert replace(friday, said_week=date(2026, 11, 23)).due_after(TUESDAY) == datetime(2026, 12, 4, 15, tzinfo=UTC)
    assert replace(friday, said_week=date(2026, 11, 16)).due_after(TUESDAY) == datetime(2026, 11, 27, 15, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 2, 8, 23])
def test_in_every_zone_each_of_a_years_weeks_has_one(hour):
    for zone in sorted(available_timezones()):
        digest = replace(USUAL, zone=zone, hour=hour, weekday=6)
        now, weeks = TUESDAY, []
        for _ in range(54):
            due = digest.due_after(now)
            assert due > now
            digest, now = replace(digest, said_week=week_of(due, zone)), due + timedelta(minutes=5)
            weeks.append(digest.said_week)
            assert due.astimezone(ZoneInfo(zone)).hour in {hour, hour + 1, hour + 2}  # Troll leaves two hours out
        assert {after - before for before, after in pairwise(weeks)} == {timedelta(days=7)}, zone


def test_hours_after_an_outage_it_is_left_out():
    assert not is_too_late(TUESDAY, TUESDAY + timedelta(hours=6))
    assert is_too_late(TUESDAY, TUESDAY + timedelta(hours=6, seconds=1))
