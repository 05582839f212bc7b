"""One line of an invoice taken back: "credit the tile line", "credit 2 of the outlets", "acredita la línea 2"."""

import re
from decimal import Decimal

from bots.intents.amounts import amount
from bots.intents.contracts import LineCredit
from bots.intents.folding import fold
from bots.intents.turn import Turn

_NOTE = r"(?:credit (?:note|memo)|nota de credito)"
_CREDIT = (
    rf"(?:please |por favor )?(?:(?:(?:give|make|issue|create|send|do|haz|hacer|emite|crea) )?(?:(?:a|an|una) )?{_NOTE}"
    r" (?:of|for|on|de|por|para)|credit(?: back)?|take back|acredita(?:r)?|abona(?:r)?)"
)
_THE = r"(?:(?:the|la|el|los|las|un|una) )?"
_LINE = r"(?:line(?: item)?|item|position|linea|partida|renglon|concepto)"
_ON = (
    r"(?:,? (?:on|from|off|of|in|en|de|del) (?:the |la )?"
    r"(?:(?:invoice|bill|inv|factura)(?: (?:number|no\.?|numero))? ?#?)?(?P<about>(?:[a-z]{1,4}-?)?\d{1,6}))"
)
_WHY = r"(?:(?:[,;:]|,? (?:because(?: of)?|since|as|porque|ya que))\s*(?P<why>.+))?"
_COUNT = r"(?P<count>[$€£]?\d[\d.,]*)(?: (?:dollars|dolares|pieces|piezas))? (?:of|de|del)"
_WHAT = r"(?P<what>[^,;:?]{2,60}?)"
_FORMS = tuple(
    re.compile(one)
    for one in (
        rf"{_CREDIT} {_COUNT} {_THE}{_WHAT}(?: {_LINE})?{_ON}?{_WHY}",
        rf"{_CREDIT} {_THE}{_WHAT} {_LINE}{_ON}?{_WHY}",
        rf"{_CREDIT} {_THE}{_LINE} (?:for |of |de )?{_THE}{_WHAT}{_ON}?{_WHY}",
        rf"{_CREDIT} {_THE}(?=[a-z]){_WHAT}{_ON}{_WHY}",
    )
)
# What names no line of it, but the whole.
_WHOLE = re.compile(
    r"(?:(?:all|rest|whole|everything|full|remainder|todo|resto|entera|completa|note|memo)\b.*"
    r"|(?:[a-z]{1,4}[ -]?)?\d+|(?:the )?(?:deposit|retainage|anticipo|retencion|invoice|bill|inv|factura))"
)
LONGEST = 200


def line_credit(turn: Turn) -> LineCredit | None:
    """A bare number of it is so many pieces; with a sign, money."""
    raw = turn.raw.strip(" .!")
    if turn.said.is_question or turn.hints.caption or len(raw) > LONGEST or "\n" in raw:
        return None
    for found in filter(None, (one.fullmatch(fold(raw)) for one in _FORMS)):
        groups = found.groupdict()
        if _WHOLE.fullmatch(groups["what"]):
            continue
        told = groups.get("count")
        figure = amount(told, turn.language, turn.hints.currency) if told else None
        if told and (figure is None or figure.kind == "percent" or figure.currency not in {None, turn.hints.currency}):
            return None
        money = figure is not None and figure.kind == "money"
        return LineCredit(
            what=raw[slice(*found.span("what"))].strip(" '\""),
            count=None if figure is None or money else Decimal(figure.value),
            amount=Decimal(figure.value) if figure is not None and money else None,
            about=raw[slice(*found.span("about"))] if groups.get("about") else "",
            reason=raw[slice(*found.span("why"))].strip(" .") if groups.get("why") else "",
        )
    return None
