"""How often a turn asks the database: counts, so that what is read twice is noticed before it is felt."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from storage.database import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the engine's connections send meanwhile, those of a pipeline one by one."""
    sent: list[str] = []

    class Counting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **named: Any) -> "Counting":
            sent.append(str(query))
            return super().execute(query, *args, **named)

        def executemany(self, query: Any, *args: Any, **named: Any) -> None:
            sent.append(str(query))
            super().executemany(query, *args, **named)

    def count_on(connection: Any, *_: Any) -> None:
        connection.cursor_factory = Counting

    event.listen(database._engine, "checkout", count_on)
    try:
        yield sent
    finally:
        event.remove(database._engine, "checkout", count_on)


def reads_of(sent: list[str], table: str) -> int:
    return sum(f"FROM {table} " in " ".join(one.split()) and one.lstrip().startswith("SELECT") for one in sent)


@pytest.mark.parametrize(
    ("words", "files", "most"),
    [("", 1, 21), ("invoice", 0, 25), ("status", 0, 11)],
)
def test_a_turn_reads_nothing_twice(working, words, files, most):
    working.says("demo is done", files=1)
    with statements(working.database) as sent:
        working.hears(words, files=files)
    assert len(sent) <= most, "\n".join(sent)
    assert reads_of(sent, "change_orders") <= 1  # of a project's file: the view of projects has it inside


def test_sending_what_was_shown_reads_the_project_once_before_and_once_after_it_wrote(working):
    working.says("demo done", files=1)
    with statements(working.database) as sent:
        working.taps("Send")
    assert reads_of(sent, "change_orders") == 2
