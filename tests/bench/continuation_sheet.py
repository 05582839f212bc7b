"""A continuation sheet of 200 lines to PDF, against the same rows as one bare table laid out by the same library.

The bare side has no page of its own before it, no styles, no groups and no heads that come again: what is
left is the least that a table of 200 rows and ten columns takes.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from core.domain.application_sheet import ApplicationSheet
from storage.documents import fonts
from storage.documents.renderer import WeasyRenderer, write_pdf
from storage.documents.warm import WarmRenderer
from tests.storage.documents.application_samples import application

LINES = 200


@dataclass(frozen=True, slots=True)
class ContinuationPdf:
    """The best of the rounds in seconds. ``ratio`` is ours over bare: at most 2 is expected."""

    seconds: float
    bare_seconds: float
    seconds_in_warm_child: float
    size: int

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds


def bare(sheet: ApplicationSheet) -> bytes:
    rows = [(row.item, row.description, *row.figures) for group in sheet.groups for row in group.rows]
    table = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    style = f"{fonts.style((fonts.TEXT,))} @page {{ size: letter landscape }}"
    prepared = {f"font:{fonts.TEXT.file}": fonts.content(fonts.TEXT.file)}
    return write_pdf(f"<style>{style}</style><table>{table}</table>", prepared, "00" * 16, ())


def measure(rounds: int = 5) -> ContinuationPdf:
    """All sides in one run, in turn, after one of each that does not count."""
    sheet, here = application(lines=LINES), WeasyRenderer()
    with WarmRenderer() as warm:
        sides: tuple[Callable[[], bytes], ...] = (
            lambda: here.render(sheet, {}, ""),
            lambda: bare(sheet),
            lambda: warm.render(sheet, {}, ""),
        )
        sizes = [len(side()) for side in sides]
        times = [[_seconds(side) for side in sides] for _ in range(rounds)]
    mine, plain, warmed = (min(column) for column in zip(*times, strict=True))
    return ContinuationPdf(mine, plain, warmed, sizes[0])


def _seconds(side: Callable[[], bytes]) -> float:
    begun = time.perf_counter()
    side()
    return time.perf_counter() - begun


if __name__ == "__main__":
    found = measure()
    sys.stdout.write(f"{found}, {found.ratio:.2f}x\n")
