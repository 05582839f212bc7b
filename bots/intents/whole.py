"""The client's page of a whole job, asked for: "project page", "send Dana the link to the job", "enlace para Dana"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_ASK = r"(?:(?:show|get|give|open|see|dame|muestra|muestrame|abre|ver|pasame) (?:me |us )?)?"
_THE = r"(?:(?:the|a|my|her|his|their|la|el|su) )?"
_JOB = r"(?:project|job|whole job|client|proyecto|trabajo|obra|cliente)"
_PAGE = (
    rf"(?:{_JOB}(?:'?s)? page(?: link)?|page of (?:the )?(?:whole )?{_JOB}"
    rf"|link (?:to|of) (?:the )?(?:whole )?{_JOB}(?: page)?"
    rf"|(?:pagina|enlace|liga|link) (?:del?|de la|a la|al|para el|para la) {_JOB})"
)
_OF = r"(?: (?:for|of|on|de|del|para) (?:the |el |la )?(?P<place>[^?]+))?"
_LOOK = re.compile(rf"{_ASK}{_THE}{_PAGE}{_OF}")
_LINK = re.compile(rf"{_ASK}{_THE}(?:link|enlace|liga) (?:for|para) (?P<place>[^?]+)")
_SEND = re.compile(
    rf"(?:send|text|manda|mandale|envia|enviale|manda a|envia a)(?: (?:it )?(?:to |a )?(?P<whom>[a-z][a-z .'-]*?))?"
    rf" (?:the |la |el |su )?{_PAGE}(?: (?:to|a) (?P<to>[^?]+))?"
)


@dataclass(frozen=True, slots=True)
class WholeAsked:
    """``place``: a job or a client, as said. ``send``: to the client, and not only here."""

    place: str | None = None
    send: bool = False


def whole(turn: Turn) -> WholeAsked | None:
    """A caption shows photos and asks for none."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).strip(" .!?¿¡")
    if found := _SEND.fullmatch(said):
        whom = found["to"] or found["whom"]
        return WholeAsked(whom if whom not in {"me", "us", "mi", "the client", "al cliente"} else None, whom != "me")
    found = _LOOK.fullmatch(said) or _LINK.fullmatch(said)
    return WholeAsked(found["place"]) if found else None
