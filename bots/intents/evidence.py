"""What is kept of a payment, asked for: "show the check of Dana's payment", "muéstrame el cheque 1023"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.turn import Turn

_ASK = (
    r"(?:please |por favor )?(?:show me|show|let me see|can i see|see|get me|give me|send me|find me|find|open|where is"
    r"|wheres|where's|i need|i want to see|muestrame|muestra|ensename|dejame ver|quiero ver|ver|dame|mandame|enviame"
    r"|pasame|buscame|busca|donde esta|necesito)"
)
_THE = r"(?:the |a |that |my |el |la |los |las |un |una |ese |esa )?"
_PICTURE = r"(?:photo|picture|pic|image|scan|screenshot|foto|imagen|captura)s?"
_MONEY = r"(?:checks?|cheques?|payments?|pagos?|(?:transfer|transferencia|zelle|venmo)(?: payment)?)"
_CHECK = r"(?:checks?|cheques?)"
_WHOSE = r"(?:(?P<whose>[^?]+?)(?:'s|s') )?"
_WHAT = (
    rf"(?:{_PICTURE} (?:of|from|de|del) {_THE}{_WHOSE}{_MONEY}|{_MONEY} {_PICTURE}"
    rf"|{_CHECK}(?: {_PICTURE})?)"
)
_NUMBER = r"(?: (?:#|no\.? ?|number |num\.? ?|numero )?(?P<number>#?\d{1,8}))?"
_OF = r"(?: (?:of|for|from|by|on|de|del|para|con) (?:the |el |la )?(?P<place>[^?]+))?"
_ASKED = re.compile(rf"{_ASK} {_THE}{_WHAT}{_NUMBER}{_OF}")
_THEIRS = re.compile(rf"{_ASK} (?P<place>[^?]+?)(?:'s|s') (?:{_CHECK}(?: {_PICTURE})?|{_MONEY} {_PICTURE}){_NUMBER}")
# Around a name: "Dana's payment", "the payment from Dana", "pago de Dana".
_AROUND = re.compile(
    r"(?:(?:payments?|pagos?) (?:of|from|by|de|del) (?:the |el |la )?)?(?P<name>.+?)"
    r"(?:(?:'s|s')? (?:payments?|pagos?))?"
)


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """``about``: the number of a check, or a client, a job or an invoice, as said."""

    about: str | None = None


def evidence(turn: Turn) -> EvidenceAsked | None:
    """A caption shows a check and asks for none."""
    if turn.hints.caption:
        return None
    said = fold(turn.raw).strip(" .!?¿¡").replace("\u2019", "'")
    for pattern in (_ASKED, _THEIRS):
        if found := pattern.fullmatch(said):
            named = found.groupdict()
            place = named.get("place") or named.get("whose")
            inner = _AROUND.fullmatch(place) if place else None
            about = (found["number"] or "").strip("#") or (inner["name"] if inner else None)
            return EvidenceAsked(about)
    return None
