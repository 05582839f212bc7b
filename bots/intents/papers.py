"""Papers from the books: "application for payment", "statement for Dana", "recibo de INV-1"."""

from dataclasses import dataclass
from typing import Literal, get_args

from bots.intents.names import match
from bots.intents.turn import Turn, is_plausible, without_after

PaperKind = Literal["application", "statement", "receipt", "export", "schedule", "invoice", "credit_note"]
_KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
_FIGURES = ("numbered", "number", "year")


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """``about``: an invoice's number, a client or a job, as said; of an export, the year."""

    kind: PaperKind
    about: str | None = None


def paper(turn: Turn) -> PaperAsked | None:
    """A caption shows a paper and asks for none."""
    if turn.hints.caption:
        return None
    for said in (turn.said, without_after(turn.said), turn.core):  # "send me" is a courtesy elsewhere
        for kind in _KINDS:
            for heard in said.hearings(f"paper_{kind}"):
                about = next((heard.slots[name] for name in (*_FIGURES, "place") if name in heard.slots), None)
                if about is None or heard.slots.keys() & set(_FIGURES) or _could_be(turn, kind, about):
                    return PaperAsked(kind, about)
    return None


def _could_be(turn: Turn, kind: PaperKind, about: str) -> bool:
    """A receipt for something that is no name is a photo's, or a store's; a schedule of figures is one that is told."""
    if match(about, turn.hints.names).candidates:
        return True
    told = kind == "schedule" and any(char.isdigit() for char in about)
    return kind not in {"receipt", "invoice", "credit_note"} and not told and is_plausible(about)
