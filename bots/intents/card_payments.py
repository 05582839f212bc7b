"""Where card payments go: "set up card payments", "connect Stripe", "are card payments ready?"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_CARDS = (
    r"(?:(?:the |my |los |las |mis )?(?:credit )?(?:card|online|stripe|tarjeta|con tarjeta|en linea) ?(?:payments?)?)"
)
_PAGOS = r"(?:(?:los |mis )?(?:pagos|cobros) (?:con|por|de) (?:tarjeta|stripe)|(?:los |mis )?(?:pagos|cobros) en linea)"
_ASKED = re.compile(
    r"(?:please |por favor |i want to |can i |quiero |how do i |como )*(?:"
    rf"(?:set ?up|turn on|enable|start|activate|accept|take) {_CARDS}"
    r"|(?:connect|link|set ?up|conecta|conectar|configura|configurar|vincula|vincular)"
    r" (?:to |with |my |a |mi |con )*stripe(?: account)?"
    rf"|(?:are|is) {_CARDS} (?:ready|on|set up|working|active)"
    r"|(?:check|show) (?:my )?(?:card payments?|stripe)(?: account| status)?"
    rf"|(?:configura|configurar|activa|activar|aceptar|acepta|recibir) {_PAGOS}"
    r"|cobrar (?:con|por) tarjeta(?: de credito)?"
    rf"|(?:estan listos|ya estan|ya funcionan) {_PAGOS}"
    r")(?: please| por favor)?[.!?]*"
)


@dataclass(frozen=True, slots=True)
class CardPayments:
    """How it stands with the contractor's own account for card payments, and the way to set it up."""


def card_payments(turn: Turn) -> CardPayments | None:
    return CardPayments() if _ASKED.fullmatch(fold(turn.raw).strip().strip("¿¡ ")) else None
