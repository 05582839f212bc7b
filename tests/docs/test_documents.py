"""The documents are true: what they name exists, what is generated is fresh, what they link to is there."""

import re
import subprocess
import tomllib
from dataclasses import replace
from importlib.metadata import files, metadata
from pathlib import Path

import pytest

from bots.settings import Settings
from core.domain import lifecycle
from core.domain.lifecycle import Lifecycle
from core.domain.limits_table import LIMITS
from tests.docs import generated

ROOT = generated.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "channels" / "ADDING_A_CHANNEL.md"])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["## Context", "## Decision", "## Consequences"]


def read(path: Path) -> str:
    return path.read_text()


def make_targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def named(command: str, text: str) -> set[str]:
    """What follows this command where a page shows it as code: "make run" -> run."""
    return set(
        re.findall(rf"(?:^|[`\s/]){command} ((?:jobs |channels )?[a-z][a-z-]*)", "\n".join(code_of(text)), re.MULTILINE)
    )


def code_of(text: str) -> list[str]:
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    return [*blocks, *re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]


def broken_links(page: Path, text: str) -> list[str]:
    targets = re.findall(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    here = [(first or second).partition("#")[0] for first, second in targets if "://" not in (first or second)]
    return [link for link in here if link and not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_command_a_page_names_exists(page: Path) -> None:
    assert named("make", read(page)) - make_targets(read(ROOT / "Makefile")) == set()


def test_a_command_that_does_not_exist_is_found() -> None:
    text = "Type `make tea`, then\n\n```\nmake coffee\n.venv/bin/milepost brew --now\nmilepost jobs fry\n```\n"
    assert named("make", text) == {"tea", "coffee"}
    assert named("milepost", text) == {"brew", "jobs fry"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_repository_resolves(page: Path) -> None:
    assert broken_links(page, read(page)) == []


def test_a_broken_link_is_found() -> None:
    text = '[a](nowhere.md#x) [b](README.md) <img alt="c" src="gone.png"> [d](https://example.org)'
    assert broken_links(ROOT / "page.md", text) == ["nowhere.md", "gone.png"]


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.name)
def test_a_decision_record_has_its_three_headings(record: Path) -> None:
    assert re.findall(r"^## .+$", read(record), re.MULTILINE) == HEADINGS
    assert re.match(r"# \d{4}: \S", read(record))
    assert read(record).startswith(f"# {record.name[:4]}: ")


def test_decision_records_are_numbered_without_a_gap_and_listed() -> None:
    assert [record.name[:4] for record in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    listed = read(ROOT / "docs" / "architecture.md")
    assert [record.name for record in DECISIONS if f"decisions/{record.name}" not in listed] == []


def test_the_lifecycle_diagrams_are_those_of_the_tables() -> None:
    page = read(generated.ARCHITECTURE)
    assert generated.DIAGRAMS.search(page), "the markers are gone"
    assert page == generated.with_diagrams(page), "type: make docs"


def test_a_lifecycle_that_changed_changes_its_diagram() -> None:
    before = Lifecycle("thing", "a", {("a", "go"): "b"})
    after = Lifecycle("thing", "a", {("a", "go"): "b", ("b", "back"): "a"})
    assert "a --> b: go" in generated.diagram(before)
    assert "b --> [*]" in generated.diagram(before)
    assert generated.diagram(before) != generated.diagram(after)
    assert "b --> [*]" not in generated.diagram(after)


def test_every_lifecycle_is_drawn() -> None:
    found = {value.name for value in vars(lifecycle).values() if isinstance(value, Lifecycle)}
    assert {table.name for table in lifecycle.ALL} == found


def test_the_page_of_limits_is_that_of_the_table() -> None:
    assert read(generated.LIMITS_PAGE) == generated.limits_page(LIMITS), "type: make docs"


def test_a_limit_that_changed_changes_its_page() -> None:
    other = replace(LIMITS[0], source="Another Code § 1")
    assert "Another Code § 1" in generated.limits_page([other])
    assert generated.limits_page([other]) != generated.limits_page(LIMITS[:1])


def test_the_page_of_planted_bugs_is_that_of_the_tests_that_plant_them() -> None:
    assert read(generated.PLANTED_PAGE) == generated.planted_page(), "type: make docs"
    missing = [path for path, test in generated.TWINS.values() if f"def {test}(" not in read(ROOT / path)]
    assert missing == []


def test_the_example_of_settings_is_that_of_the_program() -> None:
    assert read(generated.ENV_EXAMPLE) == generated.env_example(Settings.model_fields), "type: make docs"


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_example_works_as_it_stands_and_uncommented(tmp_path: Path) -> None:
    example = read(generated.ENV_EXAMPLE)
    uncommented = re.sub(r"^#(?=[A-Z0-9_]+=)", "", example, flags=re.MULTILINE)
    assert len(re.findall(r"^[A-Z0-9_]+=", uncommented, re.MULTILINE)) == len(Settings.model_fields)
    (tmp_path / ".env").write_text(uncommented)
    assert Settings(_env_file=tmp_path / ".env") == Settings(_env_file=None)


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True
    )
    for target in ("setup", "run", "demo", "test", "test-peers", "soak", "check", "bench", "lock", "clean"):
        assert f"make {target} " in listed.stdout


def test_the_record_of_libraries_has_exactly_those_of_the_project() -> None:
    record = read(ROOT / "docs" / "decisions" / "0011-the-libraries.md")
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    wanted = {re.split(r"[<>=\[ ]", line)[0] for line in project["dependencies"]}
    assert set(re.findall(r"^\| ([a-z0-9-]+) \|", record, re.MULTILINE)) == wanted


def test_the_licences_are_those_of_the_installed_packages() -> None:
    record = read(ROOT / "docs" / "decisions" / "0011-the-libraries.md")
    told = dict(re.findall(r"^\| ([a-z0-9-]+) \| [^|]+ \| ([A-Za-z]+)", record, re.MULTILINE))
    assert [package for package, licence in told.items() if licence.lower() not in licence_of(package).lower()] == []


def licence_of(package: str) -> str:
    """As its metadata says, else as its licence file begins."""
    about = metadata(package)
    said = [about["License-Expression"] or "", about["License"] or "", *(about.get_all("Classifier") or [])]
    texts = [one.read_text().partition("\n")[0] for one in files(package) or () if one.name == "LICENSE"]
    return " ".join([*said, *texts])
