"""Everything of the account in one file: "export everything", "exporta todo", and "delete the export"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_PLEASE = r"(?:please |por favor )?"
_END = r"(?: please| por favor)?"
_ALL_EN = (
    r"(?:everything(?: (?:you (?:have|keep|know))?(?: (?:of|about|on) (?:me|us|my firm|my account))?| in my account)?"
    r"|all|it all|(?:all (?:of )?(?:my|our|the)|my whole|my entire|the whole|the entire) (?:data|account|records|files)"
    r"|my (?:data|account)|a (?:full|complete) (?:export|copy|backup)(?: of (?:everything|all|my (?:data|account)))?"
    r"|a (?:copy|backup) of (?:everything|all my data|my data|my account))"
)
_ALL_ES = (
    r"(?:todo|todo lo (?:mio|nuestro|que tienes(?: de mi)?)|todos (?:mis|nuestros|los) datos|(?:mis|nuestros) datos"
    r"|(?:toda )?mi cuenta|una (?:copia|exportacion) (?:de todo|completa|de (?:todos )?mis datos))"
)
_ASKED = (
    re.compile(
        rf"{_PLEASE}(?:(?:export|download|back up|backup)|(?:send|give|make|get)(?: me)?|i want|i need)"
        rf"(?: to (?:export|download))? {_ALL_EN}{_END}"
    ),
    re.compile(rf"{_PLEASE}(?:full|complete|whole) (?:export|backup){_END}"),
    re.compile(
        rf"{_PLEASE}(?:exporta|exportar|exportame|descarga|descargar|dame|mandame|enviame|hazme|quiero|necesito)"
        rf"(?: (?:exportar|descargar))? {_ALL_ES}{_END}"
    ),
    re.compile(rf"{_PLEASE}(?:exportacion|copia) completa{_END}"),
)
_ENDED = re.compile(
    rf"{_PLEASE}(?:(?:delete|remove|cancel|stop|revoke|erase) (?:the|my) (?:full )?(?:export(?: file| link)?|backup)"
    rf"|(?:borra|elimina|quita|cancela|anula) (?:la exportacion|mi exportacion|el archivo exportado"
    rf"|el enlace de la exportacion)){_END}"
)
# With "send" and "give", these alone are about something that is on the screen.
_BARE = re.compile(
    rf"{_PLEASE}(?:send|give|make|get|i want|i need|dame|mandame|enviame|hazme|quiero|necesito)(?: me)?"
    rf" (?:all|it all|everything|todo|my account|mi cuenta|toda mi cuenta){_END}"
)


@dataclass(frozen=True, slots=True)
class WholeExportAsked:
    """``end``: the one that there is is to go."""

    end: bool = False


def whole_export(turn: Turn) -> WholeExportAsked | None:
    """Said in full, and nothing else in the message; a caption asks for nothing."""
    if turn.hints.caption:
        return None
    said = " ".join(fold(turn.raw).split()).strip(" .!?¿¡")
    if _ENDED.fullmatch(said):
        return WholeExportAsked(end=True)
    asked = any(one.fullmatch(said) for one in _ASKED) and not _BARE.fullmatch(said)
    return WholeExportAsked() if asked else None
