"""How a proposal is to be paid, said of one that is there: "deposit 30%", "no deposit", "due in 15 days", "tax on
materials only", "anticipo del 30%".
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bots.intents import contracts
from bots.intents.contract_readers import contract_said
from bots.intents.folding import even, fold
from bots.intents.in_one_breath import parted, with_sign
from bots.intents.intent import DueSaid, PayTerms, TaxSaid
from bots.intents.pay_plans import payments_said
from bots.intents.paying import terms_of_pay
from bots.intents.proposal_edits import without_about
from bots.intents.proposal_terms import apart, says_terms
from bots.intents.proposals import OfferTermsSaid
from bots.intents.turn import Hints, Turn

MOST_DAYS = 365
_WORDS = {
    "deposit": "deposit|down ?payment|advance|upfront payment|anticipo|adelanto|deposito|enganche|sena",
    "discount": "discount|descuento|rebaja",
    "retainage": "retainage|retention|holdback|retencion",
    "taxes": "(?:sales )?tax(?:es)?|iva|impuestos?",
    "valid": "(?:expiration|expiry|end) date|last day|fecha limite|vigencia|vencimiento",
    "notes": "notes?|notas?",
    "schedule": "payment schedule|payment plan|schedule|calendario(?: de pagos)?|plan de pagos",
}
_LEAD = re.compile(
    r"(?:(?:please|por favor|ok|okay|and|y|also|tambien|set|make it|make|change|put|add|ask for|ask|take|use|with"
    r"|give (?:her|him|them)|i want|we want|let'?s do|pon|ponle|poner|cambia|cambiale|agrega|agregale|usa|pide|pidele"
    r"|quiero|con|dale|que sea|haz|the|an?|el|la|un|una|of) )+"
)
_THE = r"(?:(?:the|any|a|el|la|los|las|un|ningun) )?"
_DROPS = tuple(
    (
        what,
        re.compile(
            rf"(?:no|without|zero|remove|drop|delete|skip|cancel|take off|sin|quita|quitale|borra) {_THE}(?:{words})"
        ),
    )
    for what, words in _WORDS.items()
)
_VALUE = r"(?P<value>(?:[$€£] ?)?\d[\d.,]*k? ?(?:%|[$€£]|percent|por ciento|dollars|dolares|euros?)?)"
_AMOUNT_FIRST = re.compile(
    rf"{_VALUE} (?:of |as |as an? |as the |de |como )?(?P<what>deposit|down(?: ?payment)?|up ?front|advance"
    r"|retainage|retention|holdback"
    r"|discount|off|anticipo|adelanto|deposito|enganche|retencion|descuento)(?P<rest>(?: .*)?)"
)
_IS = re.compile(
    r"^(?P<what>[a-z]+(?: payment)?)(?: of)?(?: (?:is|to|at|should be|del|de|es|a|al|por|en)| ?[:=])+ (?=[$€£]?\d)"
)
_SAME = {
    "down": "deposit",
    "downpayment": "deposit",
    "down payment": "deposit",
    "upfront": "deposit",
    "up front": "deposit",
    "enganche": "deposit",
    "off": "discount",
    "percent": "%",
}
_NAME = re.compile(
    r"(?:rename|call|name|renombra|llama|ponle nombre a|cambia el nombre de)(?: it| (?:the |this |that |la |el |esta )?"
    r"(?:proposal|quote|bid|job|propuesta|presupuesto|cotizacion|obra))(?: to| as| a| como)? (?P<name>.{2,80})"
)
_PIECES = re.compile(r"\n|[,;] +(?:and |y )?| and | y ")


def offer_terms_said(text: str, hints: Hints) -> OfferTermsSaid | None:
    """None where neither a proposal is spoken of nor one is about. See ``Hints.offer_lines`` and ``offer_near``."""
    raw = even(text).strip().rstrip(" .!")
    if not raw or "?" in raw or hints.caption:
        return None
    rest, about, named = without_about(raw)
    if not (named or hints.offer_lines or hints.offer_near):
        return None
    said = _named(rest) or _dropped(rest) or _rows(rest, hints) or _read(Turn(rest, hints))
    return OfferTermsSaid(said, about, named or bool(hints.offer_lines)) if said else None


def _named(raw: str) -> dict[str, Any] | None:
    found = _NAME.fullmatch(fold(raw))
    return {"name": raw[slice(*found.span("name"))].strip(" .:\"'")} if found else None


def _dropped(raw: str) -> dict[str, Any] | None:
    folded = fold(raw)
    lead = _LEAD.match(folded)
    gone = [
        what for what, one in _DROPS for told in {folded, folded[lead.end() if lead else 0 :]} if one.fullmatch(told)
    ]
    return {"drop": gone[:1]} if gone else None


def _rows(raw: str, hints: Hints) -> dict[str, Any] | None:
    """All of it is conditions, one or several."""
    whole = raw if payments_said(raw, hints.language, hints.currency) else _as_row(raw)
    by_commas = [one for one in _PIECES.split(raw) if one.strip()]
    ways = ([_one_row(with_sign(one)) for one in way] for way in (by_commas, *parted(raw)))
    return next(filter(None, (_conditions(rows, hints) for rows in ([whole], *ways))), None)


def _one_row(said: str) -> str:
    """As it stands where that says a condition already: "a 15 dias" begins with no article."""
    return said if says_terms(said) else _as_row(said)


def _conditions(rows: list[str], hints: Hints) -> dict[str, Any] | None:
    """None where one of the rows is none."""
    if not rows or not all(says_terms(one) for one in rows):
        return None
    work, conditions = apart(rows, hints)
    late = conditions.get("due", 0) > MOST_DAYS
    return None if work or late or conditions.get("unread") else conditions


def _as_row(said: str) -> str:
    """As the rows between a proposal's lines say it: "30% deposit" is "deposit 30%"."""
    folded = fold(said)
    lead = _LEAD.match(folded)
    start = lead.end() if lead else 0
    said, folded = said[start:], folded[start:]
    if found := _AMOUNT_FIRST.fullmatch(folded):
        what = _SAME.get(found["what"], found["what"])
        return f"{what} {_percent(found['value'])}{found['rest']}"
    if found := _IS.match(folded):
        return f"{_SAME.get(found['what'], found['what'])} {_percent(said[found.end() :])}"
    return _percent(said)


def _percent(said: str) -> str:
    return re.sub(r" ?(?:percent|por ciento)\b", "%", said)


def _read(turn: Turn) -> dict[str, Any] | None:
    """What is said of a contract can be said of a proposal."""
    meant = contract_said(turn) or terms_of_pay(turn)
    mapped = _OF_CONTRACT.get(type(meant))
    return mapped(meant) if mapped else None


def _retainage(meant: contracts.RetainageSaid) -> dict[str, Any] | None:
    if meant.milestone:
        return None
    if not meant.percent and not meant.step:
        return {"drop": ["retainage"]}
    shares = {"rate": meant.percent, "step": meant.step, "later": meant.later}
    return {"retainage": {name: None if share is None else str(share) for name, share in shares.items()}}


def _taxes(meant: contracts.TaxesSaid) -> dict[str, Any]:
    rules = [{"name": one.name, "rate": str(one.percent), "scope": one.scope} for one in meant.taxes]
    said = {"taxes": rules or None, "inclusive": meant.inclusive, "scope": meant.scope}
    return {name: value for name, value in said.items() if value is not None}


def _pay(tax: Decimal | None, due: int | None) -> dict[str, Any]:
    said: dict[str, Any] = {} if due is None else {"due": due}
    if tax is None:
        return said
    return {**said, "taxes": [{"name": "", "rate": str(tax), "scope": "all"}]} if tax else {**said, "drop": ["taxes"]}


def _share(meant: contracts.AdvanceSaid | contracts.JobDiscount) -> dict[str, Any]:
    return {"percent" if meant.percent else "amount": str(meant.amount)}


_OF_CONTRACT: Mapping[type, Callable[[Any], dict[str, Any] | None]] = {
    contracts.RetainageSaid: _retainage,
    contracts.TaxesSaid: _taxes,
    contracts.AdvanceSaid: lambda meant: {"deposit": {**_share(meant), "credit": meant.credit}},
    contracts.JobDiscount: lambda meant: {"discount": _share(meant)},
    contracts.ColumnsSaid: lambda meant: {"columns": meant.on},
    contracts.SequenceSaid: lambda meant: {"sequence": meant.on},
    TaxSaid: lambda meant: _pay(meant.percent, None),
    DueSaid: lambda meant: _pay(None, meant.days),
    PayTerms: lambda meant: None if meant.project else _pay(meant.percent, meant.days),
}
