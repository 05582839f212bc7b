"""The walls of the house hold, and each check finds a planted fault: a check that sees nothing is worse than none."""

import re
import subprocess
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests import walls

FLOORS = tomllib.loads((Path(__file__).parent / "security-floors.toml").read_text())
LOCK = (walls.ROOT / "requirements.lock").read_text()
OURS = walls.sources(*walls.PACKAGES)
CORE = walls.sources("core")
# Migrations are history: they are never edited to fit a rule.
KEPT_SHORT = {path: source for path, source in OURS.items() if "/migrations/versions/" not in path}
TESTS = walls.sources("tests")


def test_core_imports_only_the_standard_library() -> None:
    assert walls.foreign_imports_in_core(CORE) == []


@pytest.mark.parametrize("line", ["import pydantic", "from sqlmodel import Field", "import storage.ledger"])
def test_a_foreign_import_in_core_is_found(line: str) -> None:
    assert walls.foreign_imports_in_core({"core/domain/money.py": f"if 1:\n    {line}\n"})


def test_core_asks_nothing_of_the_world() -> None:
    assert walls.world_in_core(CORE) == []


@pytest.mark.parametrize(
    "line", ["import os", "from urllib import request", "uuid.uuid4()", "datetime.now(tz)", "date.today()", "open('x')"]
)
def test_a_clock_or_file_in_core_is_found(line: str) -> None:
    assert walls.world_in_core({"core/x.py": line})


def test_no_float_comes_near_money() -> None:
    assert walls.floats_near_money(OURS) == []


@pytest.mark.parametrize("line", ["x = 0.5", "x = float(y)", "x = minor / 100", "x /= 2", "x = (a + 1) / b"])
def test_a_float_near_money_is_found(line: str) -> None:
    assert walls.floats_near_money({"core/domain/x.py": line})
    assert walls.floats_near_money({"bots/x.py": f"from core.domain.money import Money\n{line}"})


@pytest.mark.parametrize(
    "line", ["x = Decimal(y) / 100", "x = folder / 'name'", "x = folder / f'{name}.pdf'", "x = y // 2"]
)
def test_exact_division_and_paths_are_no_faults(line: str) -> None:
    assert walls.floats_near_money({"core/domain/x.py": line}) == []


def test_only_the_settings_read_the_environment() -> None:
    assert walls.environment_reads(OURS) == []
    assert set(walls.MAY_READ_ENVIRONMENT) - {"bots/settings.py"} <= set(OURS), "an exception for a file that is gone"


@pytest.mark.parametrize("line", ["os.environ['X']", "os.getenv('X')", "from os import environ", "environ.get('X')"])
def test_reading_the_environment_elsewhere_is_found(line: str) -> None:
    assert walls.environment_reads({"channels/x.py": line})


def test_secrets_are_never_compared_with_equals() -> None:
    assert walls.leaky_comparisons(OURS) == []
    assert set(walls.MAY_COMPARE) <= set(OURS), "an exception for a file that is gone"


@pytest.mark.parametrize(
    "line", ["signature == given", "x != self.token", "h['X-Secret-Token'] == s", "a == make_signature(b)"]
)
def test_a_leaky_comparison_is_found(line: str) -> None:
    assert walls.leaky_comparisons({"channels/x.py": line})


def test_each_library_with_a_home_stays_there() -> None:
    assert walls.strayed_libraries(OURS) == []


@pytest.mark.parametrize("module", sorted(walls.HOMES))
def test_a_strayed_library_is_found(module: str) -> None:
    assert walls.strayed_libraries({"bots/x.py": f"def f():\n    from {module}.client import Client\n"})
    assert walls.strayed_libraries({f"{walls.HOMES[module]}x.py": f"import {module}\n"}) == []


@pytest.mark.parametrize("sources", [KEPT_SHORT, TESTS], ids=["packages", "tests"])
def test_functions_and_files_are_short(sources: walls.Sources) -> None:
    assert walls.long_functions(sources) == []
    assert walls.long_files(sources) == []


def test_a_long_function_and_a_long_file_are_found() -> None:
    assert walls.long_functions({"x.py": "class A:\n    async def f(self):\n" + "        x = 1\n" * 50})
    assert walls.long_functions({"x.py": "def f():\n" + "    x = 1\n" * 49}) == []
    assert walls.long_files({"bots/x.py": "x = 1\n" * 301})
    assert walls.long_files({"channels/telegram/x.py": "x = 1\n" * 451})
    assert walls.long_files({"channels/telegram/x.py": "x = 1\n" * 450}) == []


def test_no_other_folder_appears_at_the_top() -> None:
    assert walls.odd_at_top({path.split("/")[0] for path in tracked()}) == []


def test_another_folder_at_the_top_is_found() -> None:
    assert walls.odd_at_top({"core", "scripts"}) == ["scripts"]


def test_every_test_folder_is_a_package() -> None:
    # A folder tests/core without it would shadow the real core.
    folders = {path.parent for path in (walls.ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_lock_pins_and_hashes_everything_and_names_no_place() -> None:
    assert walls.careless_lock(LOCK) == []


@pytest.mark.parametrize(
    "lock",
    [
        "a==1\n",
        "a>=1 \\\n    --hash=sha256:" + "0" * 64,
        "--index-url x\na==1 \\\n    --hash=sha256:" + "0" * 64,
        "a @ https://example.org/a.whl \\\n    --hash=sha256:" + "0" * 64,
    ],
)
def test_a_careless_lock_is_found(lock: str) -> None:
    assert walls.careless_lock(lock)


def test_the_lock_has_every_dependency_of_the_project() -> None:
    project = tomllib.loads((walls.ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = {line.split("==")[0] for line in LOCK.splitlines() if "==" in line and line[0] != " "}
    names = {re.split(r"[<>=\[ ]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names - locked == set()


def test_what_is_installed_is_above_the_security_floors() -> None:
    installed = {found.name.lower().replace("_", "-"): found.version for found in distributions()}
    assert len(installed) > len(FLOORS), "nothing was looked at"
    assert walls.below_floor(FLOORS, installed) == []


def test_a_version_below_its_floor_is_found() -> None:
    floors = {"pillow": {"minimum": "13.0.0", "advisory": "x"}}
    assert walls.below_floor(floors, {"pillow": "12.9.1"})
    assert walls.below_floor(floors, {"pillow": "13.0.0"}) == []
    assert walls.below_floor(floors, {"pillow": "100.0.0"}) == []
    assert walls.below_floor(floors, {}) == []


def test_every_floor_names_its_reason_and_a_package_that_is_locked() -> None:
    for package, floor in FLOORS.items():
        assert floor["advisory"], package
        assert f"\n{package}==" in LOCK, f"{package} is not in the lock: its floor guards nothing"


def broken_line(migrations: dict[str, str]) -> list[str]:
    """Those that do not stand on the one before: two written at the same time have one number."""
    before, wrong = "None", []
    for name, text in sorted(migrations.items()):
        number = f'"{name[:4]}"'
        if f"\nrevision = {number}\ndown_revision = {before}\n" not in text:
            wrong.append(name)
        before = number
    return wrong


def test_migrations_stand_on_each_other_in_one_line() -> None:
    folder = walls.ROOT / "storage/migrations/versions"
    found = {path.name: path.read_text() for path in folder.glob("0*.py")}
    assert broken_line(found) == []
    assert broken_line({**found, "0002_another.py": found["0002_tables.py"]}) == ["0002_tables.py"]


def test_no_file_of_the_repository_names_a_place_of_this_machine() -> None:
    someones_folder = re.compile(r"/(?:home|Users|root|work)/[\w.]")
    assert [path for path, text in tracked_texts().items() if someones_folder.search(text)] == []


def tracked() -> list[str]:
    # From git where there is one: what a person's tools leave behind is not the repository's.
    listed = subprocess.run(["git", "ls-files"], cwd=walls.ROOT, capture_output=True, text=True, check=False)
    return [path for path in listed.stdout.splitlines() if (walls.ROOT / path).exists()]


def tracked_texts() -> dict[str, str]:
    kinds = (".py", ".md", ".toml", ".sh", ".yaml", ".po", ".html", "Makefile", "Dockerfile")
    return {path: (walls.ROOT / path).read_text() for path in tracked() if path.endswith(kinds)}
