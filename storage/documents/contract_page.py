"""What the contract schedule's template gets: the sheet in printable text, and how wide its sums are."""

from collections.abc import Mapping

from core.domain.contract_sheet import ContractSheet
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import SCHEDULE_WORDS

MOST_ROWS = 2_000
_MOST_SMALL_THINGS = 60
_LIMITS = {**LIMITS, "description": 280, "name": 200, "notes": 100, "state": 80, "note": 400, "terms": 400}


def presentable(sheet: ContractSheet) -> ContractSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    rows = sum(len(group.rows) + 1 for group in sheet.groups) + len(sheet.changes)
    small = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.terms))
    check_size((rows, MOST_ROWS, "rows"), (small, _MOST_SMALL_THINGS, "address lines or terms"))
    check_labels(sheet, SCHEDULE_WORDS)
    return cleaned(sheet, _LIMITS)


def widest_sum(sheet: ContractSheet) -> int:
    """Characters of the longest amount in the table."""
    rows = [sheet.sums, *(row.figures for group in sheet.groups for row in group.rows)]
    return max(len(figure) for row in rows for figure in row)


def _details(sheet: ContractSheet, _urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    return {"widest": widest_sum(sheet)}


SCHEDULE = Kind(
    template="schedule.html.jinja",
    styles=("paper.css", "schedule.css"),
    present=presentable,
    proof_ids=lambda _sheet: (),
    details=_details,
)
