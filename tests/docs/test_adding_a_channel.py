"""The guide's figures are counted, and what it names is there."""

import ast
import re
from pathlib import Path

from tests.docs.generated import ROOT

GUIDE = ROOT / "channels" / "ADDING_A_CHANNEL.md"


def lines_of(path: Path) -> int:
    """Lines that are not empty."""
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def lines_of_function(path: Path, name: str) -> int:
    (found,) = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef) and n.name == name]
    return (found.end_lineno or 0) - found.lineno + 1


def counted() -> dict[str, int]:
    tests = sorted((ROOT / "tests" / "channels" / "signed").glob("*.py"))
    return {
        "adapter": sum(lines_of(path) for path in (ROOT / "channels" / "signed").glob("*.py")),
        "road": lines_of_function(ROOT / "bots" / "roads.py", "_signed"),
        "case": lines_of_function(ROOT / "tests" / "contracts" / "test_channel.py", "signed_case"),
        "tests": sum(lines_of(path) for path in tests),
    }


def told(text: str) -> list[int]:
    passage = text.partition("<!-- lines: counted")[2].partition("\n")[2]
    return [int(number) for number in re.findall(r"\b(\d+)\b", passage)]


def test_the_guide_says_how_many_lines_a_channel_took() -> None:
    assert told(GUIDE.read_text()) == list(counted().values())


def test_every_file_that_the_guide_names_is_there() -> None:
    named = re.findall(r"`((?:tests|bots|docs|core)/[\w/.]+)`", GUIDE.read_text())
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []
