"""When a payment of a schedule is due, said beside it: "15% on approval", "10% on Dec 15", "15% al aprobar"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bots.intents.due_when import MONTHS, day_of
from bots.intents.folding import fold
from core.domain.account import Language

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = (
    rf"(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? 20\d\d)?|\d{{1,2}}(?: de)? (?:{_MONTH})(?:,? (?:del? )?20\d\d)?"
    r"|20\d\d-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/20\d\d)?"
)
_WHOSE = r"(?:the |client |client's |your |their |la |del cliente )*"
_APPROVAL = (
    rf"(?:on|upon|at|after|with) {_WHOSE}approval"
    r"|(?:when|once|after) (?:it is |its |the client |client |you )?approve[sd]?"
    r"|al (?:aprobar(?:se|lo|la)?|ser aprobad[oa])|cuando (?:se |el cliente |lo |la )*aprueb[ea]n?"
    r"|(?:con|a) la aprobacion(?: del cliente)?"
)
_DUE = re.compile(
    r"(?<!\w)(?:(?:is |are )?(?:due|payable|vence|se paga) )?"
    rf"(?:(?P<approval>{_APPROVAL})|(?P<dated>(?:on|by|el|para el) (?:the )?(?P<day>{_DAY})))"
    r"(?=\s*(?:$|[,;:.)\n]|(?:and|y|then|luego) |[$€£]?\d))"
)
_MARK = "zzdue"


@dataclass(frozen=True, slots=True)
class Dues:
    """A schedule whose due rules stand as words of no language, and what each of those says."""

    told: str
    rules: Mapping[str, tuple[str, dict[str, Any]]]

    def apart(self, name: str) -> tuple[str, dict[str, Any] | None]:
        """A part's name without them, and its rule. What has no other name is called by its rule."""
        marks = [word for word in name.split() if word in self.rules]
        if not marks:
            return name, None
        own, rule = self.rules[marks[0]]
        return " ".join(word for word in name.split() if word not in self.rules) or own, rule


def dues_in(told: str, language: Language) -> Dues:
    """A day that is in no calendar stays as it was typed."""
    rules: dict[str, tuple[str, dict[str, Any]]] = {}

    def marked(found: re.Match[str]) -> str:
        day = day_of(found["day"], language) if found["day"] else ""
        if found["day"] and not day:
            return told[slice(*found.span())]
        mark = _MARK + chr(ord("a") + len(rules) % 26) * (1 + len(rules) // 26)
        name = told[slice(*found.span("dated" if found["day"] else "approval"))]
        rules[mark] = (name, {"on": "date", "day": day} if day else {"on": "approval"})
        return mark

    return Dues(_replaced(told, marked), rules)


def _replaced(told: str, marked: Callable[[re.Match[str]], str]) -> str:
    """Folding keeps each letter's place, so what is found in folded words is cut out of the typed ones."""
    said, parts, end = fold(told), [], 0
    for found in _DUE.finditer(said):
        parts += [told[end : found.start()], marked(found)]
        end = found.end()
    return "".join([*parts, told[end:]])
