"""Where clients send money by bank: "my bank details: IBAN DE89..., holder Rivera", "cancel the bank change"."""

import re
from dataclasses import dataclass, fields

from bots.intents.folding import fold
from bots.intents.turn import Turn

AWAITED, CODE_AWAITED = "bank", "bank_code"
LONGEST = 700
_OF = r"(?:my|our|the|new|mis|nuestros|nuestras|mi|nuestra|los|las|la|el|nuevos|nueva)"
_WHAT = (
    r"(?:bank (?:transfer )?(?:details|account(?: details| info)?|info(?:rmation)?)|bank transfers?"
    r"|wire (?:details|instructions|info|transfers?)|ach details|payout details"
    r"|datos (?:bancarios|del banco|de (?:mi |la |nuestra )?cuenta|para (?:la )?transferencias?)"
    r"|cuenta (?:bancaria|de banco)|transferencias? bancarias?)"
)
_LEAD = re.compile(
    rf"(?:(?:please|show(?: me)?|what(?: is|'?s| are)?|which|change|set|update|add|use|see|here (?:are|is)"
    rf"|por favor|muestra(?:me)?|cuales son|cual es|cambia|cambiar|pon|agrega|usa|ver|aqui (?:estan|van)"
    rf"|estos son|{_OF}) )*"
    rf"(?P<what>{_WHAT})(?: (?:to|are|is|now|on|for clients|son|es|a|ahora))*(?![\w])[:,.]?\s*"
)
_AROUND = re.compile(
    r"(?:please|thanks|again|do (?:my )?clients see|for (?:my )?clients|on (?:my |the )?invoices?"
    r"|por favor|gracias|otra vez|ven (?:mis )?clientes|en (?:mis |las )?facturas?)"
)
_CANCEL = re.compile(
    r"(?:please )?(?:cancel|stop|undo|no) (?:the |my |that |this |our )?"
    r"(?:(?:change (?:of|to) (?:the |my |our )?)?bank(?: details| account)?(?: change)?)[.! ]*"
    r"|(?:por favor )?(?:cancela|cancelar|para|deshaz|anula) (?:el |ese |este )?cambio"
    r" (?:bancario|de(?:l)? banco|de cuenta|de (?:los |mis )?datos bancarios|de la cuenta)[.! ]*"
)
_REMOVE = re.compile(
    rf"(?:please |por favor )?(?:remove|delete|erase|take (?:off|down|away)|hide|drop|clear"
    rf"|(?:do not|don'?t) show"
    rf"|quita|quitar|borra|borrar|elimina|eliminar|oculta|ya no muestres) (?:{_OF} )*{_WHAT}"
    rf"(?: (?:from|off|on) (?:the |my |our )?(?:invoices?|pages?)| de (?:mis |las )?(?:facturas?|paginas?)"
    rf"| please| por favor)?[.! ]*"
    rf"|(?:please )?(?:stop|no more|turn off) (?:taking |accepting )?bank transfers?[.! ]*"
    rf"|(?:ya no acept(?:o|amos)|no mas) transferencias?(?: bancarias?)?[.! ]*"
)
_PUT_BACK = re.compile(
    rf"(?:please )?(?:put|bring|show|restore) (?:back )?(?:{_OF} )*{_WHAT}(?: back| again)[.! ]*"
    rf"|(?:please )?(?:restore|put back|bring back) (?:{_OF} )*{_WHAT}[.! ]*"
    rf"|(?:por favor )?(?:vuelve a (?:poner|mostrar)|restaura|recupera|pon de nuevo) (?:{_OF} )*{_WHAT}[.! ]*"
)
_LABELS = {
    "iban": r"iban",
    "bic": r"(?:bic|swift)(?:[ /](?:code|bic|swift))?|codigo (?:swift|bic)",
    "holder": r"(?:account )?holder(?:'s)?(?: name)?|name on (?:the )?account|account name|beneficiary(?: name)?|payee"
    r"|in the name of|titular(?: de la cuenta)?|beneficiari[oa]|a nombre de",
    "routing": r"(?:aba )?routing(?: transit)?|aba|rtn|(?:numero de )?ruta",
    "sort_code": r"sort ?code",
    "number": r"(?:checking |savings )?account|acct|a/c|(?:numero de )?cuenta(?: de (?:cheques|ahorros))?",
    "bank": r"bank(?: name)?|banco",
    "words": r"other|otr[oa]s?",
}
_NAMED = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
_LABEL = re.compile(
    rf"(?<![\w])(?:{_NAMED})(?![\w])\.?(?:[ ]?(?:(?:number|no|num|numero|is|es)(?![\w])\.?|[#:=-]))*[ ]*"
)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?(?![a-z0-9])")
_NUMBER = re.compile(r"(?<![a-z0-9])\d(?:[ -]?\d){3,20}(?![a-z0-9])")
_BIC = re.compile(r"[a-z0-9]{8}(?:[a-z0-9]{3})?(?![a-z0-9])")
_ENDS = re.compile(r"[,;\n]")
_ROUTING_FIGURES, _FEWEST_FIGURES, _LONGEST_NUMBER = 9, 8, 18
_CODE = re.compile(r"(?:(?:the |my )?code(?: is)?:? |(?:el |mi )?codigo(?: es)?:? )?(\d{3})[ -]?(\d{3})[. ]*")


@dataclass(frozen=True, slots=True)
class BankAsked:
    """What clients see; and, when there is nothing yet, how to say it."""


@dataclass(frozen=True, slots=True)
class BankAccountSaid:
    """What was said of an account, as typed but without spaces in numbers; "" for the rest. Nothing is checked yet."""

    holder: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    routing: str = ""
    sort_code: str = ""
    number: str = ""
    words: str = ""

    @property
    def anything(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class BankChangeCancelled:
    pass


@dataclass(frozen=True, slots=True)
class BankRemoved:
    """Clients are to see none any more; ``back``: they are to see again what they saw."""

    back: bool = False


@dataclass(frozen=True, slots=True)
class BankCode:
    """The six figures that another address got."""

    figures: str


BankMeant = BankAsked | BankAccountSaid | BankChangeCancelled | BankCode | BankRemoved


def banking(turn: Turn) -> BankMeant | None:
    """Said in so many words, or given when it was asked for."""
    return None if _is_loose(turn) else _meant(turn)


def in_words(turn: Turn) -> BankMeant | None:
    """Given when it was asked for, in words that could mean something else: "Dana paid 4500 by check 10234567"."""
    return _meant(turn) if _is_loose(turn) else None


def _is_loose(turn: Turn) -> bool:
    """Words and figures, of which no word is about an account."""
    told = fold(turn.raw.strip(" ¿¡\n"))
    words = turn.hints.awaiting == AWAITED and any(letter.isalpha() for letter in told)
    return words and not (
        _CANCEL.fullmatch(told) or _REMOVE.fullmatch(told) or _LEAD.match(told) or _LABEL.match(told) or _iban_in(told)
    )


def _iban_in(told: str) -> str:
    """A room and three words, "rm12 tile wall done", look like one but for the figures."""
    found = _IBAN.search(told)
    return _plain(found[0]) if found and sum(one.isdigit() for one in found[0]) >= _FEWEST_FIGURES else ""


def _meant(turn: Turn) -> BankMeant | None:
    raw = turn.raw.strip(" ¿¡\n")
    told = fold(raw)
    if turn.hints.caption or not told or len(told) > LONGEST:
        return None
    if _CANCEL.fullmatch(told):
        return BankChangeCancelled()
    if _REMOVE.fullmatch(told) or _PUT_BACK.fullmatch(told):
        return BankRemoved(back=_PUT_BACK.fullmatch(told) is not None)
    if turn.hints.awaiting == CODE_AWAITED and (found := _CODE.fullmatch(told)):
        return BankCode(found[1] + found[2])
    lead = _LEAD.match(told)
    start = lead.end() if lead else 0
    awaited = turn.hints.awaiting == AWAITED
    known = _is_about_ours(lead) if lead else awaited
    rest = told[start:].strip(" .!?")
    if lead and (not rest or (known and _AROUND.fullmatch(rest))):
        return BankAsked()
    said = _said(raw[start:], known=known)
    mends = awaited and (_LABEL.match(told) or (said.words or said.number))
    return said if said.anything and (_stands_alone(said) or (lead and known) or mends) else None


def _is_about_ours(lead: re.Match[str]) -> bool:
    """A transfer may be one that came, unless a colon says that its details follow."""
    return "transfer" not in lead["what"] or "details" in lead["what"] or lead[0].rstrip().endswith(":")


def _stands_alone(said: BankAccountSaid) -> bool:
    """An IBAN, or a routing number with an account, is about nothing else."""
    return bool(said.iban or (said.routing and said.number) or (said.sort_code and said.number))


def _said(raw: str, *, known: bool) -> BankAccountSaid:
    """``known``: it is about an account, so that numbers without a label are, too."""
    told = fold(raw)
    labels = list(_LABEL.finditer(told))
    found: dict[str, str] = {}
    for place, label in enumerate(labels):
        name = label.lastgroup or ""
        end = labels[place + 1].start() if place + 1 < len(labels) else len(raw)
        if name and name not in found and (value := _value(name, raw[label.end() : end], told[label.end() : end])):
            found[name] = value
    if "iban" not in found and (iban := _iban_in(told)):
        found["iban"] = iban
    if known and not found.keys() & {"iban", "number", "routing", "sort_code"}:
        found |= _bare(raw, told, found)
    return BankAccountSaid(**found)


def _bare(raw: str, told: str, found: dict[str, str]) -> dict[str, str]:
    """Two numbers of which one can be a routing number are those; else all of it is the words, as they are."""
    numbers = [_plain(one[0]) for one in _NUMBER.finditer(told)]
    if len(numbers) == 2 and len(numbers[0]) == _ROUTING_FIGURES and not found.get("words"):
        return {"routing": numbers[0], "number": numbers[1]}
    if len(numbers) == 1 and len(numbers[0]) < _LONGEST_NUMBER and _plain(raw) == numbers[0]:
        return {"number": numbers[0]}
    enough = sum(one.isdigit() for one in raw) >= _FEWEST_FIGURES
    return {"words": raw.strip()} if enough else {}


def _value(name: str, raw: str, told: str) -> str:
    if name == "words":
        return raw.strip(" .")
    if name in {"holder", "bank"}:
        return _ENDS.split(raw, maxsplit=1)[0].strip(" .:-")
    pattern = {"iban": _IBAN, "bic": _BIC}.get(name, _NUMBER)
    close = pattern.search(told)
    if close:
        return _plain(close[0])
    return _plain(_ENDS.split(raw, maxsplit=1)[0]) if name in {"iban", "bic"} else ""


def _plain(number: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", number).upper()
