"""What being late costs: "late fee 1.5% a month after 30 days", "late fee $50 after 10 days", "no late fee", "late fee
for INV-0007". Names are as said.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.intents.folding import fold
from bots.intents.turn import Turn

GRACE = 30
_FEE = (
    r"(?:late (?:payment )?(?:fees?|charges?|interest)"
    r"|(?:recargos?|intereses|interes)(?: por (?:mora|atraso|retraso)| de mora)?)"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_PERCENT = r"\d{1,3}(?:[.,]\d{1,4})?"
_AFTER = (
    r"(?:,? (?:after|starting|from|despues de|a partir de|tras) (?P<days>\d{1,3}) (?:days?|dias?)"
    r"(?: (?:late|overdue|past due|after the due date|de atraso|de retraso|de vencida))?)?"
)
_MONTH = r"(?: ?/ ?| (?:a|per|each|every|al|por|cada) )(?:month|mo|mes)"
_SET = re.compile(
    rf"(?:please |set |add |use |charge |quiero |pon |cobra |an? |un )*{_FEE}(?: is| es|:)?(?: of| de(?:l)?)? "
    rf"(?:(?P<percent>{_PERCENT}) ?(?:%|percent|por ciento)(?:{_MONTH}| monthly| mensual)"
    rf"|\$? ?(?P<amount>{_NUMBER})(?: dollars| dolares)?)"
    rf"{_AFTER}"
)
_OFF = re.compile(
    rf"(?:please )?(?:no|no more|without|stop|remove|turn off|drop|sin|quita(?: el| los)?|ya no)(?: charging| cobrar)?"
    rf" {_FEE}"
    rf"|{_FEE} (?:off|no)"
)
_SHOW = re.compile(
    rf"(?:what|which|que|cuales) {_FEE} (?:are there|is there|do (?:i|we) (?:have|charge)|hay|tengo|tenemos|cobro)"
    rf"|(?:show |what is |whats |what are |my |the |ver |mis |cual es |cuales son )*{_FEE}(?: rule| terms)?"
)
_OWED = re.compile(
    r"(?:(?:do|did) (?:i|we) (?:have|charge|get)|(?:have|had) (?:i|we)(?: got)?|(?:are|is) there|got|show"
    r"|can i (?:charge|add)|any(?:body|one) (?:owe|owes)(?: me| us)?|who owes(?: me| us)?|tengo|tenemos|hay"
    r"|alguien (?:me |nos )?debe|quien (?:me |nos )?debe)?"
    rf" ?(?:any|an?|some|algun|algunos|un)? ?{_FEE}(?: (?:due|owed|owing|to (?:charge|add|bill)|now|yet|today|pending"
    r"|open|por cobrar|pendientes?|vencid[oa]s?|hoy|ya))*"
)
_CHARGE = re.compile(
    rf"(?:add|charge|cobra|agrega) (?:an? |the |un |el )?{_FEE}"
    rf"|(?:please )?(?:(?:add|charge|bill|cobra|cobrale|agrega|agregale|suma|ponle) )?(?:an? |the |un |el )?{_FEE}"
    r" (?:to|for|on|a|al|para|de|en) (?P<about>.+)|(?:charge|cobrale a|cobra a) (?P<whom>.+?) (?:an? |the |un |el )?"
    rf"{_FEE}"
)
# Around whose it is: "Dana's invoice", "invoice 7", "everybody".
_AROUND = re.compile(
    r"(?:the |la )?(?:invoices?|facturas?) (?:no )?(?:of |for |de |del )?|s?(?: late| overdue)? (?:invoices?|bills?)$"
    r"|^(?:all|all of them|everybody|everyone|everything|todos|todas|todo)$"
)


What = Literal["set", "off", "show", "owed", "charge"]
_ALONE: tuple[tuple[What, re.Pattern[str]], ...] = (("off", _OFF), ("show", _SHOW), ("owed", _OWED))


@dataclass(frozen=True, slots=True)
class LateFeeSaid:
    """``percent`` a month, or ``amount`` in major units, from ``days`` days after the day due on. "show": what invoices
    say of it; "owed": whether any has come up.
    """

    what: What
    percent: Decimal | None = None
    amount: Decimal | None = None
    days: int = GRACE
    about: str | None = None


def late_fee(turn: Turn) -> LateFeeSaid | None:
    """The whole message."""
    if turn.hints.caption:
        return None
    said = " ".join(fold(turn.raw).replace("'", "").replace("’", "").split()).strip(" .!?¿¡")
    for what, pattern in _ALONE:
        if pattern.fullmatch(said):
            return LateFeeSaid(what)
    if found := _SET.fullmatch(said):
        days = int(found["days"] or GRACE)
        return LateFeeSaid("set", _number(found["percent"]), _number(found["amount"]), days)
    if found := _CHARGE.fullmatch(said):
        return LateFeeSaid("charge", about=_bare(found["about"] or found["whom"]))
    return None


def _bare(about: str | None) -> str | None:
    """Whose invoice, without that word: "Dana's invoice". None: whichever is late."""
    return _AROUND.sub("", about or "").strip() or None


def _number(said: str | None) -> Decimal | None:
    """Commas group thousands, or are a point: "1,5"."""
    if said is None:
        return None
    return Decimal(said.replace(",", "" if re.search(r",\d{3}", said) else "."))
