"""Of the one database that many tests have after each other: nothing of one is there for the next."""

import threading
import time
from contextlib import ExitStack

import psycopg
import pytest

from tests.conftest import TEMPLATE, make_template
from tests.same_database import SameDatabases
from tests.storage.conftest import keep
from tests.storage.samples import Story

BEGUN = "milepost_begun"
KINDS = "SELECT DISTINCT relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
NUMBERED = "INSERT INTO inbox (source, external_id, line, body) VALUES ('a', %s, 'l', '{}') RETURNING id"


@pytest.fixture
def same(server_url):
    kept = SameDatabases(server_url)
    yield kept
    kept.drop()


@pytest.fixture(params=["nothing in it", "a story in it"])
def begun(request, server_url):
    if request.param == "nothing in it":
        return TEMPLATE
    return make_template(server_url, BEGUN, lambda making: keep(making, Story()), of=TEMPLATE)


def ask(database, statement, *values):
    with psycopg.connect(database.url, autocommit=True) as connection:
        found = connection.execute(statement, values)
        return found.fetchall() if found.description else []


def holds(database):
    """All of it: each table's rows, and where its numbers go on."""
    tables = {name: sorted(map(repr, ask(database, f"TABLE {name}"))) for (name,) in ask(database, TABLES)}
    return tables, ask(database, SEQUENCES)


def test_rows_and_numbers_of_one_test_are_gone_for_the_next(same, begun):
    with same.of(begun) as first:
        new, url = holds(first), first.url
        keep(first, Story())
        number = ask(first, NUMBERED, "1")
        assert holds(first) != new
    with same.of(begun) as second:
        assert second.url == url
        assert holds(second) == new
        assert ask(second, NUMBERED, "1") == number


def test_rows_that_were_changed_or_taken_away_are_back(same, server_url):
    begun = make_template(server_url, BEGUN, lambda making: keep(making, Story()), of=TEMPLATE)
    with same.of(begun) as first:
        new, url = holds(first), first.url
        ask(first, "UPDATE accounts SET name = 'another'")
        with psycopg.connect(first.url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM milestones")
            connection.execute("DELETE FROM invoices")
    with same.of(begun) as second:
        assert (second.url, holds(second)) == (url, new)


def test_what_holds_rows_is_put_back_whatever_it_is(database):
    """Sequences, types, indexes, tables, views: whoever adds another kind looks at tests/same_database.py."""
    assert {kind for (kind,) in ask(database, KINDS)} <= set("Scirv")


def test_what_a_connection_was_told_is_forgotten(same):
    told = (
        "SET session_replication_role = replica",
        "SET timezone = 'Asia/Tokyo'",
        "SELECT pg_advisory_lock(7)",
        "LISTEN planted",
    )
    asked = """
        SELECT current_setting('session_replication_role'), current_setting('timezone'),
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
        (SELECT count(*) FROM pg_listening_channels()), pg_backend_pid()
    """
    with same.of(TEMPLATE) as first, first.engine.begin() as connection:
        new = connection.exec_driver_sql(asked).one()
        for one in told:
            connection.exec_driver_sql(one)
    with same.of(TEMPLATE) as second, second.engine.begin() as connection:
        assert connection.exec_driver_sql(asked).one() == new


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE planted (id int)",
        "ALTER TABLE clients ADD COLUMN planted int",
        "ALTER TABLE clients DROP COLUMN email",
        "ALTER TABLE clients RENAME COLUMN email TO planted",
        "ALTER TABLE clients ALTER COLUMN email SET DEFAULT 'planted'",
        "ALTER TABLE invoices DISABLE TRIGGER USER",
        "ALTER TABLE procrastinate_jobs SET (autovacuum_enabled = false)",
        "ALTER SEQUENCE inbox_id_seq INCREMENT 7",
        "CREATE INDEX planted ON clients (id)",
        "DROP INDEX procrastinate_jobs_queue_name_idx",
        "CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA planted",
        "CREATE TEMP TABLE planted AS SELECT 1",
        "CREATE TYPE planted AS (a int)",
        "CREATE VIEW planted AS SELECT 1",
        "CREATE RULE planted AS ON DELETE TO clients DO INSTEAD NOTHING",
        "DROP TABLE journal_entries CASCADE",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database()); END $$",
    ],
)
def test_a_database_whose_tables_were_changed_is_given_up(same, statement):
    with same.of(TEMPLATE) as first:
        url = first.url
        ask(first, statement)
    with same.of(TEMPLATE) as second:
        assert second.url != url
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_one_that_somebody_is_still_at_is_given_up(same):
    with ExitStack() as after:
        urls = []
        for leave in (still_connected, in_use, still_running):
            with same.of(TEMPLATE) as database:
                urls.append(database.url)
                leave(database, after)
        with same.of(TEMPLATE) as last:
            assert last.url not in urls
        assert len(set(urls)) == 3


def still_connected(database, after):
    after.enter_context(psycopg.connect(database.url, autocommit=True))


def in_use(database, after):
    connection = database.engine.connect()
    after.callback(connection.invalidate)


def still_running(_database, after):
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    after.callback(thread.join)
    after.callback(end.set)


def test_whoever_kept_the_database_of_the_last_test_has_no_way_to_the_next(same):
    with same.of(TEMPLATE) as first:
        late = first
    with same.of(TEMPLATE) as second, pytest.raises(Exception, match="over"), late.engine.begin():
        pass
    assert second.url == late.url


def test_a_connection_that_is_just_closing_is_waited_for(same):
    with same.of(TEMPLATE) as first:
        connections = [psycopg.connect(first.url) for _ in range(5)]
        threading.Thread(target=lambda: [time.sleep(0.02), *(one.close() for one in connections)]).run()
    with same.of(TEMPLATE) as second:
        assert second.url == first.url
