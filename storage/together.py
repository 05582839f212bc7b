"""Several reads in one trip to the database."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection, Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy does not type it


def fetch_together(
    connection: Connection, statements: Sequence[Select[Any]], values: Mapping[str, object]
) -> list[list[dict[str, Any]]]:
    """The rows of each statement, in the given order; all of them take their parameters from ``values``.

    They run one after the other in the connection's transaction, so what the first locks is locked for the next.
    """
    raw = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with raw.pipeline():
        cursors = [raw.cursor(row_factory=dict_row).execute(_text(one), values) for one in statements]
        return [cursor.fetchall() for cursor in cursors]


@cache
def _text(statement: Select[Any]) -> str:
    """As psycopg takes it; SQLAlchemy itself spends longer on each statement than the database does."""
    return str(statement.compile(dialect=_DIALECT))
