from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from storage.database import Database
from tests.storage.samples import Story

Ask = Callable[..., list[Any]]


@pytest.fixture
def ask(database: Database) -> Iterator[Ask]:
    """Look behind the scenes, in SQL, on a connection of its own."""

    def asked(statement: str, *values: object) -> list[Any]:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    with psycopg.connect(database.url, autocommit=True) as connection:
        yield asked


@pytest.fixture
def story(database: Database) -> Story:
    """One that is kept."""
    return keep(database, Story())


def keep(database: Database, story: Story, *more: Any) -> Story:
    with database.books.open(story.account.id) as ledger:
        ledger.save(*story.all, *more)
    return story
