"""What a bank's app reads from a picture: the EPC's code for transfers in euro, and the Swiss QR-bill.

By EPC069-12 version 2.1 and the Swiss Implementation Guidelines QR-bill version 2.3 (structured addresses only).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from core.domain.bank import LONGEST_NAME, BankFacts
from core.domain.money import Money

# Where SEPA reaches, by the first letters of an IBAN. In the EEA the BIC may be left out, elsewhere not.
_EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
_SEPA = _EEA | frozenset("AD AL CH GB GI MC MD ME MK RS SM VA".split())  # noqa: SIM905  # reads better than twelve quotes
_SWISS = frozenset({"CH", "LI"})
_MOST = Decimal("999999999.99")
LARGEST_EPC = 331  # bytes: a code of version 13, level M
_LONGEST_STREET, _LONGEST_TOWN, _LONGEST_MESSAGE, _LONGEST_NUMBER = 70, 35, 140, 16
# The letters that a Swiss code may hold: Basic Latin, Latin-1, Latin Extended-A, and six more.
_SWISS_LETTERS = re.compile(r"[\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]*")
_TOWN = re.compile(r"(?:(?P<land>CH|LI|FL)[- ])?(?P<code>[1-9]\d{3}) (?P<town>[^\d\n]*[^\W\d_][^\n]*)")
_LANDS = {
    **dict.fromkeys(("switzerland", "schweiz", "suisse", "svizzera", "suiza", "ch"), "CH"),
    **dict.fromkeys(("liechtenstein", "fürstentum liechtenstein", "li", "fl"), "LI"),
}
_STREET = re.compile(r"(?P<street>.*[^\W\d_].*?) (?P<number>\d+ ?[A-Za-z]?(?:[-/]\d+ ?[A-Za-z]?)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SwissAddress:
    """As a Swiss QR-bill wants it. ``number`` of the building may be missing."""

    street: str
    number: str
    postal_code: str
    town: str
    country: str


def is_qr_iban(iban: str) -> bool:
    """A Swiss IBAN for bills with a long reference (its bank is 30000 to 31999): no plain transfer gets there."""
    return iban[:2] in _SWISS and iban[4:9].isdigit() and 30000 <= int(iban[4:9]) <= 31999


def epc_code(facts: BankFacts, amount: Money, reference: str) -> str:
    """Its content, "" where it does not fit: not in euro, no account in SEPA, an amount that it cannot hold."""
    land = facts.iban[:2]
    fits = amount.currency == "EUR" and 0 < amount.decimal <= _MOST
    if not fits or land not in _SEPA or not (facts.bic or land in _EEA):
        return ""
    name, words = _line(facts.holder, LONGEST_NAME), _line(reference, _LONGEST_MESSAGE)
    lines = ("BCD", "002", "1", "SCT", facts.bic, name, facts.iban, f"EUR{amount.decimal}", "", "", words)
    content = "\n".join(lines)
    return content if len(content.encode()) <= LARGEST_EPC else ""


def swiss_code(facts: BankFacts, address: str, amount: Money, reference: str) -> str:
    """Its content, "" where it does not fit. ``address``: the letterhead's, which must name a street, a postal code and
    a town. The reference goes as words ("NON"): a QR-IBAN, which needs one of its own, is not taken.
    """
    where = swiss_address(address, facts.iban[:2])
    fits = amount.currency in {"CHF", "EUR"} and 0 < amount.decimal <= _MOST
    if not fits or facts.iban[:2] not in _SWISS or is_qr_iban(facts.iban) or where is None:
        return ""
    creditor = ("S", facts.holder[:LONGEST_NAME], where.street, where.number, where.postal_code, where.town)
    lines = (
        *("SPC", "0200", "1", facts.iban),
        *(*creditor, where.country),
        *("",) * 7,  # the ultimate creditor is for future use
        *(str(amount.decimal), amount.currency),
        *("",) * 7,  # who pays is left open: it may be somebody else than the client
        *("NON", "", reference[:_LONGEST_MESSAGE], "EPD"),
    )
    return "\n".join(lines) if all(_SWISS_LETTERS.fullmatch(line) for line in lines) else ""


def swiss_address(address: str, land: str = "CH") -> SwissAddress | None:
    """From the lines or the pieces of an address as people write it; None when something is missing. ``land``: where it
    is when it does not say so.
    """
    pieces = [" ".join(one.split()) for one in re.split(r"[\n,;]", address) if one.strip()]
    if pieces and pieces[-1].lower() in _LANDS:
        land = _LANDS[pieces.pop().lower()]
    found = _TOWN.fullmatch(pieces[-1]) if len(pieces) > 1 else None
    if found is None:
        return None
    parted = _STREET.fullmatch(pieces[-2])
    street, number = (parted["street"], parted["number"]) if parted else (pieces[-2], "")
    town = found["town"].strip()
    if len(street) > _LONGEST_STREET or len(number) > _LONGEST_NUMBER or len(town) > _LONGEST_TOWN:
        return None
    country = {"CH": "CH", "LI": "LI", "FL": "LI"}.get(found["land"] or "", land)
    return SwissAddress(street=street, number=number, postal_code=found["code"], town=town, country=country)


def _line(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
