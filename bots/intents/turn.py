"""What is known when a message is read: who awaits what, and the names that may be meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial

from bots.intents.folding import even, fold, words_of
from bots.intents.grammar import Phrase, phrases, vocabulary
from bots.intents.language import language_of
from bots.intents.names import match
from bots.intents.said import Said, take_apart
from bots.intents.spelling import corrected
from bots.intents.trades import TRADE_WORDS
from core.domain.account import Language

# What makes something not so, or not yet, or not certain.
UNREAL = words_of(
    """not no dont didnt hasnt havent isnt arent wasnt wont cant never almost nearly half halfway partially partly
    when if until till unless once after before will would should could must might may need needs want wants
    gonna going tomorrow next later soon who what which where why how did does do is are be was were supposed
    hope hopefully maybe probably still yet but except todavia aun casi cuando si hasta quien que falta faltan
    nunca manana luego despues quiere antes apenas ojala quiza quizas tal pero excepto mitad medio media va van
    voy vamos i we you they he she someone paid pay pago send sent get to for the end up out down and y done
    finished complete listo lista terminado terminada day night lunch here there today now week month"""
)
_IN_NAMES = words_of(
    """the el la los las of de del for para on en con a al in at job project obra trabajo proyecto first last next new
    nuevo nueva client cliente draw open final good work us mi me my our day"""
)
_MOST_COURTESIES = 6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hints:
    """``awaiting``: what was asked last, one of "business_name", "new_job", "client", "total", "terms", "milestone",
    "question_reply", "limit_reason", or None. ``caption``: the text came with a file. ``currency``: the account's,
    ISO 4217. ``language``: how ambiguous numbers are read when the text itself does not tell. ``country``: ISO 3166.
    ``offer_lines``: of the proposal that the talk is about. ``offer_near``: a draft was shown before something else was
    spoken of.
    """

    language: Language = "en"
    milestone_names: tuple[str, ...] = ()
    project_names: tuple[str, ...] = ()
    client_names: tuple[str, ...] = ()
    awaiting: str | None = None
    caption: bool = False
    currency: str = "USD"
    country: str = "US"
    contractor_names: tuple[str, ...] = ()
    offer_lines: tuple[str, ...] = ()
    offer_near: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return self.client_names + self.project_names + self.milestone_names


class Turn:
    """One message with its hints, taken apart once."""

    def __init__(self, text: str, hints: Hints) -> None:
        self.raw = even(text)
        self.hints = hints
        self.told_language = language_of(self.raw)
        self.language: Language = self.told_language or hints.language
        self.spare = frozenset(word for name in hints.names for word in _WORD.findall(fold(even(name[:200]))))

    @cached_property
    def said(self) -> Said:
        return self.apart(self.raw)

    @cached_property
    def core(self) -> Said:
        """Without greetings before and thanks after; all of it when nothing else is there."""
        return courteous(self.said)

    def apart(self, raw: str) -> Said:
        return take_apart(raw, self.language, self.hints.currency, self._correct)

    def _correct(self, word: str) -> str:
        return corrected(word, self.spare)

    def could_be(self, told: str, names: Sequence[str]) -> bool:
        """Whether ``told`` names one of these, or could be a name that is not known."""
        return bool(told) and (match(told, names).best is not None or is_plausible(told))

    def could_be_milestone(self, told: str) -> bool:
        return self.could_be(told, self.hints.milestone_names)

    def is_project(self, told: str) -> bool:
        return bool(match(told, self.hints.project_names).candidates)


def is_plausible(told: str) -> bool:
    """A few words, none of which speaks of what is not, or not yet, and no figures but a small one beside words."""
    words = _WORD.findall(fold(told))
    figures = [word for word in words if word.isdigit()]
    small = all(len(figure) <= 2 for figure in figures) and len(figures) < len(words)
    plain = not set(words) & (UNREAL | _request_words())
    return 0 < len(words) <= 5 and len(told) <= 60 and small and plain and "%" not in told


@cache
def _request_words() -> frozenset[str]:
    """Words that requests are made of, and names are not."""
    return frozenset[str]().union(*vocabulary().values()) - TRADE_WORDS - _IN_NAMES


def courteous(said: Said) -> Said:
    """Without what is said around a request."""
    return without_after(_without_before(said))


def _without_before(said: Said) -> Said:
    for _ in range(_MOST_COURTESIES):
        found = said.hear_start("before")
        if not found or not found[1].words:
            return said
        said = found[1]
    return said


def without_after(said: Said) -> Said:
    """Without the thanks at its end."""
    for _ in range(_MOST_COURTESIES):
        shorter = next(filter(None, map(partial(_before_courtesy, said), phrases("after"))), None)
        if shorter is None:
            return said
        said = shorter
    return said


def _before_courtesy(said: Said, courtesy: Phrase) -> Said | None:
    for count in range(1, 5):
        head, tail = said.part(0, -count), said.part(-count)
        if head.words and courtesy.pattern.fullmatch(tail.canon):
            return head
    return None
