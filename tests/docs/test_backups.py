"""The lines that SECURITY.md gives for backups are typed here as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg

from storage import embedded
from tests.docs.test_documents import ROOT, read

DUMP, RESTORE = re.findall(r"```sh\n(.*?)```", read(ROOT / "SECURITY.md"), re.DOTALL)


def test_a_dump_taken_as_documented_is_restored_as_documented_into_an_empty_folder(tmp_path: Path) -> None:
    with_rows, empty = tmp_path / "old", tmp_path / "new"
    server = embedded.start(with_rows / ".data" / "postgres")
    try:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT n, 'Dueña' AS name FROM generate_series(1, 1000) n")
        typed(DUMP, with_rows)
    finally:
        server.stop()
    server = embedded.start(empty / ".data" / "postgres")
    try:
        (with_rows / "milepost.dump").rename(empty / "milepost.dump")
        typed(DUMP.split('"$BIN"')[0] + RESTORE, empty)
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*), min(name) FROM kept").fetchone() == (1000, "Dueña")
    finally:
        server.stop()


def test_the_documented_version_is_the_pinned_one() -> None:
    assert f"PostgreSQL {embedded.POSTGRES_MAJOR}" in read(ROOT / "SECURITY.md")
    assert f"pginstall{embedded.POSTGRES_MAJOR}/bin" in DUMP


def typed(lines: str, folder: Path) -> None:
    """As a person would, in the folder of the project."""
    (folder / ".venv").symlink_to(sys.prefix)
    subprocess.run(["sh", "-eu", "-c", lines], cwd=folder, check=True, capture_output=True, timeout=60)
