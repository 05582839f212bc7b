"""What the proposal's template gets: the offer in printable text, and the drawn name as a path."""

from collections.abc import Mapping

from core.domain.proposal_paper import ProposalPaper
from core.domain.signing import HIGH, WIDE, path_of
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import OFFER_WORDS

MOST_LINES = 2_000
_MOST_SMALL_THINGS = 60
_OFFER_LIMITS = {
    **LIMITS,
    "name": 200,
    "choice": 80,
    "alternative": 80,
    "conditions": 400,
    "notes": 2_000,
    "note": 400,
    "facts": 240,
}


def presentable(paper: ProposalPaper) -> ProposalPaper:
    """The same paper in printable text. RenderFailed when it is too long to print or lacks a label."""
    sheet = paper.sheet
    lines = sum(len(section.lines) for section in sheet.sections) + len(sheet.sections) + len(sheet.schedule)
    parties = max(len(sheet.contractor.lines), len(sheet.client.lines), len(sheet.dates), len(sheet.figures))
    small = max(parties, len(sheet.conditions), len(paper.facts))
    check_size((lines, MOST_LINES, "lines"), (small, _MOST_SMALL_THINGS, "address lines, dates or figures"))
    check_labels(paper, OFFER_WORDS)
    return cleaned(paper, _OFFER_LIMITS)


def widest_amount(paper: ProposalPaper) -> int:
    """Characters of the longest sum of money: columns are made as wide as it, so that none is broken."""
    sheet = paper.sheet
    lines = [line for section in sheet.sections for line in section.lines]
    sums = [sheet.total, *(one.amount for one in sheet.sections), *(one.amount for one in sheet.figures)]
    sums += [row.amount for row in sheet.schedule]
    return max(map(len, [*sums, *(line.amount for line in lines), *(line.unit_price for line in lines)]))


def _details(paper: ProposalPaper, _urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    return {
        "offer": paper.sheet,
        "path": path_of(paper.drawing),
        "wide": WIDE,
        "high": HIGH,
        "widest": widest_amount(paper),
    }


PROPOSAL = Kind(
    template="proposal.html.jinja",
    styles=("paper.css", "proposal.css"),
    present=presentable,
    proof_ids=lambda _paper: (),
    details=_details,
)
