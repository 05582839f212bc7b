"""What a proposal's PDF shows: the sheet that was sent or signed, and below it the signature or room for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.domain.printed import fingerprint_of
from core.domain.proposal_sheet import ProposalSheet
from core.domain.sheet import SheetParty


@dataclass(frozen=True, slots=True)
class ProposalPaper:
    """``facts``: (label, value) of the signature, none before it is signed. ``drawing``: of the name, as ``strokes``
    reads it. ``note``: what the fingerprint is of.
    """

    sheet: ProposalSheet
    facts: tuple[tuple[str, str], ...] = ()
    drawing: str = ""
    note: str = ""

    @property
    def language(self) -> str:
        return self.sheet.language

    @property
    def paper(self) -> Literal["letter", "a4"]:
        return self.sheet.paper

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def number(self) -> str:
        return self.sheet.number

    @property
    def contractor(self) -> SheetParty:
        return self.sheet.contractor

    @property
    def words(self) -> Mapping[str, str]:
        return self.sheet.words

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: strings, integers, lists."""
        facts = [[label, value] for label, value in self.facts]
        return {"sheet": self.sheet.as_json(), "facts": facts, "drawing": self.drawing, "note": self.note}

    @property
    def fingerprint(self) -> str:
        """Equal papers, equal fingerprints."""
        return fingerprint_of(self.as_json())

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ProposalPaper":
        """The paper that ``as_json`` gave."""
        facts = tuple((label, value) for label, value in kept["facts"])
        return cls(ProposalSheet.from_json(kept["sheet"]), facts, kept["drawing"], kept["note"])
