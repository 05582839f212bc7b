"""A proposal as it is typed: who it is for, its lines, and how it is paid; and what is asked of proposals."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from bots.intents.folding import even, fold
from bots.intents.intent import TermSaid
from bots.intents.newjob import without_people
from bots.intents.schedule import schedule
from bots.intents.turn import Hints

# A letter of many pages is no proposal typed in chat; a file is.
LONGEST = 20_000
_KIND = "proposal|quote|bid|estimate|propuesta|presupuesto|cotizacion|cotiza"
_MAKE = "make|write|create|haz|hacer|crea"
_HEAD = re.compile(
    rf"(?:(?:{_MAKE}) )?(?:(?:a|an|una?|new|nueva?) )*(?:{_KIND})(?: (?:for|to|para|a)\b(?P<rest>.*))?[ :.]*"
)
_NUMBER = r"\d+(?:[.,]\d{1,4})?"
_OF = r"(?: of| de|:)? *"
_PERCENT = rf"(?P<percent>{_NUMBER}) ?%"
_AMOUNT = r"\$? ?(?P<amount>\d[\d,]*(?:\.\d+)?)"
_CREDITS = {
    "first": "first|primer|right away|al principio",
    "last": "last|final|at the end|ultim",
    "pro_rata": "pro ?rata|in proportion|each invoice|proporci|cada factura",
}
_DEPOSIT = "deposit|down payment|advance|anticipo|adelanto|deposito"
_RETAINAGE = "retainage|retention|holdback|hold back|retencion|retener"
_STEP = rf"(?:until|up to|hasta)(?: el)? *(?P<step>{_NUMBER}) ?%"
_LATER = rf"(?:then|after that|luego|despues)?(?: el)? *(?P<later>{_NUMBER}) ?%"
_SCOPE = "materials?|labor|labour|materiales|mano de obra"
_ON = rf"(?:on|sobre|en|de) +(?:the |los? |las? )?(?P<scope>{_SCOPE})(?: only)?"
_LINES = {
    "deposit": re.compile(rf"(?:{_DEPOSIT}){_OF}(?:{_PERCENT}|{_AMOUNT})(?P<rest>[^\d%]*)"),
    "retainage": re.compile(rf"(?:{_RETAINAGE}){_OF}{_PERCENT}(?:[, ]*{_STEP}[, ]*{_LATER})?"),
    "tax": re.compile(
        rf"(?P<name>(?:[a-z]+ )?(?:tax|impuesto|iva|vat)){_OF}{_PERCENT}"
        rf"(?: *{_ON})?(?P<inclusive> *(?:included|incluido))?"
    ),
    "discount": re.compile(rf"(?:discount|descuento){_OF}(?:{_PERCENT}|{_AMOUNT})"),
    "valid": re.compile(r"(?:valid|good|valida?)(?: for| por)? *(?P<days>\d{1,3}) (?:days|dias)"),
    "due": re.compile(r"(?:net|due in|pay in|pay within|pago a|a pagar en) *(?P<days>\d{1,3})(?: days| dias)?"),
}
_SCHEDULE = re.compile(r"(?:payment schedule|payments?|schedule|pay|pagos?|calendario(?: de pagos)?) ?: *(?=\S)")
_NOTES = re.compile(r"(?:notes?|terms|notas?|condiciones) ?: *(?=\S)")
_ONE = "proposal|quote|bid|propuesta|presupuesto|cotizacion"
_MANY = "proposals|quotes|bids|propuestas|presupuestos|cotizaciones"
_ABOUT = r"(?: (?:to|for|of|on|a|para|de) (?P<about>.+))?"
_BILLING = "billing|a facturar|facturacion|la facturacion"
_ASKED = {
    "proposals": re.compile(rf"(?:(?:show|list|see|ver|mis|my|me|the|las) )*(?:{_MANY})"),
    "start": re.compile(rf"(?:start|begin|empezar|empieza|iniciar|comenzar) (?:{_BILLING}){_ABOUT}"),
    "send": re.compile(rf"(?:send|resend|manda|envia|mandar|enviar)(?: la| the| el)? (?:{_ONE}){_ABOUT}"),
    "paper": re.compile(
        rf"(?:here is |this is |aqui esta )?(?:the |la |el )?(?:signed (?:{_ONE}|contract)"
        rf"|(?:{_ONE}|contrato) firmad[oa]){_ABOUT}"
    ),
    "withdraw": re.compile(
        rf"(?:withdraw|cancel|drop|retira|retirar|cancela|cancelar)(?: la| the| el)? (?:{_ONE}){_ABOUT}"
    ),
}


@dataclass(frozen=True, slots=True)
class ProposalSaid:
    """``lines``: the text of its lines, "" when they are still to come. ``conditions``: what else was said, as JSON:
    deposit, retainage, taxes, discount, valid (days), due (days), schedule, notes.
    """

    client: str | None = None
    job: str | None = None
    phone: str | None = None
    email: str | None = None
    lines: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposalAsked:
    """``what``: "proposals" (to see them), "start" (billing), "send" or "withdraw". ``about``: a client or job.

    "reason": why a limit of the law is passed, in ``about``.
    """

    what: str
    about: str | None = None


def proposal_said(text: str, hints: Hints) -> ProposalSaid | ProposalAsked | None:
    """What begins like a proposal; any text while its lines, or its client, are what is waited for."""
    if hints.awaiting in _ANSWERS:
        return _ANSWERS[hints.awaiting](text.strip(), hints)
    rows = text.strip().splitlines()
    if not rows or len(text) > LONGEST:
        return None
    head = fold(even(rows[0])).strip()
    for what, pattern in _ASKED.items():
        if len(rows) == 1 and (asked := pattern.fullmatch(head.rstrip(" .!"))):
            return ProposalAsked(what, _quoted(rows[0], asked, "about"))
    found = _HEAD.fullmatch(head)
    if found is None or head.endswith("?"):
        return None
    return _named(_lines_said("\n".join(rows[1:]), hints), _quoted(rows[0], found, "rest") or "", hints)


def _lines_said(text: str, hints: Hints) -> ProposalSaid:
    lines, conditions = _apart(text.splitlines(), hints)
    return ProposalSaid(lines=lines, conditions=conditions)


def _quoted(row: str, found: re.Match[str], group: str) -> str | None:
    """As it was typed: folding keeps the length of what it folds, evening does not change letters."""
    said = even(row).strip()
    start, end = found.span(group) if group in found.re.groupindex and found[group] else (0, 0)
    return said[start:end].strip(" :.,") or None


def _named(said: ProposalSaid, rest: str, hints: Hints) -> ProposalSaid:
    """The client, then the job, by commas; a number or an e-mail anywhere."""
    text, phone, email = without_people(rest, hints.country)
    client, _, job = text.strip(" ,;.").partition(",")
    return ProposalSaid(
        client=client.strip() or None,
        job=job.strip(" ,;") or None,
        phone=phone,
        email=email,
        lines=said.lines,
        conditions=said.conditions,
    )


def _apart(rows: list[str], hints: Hints) -> tuple[str, dict[str, Any]]:
    """The lines of the work, and what the other rows say of how it is paid."""
    conditions: dict[str, Any] = {}
    work = [row for row in rows if not _take_condition(row, conditions, hints)]
    return "\n".join(work).strip(), conditions


def _take_condition(row: str, conditions: dict[str, Any], hints: Hints) -> bool:
    told = even(row).strip(" -*•·\t")
    folded = fold(told).rstrip(" .;")
    if note := _NOTES.match(folded):
        conditions["notes"] = "\n".join(filter(None, [conditions.get("notes", ""), told[note.end() :].strip()]))
        return True
    if label := _SCHEDULE.match(folded):
        terms = schedule(told[label.end() :], hints.language, hints.currency)
        if terms:
            conditions["schedule"] = [_term(one) for one in terms]
        return bool(terms)
    for what, pattern in _LINES.items():
        if found := pattern.fullmatch(folded):
            _put(conditions, what, found)
            return True
    return False


def _term(term: TermSaid) -> dict[str, Any]:
    return {**asdict(term), "amount": None if term.amount is None else str(term.amount)}


def _put(conditions: dict[str, Any], what: str, found: re.Match[str]) -> None:
    said = {name: _plain(name, value) for name, value in found.groupdict().items() if value}
    if what == "tax":
        conditions.setdefault("taxes", []).append(
            {"name": _tax_name(said["name"]), "rate": said["percent"], "scope": _scope(said.get("scope", ""))}
        )
        conditions["inclusive"] = conditions.get("inclusive", False) or "inclusive" in said
    elif what == "retainage":
        conditions[what] = {"rate": said["percent"], "step": said.get("step"), "later": said.get("later")}
    elif what in {"valid", "due"}:
        conditions[what] = int(said["days"])
    else:
        conditions[what] = {name: said[name] for name in ("percent", "amount") if name in said}
        if what == "deposit":
            conditions[what]["credit"] = _credit(said.get("rest", ""))


def _plain(name: str, value: str) -> str:
    """Only percentages have decimal commas here: "8,25 %"."""
    return value.replace(",", "." if name in {"percent", "step", "later"} else "")


def _credit(said: str) -> str:
    return next((name for name, words in _CREDITS.items() if re.search(words, said)), "pro_rata")


def _scope(said: str) -> str:
    return "materials" if said.startswith("material") else "labor" if said else "all"


def _tax_name(said: str) -> str:
    """What is more than the word "tax" is a name."""
    return said.capitalize() if " " in said else ""


_ANSWERS: dict[str | None, Callable[[str, Hints], ProposalSaid | ProposalAsked]] = {
    "proposal_lines": _lines_said,
    "proposal_client": lambda text, hints: _named(ProposalSaid(), text, hints),
    "proposal_reason": lambda text, _hints: ProposalAsked("reason", text),
}
