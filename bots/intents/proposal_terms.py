"""How a proposal is paid, as rows between its lines say it: deposit, retainage, taxes, discount, days, schedule."""

import re
from collections.abc import Sequence
from typing import Any

from bots.intents.amounts import amount
from bots.intents.due_when import day_of
from bots.intents.estimate_payments import payments_in
from bots.intents.folding import even, fold
from bots.intents.pay_plans import SCHEDULE, payments_said, payments_together, schedules_in
from bots.intents.taxing import taxes_told
from bots.intents.turn import Hints
from core.domain.account import Language

_NUMBER = r"\d+(?:[.,]\d{1,4})?"
_OF = r"(?: of| del?|:)? *"
_PERCENT = rf"(?P<percent>{_NUMBER}) ?%"
_AMOUNT = r"(?P<amount>[$€£]? ?\d[\d.,]*k?(?: ?(?:€|£|euros?|dollars?|dolares))?)"
_CREDITS = {
    "first": "first|primer|right away|al principio",
    "last": "last|final|at the end|ultim",
    "pro_rata": "pro ?rata|in proportion|each invoice|proporci|cada factura",
}
_DEPOSIT = "deposit|down ?payment|advance|anticipo|adelanto|deposito|enganche"
_RETAINAGE = "retainage|retention|holdback|hold back|retencion|retener"
_STEP = rf"(?:until|up to|hasta)(?: el)? *(?P<step>{_NUMBER}) ?%"
_LATER = rf"(?:then|after that|luego|despues)?(?: el)? *(?P<later>{_NUMBER}) ?%"
_SCOPE = "materials?|labor|labour|materiales|mano de obra"
_ON = rf"(?:on|sobre|en|de) +(?:the |los? |las? )?(?P<scope>{_SCOPE})(?: only)?"
_SAY_DAYS = ("due", "due_at_once")
_PAYS = (*_SAY_DAYS, "deposit", "deposit_first", "retainage", "valid", "valid_until")
_SAME = {"deposit_first": "deposit", "due_at_once": "due"}
# "terms: net 15" says days, and no note.
_TERMS = r"(?:(?:payment terms|terms of payment|terms|condiciones(?: de pago)?|forma de pago|pago) ?:? *)?"
_LINES = {
    "deposit_first": re.compile(
        rf"{_PERCENT} (?:of |as |as an? |de |como )?(?:{_DEPOSIT}|down|up ?front)(?P<rest>(?: [^\d%]*)?)"
    ),
    "deposit": re.compile(rf"(?:{_DEPOSIT}){_OF}(?:{_PERCENT}|{_AMOUNT})(?P<rest>[^\d%]*)"),
    "retainage": re.compile(rf"(?:{_RETAINAGE}){_OF}{_PERCENT}(?:[, ]*{_STEP}[, ]*{_LATER})?"),
    "tax": re.compile(
        rf"(?P<name>(?:[a-z]+ )?(?:tax|impuesto|iva|vat|gst|hst|pst|qst)){_OF}{_PERCENT}"
        rf"(?: *{_ON})?(?P<inclusive> *(?:included|incluido))?"
    ),
    "discount": re.compile(rf"(?:discount|descuento){_OF}(?:{_PERCENT}|{_AMOUNT})"),
    "valid": re.compile(r"(?:valid|good|valida?|vigencia)(?: for| por| de)? *(?P<days>\d{1,3}) (?:days?|dias?)"),
    "valid_until": re.compile(r"(?:valid|good|valida?) (?:until|till|thru|through|hasta)(?: el)? (?P<day>.{3,30})"),
    "sequence": re.compile(
        r"(?:(?:(?:to be |it is |we )?(?:bill(?:ed)?|invoiced?|billing|invoicing)|(?:the |all )?(?:parts|payments|work)"
        r"|facturar?|facturado|cobrar?|(?:las )?partes|(?:los )?pagos) )?(?:(?:only|solo|strictly|billed|due) )*"
        r"(?:in (?:(?:this|the|that|strict) )?(?:order|sequence)|en (?:(?:este|el) )?(?:orden|secuencia)"
        r"|one after (?:the other|another)|un[oa] tras otr[oa])"
    ),
    "due": re.compile(
        rf"{_TERMS}(?:(?:net|neto|due in|due|(?:payment )?due (?:in|within)|pay in|pay within|payable (?:in|within)"
        r"|pago (?:a|en)|a pagar (?:a|en)|(?:vence|se paga|pagader[oa]|pagos?) (?:a|en|dentro de)|plazo(?: de)?"
        r"(?: pago)?(?: de)?) *(?P<days>\d{1,3})(?: days?| dias?)?|(?:pagar |facturas? )?a (?P<days2>\d{1,3}) dias?)"
        r"(?: (?:of|from|after) (?:the )?(?:invoice|receipt)(?: date)?"
        r"| (?:de |desde )?(?:la )?(?:fecha (?:de )?)?factura)?"
    ),
    "due_at_once": re.compile(
        rf"{_TERMS}(?:(?:payment )?(?:is )?(?:due|payable) (?:up)?on receipt"
        r"|(?:pago|vence|pagader[oa]|se paga) al recib\w+(?: la factura)?)"
    ),
}
_NOTES = re.compile(r"(?:notes?|terms|notas?|condiciones) ?: *(?=\S)")
# What begins like a condition and is none of these: never a line of the work, never dropped.
_LIKE = re.compile(
    rf"(?:{_DEPOSIT}|{_RETAINAGE}|discount|descuento|(?:[a-z]+ )?(?:tax|impuesto|iva|vat)|net|neto|due|pay|payable|pago"
    r"|vence|pagader[oa]|se paga|plazo|a \d{1,3} dias)\b"
)
_VALID = re.compile(r"(?:valid|good (?:for|until|till)|valida?)\b")
_ENDS_IN_A_PRICE = re.compile(r"\d[\d.,]*k? ?[€£]?(?: ?(?:each|/ ?\w+))?$")
_AMOUNT_OF_DEPOSIT = re.compile(rf"(?:{_DEPOSIT})[^%]*")
_SAYS_TAX = re.compile(r"\b(?:tax(?:es)?|iva|impuestos?|vat|gst|hst|pst|qst)\b")
_TAXES = re.compile(r"^(?:taxes|tax|impuestos?) ?: *(?=[a-z])")
_NO_TAX = re.compile(r"(?:no|without|zero|sin) (?:sales )?(?:tax(?:es)?|iva|impuestos?)")
_COMMA_IN = re.compile(r", *(?=(?:is |already |ya )?(?:included|inclusive|incluid|on top|not included|aparte))")
_SEVERAL = re.compile(r" ?[,;+] ?(?:and |y )?(?!\d)| (?:and|y|plus|mas) ")
_NAMED_RATE = re.compile(r"^(?P<name>[a-z]+(?: [a-z]+)?)(?: del| de| of)? (?=\d)")
_TAX_LETTERS = frozenset({"iva", "vat", "gst", "hst", "pst", "qst"})


def apart(rows: list[str], hints: Hints) -> tuple[str, dict[str, Any]]:
    """The lines of the work, and what the other rows say of how it is paid."""
    conditions: dict[str, Any] = {}
    rows = list(payments_together(rows, hints))
    block = payments_in(rows, hints.language, hints.currency)
    amounts = block.places if block and not block.is_alone else ()  # whether they add up is known with the lines
    work = [row for place, row in enumerate(rows) if place in amounts or not _take_condition(row, conditions, hints)]
    return "\n".join(work).strip(), conditions


def _take_condition(row: str, conditions: dict[str, Any], hints: Hints) -> bool:
    told = even(row).strip(" -*•·\t")
    folded = fold(told).rstrip(" .;")
    if any(_LINES[one].fullmatch(folded) for one in _SAY_DAYS):
        return _take_line(told, folded, conditions, hints)
    plan = payments_said(told, hints.language, hints.currency)
    if (note := _NOTES.match(folded)) and not plan:
        conditions["notes"] = "\n".join(filter(None, [conditions.get("notes", ""), told[note.end() :].strip()]))
        return True
    if plan:
        conditions["schedule"] = plan
        return True
    if _take_line(told, folded, conditions, hints):
        return True
    if _take_taxes(folded, conditions, hints):
        return True
    if is_unread := bool(SCHEDULE.match(folded)) or _is_like_a_condition(folded):
        _leave(conditions, told)
    return is_unread


def _take_taxes(folded: str, conditions: dict[str, Any], hints: Hints) -> bool:
    """Several in one row, or in the prices, as they are said of a job."""
    said = _COMMA_IN.sub(" ", _TAXES.sub("", folded))
    if not _SAYS_TAX.search(folded):
        return False
    if _NO_TAX.fullmatch(said):
        return True
    taken: dict[str, Any] = {"taxes": list(conditions.get("taxes", []))}
    pieces = [piece.strip() for piece in _SEVERAL.split(said) if piece.strip()]
    if not all(_take_tax(piece, taken, hints) for piece in pieces):
        return False
    conditions.update({name: value for name, value in taken.items() if value != []})
    return True


def _take_tax(piece: str, taken: dict[str, Any], hints: Hints) -> bool:
    """One; where others beside it say so, it needs not say itself that it is a tax."""
    if found := _LINES["tax"].fullmatch(piece):
        return _put(taken, "tax", found, hints)
    said = taxes_told(piece) or taxes_told(_NAMED_RATE.sub(r"\g<name> tax ", piece))
    if said is None:
        return False
    taken["taxes"] += [{"name": one.name, "rate": str(one.percent), "scope": one.scope} for one in said.taxes]
    told = {"inclusive": said.inclusive, "scope": said.scope}
    taken.update({name: value for name, value in told.items() if value is not None})
    return True


def apart_of_file(rows: Sequence[str], language: Language, currency: str) -> tuple[list[str], set[int]]:
    """(What rows of a file say of how it is paid, which of them those are). Taxes and discounts are read as sums."""
    said, places = [], set()
    for start, end, told in schedules_in(rows, language, currency):
        folded = fold(even(told).strip(" -*•·\t")).rstrip(" .;")
        pays = any(_LINES[one].fullmatch(folded) for one in _PAYS)
        pays = pays and not _AMOUNT_OF_DEPOSIT.fullmatch(folded)  # may be a row of a schedule with amounts
        if pays or payments_said(even(told), language, currency):
            said.append(told)
            places |= set(range(start, end))
    return said, places


def _take_line(told: str, folded: str, conditions: dict[str, Any], hints: Hints) -> bool:
    for what, pattern in _LINES.items():
        if found := pattern.fullmatch(folded):
            if not _put(conditions, _SAME.get(what, what), found, hints):
                _leave(conditions, told)
            return True
    return False


def says_terms(row: str) -> bool:
    """Whether the row as a whole is one condition, whatever marks are in it."""
    told = even(row).strip(" -*•·\t")
    folded = fold(told).rstrip(" .;")
    labelled = _NOTES.match(folded) or SCHEDULE.match(folded) or payments_said(told, "en", "USD")
    return bool(labelled) or any(pattern.fullmatch(folded) for pattern in _LINES.values())


def _is_like_a_condition(folded: str) -> bool:
    """What ends in a price is read with the lines: "Tax 500", "Deposit box 80"."""
    if _VALID.match(folded):
        return True
    return bool(_LIKE.match(folded)) and ("%" in folded or not _ENDS_IN_A_PRICE.search(folded))


def _leave(conditions: dict[str, Any], told: str) -> None:
    """It is said back, as what could not be read."""
    conditions.setdefault("unread", []).append(told)


def _put(conditions: dict[str, Any], what: str, found: re.Match[str], hints: Hints) -> bool:
    """False for a day that is in no calendar, and an amount that could be two."""
    if what == "valid_until":
        conditions[what] = day_of(found["day"], hints.language)
        return bool(conditions[what])
    if what == "sequence":
        conditions[what] = True
        return True
    said = {name: _plain(name, value) for name, value in found.groupdict().items() if value}
    if what == "tax":
        conditions.setdefault("taxes", []).append(
            {"name": _tax_name(said["name"]), "rate": said["percent"], "scope": _scope(said.get("scope", ""))}
        )
        if "inclusive" in said:
            conditions["inclusive"] = True
    elif what == "retainage":
        conditions[what] = {"rate": said["percent"], "step": said.get("step"), "later": said.get("later")}
    elif what in {"valid", "due"}:
        conditions[what] = int(said.get("days") or said.get("days2") or 0)
    else:
        share = _share(said, hints)
        if share is None:
            return False
        conditions[what] = share
        if what == "deposit":
            conditions[what]["credit"] = _credit(said.get("rest", ""))
    return True


def _share(said: dict[str, str], hints: Hints) -> dict[str, Any] | None:
    if "percent" in said:
        return {"percent": said["percent"]}
    found = amount(said["amount"], hints.language, hints.currency)
    return {"amount": str(found.value)} if found else None


def _plain(name: str, value: str) -> str:
    """Percentages may have decimal commas: "8,25 %"."""
    return value.replace(",", ".") if name in {"percent", "step", "later"} else value


def _credit(said: str) -> str:
    return next((name for name, words in _CREDITS.items() if re.search(words, said)), "pro_rata")


def _scope(said: str) -> str:
    return "materials" if said.startswith("material") else "labor" if said else "all"


def _tax_name(said: str) -> str:
    """What is more than the word "tax" is a name, and so are letters that stand for one."""
    last = said.rpartition(" ")[2]
    if last in _TAX_LETTERS:
        return f"{said.removesuffix(last)}{last.upper()}".strip()
    return said.capitalize() if " " in said else ""
