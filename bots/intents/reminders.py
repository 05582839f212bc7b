"""What can be meant about reminders: to see them, to pause them, to go on. Names are as said."""

import re
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import fold
from bots.intents.intent import Resend
from bots.intents.turn import Turn

_WORD = r"(?:payment |pay )?(?:reminders?|reminding|recordatorios?|avisos de pago)"
_ABOUT = r"(?: (?:for|on|to|about|of|de|del|a|al|para|en|sobre|with|con) (?:the |la |el )?(?P<about>[^?]+))?"
_SMALL = r"(?:(?:the|my|all|any|more|next|planned|los|las|mis|todos|mas|unos) )*"
_SHOW = re.compile(
    rf"(?:(?:show|list|see|check|ver|muestra|muestrame|dime|what|whats|when|which|how|cuales|cuando) )?"
    rf"(?:(?:me|are|is|about|do|of|son|salen|van) )*{_SMALL}{_WORD}(?: (?:plan|schedule|go out|come))?{_ABOUT}"
)
_OFF = re.compile(
    rf"(?:please |por favor )?(?:no|pause|hold|mute|skip|stop|turn off|switch off|disable|cancel|dont send|do not send"
    rf"|sin|pausa|pausar|deten|quita|apaga|desactiva|para|no mandes|no envies|ya no mandes)"
    rf" {_SMALL}(?:send |sending )?{_SMALL}{_WORD}{_ABOUT}"
    rf"|(?:(?:turn|switch|set) )?(?:the )?{_WORD} (?:off|apagados|no){_ABOUT.replace('about>', 'off>')}"
    rf"|(?:dont|do not|never) send (?P<spared>[a-z][^?]*?) {_SMALL}(?:a )?{_WORD}"
    rf"|(?:dont|do not|stop|quit) remind(?:ing)? (?P<whom>[^?]+)"
    rf"|(?:no|ya no) (?:le |les )?recuerdes(?: nada)? (?:a |al )(?P<quien>[^?]+)"
)
_ON = re.compile(
    rf"(?:please |por favor )?(?:resume|restart|continue|turn on|switch on|start|unpause|enable|keep|reanuda|activa"
    rf"|enciende|sigue con|continua con|continua|vuelve a mandar)"
    rf" {_SMALL}(?:sending )?{_SMALL}{_WORD}(?: again)?{_ABOUT}"
    rf"|(?:(?:turn|switch|set) )?(?:the )?{_WORD} (?:back )?(?:on|encendidos|otra vez)(?: again)?"
    rf"(?: (?:for|para|de) (?P<on>[^?]+))?"
    rf"|(?:keep|go on|continue) reminding (?P<whom>[^?]+)"
)
_NAMES = ("about", "off", "on", "whom", "quien", "spared", "told", "dicho")
_A = "a (?:friendly |quick |gentle )?"
_NUDGE = re.compile(
    rf"(?:please |por favor )?(?:send|text|give) (?:{_A}{_WORD} to (?P<about>[^?]+)"
    rf"|(?P<told>[a-z][^?]*?) {_A}{_WORD})"
    rf"|(?:manda|mandale|envia|enviale) un {_WORD} (?:a|al) (?P<dicho>[^?]+)"
)
_MANNERS = re.compile(r"[,.!? ]*(?:please|thanks|thank you|por favor|gracias)$")
_SELVES = frozenset({"me", "us", "them", "him", "her", "everybody", "everyone", "anybody", "anyone", "all", "nadie"})


@dataclass(frozen=True, slots=True)
class RemindersSaid:
    """``about``: an invoice's number, a client or a job; None: all that are open."""

    what: Literal["show", "off", "on"]
    about: str | None = None


def reminders(turn: Turn) -> RemindersSaid | Resend | None:
    """A caption is about photos. Who wants one sent now has the invoice sent again."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).replace("'", "").replace("’", "").strip(" .!?¿¡")
    said = _MANNERS.sub("", said)
    if found := _NUDGE.fullmatch(said):
        return Resend(_about(found))
    if found := _OFF.fullmatch(said):
        return RemindersSaid("off", _about(found))
    if found := _ON.fullmatch(said):
        return RemindersSaid("on", _about(found))
    found = _SHOW.fullmatch(said)
    return RemindersSaid("show", _about(found)) if found else None


def _about(found: re.Match[str]) -> str | None:
    told = next((told for name, told in found.groupdict().items() if name in _NAMES and told), "").strip()
    return None if not told or told in _SELVES else told
