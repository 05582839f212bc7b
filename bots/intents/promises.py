"""A day by which a client promises to pay: "next Friday", "can't until the 15th", "le pago el viernes"."""

import calendar
import re
from datetime import date, timedelta

from bots.intents.due_when import day_of
from bots.intents.folding import fold
from core.domain.account import Language

_FARTHEST = timedelta(days=62)
_MOST_WORDS = 20
_WEEKDAYS = {
    name: place
    for place, names in enumerate(
        (
            "monday mon lunes",
            "tuesday tue tues martes",
            "wednesday wed miercoles",
            "thursday thu thurs jueves",
            "friday fri viernes",
            "saturday sat sabado",
            "sunday sun domingo",
        )
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_WEEKDAY = re.compile(rf"\b(?P<next>next |proximo |siguiente )?(?P<name>{_NAMES})(?P<after> que viene| proximo)?\b")
_IN = re.compile(r"\b(?:in|en|dentro de) (?P<n>\d{1,2}|a|one|two|una|un|dos) (?P<unit>days?|weeks?|dias?|semanas?)\b")
_COUNTS = {"a": 1, "one": 1, "una": 1, "un": 1, "two": 2, "dos": 2}
_TOMORROW = re.compile(r"\b(?:tomorrow|manana)\b")
_NEXT_WEEK = re.compile(r"\b(?:next week|(?:la )?(?:proxima semana|semana que viene))\b")
_MONTHS_END = re.compile(r"\b(?:end of (?:the |this )?month|fin(?:es)? de(?:l)? mes)\b")
_DAY_OF_MONTH = re.compile(
    r"\b(?:(?:the )(?P<the>\d{1,2})(?:st|nd|rd|th)?|(?P<nth>\d{1,2})(?:st|nd|rd|th)"
    r"|(?:el|dia) (?P<el>\d{1,2}))\b(?! de| (?:day|week|month|dia|semana|mes))"
)
_DATED = re.compile(
    r"\b(?:[a-z]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2} de [a-z]{3,10}|\d{1,2}/\d{1,2}|\d{4}-\d{2}-\d{2})\b"
)
# A day alone is an answer to "when do you pay"; in a longer sentence, something has to say that it is about that.
_PAYS = re.compile(
    r"\b(?:pay|paying|payment|money|until|till|cant|cannot|payday|get paid|transfer|check|send it"
    r"|pago|pagar|pagare|pagamos|pagaremos|hasta|no puedo|dinero|cobro|quincena|transfiero)\b"
)
_SMALL = re.compile(r"\b(?:by|on|this|next|the|maybe|probably|ok|okay|sorry|para|el|este|la|de|a|mas tardar|please)\b")


def promised(text: str, today: date, language: Language) -> date | None:
    """The day after ``today`` that they name, at most two months away. A question promises nothing."""
    said = fold(text).replace("'", "").replace("’", "").strip(" .!")
    if "?" in said or len(said.split()) > _MOST_WORDS:
        return None
    found = _day(said, today, language)
    if found is None or not today < found[0] <= today + _FARTHEST:
        return None
    rest = _SMALL.sub("", said.replace(found[1], " ")).strip(" ,.!")
    return found[0] if not rest or _PAYS.search(said) else None


def _day(said: str, today: date, language: Language) -> tuple[date, str] | None:
    """With the words that name it."""
    for dated in _DATED.finditer(said):
        if day := _in_year(day_of(dated.group(), language), today):
            return day, dated.group()
    if end := _MONTHS_END.search(said):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1]), end.group()
    if named := _WEEKDAY.search(said):
        return _weekday(today, named), named.group()
    if told := _DAY_OF_MONTH.search(said):
        nth = _nth(today, int(told["the"] or told["nth"] or told["el"]))
        return (nth, told.group()) if nth else None
    return _away(said, today)


def _away(said: str, today: date) -> tuple[date, str] | None:
    if told := _IN.search(said):
        n = _COUNTS.get(told["n"]) or int(told["n"])
        days = n * (7 if told["unit"].startswith(("week", "semana")) else 1)
        return today + timedelta(days=days), told.group()
    if told := _NEXT_WEEK.search(said):  # its Friday: nobody is reminded too early
        return today + timedelta(days=11 - today.weekday()), told.group()
    told = _TOMORROW.search(said)
    return (today + timedelta(days=1), told.group()) if told else None


def _weekday(today: date, told: re.Match[str]) -> date:
    """The next Friday is that of next week; a mere Friday, the first to come."""
    place = _WEEKDAYS[told["name"]]
    if told["next"] or told["after"]:
        return today + timedelta(days=7 - today.weekday() + place)
    return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)


def _nth(today: date, day: int) -> date | None:
    """The first to come of that day of a month."""
    first = today.replace(day=1)
    for _ in range(3):
        if 1 <= day <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=day) > today:
            return first.replace(day=day)
        first = (first + timedelta(days=31)).replace(day=1)
    return None


def _in_year(said: str, today: date) -> date | None:
    if not said:
        return None
    if len(said) > len("12-15"):
        return date.fromisoformat(said)
    month, day = (int(one) for one in said.split("-"))
    try:
        this = today.replace(month=month, day=day)
        return this if this > today else this.replace(year=today.year + 1)
    except ValueError:
        return None  # the 29th of February
