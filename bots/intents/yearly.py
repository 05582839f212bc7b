"""A year's money by client: "how much did Dana pay this year", "year to date", "cuánto pagó Dana en 2026"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_WHO = r"(?P<who>[^?]+?)"
_WHEN = (
    r"(?: (?:so far|en total|in total|hasta ahora|until now))?"
    r" (?:(?P<this>this year|year to date|ytd|este ano|en este ano|en lo que va del ano|so far this year)"
    r"|(?P<last>last year|el ano pasado)|(?:in |for |of |en |durante |de |del )?(?P<year>20\d\d))"
)
_WE = rf"(?:we|i) (?:get|got|gotten|received?|collect|collected|take in|make|made)(?: paid)?(?: from {_WHO})?"
_BILLED = rf"(?:we|i) (?:bill|billed|invoice|invoiced)(?: to)?(?: {_WHO})?"
_COBRAMOS = (
    r"(?:cobre|cobramos|hemos cobrado|he cobrado|facture|facturamos|recibi|recibimos|entro|me pagaron|nos pagaron"
    rf"|han pagado|pagaron)(?: (?:de|a|con) {_WHO})?"
)
_SHOW = r"(?:show me |show |give me |dame |ver |el |the |my )*"
_ONLY_THIS = r"(?P<this>lo que va del ano|este ano por cliente|this year by client)"
# By month it is drawn on the page that the answer leads to.
_BY_MONTH = re.compile(
    r"(?:show me |show |ver |muestrame )?(?:(?:cash|money|income|payments)(?: in)? (?:by|per|each) month"
    r"|(?:cobros|ingresos|entradas|pagos|dinero) (?:por|de cada) mes)"
    r"|(?:how much|what) (?:did|have) (?:i|we) (?:make|made|earn|earned|get|got|bring in|take in|collect(?:ed)?)"
    r" (?:this|last) month|cuanto (?:gane|ganamos|hice|entro|cobre|cobramos|llevo|llevamos) (?:este mes|el mes pasado"
    r"|cobrado|ganado)"
)
_PATTERNS = tuple(
    re.compile(one)
    for one in (
        rf"(?:how much|what) (?:did|has|have) {_WHO} (?:pay|paid|payed)(?: me| us)?{_WHEN}",
        rf"(?:how much|what) (?:did|have|has) {_WE}{_WHEN}",
        rf"(?:how much|what) (?:did|have) {_BILLED}{_WHEN}",
        rf"how much (?:money )?(?:came|has come) in{_WHEN}",
        rf"cuanto (?:me |nos )?(?:pago|ha pagado|han pagado|pagaron|lleva pagado) {_WHO}{_WHEN}",
        rf"cuanto {_WHO} (?:me |nos )?(?:pago|ha pagado|han pagado){_WHEN}",
        rf"cuanto {_COBRAMOS}{_WHEN}",
        rf"{_SHOW}(?P<this>year to date|ytd)(?: (?:for|of|by) (?:client|clients|each client|{_WHO}))?",
        rf"{_SHOW}(?:(?:resumen|totales) del? (?:ano|{_WHO} del ano)|{_ONLY_THIS})(?: (?:de|con) (?P<whose>[^?]+))?",
    )
)
_EVERYBODY = {"everybody", "everyone", "they", "people", "clients", "my clients", "all clients", "all my clients"} | {
    *("each client", "todos", "mis clientes", "los clientes", "todos mis clientes", "cada cliente")
}


@dataclass(frozen=True, slots=True)
class YearAsked:
    """``about``: a client, as said; None for all. ``year`` as said, else ``back`` years before this one."""

    about: str | None = None
    year: int | None = None
    back: int = 0


def year_asked(turn: Turn) -> YearAsked | None:
    """Said in full, and nothing else in the message; a caption asks for nothing."""
    if turn.hints.caption:
        return None
    said = " ".join(fold(turn.raw).split()).strip(" .!?¿¡")
    if _BY_MONTH.fullmatch(said):
        return YearAsked()
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(said):
            slots = found.groupdict()
            who = slots.get("who") or slots.get("whose")
            year = slots.get("year")
            about = None if who in _EVERYBODY else who
            return YearAsked(about, int(year) if year else None, 1 if slots.get("last") else 0)
    return None
