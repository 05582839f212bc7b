"""Where somebody asked to be reached comes first, what does not get there not at all."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from core.domain.account import Address
from core.domain.reach import best_first


def address(channel, **more):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Address(id=uuid4(), account_id=uuid4(), channel=channel, value="x", client_id=uuid4(), created_at=at, **more)


TELEGRAM, SMS, EMAIL = address("telegram"), address("sms"), address("email")


def test_what_the_firm_was_given_comes_before_where_they_wrote_from():
    assert best_first((TELEGRAM, SMS), (SMS, EMAIL)) == (SMS, EMAIL, TELEGRAM)


def test_where_they_asked_to_be_reached_comes_first():
    asked_for = replace(TELEGRAM, preferred=True)
    assert best_first((asked_for, SMS), (SMS, EMAIL)) == (asked_for, SMS, EMAIL)


def test_where_nothing_gets_there_is_left_out_though_they_asked_for_it():
    gone = replace(TELEGRAM, preferred=True, unreachable="blocked")
    assert best_first((gone, SMS)) == (SMS,)
    assert best_first((gone,)) == ()
