"""What a form must know before it is shown: asked at once, while somebody waits for it."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.account import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOffered:
    """``name`` is what the dialogue calls it, ``label`` what is shown: the name and what it comes to."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """``language`` is the member's own. ``project`` "" and no parts: there is no job, or none to choose from.

    ``place`` is the group chat whose job it is, "" where the current job of the private chat is meant.
    """

    language: Language
    project: str = ""
    parts: tuple[PartOffered, ...] = ()
    place: str = ""


class Forms(Protocol):
    """Reads alone, and briefly."""

    def offered(self, channel: str, person: str, place: str) -> Offered | None:
        """For the form that changes a part, opened at ``place`` ("" in private). None for who is no member."""
        ...
