"""How one invoice stands: "status of invoice 12", "did Dana open invoice 12", "abrió Dana la factura 12"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

# A word for it and its number, or a number with its letters.
_PAPER = r"(?:the |la |my |mi )?(?:invoice|inv|bill|factura)(?: number| no\.?| numero| num\.?)? ?#? ?"
_ONE = rf"(?:{_PAPER}(?P<number>(?:[a-z]{{1,12}}-)?\d{{1,7}})|(?P<full>[a-z]{{1,12}}-\d{{1,7}}))"
_SEEN = r"(?:see|seen|open|opened|read|view|viewed|get|got|look at|looked at|pay|paid)"
_VISTO = r"(?:vio|abrio|leyo|ha visto|ha abierto|ha leido|han visto|han abierto|recibio|ha recibido|pago|ha pagado)"
_WHO = r"[^\d?]{1,40}?"
_PATTERNS = tuple(
    re.compile(one)
    for one in (
        rf"(?:show me |whats |what is |what's )?(?:the )?(?:status|state) (?:of|on|for) {_ONE}",
        rf"(?:wheres|where is|where's|hows|how is|how's|show me|show) {_ONE}",
        rf"{_ONE} (?:status|state)",
        rf"(?:did|has|have) {_WHO} (?:ever )?{_SEEN} {_ONE}(?: yet)?",
        rf"(?:was|is|has|did) {_ONE} (?:been )?(?:{_SEEN}|delivered|arrived|arrive|there)(?: yet)?",
        rf"how (?:often|many times) (?:was|did {_WHO} {_SEEN}|has {_WHO} {_SEEN}) {_ONE}(?: opened| seen| viewed)?",
        rf"(?:cual es |como esta |como va |dime )?(?:el )?(?:estado|estatus) de {_ONE}",
        rf"(?:donde esta|como esta|como va|muestrame|ver) {_ONE}",
        rf"(?:ya )?{_VISTO}(?: {_WHO})? (?:a )?{_ONE}",
        rf"(?:ya )?{_WHO} (?:ya )?{_VISTO} {_ONE}",
        rf"(?:ya )?(?:llego|esta pagada|se abrio|la abrieron) {_ONE}",
        rf"cuantas veces (?:abrio|vio|abrieron|vieron|ha abierto)(?: {_WHO})? {_ONE}",
    )
)


@dataclass(frozen=True, slots=True)
class InvoiceStandsAsked:
    """``about``: its number, as said."""

    about: str


def invoice_stands(turn: Turn) -> InvoiceStandsAsked | None:
    """Said in full, and nothing else in the message; a caption asks for nothing."""
    if turn.hints.caption:
        return None
    said = " ".join(fold(turn.raw).split()).strip(" .!?¿¡")
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(said):
            return InvoiceStandsAsked(found["number"] or found["full"])
    return None
