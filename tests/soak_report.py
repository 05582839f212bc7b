"""Writes the report of a soak from what really ran.

    python -m tests.soak_report soak-out/junit.xml docs/soak-report.md

A test tells a figure with pytest's ``record_property("kills", 60)``; every such figure is in the report.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

SLOWEST = 20


@dataclass(frozen=True, slots=True)
class Ran:
    """One test as it ran. ``outcome`` is "passed", "failed" or "skipped"; ``seconds`` is rounded."""

    name: str
    outcome: str
    seconds: int
    figures: tuple[tuple[str, str], ...]


def read(junit: str) -> Iterator[Ran]:
    """The tests in a JUnit file as pytest writes it."""
    for case in ET.fromstring(junit).iter("testcase"):  # noqa: S314 - our own file, written a moment ago
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        figures = tuple((p.get("name", ""), p.get("value", "")) for p in case.iterfind("properties/property"))
        name = f"{case.get('classname', '').removeprefix('tests.')}: {case.get('name', '').replace('_', ' ')}"
        yield Ran(name, outcome, round(float(case.get("time", "0"))), figures)


def written(tests: list[Ran], about: dict[str, str]) -> str:
    """The report as Markdown."""
    by_outcome = {word: [test for test in tests if test.outcome == word] for word in ("passed", "failed", "skipped")}
    result = ", ".join(f"{len(found)} {word}" for word, found in by_outcome.items())
    lines = ["# Soak report", "", "Written by `make soak` from what ran; not edited by hand.", ""]
    lines += [f"- {name}: {value}" for name, value in {"Result": result, **about}.items()]
    for word in ("failed", "skipped"):
        if by_outcome[word]:
            lines += ["", f"## {word.capitalize()}", "", *(f"- {test.name}" for test in by_outcome[word])]
    lines += ["", "## Figures the tests told", "", "| Test | Figure | Value |", "|---|---|---|"]
    lines += [_row(test.name, name, value) for test in tests for name, value in test.figures]
    lines += ["", f"## The {SLOWEST} longest", "", "| Test | Seconds | Outcome |", "|---|---|---|"]
    longest = sorted(tests, key=lambda test: -test.seconds)[:SLOWEST]
    lines += [_row(test.name, str(test.seconds), test.outcome) for test in longest]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def machine() -> dict[str, str]:
    """What the figures depend on; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return {
        "Commit": commit.stdout.strip() or "unknown",
        "Machine": f"{os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }


def main(arguments: list[str]) -> int:
    source, target = map(Path, arguments)
    target.write_text(written(list(read(source.read_text())), machine()))
    print(f"soak: the report is in {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
