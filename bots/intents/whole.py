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
_REVOKE = re.compile(
    r"(?:please |por favor )?(?:revoke|cancel|kill|disable|block|turn off|switch off|deactivate|invalidate|close|"
    r"revoca|revocar|cancela|anula|desactiva|bloquea|apaga|cierra)"
    r" (?:(?:all|the|that|this|my|our|her|his|their|old|of|todos|todas|los|las|el|la|ese|esa|esos|su|sus|mis) )*"
    r"(?:(?P<kind>proposal|quote|estimate|project|job|client|invoice|payment|page) )?(?:links?|enlaces?|ligas?|urls?)"
    r"(?: (?:de la|del|de|para la) (?P<tipo>propuesta|cotizacion|proyecto|trabajo|obra|factura|pagina))?"
    r"(?: (?:(?:that )?(?:i|we) sent )?(?:for|of|on|to|de|del|para|a) (?:the |el |la )?(?P<place>[^?]+))?"
)
_PROPOSALS = frozenset({"proposal", "quote", "estimate", "propuesta", "cotizacion"})


@dataclass(frozen=True, slots=True)
class LinksRevoked:
    """Who has a link is to open nothing with it any more: of a job and all that is in it, or of a ``proposal``."""

    place: str | None = None
    proposal: bool = False


@dataclass(frozen=True, slots=True)
class WholeAsked:
    """``place``: a job or a client, as said. ``send``: to the client, and not only here."""

    place: str | None = None
    send: bool = False


def whole(turn: Turn) -> WholeAsked | LinksRevoked | None:
    """A caption shows photos and asks for none."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).strip(" .!?¿¡")
    if found := _REVOKE.fullmatch(said):
        kinds = {found["kind"], found["tipo"]} - {None}
        return LinksRevoked(found["place"], bool(kinds & _PROPOSALS))
    if found := _SEND.fullmatch(said):
        whom = found["to"] or found["whom"]
        return WholeAsked(whom if whom not in {"me", "us", "mi", "the client", "al cliente"} else None, whom != "me")
    found = _LOOK.fullmatch(said) or _LINK.fullmatch(said)
    return WholeAsked(found["place"]) if found else None
