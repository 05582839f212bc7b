"""Whether a caption speaks of a place that is no known job, or doubts: both are a question, never a guess."""

import re

from bots.intents.folding import even, fold, words_of
from bots.intents.language import is_common
from bots.intents.names import named
from bots.intents.trades import TRADE_WORDS
from bots.known import Known

_NAME = r"(?P<name>[^\W\d_][\w'-]*)"
_TO = r"(?:for|at|from|on|en|para|de|a|@)"
_JOB = r"(?:house|home|place|job|project|site|casa|obra|trabajo|proyecto)"
_ROAD = r"(?:street|avenue|road|lane|drive|dr|court|ct|way)"
# "Oak Ave" says a place by itself; "Oak Drive" and "the Poe house" only after "for" or "at".
_NAME_FIRST = (
    re.compile(rf"\b{_NAME} (?:st|ave|rd|blvd|ln)\b"),
    re.compile(rf"\b{_TO} (?:the |\d+ )?(?:\w+ )?{_NAME}(?:'?s)? (?:{_ROAD}|{_JOB})\b"),
)
_NAME_LAST = (
    re.compile(rf"\b(?:calle|avenida|av|avda) (?:de )?(?:la |los |las |el )?{_NAME}"),
    re.compile(rf"\b{_JOB} (?:de|del|of) (?:la |los |el )?{_NAME}"),
)
_DOUBT = re.compile(
    r"\b(?:not (?:really |quite )?sure|unsure|dont know|don't know|dunno|idk|which one|no se|no estoy segur[oa]"
    r"|no recuerdo|quien sabe)\b"
)
_OR = re.compile(r"\b(?:or|o|either)\b")
_GENERIC = words_of(
    "this that same other next new old main whole first last front back mi su my your our his her their"
)


def unknown_place(text: str, known: Known) -> str | None:
    """The place that is said, as typed, when no job, client or part is called so."""
    said = even(text)
    folded = fold(said)
    for pattern in (*_NAME_FIRST, *_NAME_LAST):
        for found in pattern.finditer(folded):
            if _is_a_name(found["name"]) and not _is_known(found["name"], known):
                return said[found.start("name") if pattern in _NAME_FIRST else found.start() : found.end()]
    return None


def _is_a_name(word: str) -> bool:
    return len(word) > 1 and not is_common(word) and word not in TRADE_WORDS and word not in _GENERIC


def _is_known(word: str, known: Known) -> bool:
    names = [name for one in known.projects for name in (one.name, one.client_name)]
    parts = [one.name for project in known.projects for one in project.milestones]
    return any(named(word, (name,)) is not None for name in (*names, *parts))


def doubts(text: str, names: tuple[str, ...]) -> bool:
    """It is not sure itself, or leaves the choice between things of which one is known."""
    folded = fold(even(text))
    either = _OR.search(folded) is not None and any(named(text, (name,)) is not None for name in names)
    return either or _DOUBT.search(folded) is not None
