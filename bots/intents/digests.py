"""The weekly digest: "digest Friday 7am", "no digest", "resumen semanal los lunes a las 8"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_DAYS = {
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    **{name: day for day, name in enumerate(("lun", "mar", "mie", "jue", "vie", "sab", "dom"))},
}
_NAME = r"(?:weekly digest|weekly summary|weekly report|digest|resumen semanal|informe semanal|resumen de la semana)"
_DAY = (
    r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sab(?:ado)?|dom(?:ingo)?)s?"
)
_HOUR = r"(?P<hour>\d{1,2})(?::00)? ?(?P<half>am|pm|a\.m\.|p\.m\.|h|de la manana|de la tarde)?"
_ASKED = re.compile(
    rf"(?:please |send |send me |i want |my |the |a |el |mi |quiero |manda |mandame |un )*{_NAME}"
    rf"(?: (?:on |every |each |los |el |cada )?{_DAY})?,?(?: (?:at |a las |a la )?{_HOUR})?[.!]?"
)
_IN_SHORT = re.compile(rf"resumen (?:los |el |cada )?{_DAY},?(?: (?:a las |a la )?{_HOUR})?[.!]?")
_OFF = re.compile(
    r"(?:please )?(?:no|no more|stop|turn off|without|sin|no quiero|quita)(?: the| el)?"
    rf" (?:weekly )?(?:{_NAME}s?|resumen|summary)(?: por favor| please)?[.!]?"
    rf"|(?:my |the |mi |el )?(?:{_NAME}|resumen) (?:off|no|apagado)"
    rf"|(?:stop|quit) sending(?: me)?(?: the| my)? {_NAME}"
)
_SHOW = re.compile(
    r"(?:show(?: me)?|see|what|which|when|whats|when is|when do i get|cuando|ver|muestrame|dime|que|cual es"
    r"|cuando llega)"
    rf" (?:my |the |mi |el |is |comes )*(?:{_NAME}|resumen)(?: (?:do i get|do i have|is set|come|recibo|tengo|llega))*"
    r"|mi resumen|my digests?"
)
_NOON = 12
_HOURS = 24


@dataclass(frozen=True, slots=True)
class DigestSaid:
    """``weekday`` from Monday, 0; None where none was said. ``off``: they want none. ``show``: when it comes."""

    weekday: int | None = None
    hour: int | None = None
    off: bool = False
    show: bool = False


def digest(turn: Turn) -> DigestSaid | None:
    """Said in full, and nothing else in the message."""
    told = " ".join(fold(turn.raw).split())
    if _OFF.fullmatch(told):
        return DigestSaid(off=True)
    if _SHOW.fullmatch(told.strip(" .!?¿¡")):
        return DigestSaid(show=True)
    found = _ASKED.fullmatch(told) or _IN_SHORT.fullmatch(told)
    if found is None:
        return None
    day, hour = found["day"], _hour(found["hour"], found["half"] or "")
    if found["hour"] and hour is None:
        return None
    return DigestSaid(_DAYS[day[:3]] if day else None, hour)


def _hour(said: str | None, half: str) -> int | None:
    """In 24 hours; None for what is no hour."""
    if said is None:
        return None
    hour, late = int(said), half.startswith("p") or half.endswith("tarde")
    if half and not half.startswith("h"):
        if not 1 <= hour <= _NOON:
            return None
        return hour % _NOON + (_NOON if late else 0)
    return hour if hour < _HOURS else None
