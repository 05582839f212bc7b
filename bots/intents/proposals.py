"""A proposal as it is typed: who it is for, its lines, and how it is paid; and what is asked of proposals."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bots.intents.folding import even, fold
from bots.intents.in_one_breath import grouped, parted
from bots.intents.names import match
from bots.intents.newjob import without_people
from bots.intents.proposal_terms import apart, says_terms
from bots.intents.trades import TRADE_WORDS
from bots.intents.turn import Hints, is_plausible

# A letter of many pages is no proposal typed in chat; a file is.
LONGEST = 20_000
_KIND = "proposal|quote|bid|estimate|propuesta|presupuesto|cotizacion|cotiza"
_MAKE = "make|write|create|prepare|do|haz|hazme|hacer|crea|escribe|prepara"
_ASKS = "can you|could you|would you|please|lets|i need to|i want to|puedes|podrias|por favor|necesito|quiero"
_HEAD = re.compile(
    rf"(?P<asks>(?:(?:{_ASKS}) )*(?:(?:{_MAKE}) (?:me )?))?(?:(?:a|an|una?|new|nueva?) )*(?:{_KIND})"
    r"(?: (?:for|to|para|a)\b(?P<rest>.*))?[ :.?]*"
)
# "..., 628 555 0134: demo 500, paint 300": behind the mark stand the lines.
_LINES_BEHIND = re.compile(r":(?=.*\d)")
_PARTED = re.compile(r"[,;] +(?=[^\W\d_]|[-–•(])")
# As prices are written, and not as things are counted: "item 10", "phase 2".
_PRICED = re.compile(
    r"\S.*(?:[$€£] ?\d[\d.,]*|\d[\d.,]*(?:k|[€£%]|[.,]\d\d)|\d{3,}|\d[ ]?[x×*] ?\d[\d.,]*)"
    r"(?: ?(?:each|cada uno|/ ?\w+))?\.?"
)
_UNIT = r"(?:m2|m²|ml|m|sq ?ft|sqft|sf|lf|ft|feet|meters|metros|pies|pcs|pieces|piezas|units|hours|hrs|horas|yds?)"
_PRICE = r"[$€£]? ?\d[\d.,]*k?(?![\w%])(?: ?(?:[€£]|dollars|dolares|pesos|euros))?"
# One line of several in a row: its words, then how many at a price, or a price of three figures and more.
_ITEM = re.compile(
    r"[ ,;.&]*(?:and |y |plus |mas |then |luego )?[^\W\d][^\d$€£,;]*?"
    rf"(?: \d{{1,5}}(?:[.,]\d+)? ?{_UNIT}? ?(?:at|@|x|×|a|por) {_PRICE}"
    r"(?: (?:an?|per|el|la|por|cada|each) (?:met(?:er|re|ro)|foot|pie|hour|hora|sq ?ft|m2|uno|una|one)| each"
    r"| cada un[oa])?"
    r"| (?:[$€£] ?\d[\d.,]*k?|\d[\d.,]*k|\d{3,}(?:[.,]\d\d)?|\d{1,3}(?:,\d{3})+(?:\.\d\d)?)"
    r"(?! ?(?:x|×|@|at|m2|sq|sf|lf|ft)\b)(?![\w%])(?: (?:dollars|dolares|pesos|euros))?)(?= |,|;|\.|$)",
    re.IGNORECASE,
)
_WORD_AND_PRICE = re.compile(r"(?<!\w)(?P<word>[^\W\d_]+) (?=[$€£]?\d[\d.,]*k?(?: |,|$))")
_JOINS = re.compile(r"^(?:and|y|plus|mas|then|luego) ", re.IGNORECASE)
_ENDS_IN_FIGURES = re.compile(r"\d\W*$")
_ONE = "proposal|quote|bid|propuesta|presupuesto|cotizacion"
_MANY = "proposals|quotes|bids|propuestas|presupuestos|cotizaciones"
_ABOUT = r"(?: (?:to|for|of|on|a|para|de) (?P<about>.+))?"
_OF_ONE = re.compile(rf"(?<!\w)(?:{_ONE}|sign|signed|firmo)(?!\w)")
_MARKS = " .!?\u00bf\u00a1"
_THEY = frozenset(
    {"she", "he", "they", "it", "the client", "my client", "ella", "el", "el cliente", "la clienta", "ellos"}
)
_BILLING = "billing|a facturar|facturacion|la facturacion|a cobrar|los cobros"
# Of the proposal that the talk is about.
_SEND_TO = re.compile(
    r"(?:(?:looks good|all good|ok|okay|good|great|perfect|yes|listo|bien|perfecto|si|ya)[, ]+(?:and |y )?)*"
    r"(?:send|resend|manda|envia|mandal[ao]|enviale|mandale|mandasel[ao]|enviasel[ao])(?: it| that| this| over)*"
    r" (?:to|a) (?P<about>.+)"
)
_AGAIN = re.compile(
    r"(?:send|resend) (?:it|that|this)(?: (?:again|once more|over))?|resend"
    r"|(?:manda|envia)(?:la|lo)(?: (?:otra vez|de nuevo))?"
)
_ON_PAGE = re.compile(
    r"(?:(?:edit|change|fix|open|show) )(?:it|that|this|me)? ?(?:(?:on|in) )?(?:the|its|a) page|edit (?:it|this|that)"
    r"|(?:edita|edital[ao]|abre|cambiala)(?: en)?(?: la| una| su)? pagina|editala"
)
_ASKED = {
    "proposals": re.compile(rf"(?:(?:show|list|see|ver|mis|my|me|the|las) )*(?:{_MANY})"),
    "start": re.compile(rf"(?:start|begin|empezar|empieza|iniciar|comenzar) (?:{_BILLING}){_ABOUT}"),
    "show": re.compile(
        rf"(?:(?:show|see|open|view|edit|change|fix|ver|muestra|ensena|abre|edita|editar|cambia|cambiar|corrige) )"
        rf"(?:(?:me|the|my|that|this|la|el|mi|esa|ese) )*(?:{_ONE}){_ABOUT}"
        r"(?: (?:on|in|en) (?:the|its|a|su|una?|la) (?:page|pagina))?"
        r"|(?:send me |get me |give me |open |mandame |dame |abre )?(?:the |an? |el |la )?(?:edit(?:ing)? (?:link|page)"
        rf"|page of the (?:{_ONE})|(?:link|page) (?:to|for) edit(?:ing)?(?: (?:it|the (?:{_ONE})))?"
        rf"|enlace (?:de|para) edit(?:ar|arla|ion)|pagina de la (?:{_ONE}))"
    ),
    "send": re.compile(
        rf"(?:send|resend|manda|envia|mandar|enviar)(?: la| the| el)? (?:{_ONE}){_ABOUT}"
        r"(?: again| once more| otra vez| de nuevo)?"
    ),
    "paper": re.compile(
        r"(?:(?:she|he|they|the client|ya|el cliente|la clienta) )?(?:already )?(?:signed|firmo|firmaron)(?: it)?"
        rf"(?: ya)? (?:on|in|en) (?:paper|papel)|(?:here is |this is |aqui esta )?(?:the |la |el )?"
        rf"(?:signed (?:{_ONE}|contract)|(?:{_ONE}|contrato) firmad[oa]){_ABOUT}"
    ),
    "withdraw": re.compile(
        rf"(?:withdraw|cancel|drop|retira|retirar|cancela|cancelar)(?: la| the| el)? (?:{_ONE}){_ABOUT}"
    ),
    "stands": re.compile(
        r"(?:has|did|have) (?P<about>.+?) (?:already )?(?:sign(?:ed)?|open(?:ed)?|seen|see|viewed|look(?:ed)? at)"
        rf"(?: (?:it|yet|already|the (?:{_ONE})|my (?:{_ONE})))*"
        rf"|(?:is|was) (?:the|my) (?:{_ONE})(?: (?:for|to) (?P<about2>.+?))? (?:signed|opened|seen|accepted)(?: yet)?"
        rf"|(?:ya )?(?:firmo|abrio|vio)(?: ya)? (?P<about3>[^ ].*?)(?: la (?:{_ONE}))?"
        rf"|(?P<about4>[^ ]+(?: [^ ]+)?) ya (?:firmo|abrio|vio)(?: la (?:{_ONE}))?"
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
    """``what``: "proposals" (to see them), "stands" (whether it is opened, signed), "show" (also its page), "start"
    (billing), "send" or "withdraw". ``about``: a client or job.

    "reason": why a limit of the law is passed, in ``about``.
    """

    what: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class OfferTermsSaid:
    """``said``: conditions as those of ``ProposalSaid``; besides "drop" (names of what is to go), "scope" (what the
    taxes there are on), "columns", "sequence" and "name". ``about``: whose proposal. ``sure``: a proposal was spoken
    of, or is what the talk is about.
    """

    said: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    sure: bool = True


def proposal_said(text: str, hints: Hints) -> ProposalSaid | ProposalAsked | None:
    """What begins like a proposal; any text while its lines, or its client, are what is waited for."""
    rows = text.strip().splitlines()
    if not rows or len(text) > LONGEST:
        return None if hints.awaiting not in _ANSWERS else _ANSWERS[hints.awaiting](text.strip(), hints)
    head = fold(even(rows[0])).strip()
    if len(rows) == 1 and (asked := _asked_in_words(rows[0], head, hints)):
        return asked
    found = _HEAD.fullmatch(head) if hints.awaiting != "proposal_reason" else None
    if found is None or (head.endswith("?") and not found["asks"]):
        return _ANSWERS[hints.awaiting](text.strip(), hints) if hints.awaiting in _ANSWERS else None
    told, behind = _behind((_quoted(rows[0], found, "rest") or "").rstrip("?"))
    return _named(_lines_said("\n".join([behind, *rows[1:]]), hints), told, hints)


def _asked_in_words(row: str, head: str, hints: Hints) -> ProposalAsked | None:
    """An invoice is opened and sent again, too: without the word, only where the talk is about a proposal."""
    for what, pattern in _ASKED.items():
        found = pattern.fullmatch(head.strip(_MARKS) if what == "stands" else head.rstrip(" .!"))
        if found and (what != "stands" or hints.offer_lines or _OF_ONE.search(head)):
            return _asked(what, row, found)
    if not hints.offer_lines:
        return None
    for what, pattern in (("send", _AGAIN), ("show", _ON_PAGE)):
        if pattern.fullmatch(head.rstrip(" .!")):
            return ProposalAsked(what)
    if asked := _SEND_TO.fullmatch(head.rstrip(" .!")):
        told = _quoted(row, asked, "about") or ""
        if match(told, hints.client_names).candidates or is_plausible(told):
            return ProposalAsked("send", told)
    return None


def _asked(what: str, row: str, found: re.Match[str]) -> ProposalAsked:
    row = row if what != "stands" else even(row).strip().lstrip(_MARKS)
    names = (_quoted(row, found, group) for group in found.re.groupindex if group.startswith("about"))
    about = next(filter(None, names), None)
    return ProposalAsked(what, None if about and fold(about) in _THEY else about)


def _behind(told: str) -> tuple[str, str]:
    """(whom it is for, the lines that stand in the same row)."""
    mark = _LINES_BEHIND.search(told)
    if mark is None and (start := _first_item(told)):
        return told[:start], told[start:]
    return (told[: mark.start()], told[mark.end() :]) if mark else (told, "")


def _first_item(told: str) -> int:
    """Where the lines begin that were dictated after whom it is for: at the work before the first price, else 0."""
    for found in _WORD_AND_PRICE.finditer(fold(told)):
        if found["word"] in TRADE_WORDS:
            return found.start() if _dictated(told[found.start() :]) else 0
    return 0


def _lines_said(text: str, hints: Hints) -> ProposalSaid:
    """Rows that say how to reach the client are no lines: a phone number is no price."""
    rows = [row for row in text.splitlines() if row.strip()]
    rows = _parts(rows[0]) if len(rows) == 1 else text.splitlines()
    reached = [(row, *without_people(even(row), hints.country)) for row in rows]
    contacts = [one for one in reached if (one[2] or one[3]) and not _ENDS_IN_FIGURES.search(one[1])]
    kept = [row for row, *_ in reached if all(row is not one[0] for one in contacts)]
    lines, conditions = apart(kept, hints)
    said = ProposalSaid(
        phone=next((one[2] for one in contacts if one[2]), None),
        email=next((one[3] for one in contacts if one[3]), None),
        lines=lines,
        conditions=conditions,
    )
    alone = contacts[0][1].partition(",")[0].strip() if contacts and not kept else ""
    return replace(said, client=alone) if alone else said


def _parts(row: str) -> list[str]:
    """Several lines in one row, "demo 500, paint 300, deposit 10%": only where each has its price."""
    if dictated := _dictated(row):
        return dictated
    parts = [part.strip() for part in _PARTED.split(row) if part.strip()]
    whole = len(parts) > 1 and not says_terms(row) and all(_PRICED.fullmatch(part) for part in parts)
    return parts if whole else [row]


def _dictated(row: str) -> list[str]:
    """Without a comma between them, "demo 4500 tile 12 m2 at 95 paint 2k": each begins behind the price before it.
    What follows the last price may say how it is paid.
    """
    text, found, end = even(row).strip(), [], 0
    while one := _ITEM.match(text, end):
        found.append(_JOINS.sub("", one.group().strip(" ,;.&")))
        end = one.end()
    if len(found) < 2 or any(says_terms(one) for one in found):
        return []
    rest = text[end:].strip(" ,;.")
    ways = ([rest], *parted(rest), grouped(rest, says_terms))
    paid = next((rows for rows in ways if rows and all(says_terms(row) for row in rows)), None) if rest else []
    return [] if paid is None else [*found, *paid]


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
        client=client.strip() or said.client,
        job=job.strip(" ,;:") or None,
        phone=phone or said.phone,
        email=email or said.email,
        lines=said.lines,
        conditions=said.conditions,
    )


_ANSWERS: dict[str | None, Callable[[str, Hints], ProposalSaid | ProposalAsked]] = {
    "proposal_lines": _lines_said,
    "proposal_client": lambda text, hints: _named(ProposalSaid(), text, hints),
    "proposal_reason": lambda text, _hints: ProposalAsked("reason", text),
}
