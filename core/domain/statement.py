"""The statement of an account: what a client was billed, was credited and paid, by date, and what that leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from core.domain.allocation import balance_of
from core.domain.ids import ContractorId
from core.domain.invoice import CreditNote, Invoice
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.domain.withholding import held, unapplied

EntryKind = Literal["invoice", "credit_note", "payment", "returned", "credit_used"]
_FIRST = {
    "invoice": 0,
    "credit_note": 1,
    "payment": 2,
    "returned": 3,
    "credit_used": 4,
}  # of what happened at the same moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What was billed on one project, and what came of it."""

    project: str
    invoices: Sequence[Invoice]
    credit_notes: Sequence[CreditNote]
    payments: Sequence[Payment]
    names: Mapping[ContractorId, str] = field(default_factory=dict)  # of its contractors, where several did it


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """``amount`` is above zero where more is owed. ``number`` is the invoice's or the credit note's, ``on`` the invoice
    that the others are for. ``off``: void, or a payment taken back; its amount counts for nothing. "returned" is what
    went back to the client of a payment; "credit_used" came before, as another payment, and moves nothing here.
    ``contractor``: who billed it, where several do the project.
    """

    at: datetime
    kind: EntryKind
    project: str
    number: str
    on: str
    method: str
    note: str
    amount: Money
    off: bool
    balance: Money
    contractor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """One that is not paid in full. ``contractor``: whom it pays, where several do the project."""

    invoice: Invoice
    project: str
    contractor: str
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """In one currency. ``balance`` = ``open_balance`` - ``credit``: what is owed on invoices, less what was paid beyond
    them. ``retained`` and ``deposit_left`` are not due.
    """

    currency: str
    entries: tuple[StatementEntry, ...]
    open_invoices: tuple[OpenInvoice, ...]
    billed: Money
    credited: Money
    paid: Money
    open_balance: Money
    credit: Money
    retained: Money
    deposit_left: Money

    @property
    def balance(self) -> Money:
        """As the last entry leaves it."""
        return self.open_balance - self.credit


def statement_of(dealings: Sequence[Dealings], currency: str) -> Statement:
    """Of these projects, all of one currency."""
    entries = sorted((one for each in dealings for one in _entries(each)), key=lambda one: (one.at, _FIRST[one.kind]))
    still_open = tuple(one for each in dealings for one in _open(each))
    surplus = (one.surplus for each in dealings for one in each.payments if one.state == "succeeded")
    return Statement(
        currency=currency,
        entries=tuple(_running(entries, currency)),
        open_invoices=still_open,
        billed=_sum(entries, "invoice", currency),
        credited=-_sum(entries, "credit_note", currency),
        paid=-_sum(entries, "payment", currency) - _sum(entries, "returned", currency),
        open_balance=total((one.balance for one in still_open), currency),
        credit=total(surplus, currency),
        retained=total((held((one.invoices, one.credit_notes), currency) for one in dealings), currency),
        deposit_left=total((unapplied((one.invoices, one.credit_notes), currency) for one in dealings), currency),
    )


def _sum(entries: Sequence[StatementEntry], kind: str, currency: str) -> Money:
    return total((one.amount for one in entries if one.kind == kind and not one.off), currency)


def _running(entries: Sequence[StatementEntry], currency: str) -> Iterator[StatementEntry]:
    balance = Money.zero(currency)
    for one in entries:
        balance = balance if one.off or one.kind == "credit_used" else balance + one.amount
        yield replace(one, balance=balance)


def _open(dealings: Dealings) -> Iterator[OpenInvoice]:
    for one in dealings.invoices:
        balance = balance_of(one, dealings.payments, dealings.credit_notes)
        if balance:
            name = dealings.names.get(one.contractor_id, "")
            yield OpenInvoice(invoice=one, project=dealings.project, contractor=name, balance=balance)


def _entries(dealings: Dealings) -> Iterator[StatementEntry]:
    numbers = {one.id: one.number for one in dealings.invoices}
    for invoice in dealings.invoices:
        entry = _entry(dealings, invoice.issued_at, invoice.total, number=invoice.number, off=invoice.state == "void")
        yield replace(entry, contractor=dealings.names.get(invoice.contractor_id, ""))
    for note in dealings.credit_notes:
        on = numbers[note.invoice_id]
        yield _entry(dealings, note.issued_at, -note.total, kind="credit_note", number=note.number, on=on)
    for payment in dealings.payments:
        if payment.credit_of and payment.kept:
            on = numbers[payment.invoice_id]
            yield _entry(dealings, payment.received_at, -payment.kept, kind="credit_used", on=on)
    for payment in (one for one in dealings.payments if not one.credit_of):
        if payment.state in {"succeeded", "reversed"}:
            yield replace(
                _entry(dealings, payment.received_at, -payment.amount, kind="payment", on=numbers[payment.invoice_id]),
                method=payment.method,
                note=payment.note,
                off=payment.state == "reversed",
            )
        if payment.state == "succeeded" and payment.as_of and payment.kept != payment.amount:
            back, on = payment.amount - payment.kept, numbers[payment.invoice_id]
            yield replace(_entry(dealings, payment.as_of, back, kind="returned", on=on), method=payment.method)


def _entry(
    dealings: Dealings,
    at: datetime,
    amount: Money,
    *,
    kind: EntryKind = "invoice",
    number: str = "",
    on: str = "",
    off: bool = False,
) -> StatementEntry:
    return StatementEntry(
        at=at,
        kind=kind,
        project=dealings.project,
        number=number,
        on=on,
        method="",
        note="",
        amount=amount,
        off=off,
        balance=Money.zero(amount.currency),
    )
