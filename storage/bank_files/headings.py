"""What the columns of a bank's CSV file are called, in the languages in which such files are met."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_WORD = re.compile(r"[a-z0-9]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first of these that a heading has decides; what stands before another is the better one.
_DATE = (
    _words("booking posting posted post buchungstag buchungsdatum completed operacion contable"),
    _words("date fecha datum data dato"),
    _words("value valor valuta valutadatum wertstellung"),
)
_DAYS = _words("date fecha datum data dato buchungstag buchungsdatum valutadatum valuta wertstellung")
_AMOUNT = _words("amount importe monto betrag bedrag montant cantidad umsatz importo belopp sum")
_CREDIT = _words(
    """credit credits deposit deposits abono abonos haber ingreso ingresos deposito depositos haben gutschrift
    credito creditos"""
)
_DEBIT = _words("debit debits withdrawal withdrawals cargo cargos debe retiro retiros soll lastschrift debito debitos")
_IN = re.compile(r"(?:paid|money|amount) in\b")
_OUT = re.compile(r"(?:paid|money|amount) out\b")
_PAYER = _words(
    "payee payer sender ordenante auftraggeber remitente naam counterparty zahlungspflichtiger beguenstigter from"
)
_TEXT = _words(
    """description descripcion memo details detalle narrative concept concepto reference referencia particulars
    verwendungszweck omschrijving mededelingen name nombre beneficiario buchungstext libelle note message merchant
    movimiento transaction observaciones remittance information title info leyenda"""
)
_CURRENCY = _words("currency moneda divisa waehrung wahrung ccy munt devise")
_BALANCE = _words("balance saldo running solde available disponible")
_UNIT = re.compile(r"[(\[ ]([A-Z]{3})[)\]]?\s*$")
_IDENTITY = frozenset({"transaction id", "fitid", "id", "unique id", "transaction identifier", "bank id"})
_NEVER = _words("qty quantity unit units each rate hours labor material markup")
_SIGNS = {
    **dict.fromkeys(_words("credit cr crdt c abono bij haben h"), 1),
    **dict.fromkeys(_words("debit dr dbit d cargo af soll s"), -1),
}
_WAYS = _words("check dslip deposit withdrawal")


@dataclass(slots=True)
class Columns:
    """Which column is what, by its place. ``sign``: it says credit or debit of an amount without a sign; ``unit``: the
    currency that a heading names.
    """

    date: int = -1
    amount: int = -1
    credit: int = -1
    debit: int = -1
    sign: int = -1
    currency: int = -1
    identity: int = -1
    payers: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    unit: str = ""
    headed: bool = True

    @property
    def sure(self) -> bool:
        """Days, money and words below their names: a bank's, and nobody's list of prices."""
        return self.headed and bool(self.texts or self.payers)


def columns_of(cells: Sequence[str]) -> Columns | None:
    """None for a row that is no heading of a bank's file."""
    names = [folded(cell) for cell in cells]
    spoken = [frozenset(_WORD.findall(name)) for name in names]
    if any(words & _NEVER for words in spoken) or any(len(name) > 60 for name in names):
        return None
    found = Columns(date=_date(spoken))
    for place, (name, words) in enumerate(zip(names, spoken, strict=True)):
        if place != found.date and words and not words & _BALANCE:
            _take(found, place, name, words)
    money = found.amount >= 0 or found.credit >= 0
    named = _UNIT.search(cells[max(found.amount, found.credit)]) if money else None
    found.unit = named[1] if named else ""
    return found if found.date >= 0 and money else None


def sign_of(cell: str) -> int:
    """1 for a credit, -1 for a debit, 0 for neither."""
    return _SIGNS.get(folded(cell), 0)


def only_a_kind(cell: str) -> bool:
    """Says which way the money went, or how, and nothing of whose it was."""
    return bool(sign_of(cell)) or folded(cell) in _WAYS


def folded(cell: str) -> str:
    plain = unicodedata.normalize("NFKD", cell.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.split())


def _date(spoken: Sequence[frozenset[str]]) -> int:
    days = [place for place, words in enumerate(spoken) if words & _DAYS and not words & (_AMOUNT | _BALANCE)]
    for better in _DATE:
        for place in days:
            if spoken[place] & better:
                return place
    return -1


def _take(found: Columns, place: int, name: str, words: frozenset[str]) -> None:
    both = words & _CREDIT and words & _DEBIT
    if words & _DAYS:
        return
    if name in _IDENTITY:
        found.identity = place
    elif words & _CURRENCY:
        found.currency = place
    elif both or name in {"af bij", "dr cr", "cr dr", "d c", "type", "transaction type", "cdtdbtind"}:
        found.sign = place
    elif (words & _CREDIT or _IN.search(name)) and found.credit < 0:
        found.credit = place
    elif (words & _DEBIT or _OUT.search(name)) and found.debit < 0:
        found.debit = place
    elif words & _AMOUNT and found.amount < 0:
        found.amount = place
    elif words & _PAYER:
        found.payers.append(place)
    elif words & _TEXT:
        found.texts.append(place)
