"""Tax and the time to pay, alone or together, for this job or for one that is named."""

import re
from decimal import Decimal

from bots.intents.amounts import percent
from bots.intents.folding import fold, words_of
from bots.intents.intent import DueSaid, PayTerms, TaxSaid
from bots.intents.meant import Intent
from bots.intents.names import match
from bots.intents.newjob import without_due, without_tax
from bots.intents.said import Heard
from bots.intents.turn import Turn

_MOST_TAX = 50
_MOST_DAYS = 365
_FILLERS = words_of(
    """the el la los is es please por favor it s and y with con set put make add use charge change pon cambia cobra
    agrega terms to thanks gracias also tambien then"""
)
_OF_JOB = re.compile(r"(?<!\w)(?:on|for|at|in|para|en|de|del) (?:the |el |la )?(?P<job>[^,;]*\w)")


def terms_of_pay(turn: Turn) -> Intent | None:
    """Tax and the time to pay."""
    for said in (turn.core, turn.said):
        if heard := said.hear("tax"):
            return _tax(heard) if "$" not in turn.raw else None
        if heard := said.hear("due"):
            return _due(int(heard.slots["days"]))
        if heard := said.hear("due_weeks"):
            return _due(int(heard.slots["weeks"]) * 7)
    return None if turn.said.is_question else _nothing_else(turn)


def _nothing_else(turn: Turn) -> Intent | None:
    """The words about tax and time that a whole job may hold, when little else but a job's name is there."""
    text, rate = without_tax(turn.raw)
    text, days = without_due(text)
    if (rate or 0) > _MOST_TAX or (days or 0) > _MOST_DAYS or (rate, days) == (None, None):
        return None
    text, job = _without_job(turn, text)
    if set(re.findall(r"\w+", fold(text))) - _FILLERS:
        return None
    if job or (rate is not None and days is not None):
        return PayTerms(rate, days, job)
    return DueSaid(days) if rate is None and days is not None else TaxSaid(rate or Decimal(0))


def _without_job(turn: Turn, text: str) -> tuple[str, str | None]:
    """A job, or whose it is, is only a name that is known."""
    for found in _OF_JOB.finditer(fold(text)):
        job = text[found.start("job") : found.end("job")]
        if match(job, turn.hints.project_names + turn.hints.client_names).candidates:
            return text[: found.start()] + text[found.end() :], job
    return text, None


def _tax(heard: Heard) -> Intent | None:
    told = heard.slots.get("percent") or heard.slots["small"].lstrip("$") + "%"
    rate = percent(told)
    fits = rate is not None and rate <= _MOST_TAX and rate == rate.quantize(Decimal("1.0000"))
    return TaxSaid(rate) if fits and rate is not None else None


def _due(days: int) -> Intent | None:
    return DueSaid(days) if days <= _MOST_DAYS else None
