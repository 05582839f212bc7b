"""Clients' saved ways to pay: "is Dana on autopay?", "who is on autopay", "stop autopay for Dana"."""

import re
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import fold
from bots.intents.turn import Turn

_AUTOPAY = (
    r"(?:auto ?pay(?:ments?)?|auto ?charges?|automatic payments?|saved cards?"
    r"|auto ?pagos?|pagos? automaticos?|tarjetas? guardadas?)"
)
_FOR = r"(?: (?:for|of|from|on|with|de|del|para|a|con) (?:the |la |el )?(?P<{}>[^?]+?))?"
_STOP = re.compile(
    r"(?:please |por favor )?(?:stop|end|cancel|turn off|switch off|disable|remove|para|parar|pare|deten|detener"
    r"|termina|terminar|cancela|cancelar|quita|quitar|apaga) (?:the |el |la )?(?:(?P<whose>[a-z][\w ]*?)s )?"
    + _AUTOPAY
    + _FOR.format("about")
)
_SHOW = re.compile(
    rf"(?:is|does|has) (?P<who>[^?]+?) (?:on|have|use|using|got|set up for) (?:an? )?{_AUTOPAY}"
    r"|(?:who|which clients?|quien(?:es)?) (?:is|are|has|have|uses?|tienen?|esta|estan)(?: on| con| en)? (?:an? )?"
    rf"{_AUTOPAY}"
    rf"|(?:show|list|muestra|ver|muestrame)(?: me)? (?:the |el |los )?{_AUTOPAY}{_FOR.format('about')}"
    rf"|(?:tiene|esta) (?P<quien>[^?]+?) (?:el |con |en )?{_AUTOPAY}"
    rf"|(?:tiene|usa) {_AUTOPAY} (?P<ella>[^?]+)"
    rf"|(?P<suyo>[^?]+?) (?:ya )?(?:tiene|usa|esta en|esta con) (?:el |un )?{_AUTOPAY}"
    rf"|(?P<has>[^?]+?) (?:has|is on|uses|got) (?:an? )?{_AUTOPAY}"
    rf"|{_AUTOPAY}(?: status)?{_FOR.format('of')}"
)
# A client's words for the same; they stop no messages.
_MINE = re.compile(
    r"(?:please |por favor |i want to |can you |quiero )*(?:"
    r"(?:stop(?: charging)?|end|cancel|turn off|no more|remove|delete|forget"
    r"|(?:dont|do not) (?:save|keep|use|charge)) (?:the |my |this |that |saved )*"
    rf"(?:{_AUTOPAY}|cards?|bank account|payment method|way to pay)(?: (?:anymore|any more|for later|on file))?"
    r"|(?:para|parar|pare|deten|detener|cancela|cancelar|quita|quitar|borra|borrar|olvida|olvidar|no guarden?"
    r"|no guardes|no cobren?|no cobres) (?:el |la |mi |los |a mi )*"
    rf"(?:{_AUTOPAY}|tarjeta|forma de pago|cuenta(?: de banco| bancaria)?)"
    r")(?: please| por favor)?[.! ]*"
)


def stops_autopay(said: str) -> bool:
    """``said``: folded, without apostrophes."""
    return _MINE.fullmatch(said.strip()) is not None


@dataclass(frozen=True, slots=True)
class AutopaySaid:
    """``about``: a client or a job; None: all."""

    what: Literal["show", "stop"]
    about: str | None = None


def autopay(turn: Turn) -> AutopaySaid | None:
    """A caption is about photos."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).replace("'", "").replace("’", "").strip(" .!?¿¡")
    if found := _STOP.fullmatch(said):
        return AutopaySaid("stop", _about(found))
    found = _SHOW.fullmatch(said)
    return AutopaySaid("show", _about(found)) if found else None


def _about(found: re.Match[str]) -> str | None:
    return next((told.strip() for told in found.groupdict().values() if told), None)
