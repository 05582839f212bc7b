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
_ASKED_WHEN = re.compile(
    r"when (?:do|will|are) (?:you|we)(?: going to| gonna)? remind(?:ing)? (?P<whom>[^?]+)"
    r"|(?:when|how often) (?:does|do|will|is) (?P<about>[^?]+?) (?:get |gets |be )?reminded"
    r"|(?:cuando|cada cuanto) (?:le |les )?(?:recuerdas|vas a recordar|recordaras|recuerda)(?:le|les)?"
    r"(?: (?:a|al) (?P<quien>[^?]+))?"
)
# On which days and at which hours: those are no contractor's to set.
_DAY_OR_NIGHT = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|night|holidays?|evenings?|domingos?|sabados?|lunes"
    r"|fin(?:es)? de semana|noches?|festivos|feriados)"
)
_WRITE = (
    r"(?:remind|text|message|send reminders|recordar|recuerdes|escribas|mandes recordatorios|mandes|write|escribe"
    r"|manda recordatorios|recuerda)"
)
_HOURS = re.compile(
    r"(?:set )?(?:my |the )?quiet (?:hours|time).*|(?:las )?horas (?:de silencio|tranquilas).*"
    rf"|(?:only |just |solo )?{_WRITE}(?: to)?(?: (?:clients|them|my clients|her|him|les|a mis clientes))?"
    r"(?: only| solo)? (?:between|from|after|before|entre|de|despues de las|antes de las) \d.*(?:am|pm|\d)"
    rf"|(?:(?:dont|do not|never|no|ya no)(?: le| les)? {_WRITE}|no reminders|sin recordatorios)(?: [a-z]+){{0,3}}?"
    rf" (?:on |at |over |los |el |en |de |por )(?:the |la |las )?{_DAY_OR_NIGHT}"
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
    r"|(?:keep|go on|continue|start|begin|resume) reminding (?P<whom>[^?]+?)(?: again)?"
    r"|(?:vuelve a|empieza a|sigue) (?:recordarle|recordarles|recordar|recordandole|recordandoles)"
    r"(?: (?:a|al) (?P<quien>[^?]+?))?(?: otra vez)?"
)
_NAMES = ("about", "off", "on", "whom", "quien", "spared", "told", "dicho")
_A = "a (?:friendly |quick |gentle )?"
_NUDGE = re.compile(
    rf"(?:please |por favor )?(?:send|text|give) (?:{_A}{_WORD} to (?P<about>[^?]+)"
    rf"|(?P<told>[a-z][^?]*?) {_A}{_WORD})"
    rf"|(?:manda|mandale|envia|enviale) un {_WORD} (?:a|al) (?P<dicho>[^?]+)"
    r"|recuerdale(?: el pago| la factura| que pague)?(?: (?:a|al) (?P<quien>[^?]+?))?"
    r" (?:ahora|ya|hoy|otra vez|de nuevo)"
)
_MANNERS = re.compile(r"[,.!? ]*(?:please|thanks|thank you|por favor|gracias)$")
_SELVES = frozenset({"me", "us", "them", "him", "her", "everybody", "everyone", "anybody", "anyone", "all", "nadie"})


@dataclass(frozen=True, slots=True)
class RemindersSaid:
    """``about``: an invoice's number, a client or a job; None: all that are open. "hours": when they are
    written to.
    """

    what: Literal["show", "off", "on", "hours"]
    about: str | None = None


def reminders(turn: Turn) -> RemindersSaid | Resend | None:
    """A caption is about photos. Who wants one sent now has the invoice sent again."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).replace("'", "").replace("’", "").strip(" .!?¿¡")
    said = _MANNERS.sub("", said)
    if _HOURS.fullmatch(said):
        return RemindersSaid("hours")
    if found := _NUDGE.fullmatch(said):
        return Resend(_about(found))
    if found := _OFF.fullmatch(said):
        return RemindersSaid("off", _about(found))
    if found := _ON.fullmatch(said):
        return RemindersSaid("on", _about(found))
    found = _ASKED_WHEN.fullmatch(said) or _SHOW.fullmatch(said)
    return RemindersSaid("show", _about(found)) if found else None


def _about(found: re.Match[str]) -> str | None:
    told = next((told for name, told in found.groupdict().items() if name in _NAMES and told), "").strip()
    return None if not told or told in _SELVES else told
