"""What is said of a bank's files: "bank statement" with one, "bank lines", "line 4 is for Dana's deck"."""

import re
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import even, fold
from bots.intents.turn import Turn

_FILE = re.compile(
    r".*\b(?:bank (?:statement|file|export|transactions|download|csv|movements|activity)|account activity"
    r"|statement from (?:the|my|our) bank|extractos?(?: bancarios?| del? (?:la )?banco| de (?:la )?cuenta)?"
    r"|estado de cuenta(?: del? (?:la )?banco| bancari[oa])?|movimientos(?: bancarios| del? (?:la )?banco)"
    r"|archivo del? (?:la )?banco)\b.*"
)
_SHOW = re.compile(
    r"(?:(?:show|see|list|open|ver|muestra|ensena|please|the|my|me|las?|los?|mis|del?) )*"
    r"(?:bank (?:lines|line|statement|statements|file|files|import|payments)|import bank (?:file|statement)"
    r"|lineas? del? (?:la )?banco|lineas bancarias|extracto(?: bancario| del? banco)?|movimientos del? banco)[.!?]*"
)
_ASIDE = r"(?:is |are |its |was |it is )?(?:not (?:a )?payment|no payment|nothing|mine|private|not (?:a )?client)"
_LINE = re.compile(
    r"(?:bank )?(?:line|lines|linea|renglon|la linea|el renglon) (?:no\.? |number |numero )?#?(?P<number>\d{1,4})"
    rf"(?:[,:]? (?:(?P<aside>{_ASIDE}|no es (?:un )?pago|no es nada|es mi[oa])"
    r"|(?:is |its |was |es |goes |va |it is )?(?:for |from |to |de |del |para |a |on )?(?P<about>\S.*?)))?[.!]*"
)


@dataclass(frozen=True, slots=True)
class BankSaid:
    """``what``: "file" with one, "show", "line" or "aside" of the ``number`` shown; ``about``: an invoice's number, a
    client, a job or a part, as said.
    """

    what: Literal["file", "show", "line", "aside"]
    number: int = 0
    about: str = ""


def bank_said(turn: Turn) -> BankSaid | None:
    """A caption says what its file is; else only what is said in full."""
    told = " ".join(fold(turn.raw).split())
    if turn.hints.caption:
        return BankSaid("file") if _FILE.fullmatch(told) and len(told.split()) <= 12 else None
    if _SHOW.fullmatch(told):
        return BankSaid("show")
    found = _LINE.fullmatch(told)
    if found is None:
        return None
    if found["aside"]:
        return BankSaid("aside", int(found["number"]))
    return BankSaid("line", int(found["number"]), _as_typed(turn.raw, found["about"] or ""))


def _as_typed(raw: str, about: str) -> str:
    """Folding keeps lengths, but spaces were evened: the same letters, wherever they stand."""
    typed = " ".join(even(raw).split())
    place = fold(typed).rfind(about)
    return typed[place : place + len(about)] if about and place >= 0 else about
