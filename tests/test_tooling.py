"""The tools of the house do what is relied on: the set-up, the word about skipped tests, the gates, the report."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from tests import coverage_gate, soak_report
from tests.walls import ROOT

SKIPPING = """
import pytest

@pytest.mark.skip(reason="no moon tonight")
def test_moon(): pass

@pytest.mark.xfail
def test_later(): assert False

def test_sun(record_property):
    record_property("kills", 60)
"""


# --- skipped tests --------------------------------------------------------------------------------------------------


def run_pytest(folder: Path, *options: str, ci: str = "") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.skips",
        "-p",
        "no:cacheprovider",
        *options,
        str(folder),
    ]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two workers"])
def test_a_test_that_cannot_run_says_so_last_and_fails_in_ci(tmp_path: Path, workers: list[str]) -> None:
    (tmp_path / "test_it.py").write_text(SKIPPING)
    here, in_ci = run_pytest(tmp_path, *workers), run_pytest(tmp_path, *workers, ci="true")
    assert (here.returncode, in_ci.returncode) == (0, 1)
    assert here.stdout.rstrip().endswith("test_it.py::test_moon: no moon tonight")
    assert "1 could not run" in in_ci.stdout.split("1 passed")[1]
    assert "test_later" not in in_ci.stdout.split("could not run")[1]


def test_a_whole_module_that_cannot_run_fails_in_ci_too(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\npytest.skip('no', allow_module_level=True)")
    (tmp_path / "test_fine.py").write_text("def test_fine(): pass")
    assert run_pytest(tmp_path, ci="true").returncode == 1
    assert run_pytest(tmp_path).returncode == 0


def test_a_run_without_skipped_tests_is_silent_and_passes_in_ci(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_fine(): pass")
    ran = run_pytest(tmp_path, ci="true")
    assert (ran.returncode, "could not run" in ran.stdout) == (0, False)


# --- the coverage gates ---------------------------------------------------------------------------------------------


def coverage_of(**covered: int) -> dict[str, object]:
    summary = {"num_statements": 50, "num_branches": 50, "covered_branches": 50}
    files = {name.replace("__", "/"): {"summary": {**summary, "covered_lines": n}} for name, n in covered.items()}
    return {"files": files}


@pytest.mark.parametrize(
    ("covered", "holds"),
    [
        ({"core__a.py": 50, "bots__b.py": 50}, True),
        ({"core__a.py": 50, "bots__b.py": 30}, True),
        ({"core__a.py": 50, "bots__b.py": 29}, False),
        ({"core__a.py": 49, "bots__b.py": 50}, False),
        ({"bots__b.py": 50}, False),
    ],
)
def test_the_gates_want_all_of_core_and_nine_tenths_of_the_rest(covered: Mapping[str, int], *, holds: bool) -> None:
    assert coverage_gate.verdict(coverage_of(**covered))[1] is holds


def test_almost_all_is_not_shown_as_all() -> None:
    assert coverage_gate.shown(Fraction(99_999, 1_000)) == "99.99 %"


# --- the soak's report ----------------------------------------------------------------------------------------------


def test_the_report_has_what_ran_and_what_the_tests_told(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SKIPPING + "\ndef test_bad(): assert 0\n")
    run_pytest(tmp_path, "-o", "junit_family=xunit1", "--junitxml", str(tmp_path / "junit.xml"))
    report = soak_report.written(list(soak_report.read((tmp_path / "junit.xml").read_text())), {"Machine": "small"})
    assert "Result: 1 passed, 1 failed, 2 skipped" in report
    assert "test sun | kills | 60 |" in report
    assert "## Failed\n\n- test_it: test bad" in report


# --- the set-up -----------------------------------------------------------------------------------------------------

TOOLS = ("awk", "cat", "cut", "dirname", "mktemp", "python3", "rm", "sh", "sha256sum", "tail", "uname")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the set-up, a finished environment, and a PATH of its own that has neither apt nor Chromium."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or pytest.fail(f"no {tool} here"))
    script(tmp_path / "bin" / "pdftoppm", "exit 0")
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "tests" / "peers").mkdir(parents=True)
    for name in ("requirements.lock", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / "tests" / "peers" / name, tmp_path / "tests" / "peers")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    script(tmp_path / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    stamp = "cat requirements.lock pyproject.toml .ci/setup.sh | sha256sum | cut -d ' ' -f 1 > .venv/setup.stamp"
    subprocess.run(["sh", "-c", stamp], cwd=tmp_path, check=True)
    return tmp_path


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def set_up(machine: Path, purpose: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", ".ci/setup.sh", purpose],
        cwd=machine,
        env={"PATH": str(machine / "bin"), "HOME": str(machine), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_second_set_up_has_nothing_to_do_and_says_nothing(machine: Path) -> None:
    ran = set_up(machine, "run")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_an_ordinary_account_is_told_the_exact_line(machine: Path) -> None:
    script(machine / "bin" / "id", "echo 1000")
    script(machine / "bin" / "apt-get", "exit 9")
    ran = set_up(machine, "test")
    assert ran.returncode == 1
    assert "\n  apt-get install -y --no-install-recommends chromium\n" in ran.stderr


def test_with_sudo_the_line_says_so(machine: Path) -> None:
    script(machine / "bin" / "id", "echo 1000")
    for name in ("apt-get", "sudo"):
        script(machine / "bin" / name, "exit 9")
    assert "\n  sudo apt-get install -y" in set_up(machine, "test").stderr


def test_root_installs_and_refreshes_old_package_lists_once(machine: Path) -> None:
    script(machine / "bin" / "id", "echo 0")
    # Knows no package before its lists are refreshed, as a new machine does.
    script(machine / "bin" / "apt-get", 'echo "$@" >> said; case "$1" in update) : > fresh;; *) [ -e fresh ];; esac')
    ran = set_up(machine, "test")
    install = "install -y --no-install-recommends -o DPkg::Lock::Timeout=300 chromium"
    assert ran.returncode == 0
    assert (machine / "said").read_text().splitlines() == [install, "update", install]


def test_the_peers_have_a_line_of_their_own(machine: Path) -> None:
    script(machine / "bin" / "id", "echo 1000")
    script(machine / "bin" / "apt-get", "exit 9")
    ran = set_up(machine, "peers")
    assert ran.returncode == 1
    assert "\n  apt-get install -y --no-install-recommends redis-server\n" in ran.stderr


def test_peers_that_cannot_be_had_are_no_peers(machine: Path) -> None:
    for name in ("redis-server", "mkdir", "cp"):
        (machine / "bin" / name).symlink_to(shutil.which(name) or shutil.which("true") or "")
    # The environment's Python makes no other one here, and has no network.
    script(machine / ".venv" / "bin" / "python", 'case "$*" in *venv*) echo "no network" >&2; exit 1;; esac')
    for _ in range(2):
        ran = set_up(machine, "peers")
        assert (ran.returncode, "no network" in ran.stderr) == (1, True)
        assert "The peers could not be installed" in ran.stderr
    assert not (machine / ".peers" / "setup.stamp").exists()


def test_where_there_is_no_apt_the_packages_are_named(machine: Path) -> None:
    ran = set_up(machine, "test")
    assert ran.returncode == 1
    assert "chromium" in ran.stderr
    assert "Debian and Ubuntu" in ran.stderr


def test_a_python_that_does_not_work_is_refused_in_words(machine: Path) -> None:
    (machine / ".venv" / "setup.stamp").unlink()
    (machine / ".venv" / "bin" / "python").unlink()
    ran = set_up(machine, "run", PYTHON="/nowhere/python3")
    assert ran.returncode == 1
    assert "PYTHON=/nowhere/python3 is not a working Python 3.11 or newer." in ran.stderr


def test_a_changed_lock_is_noticed(machine: Path) -> None:
    with (machine / "requirements.lock").open("a") as lock:
        lock.write("nothing-of-that-name==1 --hash=sha256:" + "0" * 64 + "\n")
    # The environment's pip stands in for a network that is gone.
    script(machine / ".venv" / "bin" / "python", 'case "$*" in *install*) echo "no network" >&2; exit 1;; esac')
    ran = set_up(machine, "run")
    assert ran.returncode == 1
    assert "no network" in ran.stderr
    assert "Is this machine online?" in ran.stderr
    assert not (machine / ".venv" / "setup.stamp").exists()


def test_a_folder_that_was_moved_gets_a_new_environment(machine: Path) -> None:
    (machine / ".venv" / "setup.place").write_text("/somewhere/else")
    ran = set_up(machine, "run", PYTHON="/nowhere/python3")
    assert "/nowhere/python3 is not a working" in ran.stderr, "no new environment was wanted"
    (machine / ".venv" / "setup.place").write_text(str(machine))
    assert set_up(machine, "run").returncode == 0


def test_no_command_of_the_house_names_a_place_to_download_from() -> None:
    for path in (ROOT / "Makefile", *(ROOT / ".ci").iterdir()):
        assert "://" not in path.read_text(), path
