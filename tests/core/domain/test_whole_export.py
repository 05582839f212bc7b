"""Everything of an account as one file: for how long, and how large in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.domain.ids import AccountId, MemberId
from core.domain.whole_export import OPEN_FOR, WholeExport

NOW = datetime(2026, 11, 28, tzinfo=UTC)
MADE = WholeExport(
    id=UUID(int=1),
    account_id=AccountId(UUID(int=2)),
    member_id=MemberId(UUID(int=3)),
    name="Rivera",
    zone="UTC",
    language="en",
    asked_at=NOW,
)


def test_it_can_be_had_from_ready_until_its_end():
    assert not MADE.is_open(NOW)
    ready = replace(MADE, state="ready", ends_at=NOW + OPEN_FOR)
    assert ready.is_open(NOW)
    assert not ready.is_open(NOW + OPEN_FOR)
    assert not replace(ready, ends_at=None).is_open(NOW)
    assert not replace(ready, state="ended").is_open(NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "1 KB"),
        (640_400, "640 KB"),
        (1_000_000, "1.0 MB"),
        (4_250_000, "4.2 MB"),
        (9_999_999, "9.9 MB"),
        (120_900_000, "120 MB"),
        (1_300_000_000, "1.3 GB"),
        (42_000_000_000, "42 GB"),
    ],
)
def test_its_size_is_said_as_people_do(size, words):
    assert replace(MADE, size=size).size_words == words
