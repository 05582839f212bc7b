"""A 200-line PDF estimate, read line by line, against bare text extraction of the same file."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from bots.estimates import Estimates
from core.domain.estimate import Estimate
from storage.estimates.reader import Grids
from tests.storage.estimates.papers import Paper, paper

LINES = 200


@dataclass(frozen=True, slots=True)
class EstimateImport:
    """The best of the rounds in seconds (a busy machine only ever adds).

    ``bare_seconds``: the text of every page as one string, in this process, with the library that reads it here too.
    ``ratio`` is ours over bare, with the child, its walls, the columns and the sums: at most 12 is expected.
    """

    seconds: float
    bare_seconds: float
    lines: int

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds


def bare(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    if f"({LINES:03})" not in text:
        raise ValueError("the last line is not in the text")


def ours(estimates: Estimates, path: Path, made: Paper) -> None:
    """Raises when one line is not as it was printed: speed without that is worth nothing."""
    found = estimates.read_estimate(path, "USD", "en")
    if not isinstance(found, Estimate) or found.unplaced or found.total.minor != made.total:
        raise ValueError("the estimate was not read as it was printed")


def bench_import(rounds: int = 15) -> EstimateImport:
    """Both sides take turns in one run, after one of each that does not count."""
    made = paper(LINES)
    grids = Grids()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "estimate.pdf"
            path.write_bytes(made.pdf)
            estimates = Estimates(grids)
            sides: tuple[Callable[[], None], ...] = (lambda: ours(estimates, path, made), lambda: bare(path))
            for side in sides:
                side()
            times = [[_seconds(side) for side in sides] for _ in range(rounds)]
    finally:
        grids.close()
    mine, plain = (min(column) for column in zip(*times, strict=True))
    return EstimateImport(mine, plain, len(made.rows))


def _seconds(side: Callable[[], None]) -> float:
    begun = time.perf_counter()
    side()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(f"{bench_import()}\n")
