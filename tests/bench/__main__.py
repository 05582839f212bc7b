"""`make bench`: every figure in one run, as a table and as bench-out/bench.json. Ratios are what counts."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import program
from tests.bench.program import Figure


def photo_ingest() -> list[Figure]:
    from tests.bench import photo_ingest as bench

    found = bench.bench_photo()
    peak = found.peak_bytes / 1_000_000
    return [
        Figure("photo ingest of a 12 MP JPEG / plain Pillow", found.ratio, "x faster", ">= 2.5", found.ratio >= 2.5),
        Figure("photo ingest of a 12 MP JPEG, peak memory", peak, "MB", "<= 100", peak <= 100),
    ]


def invoice_pdf() -> list[Figure]:
    from tests.bench import invoice_pdf as bench

    found, long = bench.measure(bench.everyday()), bench.measure(bench.long())
    size = found.size / 1_000_000
    return [
        Figure("invoice PDF with 12 photos / with full-size photos", found.ratio, "x faster", ">= 7", found.ratio >= 7),
        Figure("invoice PDF with 12 photos, size", size, "MB", "<= 1", size <= 1),
        Figure("the same for an invoice of 21 lines, mostly text", long.ratio, "x faster", "-", held=True),
    ]


def acking() -> list[Figure]:
    from tests.bench import acking as bench

    return bench.acking()


def portal_rate() -> list[Figure]:
    from tests.bench import portal_rate as bench

    found = bench.bench_web()
    page, full = found["page_ratio"], found["page_by_full_read_ratio"]
    return [
        Figure("client page / bare endpoint", page, "x", ">= 0.25", page >= 0.25),
        Figure("client page that changed since the last look / bare endpoint", full, "x", "-", held=True),
    ]


def project_page() -> list[Figure]:
    from tests.bench import project_page as bench

    found = bench.bench_project_page()
    first, whole, what = found.first_ratio, found.whole_ratio, "project page of 40 milestones and 400 photos"
    changed = f"{what} that changed since the last look"
    return [
        Figure(f"{what}, first byte / bare endpoint", first, "x the time", "<= 4", first <= bench.MOST),
        Figure(f"{what}, full page / bare endpoint", whole, "x the time", "<= 5", whole <= bench.MOST_WHOLE),
        Figure(f"{changed}, full page / bare endpoint", found.changed_whole_ratio, "x the time", "-", held=True),
        Figure(f"{changed}, full page", found.changed_seconds * 1000, "ms", "-", held=True),
    ]


def estimate_import() -> list[Figure]:
    from tests.bench import estimate_import as bench

    found = bench.bench_import()
    ratio, milliseconds = found.ratio, found.seconds * 1000
    return [
        Figure("import of a 200-line PDF estimate / bare text extraction", ratio, "x the time", "<= 12", ratio <= 12),
        Figure("import of a 200-line PDF estimate", milliseconds, "ms", "-", held=True),
    ]


def continuation_sheet() -> list[Figure]:
    from tests.bench import continuation_sheet as bench

    found = bench.measure()
    name = "continuation sheet of 200 lines to PDF"
    return [
        Figure(f"{name} / the rows as one bare table", found.ratio, "x the time", "<= 2", found.ratio <= 2),
        Figure(f"{name}, in the warm child", found.seconds_in_warm_child, "s", "-", held=True),
    ]


def one_tap() -> list[Figure]:
    from tests.bench import one_tap as bench

    found = bench.bench_one_tap()
    name = "one tap: a signed proposal of 40 milestones into a job"
    return [
        Figure(f"{name} / bare INSERTs of as many rows", found.ratio, "x the time", "<= 25", found.ratio <= 25),
        Figure(name, found.seconds * 1000, "ms", "-", held=True),
    ]


def reminder_claim() -> list[Figure]:
    from tests.bench import reminder_claim as bench

    found = bench.bench_claims()
    name, milliseconds = "one of the due reminders among 1,000,000 invoices claimed", found.seconds * 1000
    return [
        Figure(f"{name} / one row locked by its key", found.ratio, "x the time", "<= 2", found.ratio <= 2),
        Figure(f"{name} and put further, with its commit", milliseconds, "ms", "< 5", milliseconds < 5),
        Figure("the same without the index", found.no_index_seconds * 1000, "ms", "-", held=True),
        Figure(
            "due reminders that 8 workers claimed twice or not at all",
            found.more_than_once,
            "",
            "0",
            found.more_than_once == 0,
        ),
    ]


BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "photo": photo_ingest,
    "pdf": invoice_pdf,
    "accepting": program.accepting,
    "acking": acking,
    "handling": program.handling,
    "sending": program.sending,
    "portal": portal_rate,
    "project": project_page,
    "import": estimate_import,
    "onetap": one_tap,
    "reminders": reminder_claim,
    "continuation": continuation_sheet,
}


def main() -> int:
    """1 when a figure is outside its bound."""
    parser = argparse.ArgumentParser(description="Measures Milepost.")
    parser.add_argument("which", nargs="*", default=list(BENCHES), help=f"of {', '.join(BENCHES)}; all by default")
    out = Console()
    figures: list[Figure] = []
    for name in parser.parse_args().which:
        with out.status(f"Measuring {name}..."):
            figures.extend(BENCHES[name]())
    table = Table("figure", "value", "expected", "")
    for one in figures:
        table.add_row(one.name, f"{one.value:,.2f} {one.unit}", one.expected, "" if one.held else "[red]missed[/]")
    out.print(table)
    Path("bench-out").mkdir(exist_ok=True)
    Path("bench-out/bench.json").write_text(program.report(figures) + "\n")
    return 0 if all(one.held for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
