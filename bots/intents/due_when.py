"""When a part is to be billed: "cabinets due on approval", "cabinets due Dec 15", "gabinetes al aprobarse"."""

import re
from datetime import date

from bots.intents.contracts import DueWhen
from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.turn import Turn
from core.domain.account import Language

MONTHS = {
    name: place
    for place, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_WORDS = re.compile(
    r"(?:(?P<month>[a-z]+)\.? (?P<day>\d{1,2})|(?P<day2>\d{1,2})(?: de)? (?P<month2>[a-z]+))"
    r"(?:,? (?:de )?(?P<year>\d{4}))?"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}))?")
_MOST_WORDS = 14
_CODES = {"due_approval": "approval", "due_completion": "completion"}
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def due_when(turn: Turn) -> DueWhen | None:
    """Of a part that is known. The year, where none is said, is left open."""
    if turn.said.is_question or len(turn.said.words) > _MOST_WORDS:
        return None
    for said in (turn.core, turn.said):
        for heard in said.hearings(*_CODES, "due_day"):
            told = heard.slots["milestone"]
            if match(told, turn.hints.milestone_names).best is None:
                continue
            if heard.phrase.code in _CODES:
                return DueWhen(told, "approval" if heard.phrase.code == "due_approval" else "completion")
            if day := day_of(heard.slots["text"], turn.language):
                return DueWhen(told, "date", day)
    return None


def day_of(said: str, language: Language) -> str:
    """As "2026-12-15", or "12-15" without a year; "" when it is no day of a calendar, or could be two."""
    text = _ORDINAL.sub("", fold(said)).strip(" .")
    if found := _ISO.fullmatch(text):
        return _day(found["year"], int(found["month"]), int(found["day"]))
    if found := _SLASHED.fullmatch(text):
        first, second = int(found["first"]), int(found["second"])
        month, day = (second, first) if language == "es" or first > 12 else (first, second)
        return _day(found["year"], month, day)
    found = _WORDS.fullmatch(text)
    named = MONTHS.get(found["month"] or found["month2"]) if found else None
    return _day(found["year"], named, int(found["day"] or found["day2"])) if found and named else ""


def _day(year: str | None, month: int, day: int) -> str:
    try:
        date(int(year or 2024), month, day)
    except ValueError:
        return ""
    return f"{year}-{month:02d}-{day:02d}" if year else f"{month:02d}-{day:02d}"
