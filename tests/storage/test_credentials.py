"""Vendors' tokens are sealed: who reads the database has nothing, and another secret key opens nothing."""

import pytest

from storage.credentials import SealedCredentials

TOKEN = "xoxb-canary-of-a-token"


@pytest.fixture
def credentials(database):
    return SealedCredentials(database.engine, b"k" * 32)


def test_what_was_put_is_had_again_by_its_channel_and_key(credentials):
    credentials.put("slack", "T1", {"bot_token": TOKEN})
    credentials.put("slack", "T2", {"bot_token": "other"})
    assert credentials.get("slack", "T1") == {"bot_token": TOKEN}
    assert credentials.keys("slack") == ("T1", "T2")
    assert credentials.get("telegram", "T1") is None


def test_the_newest_counts_and_what_is_dropped_is_gone(credentials):
    credentials.put("slack", "T1", {"bot_token": "old"})
    credentials.put("slack", "T1", {"bot_token": TOKEN})
    assert credentials.get("slack", "T1") == {"bot_token": TOKEN}
    credentials.drop("slack", "T1")
    credentials.drop("slack", "T1")
    assert credentials.get("slack", "T1") is None
    assert credentials.keys("slack") == ()


def test_the_row_shows_nothing_of_the_token(credentials, database):
    credentials.put("slack", "T1", {"bot_token": TOKEN})
    with database.engine.begin() as connection:
        row = bytes(connection.exec_driver_sql("SELECT sealed FROM credentials").scalar())
    assert TOKEN.encode() not in row


def test_another_secret_key_opens_nothing(credentials, database):
    credentials.put("slack", "T1", {"bot_token": TOKEN})
    assert SealedCredentials(database.engine, b"x" * 32).get("slack", "T1") is None
