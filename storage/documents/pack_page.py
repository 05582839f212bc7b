"""What the proof pack's template gets: its files as numbered shots, the pairs first, the rest in rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.proof_pack import PackFile, ProofPackSheet
from storage.documents.pictures import LONG_SIDE
from storage.documents.presenting import LIMITS, Kind, check_labels, check_size, cleaned
from storage.documents.words import PACK_WORDS

MOST_FILES = 400
_MOST_SMALL_THINGS = 60
_COLUMNS = 3
_MANY = 60
_SMALL_SIDE = 480
_PACK_LIMITS = {**LIMITS, "client": 200, "milestone": 200, "facts": 80, "words": 400, "sender": 80, "location": 60}


@dataclass(frozen=True, slots=True)
class PackShot:
    """One cell. ``number`` is its place in the sequence of arrival, from 1; ``url`` is "" without a picture."""

    number: int
    file: PackFile
    url: str

    @property
    def mark(self) -> tuple[str, ...]:
        """The fingerprint in two halves: 64 digits are too wide for a cell."""
        half = len(self.file.sha256) // 2
        return (self.file.sha256[:half], self.file.sha256[half:])


def presentable(sheet: ProofPackSheet) -> ProofPackSheet:
    """The same sheet in printable text. RenderFailed when it is too long to print or lacks a label."""
    small = max(len(sheet.contractor.lines), len(sheet.facts))
    check_size((len(sheet.files), MOST_FILES, "files"), (small, _MOST_SMALL_THINGS, "address lines or facts"))
    check_labels(sheet, PACK_WORDS)
    return cleaned(sheet, _PACK_LIMITS)


def _details(sheet: ProofPackSheet, urls: Mapping[str, str], _page_url: str) -> Mapping[str, object]:
    shots = [PackShot(number, file, urls.get(file.id, "")) for number, file in enumerate(sheet.files, 1)]
    by_id = {shot.file.id: shot for shot in shots}
    pairs = [(by_id[before], by_id[after]) for before, after in sheet.pairs if {before, after} <= by_id.keys()]
    in_pairs = {shot.file.id for pair in pairs for shot in pair}
    rest: list[PackShot | None] = [shot for shot in shots if shot.file.id not in in_pairs]
    rest += [None] * (-len(rest) % _COLUMNS)
    return {"pairs": pairs, "rows": [rest[start : start + _COLUMNS] for start in range(0, len(rest), _COLUMNS)]}


PROOF_PACK = Kind(
    template="proof_pack.html.jinja",
    styles=("paper.css", "proof_pack.css"),
    present=presentable,
    proof_ids=lambda sheet: (file.id for file in sheet.files),
    details=_details,
    # Hundreds of pictures must still fit into a message: 480 pixels are 200 dpi in the usual cell.
    long_side=lambda sheet: LONG_SIDE if len(sheet.files) <= _MANY else _SMALL_SIDE,
)
