"""One real PostgreSQL for the whole run, a database as if it was new for every test, and no way out to the network."""

import fcntl
import os
import shutil
import signal
import socket
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings

from core.domain.ids import AccountId
from storage.database import Database
from storage.embedded import SETTINGS, start
from storage.ledger import SqlBooks
from tests.same_database import SameDatabases
from tests.sizes import SOAK, sizes_of

# For tests only: nothing is kept over a power cut, so nothing waits for the disk.
FAST = {
    **SETTINGS,
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "autovacuum_naptime": "10s",
}
# No test asserts a time, and a busy machine makes a single example slow.
# A shell that puts the tests in the background has them ignore Ctrl-C, and what they start inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("milepost", deadline=None)
settings.load_profile("milepost")
TEMPLATE = "milepost_template"
_MADE: set[tuple[str, str]] = set()  # templates that are known to be there, by server
ROOMY = 4_000_000_000


class NetworkClosed(OSError):
    """A test reached for the network."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """At full size each test tells the sizes that it ran at: the soak's report shows them."""
    if SOAK and isinstance(item, pytest.Function):
        item.user_properties.extend(sizes_of(item.function))


# What these run is taken by tests of its own, too, which say what is wrong; the tracer makes them three times as long.
_PLAYED_WHOLE = ("tests/journeys/", "tests/survival/")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Coverage is measured over examples, not over what says the same many times with other values."""
    function = item.function if isinstance(item, pytest.Function) else None
    many = getattr(function, "is_hypothesis_test", False) or item.get_closest_marker("slow") is not None
    if many or item.nodeid.startswith(_PLAYED_WHOLE):
        item.add_marker("no_cover")


def _is_here(host: Any) -> bool:
    return host in (None, "", b"", "localhost", b"localhost", "127.0.0.1", b"127.0.0.1", "::1", "0.0.0.0", "::")


def _only_loopback(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: it sees every socket of this interpreter, and no test can take it away."""
    if event in ("socket.connect", "socket.sendto"):
        there, address = args[0].family in (socket.AF_INET, socket.AF_INET6), args[1]
        if there and not _is_here(address[0]):
            raise NetworkClosed(f"tests stay on this machine: {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_here(args[0]):
        raise NetworkClosed(f"tests ask no name server: {args[0]!r}")


sys.addaudithook(_only_loopback)


def _run_folder(run: str = "") -> Path:
    """The same for all workers of one run."""
    run = run or os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alone{os.getpid()}"
    return _scratch() / f"milepost-tests-{run[:12]}"


def _scratch() -> Path:
    """In memory where there is room: each test has a database of its own, 500 files, and a disk takes half a second."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY:
        return memory
    return Path(tempfile.gettempdir())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The controller clears up once all workers are done."""
    run = getattr(session.config, "_milepost_run", None)
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(run or _run_folder(), ignore_errors=True)


def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """Remember the run's name, which only workers get in their environment."""
    manager = config.pluginmanager.getplugin("dsession")
    uid = getattr(getattr(manager, "nodemanager", None), "testrunuid", None)
    if uid:
        config._milepost_run = _run_folder(uid)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A running server with a migrated template; shared by the workers of a run."""
    folder = _run_folder()
    server = start(folder, FAST)
    make_template(server.url, TEMPLATE, Database.migrate)
    yield server.url
    server.stop()


def make_template(url: str, name: str, make: Callable[[Database], Any], *, of: str = "template1") -> str:
    """Of what many tests begin with: made once in a run, by whichever worker needs it first."""
    if (url, name) in _MADE:
        return name
    making = f"{name}_making"
    with (_run_folder() / "template.lock").open("a") as mutex, psycopg.connect(url, autocommit=True) as connection:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"DROP DATABASE IF EXISTS {making}")
            connection.execute(f"CREATE DATABASE {making} TEMPLATE {of}")
            database = Database(_named(url, making))
            try:
                make(database)
            finally:
                database.close()
            connection.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    _MADE.add((url, name))
    return name


def _named(url: str, name: str) -> str:
    return url.replace("/milepost?", f"/{name}?")


@pytest.fixture
def template() -> str:
    """What the test's database is a copy of: all tables, and nothing in them."""
    return TEMPLATE


@pytest.fixture(scope="session")
def same_databases(server_url: str) -> Iterator[SameDatabases]:
    kept = SameDatabases(server_url)
    yield kept
    kept.drop()


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A database of this test's own, dropped after."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield _named(server_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(request: pytest.FixtureRequest, same_databases: SameDatabases, template: str) -> Iterator[Database]:
    """As if it was new (tests/same_database.py). A test that asks for ``database_url`` as well has one that is: it
    starts processes, or looks at what the planner knows.
    """
    if "database_url" not in request.fixturenames:
        with same_databases.of(template) as same:
            yield same
        return
    opened = Database(request.getfixturevalue("database_url"))
    yield opened
    opened.close()


@pytest.fixture
def books(database: Database) -> SqlBooks:
    return database.books


@pytest.fixture
def account_id() -> AccountId:
    """Of an account that is not kept yet."""
    return AccountId(uuid.uuid4())
