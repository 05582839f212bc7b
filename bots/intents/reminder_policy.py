"""On which days clients are to be reminded: "remind 5 days before, on the day and every week after", "a Dana solo a
mano", "no reminders before it is due", "back to the usual reminders". Names are as said.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import fold, words_of
from bots.intents.turn import Turn

What = Literal["days", "by_hand", "usual", "not_before", "not_after"]


@dataclass(frozen=True, slots=True)
class ReminderPolicySaid:
    """``days`` after the day due, where they were said. ``about``: a client or a job; None: all of them."""

    what: What
    days: tuple[int, ...] = ()
    about: str | None = None


_WORD = r"(?:payment )?(?:reminders?|reminding|recordatorios?|avisos)"
_LEAD = re.compile(
    rf"(?:please |por favor |from now on |always |quiero |i want )*(?:(?:for|para|de|a|al) (?P<whose>[^,:]+?)[,:]? )?"
    rf"(?:(?:send|set|manda|mandale|envia|enviale|pon|change|cambia)(?: the| los)? {_WORD}"
    r"(?: (?:for|to|a|al|para|de) )?"
    rf"|remind(?! me\b)|recuerda(?:le|les)?(?: el pago)?(?: a| al)?|recordar(?:le|les)?(?: a| al)?|{_WORD}"
    rf"(?: (?:for|to|a(?! diario)|al|para|de) )?)\b[:,]? ?"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2, "three": 3, "tres": 3, "the": 1, "": 1}
_UNITS = {"day": 1, "dia": 1, "week": 7, "semana": 7, "month": 30, "mes": 30}
_N = r"\b(?:\d{1,3}|an?|one|two|three|un|una|dos|tres)\b"
_UNIT = r"(?:days?|dias?|weeks?|semanas?|months?|mes(?:es)?)"
_DUE = r"(?: (?:the )?(?:due date|it is due|its due|due|(?:de )?que venza|del vencimiento|de vencer|vencimiento))?"
_BEFORE = rf"(?:before(?:hand)?|ahead|earlier|antes|previos?){_DUE}"
_AFTER = rf"(?:after(?:wards)?|late|later|overdue|past due|past|despues|tarde|de retraso|de atraso|vencida){_DUE}"
_LISTED = re.compile(
    rf"\b(?P<ns>{_N}(?:(?:,? (?:and|y) |, ?|/){_N})*|the) (?P<unit>{_UNIT}) (?:(?P<before>{_BEFORE})|{_AFTER})"
)
_EVERY = re.compile(
    rf"\b(?:every|each|cada|todas las|todos los) (?:(?P<n>{_N}|other|otra) )?(?P<unit>{_UNIT})"
    rf"(?: (?:{_AFTER}|(?:until|till) (?:they |it is |its |she |he )?(?:pays?|paid)|hasta que (?:pague|paguen)))*"
    r"|\b(?P<weekly>daily|a diario|weekly|semanalmente|cada semana|biweekly|fortnightly)"
    rf"(?: (?:{_AFTER}|until paid|hasta que pague))?"
)
_ON_DAY = re.compile(
    r"\b(?:on|the|el)? ?(?:the )?(?:(?:due|same|mismo) (?:day|date|dia)|day (?:it is|its) due"
    r"|dia (?:en )?que ven[cz][ea]|dia del vencimiento|mismo dia"
    r"|(?:when|cuando) (?:it is |its )?(?:due|ven[cz][ea])|on the day|the day|el dia)\b"
)
# "2 days before and 5 after".
_UNIT_AGAIN = re.compile(r"\b(\d{1,3}) ((?:before|after|antes|despues)\b)")
_FILLERS = words_of(
    "and then y luego despues also tambien e at on it is due its day the of invoice date clients client"
    " please por favor from now only send too again until paid the a el la"
)
# Whom all of them are.
_NOBODY = words_of("to for a al para de the me them everybody everyone clients todos ellos")
# How often "every week" is said before the contractor is asked, and until when at most.
_TIMES, _UNTIL = 8, 90
_HAND = (
    r"(?:only |just |solo |solamente |nada mas )*(?:by hand|manually|by myself|myself|when i say(?: so)?|a mano"
    r"|manualmente|cuando (?:yo )?(?:lo )?diga|yo mismo)(?: only)?"
)
_BY_HAND = re.compile(
    rf"(?:i |yo )?(?:remind|recuerda(?:le|les)?(?: a| al)?)(?: (?P<whom>[^,]+?))?,? {_HAND}"
    rf"|(?:a|al|for|para) (?P<hers>[^,]+?),? (?:recuerdale|recuerdales|recordatorios|reminders)?,? ?{_HAND}"
    rf"|{_WORD}(?: (?:for|to|de|a|al|para) (?P<about>[^,]+?))?,? {_HAND}(?: (?:for|para) (?P<after>.+))?"
    r"|(?:no|without|sin) automatic reminders(?: for (?P<auto>.+))?"
    r"|sin recordatorios automaticos(?: (?:para|de|a) (?P<autos>.+))?"
)
_USUAL_WORD = r"(?:usual|default|normal|standard|regular)"
_OF = r"(?: (?:for|of|para|de|a|al|con) (?P<{}>.+))?"
_USUAL = re.compile(
    rf"(?:back to|use|set|go back to)(?: the| my)? {_USUAL_WORD} {_WORD}{_OF.format('about')}"
    rf"|(?:reset|restore)(?: to)?(?: the| my)?(?: {_USUAL_WORD})? {_WORD}{_OF.format('reset')}"
    rf"|(?:set|put|reset)(?: the| my)? {_WORD}(?: back)? to (?:the )?{_USUAL_WORD}{_OF.format('put')}"
    rf"|(?:the )?{_USUAL_WORD} {_WORD}(?: again)?{_OF.format('of')}"
    rf"|remind (?P<whom>.+) as usual"
    rf"|(?:vuelve a los |usa los |los )?{_WORD} (?:normales|de siempre|por defecto|habituales|de costumbre)"
    rf"{_OF.format('de')}"
)
_NONE = r"(?:no|without|sin|ningun|skip|dont send(?: any)?|no mandes(?: ningun)?|no envies)"
_SIDE = re.compile(
    rf"{_NONE} {_WORD}(?: (?:for|to|de|a|al|para) (?P<about>[^,]+?))?"
    rf" (?:(?P<before>before|antes(?: de)?)|after|despues(?: de)?)"
    r" (?:the due date|the day due|it is due|its due|they are due|due|due date|(?:de )?que venzan?|del? vencimiento"
    r"|vencer|el vencimiento)(?: (?:for|to|de|a|al|para) (?P<of>.+))?"
)


def reminder_policy(turn: Turn) -> ReminderPolicySaid | None:
    """Said in full: what is left over is whom it is about, and nothing else."""
    if turn.hints.caption or "?" in turn.raw:
        return None
    said = " ".join(fold(turn.raw).replace("'", "").replace("’", "").split()).strip(" .!")
    if found := _SIDE.fullmatch(said):
        return ReminderPolicySaid("not_before" if found["before"] else "not_after", about=_about(found, "about", "of"))
    if found := _USUAL.fullmatch(said):
        return ReminderPolicySaid("usual", about=_about(found, "about", "reset", "put", "of", "whom", "de"))
    if found := _BY_HAND.fullmatch(said):
        return ReminderPolicySaid("by_hand", about=_about(found, "whom", "hers", "about", "after", "auto", "autos"))
    return _days(said)


def _days(said: str) -> ReminderPolicySaid | None:
    lead = _LEAD.match(said)
    if lead is None:
        return None
    rest, days = _UNIT_AGAIN.sub(r"\1 days \2", said[lead.end() :]), set[int]()
    for pattern, read in ((_EVERY, _every), (_LISTED, _listed), (_ON_DAY, lambda _: {0})):
        for found in pattern.finditer(rest):
            days |= read(found)
        rest = pattern.sub("|", rest)
    whom, *after = re.split(r"\|", rest)
    # Whom it is about stands before the days, or after "for".
    tail = " ".join(after)
    named = re.search(r"\b(?:for|to|para) (?:the |el |la )?(?P<name>[a-z].*)$", tail)
    tail = tail[: named.start()] if named else tail
    if not days or any(word not in _FILLERS for word in re.findall(r"\w+", tail)):
        return None
    names = [lead["whose"] or "", _bare(whom), named["name"] if named else ""]
    return ReminderPolicySaid("days", tuple(sorted(days)), next((one for one in names if one), None))


def _listed(found: re.Match[str]) -> set[int]:
    unit = _unit(found["unit"])
    ns = {_count(one) * unit for one in re.findall(_N, found["ns"])} or {unit}
    return {-one for one in ns} if found["before"] else ns


def _every(found: re.Match[str]) -> set[int]:
    if found["weekly"]:
        step = {"daily": 1, "a diario": 1, "biweekly": 14, "fortnightly": 14}.get(found["weekly"], 7)
    else:
        step = (2 if found["n"] in {"other", "otra"} else _count(found["n"] or "")) * _unit(found["unit"])
    return {step * n for n in range(1, _TIMES + 1) if step * n <= _UNTIL or n == 1} if step else set()


def _count(said: str) -> int:
    return int(said) if said.isdigit() else _COUNTS[said]


def _unit(said: str) -> int:
    return next(days for name, days in _UNITS.items() if said.startswith(name))


def _bare(said: str) -> str:
    """Without what only leads over to the days."""
    words = said.strip(" ,:").split()
    while words and words[-1] in {"to", *_FILLERS}:
        words.pop()
    while words and words[0] in _NOBODY:
        words.pop(0)
    return " ".join(words)


def _about(found: re.Match[str], *names: str) -> str | None:
    told = _bare(next((found[name] for name in names if found[name]), ""))
    return told or None
