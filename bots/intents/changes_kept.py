"""What is kept of one change order, asked for: "show CO-4", "who approved CO-4?", "qué dijo Ana de la CO-1"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_CO = (
    r"(?:(?:the|la|el) )?(?:change ?orders?|orden de cambio|co)[ #.-]*(?:number |numero |no\.? ?)?(?P<n>\d{1,4})"
    r"(?: (?:again|otra vez))?"
)
_SHOW = (
    r"(?:show(?: me)?|see|open|what is|whats|what's|look at|read|find|status of|details? (?:of|for|on)|muestra(?:me)?|"
    r"ver|ensena(?:me)?|que es|abre|estado de|detalles? de)"
)
_PROOF = (
    r"(?:(?:show(?: me)?|get|give me|i need|muestra(?:me)?|dame|necesito) )?(?:(?:the|a|la|el) )?"
    r"(?:evidence|proof|record|answer|approval|signature|evidencia|prueba|constancia|registro|respuesta|aprobacion)"
    r" (?:of|for|on|to|de|del|para|sobre|a)"
)
_WHO = (
    r"(?:who|when|how|quien|cuando|como)(?: (?:did|was|were|is|fue|se))?(?: (?!and\b)[a-z]+){0,3}?"
    r" (?:approved?|agree(?:d)?(?: to)?|accept(?:ed)?|declined?|answer(?:ed)?|reject(?:ed)?|sign(?:ed)?|sent|asked|"
    r"aprob\w+|acept\w+|rechaz\w+|contest\w+|respond\w+|firm\w+)(?: (?:to|a|la|el))?"
)
_WHEN = (
    r"(?:when|how|cuando|como) (?:was|were|is|fue|se) (?P<inner>.+?) (?:approved|accepted|declined|answered|sent|asked"
    r"|aprobad[oa]|aceptad[oa]|rechazad[oa])"
)
_SAID = (
    r"what (?:did|does) (?:[a-z]+ ){1,3}(?:say|answer|reply|write)(?: (?:to|about|on|for))?"
    r"|que (?:dijo|contesto|respondio|escribio) (?:[a-z]+ ){0,3}?(?:a|de|sobre|para)"
)
_ASKED = re.compile(rf"(?:{_SHOW}|{_PROOF}|{_WHO}|{_SAID}) {_CO}")
_BARE = re.compile(r"co[ #.-]*(?P<n>\d{1,4})")
_WHEN_ASKED = re.compile(_WHEN)
_NUMBER = re.compile(_CO)


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What is kept of this one."""

    number: int


def change_shown(turn: Turn) -> ChangeShown | None:
    """Whole messages only."""
    said = fold(turn.raw).strip(" .!?¿¡").replace("’", "'")
    if found := _ASKED.fullmatch(said) or _BARE.fullmatch(said):
        return ChangeShown(int(found["n"]))
    passive = _WHEN_ASKED.fullmatch(said)
    inner = _NUMBER.fullmatch(passive["inner"]) if passive else None
    return ChangeShown(int(inner["n"])) if inner else None
