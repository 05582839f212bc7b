"""What invoices say of the business beside its name: "our address is 12 Oak St, Austin TX", "use A4 paper"."""

import re

from bots.intents.folding import even, fold
from bots.intents.intent import BusinessFacts
from bots.intents.people import emails_in, phones_in
from bots.intents.turn import Turn

LONGEST = 200
_OWN = r"(?:my|our|mi|nuestr[ao])(?: (?:business|company|firm|office|shop|work|new|nuev[ao]))?"
_FIRMS = r"(?:the|la|el) (?:(?:business|company|firm|office)(?:'?s)? )"
_WHAT = (
    r"(?:(?:mailing|postal|street|business|e-?mail) )?address|e-?mail|mail|phone(?: number)?|cell|number"
    r"|direccion|domicilio|correo(?: electronico)?|telefono|celular|numero(?: de telefono)?"
)
_OF_FIRM = r"(?: (?:del negocio|de la empresa|de la oficina|de la compania))?"
_FACT = re.compile(
    r"(?:please |por favor )?(?:(?:change|set|update|put|add|use|cambia|pon|agrega|usa) )?"
    rf"(?:(?:{_OWN}|{_FIRMS.strip()}) ?(?P<what>{_WHAT}){_OF_FIRM}"
    rf"|(?:la|el) (?P<firms>{_WHAT})(?: (?:del negocio|de la empresa|de la oficina|de la compania)))"
    r"(?: on (?:the|my|our) invoices?| en (?:la|las|mis|nuestras) facturas?)?"
    r"(?: (?:is|are|to|es|a|por|as|now is|is now|ahora es)|:| =)?:? +(?P<value>.+)",
    re.DOTALL,
)
_PAPER = re.compile(
    r"(?:please |por favor )?(?:invoices |facturas )?"
    r"(?:(?:i|we) (?:use|want|need|print on) |use |change to |switch to |set |usa |usamos |quiero |en |on )?"
    r"(?:the )?(?:paper(?: size)? (?:is |to )?|papel |tamano )?(?P<paper>a4|letter|carta)"
    r"(?: (?:paper|size|format|sized?)(?: paper)?)?(?: (?:please|por favor))?"
)
_STREET = re.compile(r"\b\d+[a-z]? [^\W\d_][^\n;]{3,160}", re.IGNORECASE)
# What may stand before a fact, and what makes a number with words behind it no street.
_LABELS = re.compile(
    r"(?:(?:their|its|the|his|her|new|and|is|it'?s|su|es|y|el|la|(?:(?:postal|mailing|street|business|e-?mail) )?"
    r"address|"
    r"e-?mail|mail|phone|tel|cell|number|direccion|domicilio|correo|telefono|celular|numero)\b|[^\w])*"
)
_MONEY = re.compile(r"\b(?:checks?|cheques?|paid|cash|dollars|dolares|invoices?|facturas?|pago|pagado|efectivo|done)\b")
_BEHIND = re.compile(r"(?:[ ,]+(?:phone|tel|cell|e-?mail|mail|tel[eé]fono|correo|and|y)[ :.,]*)+$", re.IGNORECASE)
_PLACES = frozenset({"address", "direccion", "domicilio"})


def business_facts(turn: Turn) -> BusinessFacts | None:
    """About the firm of the one who speaks: never about a client."""
    if turn.said.is_question or len(turn.raw) > LONGEST + 60:
        return None
    folded = fold(turn.raw).strip(" .!")
    if paper := _paper(folded):
        return paper
    found = _FACT.match(fold(turn.raw))
    if found is None:
        return None
    value = turn.raw[found.start("value") :].strip(" .!\n")
    what = found["what"] or found["firms"]
    email, phone = next(emails_in(value), None), next(phones_in(value, turn.hints.country), None)
    if email is not None and not what.startswith(("phone", "cell", "telefono", "celular", "numero", "number")):
        return BusinessFacts(email=email.value)
    if what.rpartition(" ")[2] in _PLACES and "mail" not in what:
        return BusinessFacts(postal_address=value) if _is_place(value) else None
    return BusinessFacts(phone=phone.value) if phone is not None and email is None else None


def facts_in(text: str, country: str) -> BusinessFacts | None:
    """A letterhead as it is written in one message: an address that begins with its number, a phone, an e-mail; and
    nothing else, as "paid 6000 check 12" is no street.
    """
    said = even(text)
    found = [next(emails_in(said), None), next(phones_in(said, country), None)]
    rest = said
    for one in sorted((one for one in found if one), key=lambda one: -one.start):
        rest = rest[: one.start] + rest[one.end :]
    rest = re.sub(r"\s*\n\s*", ", ", rest.strip(" ,;\n"))
    street = _STREET.search(rest)
    place = re.sub(r"(?:\s*,)+", ",", _BEHIND.sub("", street[0])).strip(" .,;") if street else ""
    place = place if _is_place(place) else ""
    before = rest[: street.start()] if street and place else rest
    if not (any(found) or place) or not _LABELS.fullmatch(fold(before)) or _MONEY.search(fold(place)):
        return None
    email, phone = (one.value if one else None for one in found)
    return BusinessFacts(email=email, phone=phone, postal_address=place or None)


def _paper(folded: str) -> BusinessFacts | None:
    found = _PAPER.fullmatch(folded)
    if found is None or not ("pap" in folded or "size" in folded or "tamano" in folded or found["paper"] == "a4"):
        return None
    return BusinessFacts(paper="a4" if found["paper"] == "a4" else "letter")


def _is_place(value: str) -> bool:
    """A street has a number and a word; what is longer is a letter."""
    return len(value) <= LONGEST and bool(re.search(r"\d", value)) and len(re.findall(r"[^\W\d_]{2,}", value)) > 1
