"""Words for the client: "tell Dana we start Monday", "reply: see you then", "dile a Dana que empezamos el lunes"."""

import re

from bots.intents.folding import fold, words_of
from bots.intents.intent import AnswerClient
from bots.intents.names import match
from bots.intents.said import Said
from bots.intents.turn import Turn

_REPLY = r"(?:reply|answer|response|respond|respuesta|responder|responde|contesta|contestar|contestale|respondele)"
_LABELLED = re.compile(rf"{_REPLY}(?: (?:to|back to|a|al|para) (?P<who>[^:\n]{{1,60}}?))? ?: ?(?=\S)")
_TO = re.compile(r"(?:(?:message |msg |mensaje |nota )?(?:to|for|para|a) |@)?(?P<who>[^:\n,]{1,60}?) ?: ?(?=\S)")
_TELL = words_of("tell inform message msg text dile digale avisale avisa pasale comentale cuentale notify")
_ANSWER = words_of("reply answer respond responde respondele contesta contestale contestar responder")
_SOMEBODY = words_of(
    """him her them client owner homeowner customer cliente dueno duena senor senora propietario propietaria el
    ella ellos"""
)
_NOBODY = words_of(
    "me us my you your it everyone everybody myself nos mi me that this to the a que lo la no yes if when"
)
_LINKS = words_of("that que know")


def answer(turn: Turn) -> AnswerClient | None:
    """The words to pass on, exactly as typed."""
    return _labelled(turn) or _told(turn)


def _labelled(turn: Turn) -> AnswerClient | None:
    folded = fold(turn.raw)
    if found := _LABELLED.match(folded):
        who = turn.raw[slice(*found.span("who"))] if found["who"] else None
        return AnswerClient(turn.raw[found.end() :].strip(), _named(who))
    found = _TO.match(folded)
    if found and match(found["who"], turn.hints.client_names).best is not None:
        return AnswerClient(turn.raw[found.end() :].strip(), turn.raw[slice(*found.span("who"))].strip())
    return None


def _named(who: str | None) -> str | None:
    words = set(fold(who).split()) if who else set()
    return None if words & _SOMEBODY else who.strip() if who else None


def _told(turn: Turn) -> AnswerClient | None:
    said = turn.core
    words = said.words
    if len(words) < 3 or words[0].canon not in _TELL | _ANSWER | {"let"}:
        return None
    to_somebody = words[0].canon in _TELL | {"let"} or words[1].canon in {"to", "a", "al", "back"}
    start = 1
    while start < len(words) - 1 and words[start].canon in {"to", "a", "al", "the", "back", "my", "la", "nuestro"}:
        start += 1
    count, about = _who(turn, said.part(start)) if to_somebody else (0, None)
    if to_somebody and not count and words[start].canon not in {"que", "that"}:
        return None
    return _text(turn, said, start + count, about)


def _who(turn: Turn, said: Said) -> tuple[int, str | None]:
    """How many of the first words say to whom, and the name; (0, None) when nobody is named."""
    words = said.words
    if words[0].canon in _SOMEBODY:
        return 1, None
    for count in (4, 3, 2, 1):
        told = said.part(0, count).quoted
        if len(words) > count and _all_of_it_names(told, turn.hints.client_names):
            return count, told
    if words[0].canon in _NOBODY or not words[0].canon.isalpha() or len(words) < 2:
        return 0, None
    return 1, said.part(0, 1).quoted


def _all_of_it_names(told: str, names: tuple[str, ...]) -> bool:
    return all(match(word, names).candidates for word in told.split()) and bool(match(told, names).candidates)


def _text(turn: Turn, said: Said, start: int, about: str | None) -> AnswerClient | None:
    words = said.words
    if words[0].canon == "let" and (start >= len(words) or words[start].canon != "know"):
        return None
    while start < len(words) and words[start].canon in _LINKS:
        start += 1
    return AnswerClient(turn.raw[words[start].start :].strip(), about) if start < len(words) else None
