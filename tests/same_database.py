"""One database for many tests, as if each had a new one: between two tests it is put back to what a new one holds.

A new one costs a copy of 500 files, cold connections and statements that are compiled anew. This one is given up for a
new one whenever a test left anything else behind: a changed table, a thread, a connection that is still open.
"""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import Connection, QueuePool, event

from storage import database as home
from storage.database import Database

AT_MOST = 200  # tests; what was deleted takes up room until a vacuum comes by
PATIENCE = 0.1  # seconds in which a connection that was closed has to be gone
_ELSEWHERE = "somebody else is connected"
# For the columns that hold what cannot be worked out from others.
_TABLES = """
SELECT relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attgenerated = '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' GROUP BY relname ORDER BY relname
"""
_SEQUENCES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
# Whatever is made, altered or dropped leaves a row of another transaction, or one row less.
_OURS = {
    "pg_attrdef": "oid",
    "pg_attribute": "attrelid",
    "pg_class": "oid",
    "pg_constraint": "oid",
    "pg_db_role_setting": "setdatabase",
    "pg_event_trigger": "oid",
    "pg_extension": "oid",
    "pg_index": "indexrelid",
    "pg_namespace": "oid",
    "pg_policy": "oid",
    "pg_proc": "oid",
    "pg_rewrite": "oid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
_FIRST_OF_OURS = 16384
_SHAPE = " UNION ALL ".join(
    f"SELECT '{catalog}', count(*), sum(xmin::text::int8) FROM {catalog} WHERE {key} >= {_FIRST_OF_OURS}"  # noqa: S608
    for catalog, key in _OURS.items()
)
# What is done in one trip to the database, with plans that are made once. It answers with what stands in the way.
_PUT_BACK = """
CREATE FUNCTION pg_temp.put_back(served int[]) RETURNS text LANGUAGE plpgsql AS $body$ BEGIN
IF EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> ALL(served)
) THEN RETURN '{elsewhere}'; END IF;
IF EXISTS (({shape}) EXCEPT TABLE pg_temp.shape) THEN RETURN 'tables or what belongs to them were changed'; END IF;
{rows}
IF EXISTS (({counts}) EXCEPT TABLE pg_temp.counts) THEN RETURN 'rows were left'; END IF;
RETURN '';
END $body$
"""
_AS_NEW = "RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES"


def _remembering(connection: psycopg.Connection[Any], _record: object) -> None:
    """All that our statements come to has room: a plan costs more than a statement on a few rows."""
    connection.prepared_max = 2_000


class LeftBehind(Exception):
    """The database cannot be put back; the message says why."""


class SameDatabase:
    """Made of a template; ``database`` gives each test a Database of its own over connections that stay open."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url, self._name = server_url, f"same_{uuid.uuid4().hex}"
        self.url = server_url.replace("/milepost?", f"/{self._name}?")
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self._name} TEMPLATE {template} STRATEGY FILE_COPY")
        self._engine = Database(self.url).engine
        assert isinstance(self._engine.pool, QueuePool)
        self._pool = self._engine.pool
        event.listen(self._engine, "connect", _remembering)
        # Some rows are never to change: triggers stand still here. Set once, as it makes all plans be made anew.
        self._own = psycopg.connect(self.url, autocommit=True, options="-c session_replication_role=replica")
        self._remember()
        self._tests = 0

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Nobody gets a connection of it once the test is over."""
        shared = self._engine.execution_options()
        over = threading.Event()

        def refuse(_connection: Connection) -> None:
            if over.is_set():
                raise LeftBehind("the test is over that this database was for")

        event.listen(shared, "engine_connect", refuse)
        with patch.object(home, "_engine", lambda _url, _pool_size: shared):
            database = Database(self.url)
        try:
            yield database
        finally:
            over.set()

    def put_back(self, threads: set[threading.Thread]) -> None:
        """To what it was when it was new. ``threads``: those there were before the test. Raises LeftBehind."""
        self._tests += 1
        if self._tests == AT_MOST:
            raise LeftBehind("there were many tests in it")
        if started := set(threading.enumerate()) - threads:
            raise LeftBehind(f"threads that go on: {started}")
        served = self._connections_as_new()
        until = time.monotonic() + PATIENCE
        while trouble := self._tried(served):
            if trouble != _ELSEWHERE or time.monotonic() > until:
                raise LeftBehind(trouble)
            time.sleep(0.002)

    def drop(self) -> None:
        self._own.close()
        self._engine.dispose()
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _tried(self, served: list[int]) -> str:
        answer = self._own.execute("SELECT pg_temp.put_back(%s)", [served], prepare=True).fetchone()
        return str(answer[0]) if answer else ""

    def _connections_as_new(self) -> list[int]:
        """The processes that serve them, and this one's own."""
        if self._pool.checkedout():
            raise LeftBehind("a connection that is in use")
        served = [self._own.info.backend_pid]
        with ExitStack() as held:
            for _ in range(self._pool.checkedin()):
                fairy = self._engine.raw_connection()
                held.callback(fairy.close)
                raw = fairy.driver_connection
                assert isinstance(raw, psycopg.Connection)
                raw.autocommit = True
                raw.execute(_AS_NEW)
                raw.autocommit = False
                served.append(raw.info.backend_pid)
        return served

    def _remember(self) -> None:
        """What a new one holds, where nobody else sees it."""
        tables = self._own.execute(_TABLES).fetchall()
        counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name, _ in tables)  # noqa: S608
        rows = [f"DELETE FROM {name};" for name, _ in tables]  # noqa: S608
        for name, columns in tables:
            if self._own.execute(f"SELECT FROM {name} LIMIT 1").fetchone() is not None:
                self._own.execute(f"CREATE TEMP TABLE new_{name} AS SELECT {columns} FROM {name}")  # noqa: S608
                rows.append(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE TABLE pg_temp.new_{name};")
        for name, start, last in self._own.execute(_SEQUENCES).fetchall():
            rows.append(f"PERFORM setval('{name}', {last or start}, {last is not None});")
        self._own.execute(f"CREATE TEMP TABLE counts AS {counts}")
        self._own.execute("CREATE TEMP TABLE shape (catalog text, count bigint, made numeric)")
        everything = {"elsewhere": _ELSEWHERE, "shape": _SHAPE, "rows": "\n".join(rows), "counts": counts}
        self._own.execute(_PUT_BACK.format(**everything))
        self._own.execute(f"INSERT INTO pg_temp.shape {_SHAPE}")


class SameDatabases:
    """One a template. Whoever is done with them drops them all."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._kept: dict[str, SameDatabase] = {}

    @contextmanager
    def of(self, template: str) -> Iterator[Database]:
        """As if it was made for this test."""
        kept = self._kept.pop(template, None) or SameDatabase(self._server_url, template)
        threads = set(threading.enumerate())
        try:
            with kept.database() as database:
                yield database
            kept.put_back(threads)
        except (LeftBehind, psycopg.Error):
            kept.drop()
        except BaseException:
            kept.drop()
            raise
        else:
            self._kept[template] = kept

    def drop(self) -> None:
        while self._kept:
            self._kept.popitem()[1].drop()
