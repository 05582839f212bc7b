"""What can be meant about the limits of a place: where the business works, and why one is passed."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_LIMITS = (
    r"(?:the |a |that |el |los |un |ese )?(?:deposit |retainage )?(?:legal |law's )?(?:limits?|caps?|limites?|topes?)"
    r"(?: legal(?:es)?)?"
)
_OF = r"(?: (?:on|of|for|de|del|para) (?:the |el |la )?(?:deposit|retainage|late fees?|anticipo|retencion|law|ley))?"
_PASSED = (
    r"(?:passed|exceeded|overridden|broken|over|above|ignored|skipped|pass|exceed|override|go over|went over|"
    r"pasado|pasada|pasamos|paso|supero|superado|excedido|excedio)"
)
_WHY = r"(?:why|how come|por que) (?:(?:was|were|is|are|did (?:we|i|you)|have (?:we|i)|se|fue|esta|hemos) )?"
_ASKED = re.compile(
    rf"{_WHY}{_LIMITS}{_OF}(?: {_PASSED})?|{_WHY}{_PASSED} {_LIMITS}{_OF}"
    rf"|(?:why|por que) (?:is|was|esta|es) (?:the |el |la )?(?:deposit|retainage|anticipo|retencion)"
    rf" (?:over|above|more than|higher than|sobre|por encima de|mas que) {_LIMITS}"
    rf"|(?:what|which|show(?: me)?(?: the)?|any|list|que|cuales|muestra(?:me)?(?: los)?) {_LIMITS}{_OF}"
    rf"(?: (?:were|was|did (?:we|i)|have (?:we|i)|se|hemos))?(?: {_PASSED})?"
    rf"|(?:(?:what is|what was|show|cual es|cual fue) )?(?:the |la |el )?(?:reasons?|razon(?:es)?|motivos?)"
    rf" (?:for|of|why|de|del|para|por)(?: (?:passing|exceeding|overriding|pasar|superar|exceder))? {_LIMITS}{_OF}"
    rf"|(?:legal )?(?:limits?|caps?)(?: passed)?|limites?(?: legales)?(?: pasados)?"
)


@dataclass(frozen=True, slots=True)
class LimitsAsked:
    """Which limits were passed on this job, and why."""


def limits_asked(turn: Turn) -> LimitsAsked | None:
    """Whole messages only."""
    said = fold(turn.raw).strip(" .!?¿¡").replace("’", "'")
    return LimitsAsked() if not turn.hints.caption and _ASKED.fullmatch(said) else None


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """ISO 3166-2, or a country. ``named``: the part of the country that was said, as typed."""

    place: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class JobPlaceSaid:
    """Where one job is, ISO 3166-2 or a country. ``about``: the job or its client, as said; None: the current one."""

    place: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceUnknown:
    """A place of whose law nothing is known, as typed."""

    name: str


@dataclass(frozen=True, slots=True)
class DepositCapAsked:
    """How much may be asked for as a deposit."""


@dataclass(frozen=True, slots=True)
class ReasonSaid:
    """Why a limit is passed, as typed."""

    text: str
