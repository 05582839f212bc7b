"""A server that dies under a running program is started again, by whoever of its processes sees it first."""

import threading

import psutil
import pytest

from storage.embedded import EmbeddedFailed, start
from storage.embedded_watch import Watch
from tests.storage.test_embedded import _servers, ask, folder, hold, let_go, running, wait_until

__all__ = ["folder"]  # the fixture


@pytest.fixture
def watch_over():
    """Makes watches that end with their test, however it goes."""
    made = []

    def over(server, returned):
        made.append(Watch(server, returned, pause=0.05))
        return made[-1]

    yield over
    for one in made:
        one.stop()


def kill(folder) -> None:
    for server in _servers(folder):
        server.kill()
        server.wait(10)


@pytest.mark.crash
def test_a_killed_server_is_back_with_all_that_was_committed_and_whoever_holds_connections_is_told(folder, watch_over):
    server, told = start(folder), threading.Event()
    ask(server.url, "CREATE TABLE kept AS SELECT 7 AS id")
    watch = watch_over(server, told.set)
    before = server.postmaster()
    kill(folder)
    assert told.wait(30)
    assert server.postmaster() not in (None, before)
    assert ask(server.url, "SELECT id FROM kept") == [(7,)]
    watch.stop()
    server.stop()
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_two_processes_that_both_look_start_it_once_and_the_last_to_leave_stops_it(folder, watch_over):
    """The one that stops it is not the one that started the server which runs by now."""
    first, second = start(folder), start(folder)
    told = [threading.Event(), threading.Event()]
    watches = [watch_over(one, event.set) for one, event in zip((first, second), told, strict=True)]
    kill(folder)
    assert all(event.wait(30) for event in told)
    assert running(folder) == 1
    for watch in watches:
        watch.stop()
    first.stop()
    assert ask(second.url, "SELECT 1") == [(1,)]
    second.stop()
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_a_process_that_only_saw_it_return_stops_it_as_well(folder):
    server, holder = start(folder), hold(folder)
    kill(folder)
    server.bring_back(patience=30)
    server.stop()
    let_go(holder)
    assert wait_until(lambda: running(folder) == 0)


@pytest.mark.crash
def test_stopping_a_server_that_is_dead_already_is_done_at_once(folder):
    server = start(folder)
    kill(folder)
    server.stop()
    assert running(folder) == 0


def test_a_server_whose_files_were_taken_away_is_not_made_anew(folder):
    """An empty database in place of the one that was lost would look like a good one."""
    server = start(folder)
    kill(folder)
    (folder / "postgresql-18" / "milepost.conf").unlink()
    with pytest.raises(EmbeddedFailed, match="are gone"):
        server.bring_back(patience=5)
    assert running(folder) == 0
    server.stop()


def test_a_watch_goes_on_when_it_could_not_be_started_and_ends_when_told(folder, caplog, watch_over):
    server, told = start(folder), threading.Event()
    conf = folder / "postgresql-18" / "milepost.conf"
    away = conf.with_name("away")
    watch = watch_over(server, told.set)
    conf.rename(away)
    kill(folder)
    assert wait_until(lambda: "it is tried again" in caplog.text)
    away.rename(conf)
    assert told.wait(30)
    watch.stop()
    assert not [one for one in threading.enumerate() if one.name == "postgres-watch"]
    server.stop()


@pytest.mark.skipif(not psutil.LINUX, reason="reads /proc")
def test_a_dead_server_that_nobody_has_buried_is_not_taken_for_a_running_one(folder, tmp_path):
    from storage.embedded_process import drop_stale_pid_file

    (tmp_path / "postgres").symlink_to("/bin/true")
    unburied = psutil.Popen([tmp_path / "postgres"])
    assert wait_until(lambda: unburied.status() == psutil.STATUS_ZOMBIE)
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{unburied.pid}\n")
    drop_stale_pid_file(pid_file)
    assert not pid_file.exists()
    unburied.wait()
    start(folder)
    [alive] = _servers(folder)
    pid_file.write_text(f"{alive.pid}\n")
    drop_stale_pid_file(pid_file)
    assert pid_file.exists()
