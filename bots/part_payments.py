"""A client asks whether they may pay a part: "can I pay half now?", "¿puedo pagar la mitad?". Pure."""

import re

from bots.intents.amounts import amounts_in
from bots.intents.folding import even, fold

ANY = "any"
_LONGEST = 400
_CLAUSES = re.compile(r"[.,;?!\n]+(?:\s+|$)|\b(?:but|pero|because|porque)\b")
_ASKS = re.compile(
    r"\b(?:can|could|may|might|possible|ok|okay|alright|allowed|let me|want|would like|id like|id rather|need to|is it"
    r"|puedo|podemos|podria|podriamos|puede|se puede|posible|quiero|queremos|quisiera|quisieramos|gustaria"
    r"|necesito|esta bien si|me deja|me dejan)\b"
)
_NO = re.compile(r"\b(?:(?:can|could|will|would) you|not|wont|dont|cant|cannot|never|refuse|no|nunca|nada)\b")
_PAY = re.compile(
    r"\b(?:pay|paying|payment|payments|(?:send|give) you"
    r"|pagar|pagarle|pagarles|pague|pago|pagos|abonar|abonarle|dar|darle)\b"
)
_PART = re.compile(
    r"\b(?:half|a part|part of|partial|partially|partly|some of|a portion|some now|a bit|a little|installments?"
    r"|in (?:parts|pieces)|(?:in|into) (?:two|three|four|several|[2-9]) (?:parts|payments|times|halves)"
    r"|split (?:it|this|the)|third|quarter|mitad|una parte|en partes|parcial|parcialmente|un poco|algo|a plazos"
    r"|en abonos|un abono|a cuenta|en (?:dos|tres|cuatro|varios|varias|[2-9]) (?:pagos|partes|veces|abonos)"
    r"|un tercio|una cuarta parte)\b|\d ?%|\bpercent\b|\bpor ciento\b"
)
_WHOLE = re.compile(r"\b(?:half|part) (?:of )?(?:the )?(?:work|job) (?:is|was)\b|\bin full\b|\bcompleto\b")
_BEFORE = re.compile(
    r"\b(?:pay|paying|payment of|(?:send|give)(?= you)|pagar|pagarle|pagarles|pague|abonar|abonarle|dar|darle|pago de)"
    r"(?: you| just| only| solo| solamente| al menos| at least| like| about| unos)*[ $]*$"
)
_TIME = re.compile(r" ?(?:days?|weeks?|months?|dias?|semanas?|mes(?:es)?|st|nd|rd|th)\b")


def part_said(text: str) -> str:
    """``ANY`` for a part that is not said in money, the amount in major units, or "" for what asks for none. It takes
    a wish and the part in one clause, so that who refuses to pay for a part is not told how.
    """
    if len(text) > _LONGEST:
        return ""
    clauses = _CLAUSES.split(fold(even(text)).replace("'", "").replace("’", ""))
    return next(filter(None, map(_in_clause, clauses)), "")


def _in_clause(said: str) -> str:
    if not (_ASKS.search(said) and _PAY.search(said)) or _NO.search(said) or _WHOLE.search(said):
        return ""
    if _PART.search(said):
        return ANY
    amounts = [one for one in amounts_in(said) if one.kind != "percent" and one.value > 0]
    one = amounts[0] if len(amounts) == 1 else None
    return str(one.value) if one and _is_paid(said[: one.start], said[one.end :]) else ""


def _is_paid(before: str, after: str) -> bool:
    """As in "pay 500 now", and not in "pay INV-3" or "pay 2 weeks later"."""
    return bool(_BEFORE.search(before)) and not _TIME.match(after)
