"""The local folder: private, whole or not there, durable, healed by putting again."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from core.domain.ids import AccountId
from storage.blobs.local import LocalBlobs
from tests.sizes import SOAK

ONE = AccountId(UUID(int=1))
ROOT = Path(__file__).resolve().parents[3]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_folder_and_its_files_are_closed_to_other_accounts(tmp_path):
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o755)
    LocalBlobs(folder).put(ONE, b"private", "image/jpeg")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files_in(folder))


def test_nothing_is_left_of_an_arrival_that_failed(tmp_path):
    blobs = LocalBlobs(tmp_path / "blobs")
    with pytest.raises(FileNotFoundError):
        blobs.put_file(ONE, tmp_path / "absent", "image/jpeg")
    with pytest.raises(TypeError):
        blobs.put(ONE, "text is not bytes", "image/jpeg")
    assert files_in(tmp_path / "blobs") == []


def test_a_damaged_file_is_healed_by_putting_it_again(tmp_path):
    blobs = LocalBlobs(tmp_path / "blobs")
    key = blobs.put(ONE, b"whole", "image/jpeg")
    files_in(tmp_path / "blobs")[0].write_bytes(b"who")
    blobs.put(ONE, b"whole", "image/jpeg")
    assert blobs.get(key) == b"whole"


def test_what_a_killed_process_left_is_dropped_after_a_day_and_not_before(tmp_path):
    blobs = LocalBlobs(tmp_path / "blobs")
    old, new = tmp_path / "blobs/arriving/old", tmp_path / "blobs/arriving/new"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    kept = blobs.put(ONE, b"kept", "image/jpeg")
    again = LocalBlobs(tmp_path / "blobs")
    assert not old.exists()
    assert new.exists()
    assert again.get(kept) == b"kept"


def test_reading_goes_on_when_the_blob_is_forgotten_meanwhile(tmp_path):
    blobs = LocalBlobs(tmp_path / "blobs")
    key = blobs.put(ONE, b"x" * 3_000_000, "video/mp4")
    reading = blobs.chunks(key)
    first = next(reading)
    blobs.delete(key)
    assert len(first) + sum(len(chunk) for chunk in reading) == 3_000_000


SYNCED = """
import os, sys
from pathlib import Path
from uuid import UUID
from storage.blobs.local import LocalBlobs
told = []
fsync, replace = os.fsync, Path.replace
os.fsync = lambda fd: (told.append("sync " + os.readlink(f"/proc/self/fd/{fd}")), fsync(fd))[1]
Path.replace = lambda self, to: (told.append(f"rename {to}"), replace(self, to))[1]
folder = Path(sys.argv[1])
key = LocalBlobs(folder).put(UUID(int=1), b"durable", "image/jpeg")
print("\\n".join(told))
"""


def test_the_bytes_are_synced_before_the_name_and_the_name_before_put_returns(tmp_path):
    folder = tmp_path / "blobs"
    run = subprocess.run(
        [sys.executable, "-c", SYNCED, folder], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    told = run.stdout.splitlines()
    renamed = next(number for number, line in enumerate(told) if line.startswith("rename"))
    target = Path(told[renamed].removeprefix("rename "))
    assert any("/arriving/" in line for line in told[:renamed])
    assert {f"sync {path}" for path in (target.parent, target.parent.parent, folder)} <= set(told[renamed:])


FLOOD = """
import hashlib, sys
from pathlib import Path
from uuid import UUID
from storage.blobs.local import LocalBlobs
blobs, number = LocalBlobs(Path(sys.argv[1])), 0
while True:
    number += 1
    print(blobs.put(UUID(int=1), hashlib.shake_256(b"%d" % number).digest(200_000), "image/jpeg"), flush=True)
"""


@pytest.mark.crash
def test_killed_at_any_moment_what_was_acknowledged_is_whole(tmp_path):
    rounds = 40 if SOAK else 6
    folder = tmp_path / "blobs"
    for number in range(rounds):
        with subprocess.Popen(
            [sys.executable, "-c", FLOOD, folder], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as run:
            first = run.stdout.readline()
            time.sleep(0.02 + 0.015 * number)
            run.send_signal(signal.SIGKILL)
            acknowledged = [line.strip() for line in (first + run.stdout.read()).splitlines() if line.endswith("")]
        blobs = LocalBlobs(folder)
        whole = [key for key in acknowledged if len(key) == 101]
        assert whole
        for key in whole:
            assert blobs.size(key) == 200_000
