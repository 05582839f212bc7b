"""Holds the coverage gates: branch coverage of core 100 %, of everything at least 90 %.

    python -m tests.coverage_gate coverage.json hold|report

The figures count lines and branches together, as coverage.py's own percentage does.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

CORE = Fraction(100)
ALL = Fraction(90)


def percent(summaries: Iterable[Mapping[str, int]]) -> Fraction:
    """Covered lines and branches per hundred; of nothing, a hundred."""
    covered = whole = 0
    for summary in summaries:
        covered += summary["covered_lines"] + summary.get("covered_branches", 0)
        whole += summary["num_statements"] + summary.get("num_branches", 0)
    return Fraction(100 * covered, whole) if whole else Fraction(100)


def of_all(files: Mapping[str, Any]) -> Fraction:
    return percent(file["summary"] for file in files.values())


def missing(file: Mapping[str, Any]) -> str:
    """Which lines and branches were not taken."""
    branches = [f"{start}->{end}" for start, end in file.get("missing_branches", [])]
    return ", ".join([*map(str, file.get("missing_lines", [])), *branches])


def shown(value: Fraction) -> str:
    """Cut, not rounded: 99.999 % is not 100 %."""
    return f"{int(value * 100) / 100:.2f} %"


def verdict(report: Mapping[str, Any]) -> tuple[list[str], bool]:
    """The lines to print, and whether both gates hold."""
    files = report["files"]
    core = {name: file for name, file in files.items() if name.startswith("core/")}
    in_core, in_all = of_all(core), of_all(files)
    lines = [
        f"coverage: core {shown(in_core)} (wants {shown(CORE)}), everything {shown(in_all)} (wants {shown(ALL)})",
        *(f"  {name}: {missing(file)}" for name, file in sorted(core.items()) if percent([file["summary"]]) < CORE),
    ]
    return lines, bool(core) and in_core >= CORE and in_all >= ALL


def main(arguments: list[str]) -> int:
    path, mode = arguments
    lines, holds = verdict(json.loads(Path(path).read_text()))
    print("\n".join(lines))
    if mode != "hold":
        print("coverage: the gates are NOT HELD, only reported (COVERAGE_GATE in the Makefile)")
        return 0
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
