"""Which open invoices a bank's line may pay, each with its reason. It only suggests, and records nothing. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

from bots.intents.folding import fold
from bots.intents.names import payer_in
from core.domain.bank_line import BankLine
from core.domain.ids import BankLineId, ClientId, InvoiceId
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.usecases.aging_views import OwedInvoice

Reason = Literal["", "number", "exact_name", "exact", "sum_name", "sum", "name", "chosen", "rest"]
MOST_TOGETHER = 4
_FEW_DAYS = 7
_INVOICE_WORDS = r"(?:inv(?:oice)?|factura|fact|fac|bill|rechnung)"


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a line for that invoice, of which ``balance`` is open then."""

    invoice: OwedInvoice
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that is in the books, and whose it was."""

    payment: Payment
    client_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a line may be. ``before``: what may be the same payment, recorded already."""

    line: BankLine
    parts: tuple[Part, ...] = ()
    reason: Reason = ""
    before: Recorded | None = None


@dataclass(slots=True)
class _Books:
    """What is open, less what was suggested so far."""

    invoices: tuple[OwedInvoice, ...]
    left: dict[InvoiceId, Money] = field(default_factory=dict)
    named: dict[BankLineId, set[ClientId]] = field(default_factory=dict)

    def open(self) -> list[OwedInvoice]:
        return [one for one in self.invoices if self.left[one.invoice_id]]

    def of(self, line: BankLine) -> list[OwedInvoice]:
        """Those of the one client whom the line names; none where it names nobody, or several."""
        if line.id not in self.named:
            names, words = {one.client_id: one.client_name for one in self.invoices}, said(line)
            self.named[line.id] = {client for client, name in names.items() if payer_in(words, name)}
        those = self.named[line.id]
        return [one for one in self.open() if one.client_id in those] if len(those) == 1 else []

    def give(self, line: BankLine, invoices: Sequence[OwedInvoice]) -> tuple[Part, ...]:
        """All of the line: each invoice what is open of it, the last one the rest."""
        rest, parts = line.left, []
        for place, one in enumerate(invoices, 1):
            balance = self.left[one.invoice_id]
            amount = rest if place == len(invoices) else min(rest, balance)
            if amount:
                parts.append(Part(one, amount, balance))
                self.left[one.invoice_id] = balance - min(amount, balance)
            rest -= amount
        return tuple(parts)


def said(line: BankLine) -> str:
    return f"{line.payer} {line.text} {line.reference}"


def suggest(
    lines: Sequence[BankLine], invoices: Sequence[OwedInvoice], payments: Sequence[Recorded]
) -> tuple[Offer, ...]:
    """One offer a line, in their order. The surer reasons choose first, over all lines."""
    currency = lines[0].left.currency if lines else ""
    ours = sorted(
        (one for one in invoices if one.balance.currency == currency), key=lambda one: (one.due_on, one.number)
    )
    books = _Books(tuple(ours), {one.invoice_id: one.balance for one in ours})
    clients = sorted({*(one.client_name for one in ours), *(one.client_name for one in payments)})
    offers = {line.id: Offer(line=line, before=before) for line, before in _recorded(lines, payments, clients)}
    for reason, rule in _RULES.items():
        for line in lines:
            offer = offers[line.id]
            if not offer.parts and offer.before is None and (found := rule(line, books)):
                offers[line.id] = replace(offer, parts=books.give(line, found), reason=reason)
    return tuple(offers.values())


def chosen(line: BankLine, invoices: Sequence[OwedInvoice]) -> Offer:
    """The line for these, as somebody said."""
    books = _Books(tuple(invoices), {one.invoice_id: one.balance for one in invoices})
    return Offer(line=line, parts=books.give(line, invoices), reason="chosen")


def apart(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """As they stand when these alone are recorded: what was suggested for other lines is open still."""
    left = {part.invoice.invoice_id: part.invoice.balance for one in offers for part in one.parts}
    parts: dict[tuple[BankLineId, InvoiceId], Part] = {}
    for line, part in as_given(offers):
        balance = left[part.invoice.invoice_id]
        left[part.invoice.invoice_id] = balance - min(part.amount, balance)
        parts[line.id, part.invoice.invoice_id] = replace(part, balance=balance)
    return tuple(
        _restated(one, tuple(parts[one.line.id, part.invoice.invoice_id] for part in one.parts)) for one in offers
    )


def as_given(offers: Sequence[Offer]) -> list[tuple[BankLine, Part]]:
    """The parts of all, those of one invoice in the sequence in which what was open of it grew less."""
    every = [(one.line, part) for one in offers for part in one.parts]
    return sorted(every, key=lambda one: -one[1].balance.minor)


def _restated(offer: Offer, parts: tuple[Part, ...]) -> Offer:
    """What is exact only after other lines is not exact by itself."""
    alone: Mapping[Reason, Reason] = {"exact_name": "name", "sum_name": "name", "exact": "rest", "sum": "rest"}
    reason = offer.reason if parts == offer.parts else alone.get(offer.reason, offer.reason)
    return replace(offer, parts=parts, reason=reason)


def _numbered(line: BankLine, books: _Books) -> list[OwedInvoice]:
    text = fold(said(line))
    if not any(letter.isdigit() for letter in text):
        return []
    return [one for one in books.open() if number_in(text, one.number)]


def number_in(text: str, number: str) -> bool:
    """Whether a folded text has this invoice's number, with spaces and dashes lost, or as "invoice 7"."""
    return bool(_pattern(number).search(text))


@lru_cache(maxsize=4096)
def _pattern(number: str) -> re.Pattern[str]:
    plain = "".join(letter for letter in fold(number) if letter.isalnum())
    loose = r"[\W_]{0,2}".join(map(re.escape, plain))
    digits = re.search(r"\d+$", plain)
    short = rf"|(?<![a-z0-9]){_INVOICE_WORDS}[\W_]{{0,3}}(?:no|nr|num)?[\W_]{{0,3}}0*{int(digits[0])}" if digits else ""
    return re.compile(rf"(?:{loose}{short})(?!\d)")


def _exact_name(line: BankLine, books: _Books) -> list[OwedInvoice]:
    return _only([one for one in books.of(line) if books.left[one.invoice_id] == line.left])


def _sum_name(line: BankLine, books: _Books) -> list[OwedInvoice]:
    return _together(line, books, books.of(line))


def _name(line: BankLine, books: _Books) -> list[OwedInvoice]:
    return _only(books.of(line))


def _exact(line: BankLine, books: _Books) -> list[OwedInvoice]:
    """Nobody is named: only one invoice of all has this balance."""
    return _only([one for one in books.open() if books.left[one.invoice_id] == line.left])


def _sum(line: BankLine, books: _Books) -> list[OwedInvoice]:
    """Nobody is named: all that one client owes, and no other client owes as much."""
    clients: dict[ClientId, list[OwedInvoice]] = {}
    for one in books.open():
        clients.setdefault(one.client_id, []).append(one)
    fits = [those for those in clients.values() if len(those) > 1 and _sum_of(books, those) == line.left]
    return fits[0] if len(fits) == 1 else []


def _together(line: BankLine, books: _Books, those: Sequence[OwedInvoice]) -> list[OwedInvoice]:
    """All of them, else the only few of them, that make this sum."""
    if len(those) > 1 and _sum_of(books, those) == line.left:
        return list(those)
    few = [
        list(some)
        for size in range(2, min(MOST_TOGETHER, len(those)) + 1)
        for some in combinations(those[:10], size)
        if _sum_of(books, some) == line.left
    ]
    return few[0] if len(few) == 1 else []


def _sum_of(books: _Books, those: Sequence[OwedInvoice]) -> Money:
    return total((books.left[one.invoice_id] for one in those), those[0].balance.currency)


def _only(found: list[OwedInvoice]) -> list[OwedInvoice]:
    return found if len(found) == 1 else []


Rule = Callable[[BankLine, _Books], list[OwedInvoice]]
_RULES: Mapping[Reason, Rule] = {
    "number": _numbered,
    "exact_name": _exact_name,
    "sum_name": _sum_name,
    "exact": _exact,
    "sum": _sum,
    "name": _name,
}


def _recorded(
    lines: Sequence[BankLine], payments: Sequence[Recorded], clients: Sequence[str]
) -> Iterator[tuple[BankLine, Recorded | None]]:
    """Each with a payment by hand of as much within a few days, if there is one; one payment is the same once only.

    Where the line names a client, the payment must be theirs.
    """
    free = [one for one in payments if one.payment.gateway == "manual" and one.payment.state == "succeeded"]
    for line in lines:
        near = [one for one in free if one.payment.amount == line.left and _days(one, line) <= _FEW_DAYS]
        named = bool(near) and any(payer_in(said(line), one) for one in clients)
        mine = [one for one in near if not named or payer_in(said(line), one.client_name)]
        same = min(mine, key=lambda one: _days(one, line), default=None)
        if same:
            free.remove(same)
        yield line, same


def _days(one: Recorded, line: BankLine) -> int:
    return abs((one.payment.received_at.date() - line.on).days)
