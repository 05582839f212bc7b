"""What the application's template gets: the sheet in printable text, and how wide its sums are."""

from collections.abc import Mapping

from core.domain.application_sheet import ApplicationSheet
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import APPLICATION_WORDS

MOST_ROWS = 2_000
_MOST_SMALL_THINGS = 60
_LIMITS = {**LIMITS, "description": 280, "name": 200, "note": 400, "figures": 40, "sums": 40}


def presentable(sheet: ApplicationSheet) -> ApplicationSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    rows = sum(len(group.rows) + 1 for group in sheet.groups) + len(sheet.changes)
    small = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.facts))
    check_size((rows, MOST_ROWS, "rows"), (small, _MOST_SMALL_THINGS, "address lines or facts"))
    check_labels(sheet, APPLICATION_WORDS)
    return cleaned(sheet, _LIMITS)


def widest_sum(sheet: ApplicationSheet) -> int:
    """Characters of the longest amount in the continuation sheet."""
    rows = [sheet.sums, *(row.figures for group in sheet.groups for row in group.rows)]
    return max(len(figure) for row in rows for figure in row)


def _details(sheet: ApplicationSheet, _urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    due = next(one.amount for one in sheet.figures if one.kind == "total")
    return {"widest": widest_sum(sheet), "due": due}


APPLICATION = Kind(
    template="application.html.jinja",
    styles=("paper.css", "application.css"),
    present=presentable,
    proof_ids=lambda _sheet: (),
    details=_details,
)
