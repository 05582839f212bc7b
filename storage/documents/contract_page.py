"""What the contract schedule's template gets: the sheet in printable text, and how wide the columns of its sums are."""

from collections.abc import Mapping

from core.domain.contract_sheet import ContractSheet
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import SCHEDULE_WORDS

MOST_ROWS = 2_000
_MM_A_CHARACTER, _MM_BETWEEN = 1.72, 3  # of a sum in bold
_NARROWEST_MM, _WIDEST_MM, _MOST_UPRIGHT_MM = 17, 27, 104
_MOST_SMALL_THINGS = 60
_LIMITS = {**LIMITS, "description": 280, "name": 200, "notes": 100, "state": 80, "note": 400, "terms": 400}


def presentable(sheet: ContractSheet) -> ContractSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    rows = sum(len(group.rows) + 1 for group in sheet.groups) + len(sheet.changes)
    small = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.terms))
    check_size((rows, MOST_ROWS, "rows"), (small, _MOST_SMALL_THINGS, "address lines or terms"))
    check_labels(sheet, SCHEDULE_WORDS)
    return cleaned(sheet, _LIMITS)


def places(sheet: ContractSheet) -> tuple[int, ...]:
    """The columns of sums that are printed: what is held back only where anything is."""
    return (0, 1, 2, 3, 4) if sheet.retains else (0, 1, 2, 4)


def _details(sheet: ContractSheet, _urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    """Each column of sums is as wide as its longest, up to a limit; from there on the letters give way. Where all of
    them leave too little for the words, the table lies on its side.
    """
    rows = [sheet.sums, *(group.sums for group in sheet.groups)]
    rows += [row.figures for group in sheet.groups for row in group.rows]
    printed = places(sheet)
    longest = [max(len(row[place]) for row in rows) for place in printed]
    widths = [round(min(max(_MM_A_CHARACTER * one + _MM_BETWEEN, _NARROWEST_MM), _WIDEST_MM), 1) for one in longest]
    return {
        "places": printed,
        "widths": widths,
        "shrunk": min(1, (_WIDEST_MM - _MM_BETWEEN) / (_MM_A_CHARACTER * max(longest))),
        "wide": sum(widths) > _MOST_UPRIGHT_MM,
    }


SCHEDULE = Kind(
    template="schedule.html.jinja",
    styles=("paper.css", "schedule.css"),
    present=presentable,
    proof_ids=lambda _sheet: (),
    details=_details,
)
