"""How the money that came is spread over what it was for. Nothing is lost: what is too much is the client's credit."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.invoice import CreditNote, Invoice
from core.domain.money import Money, total
from core.domain.payment import Payment


def allocated_to(invoice: Invoice, payments: Sequence[Payment]) -> Money:
    """What of these payments counts towards this invoice."""
    return total((one.allocated for one in _counted(invoice, payments)), invoice.total.currency)


def credited_to(invoice: Invoice, notes: Sequence[CreditNote]) -> Money:
    """What was taken back of this invoice."""
    return total((note.total for note in notes if note.invoice_id == invoice.id), invoice.total.currency)


def balance_of(invoice: Invoice, payments: Sequence[Payment], notes: Sequence[CreditNote]) -> Money:
    """What is left to pay of this invoice; zero for a void one. ``paid + credited + balance = total``, always."""
    if invoice.state == "void":
        return Money.zero(invoice.total.currency)
    return invoice.total - credited_to(invoice, notes) - allocated_to(invoice, payments)


def spread(amount: Money, balance: Money) -> tuple[Money, Money]:
    """The part that counts, and the surplus."""
    part = min(amount, balance)
    return part, amount - part


def drained(invoice: Invoice, payments: Sequence[Payment], by: Money) -> tuple[Payment, ...]:
    """The payments of which this much counts no more, as the invoice asks for less by now: it becomes the client's
    credit, the latest first.
    """
    changed = []
    for payment in reversed(_counted(invoice, payments)):
        less = min(payment.allocated, by)
        if less.minor > 0:
            by -= less
            changed.append(replace(payment, allocated=payment.allocated - less, surplus=payment.surplus + less))
    return tuple(changed)


def refilled(invoice: Invoice, payments: Sequence[Payment], notes: Sequence[CreditNote]) -> tuple[Payment, ...]:
    """The payments whose surplus takes the place of one that was reversed, the earliest first."""
    balance = balance_of(invoice, payments, notes)
    changed = []
    for payment in _counted(invoice, payments):
        if payment.surplus and balance:
            more, surplus = spread(payment.surplus, balance)
            balance -= more
            changed.append(replace(payment, allocated=payment.allocated + more, surplus=surplus))
    return tuple(changed)


def _counted(invoice: Invoice, payments: Sequence[Payment]) -> list[Payment]:
    return [one for one in payments if one.invoice_id == invoice.id and one.state == "succeeded"]
