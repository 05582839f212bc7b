"""Every command that a page names is one of the program's."""

from pathlib import Path

import pytest
import typer

from bots.cli import app
from tests.docs.test_documents import PAGES, ROOT, named, read


def cli_commands() -> set[str]:
    commands = typer.main.get_command(app).commands
    groups = ("jobs", "channels")
    return set(commands) | {f"{group} {name}" for group in groups for name in commands[group].commands}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_milepost_command_a_page_names_exists(page: Path) -> None:
    assert named("milepost", read(page)) - cli_commands() == set()


def test_the_readme_names_the_commands_a_stranger_needs() -> None:
    readme = read(ROOT / "README.md")
    assert {"run", "test", "demo"} <= named("make", readme)
    assert {"serve", "work", "doctor"} <= named("milepost", readme)
