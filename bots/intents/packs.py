"""The proofs of a part as one PDF: "proof pack for demo", "mándame las pruebas de la cocina en PDF"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold, words_of
from bots.intents.grammar import phrases
from bots.intents.names import match
from bots.intents.said import Said
from bots.intents.turn import Turn, is_plausible, without_after
from core.domain.pairing import Mark, Stage

_LONGEST_SUFFIX = 6  # words
_WORD = re.compile(r"\w+")
_STAGES: dict[str, Stage] = {"before": "before", "after": "after", "antes": "before", "despues": "after"}
_SMALL = words_of("the a an of at in on el la los las de del en un una y and photo photos foto fotos picture pictures")
# Words after which a stage is no stage: "before we start", "the day after tomorrow" say when, not what is seen.
_ELSEWHERE = words_of("we i they you he she it us tomorrow yesterday today que manana ayer hoy noon lunch work")


@dataclass(frozen=True, slots=True)
class PackAsked:
    """``place``: a part, a job or a client, as said. ``location``: where each was taken is wanted, too."""

    place: str | None = None
    location: bool = False


def pack(turn: Turn) -> PackAsked | None:
    """A caption shows photos and asks for none."""
    if turn.hints.caption:
        return None
    for whole in (turn.said, without_after(turn.said), turn.core):  # "send me" is a courtesy elsewhere
        said, location = _without_location(whole)
        for heard in said.hearings("pack"):
            place = heard.slots.get("place")
            if place is None or match(place, turn.hints.names).candidates or is_plausible(place):
                return PackAsked(place, location)
    return None


def _without_location(said: Said) -> tuple[Said, bool]:
    for count in range(1, _LONGEST_SUFFIX + 1):
        head, tail = said.part(0, -count), said.part(-count)
        if head.words and any(one.pattern.fullmatch(tail.canon) for one in phrases("with_location")):
            return head, True
    return said, False


def mark_of(caption: str) -> Mark | None:
    """Whether a caption says "before" or "after", and of what; None for neither, for both, and for a mere time."""
    words = _WORD.findall(fold(caption))
    stages = [(place, _STAGES[word]) for place, word in enumerate(words) if word in _STAGES]
    if len(stages) != 1:
        return None
    ((place, stage),) = stages
    if words[place + 1 : place + 2] and words[place + 1] in _ELSEWHERE:
        return None
    about = [word for word in words if word not in _STAGES and word not in _SMALL]
    return Mark(stage, " ".join(about))
