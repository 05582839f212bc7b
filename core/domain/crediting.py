"""What taking back a part of an invoice comes to: each of its figures in proportion, cumulatively, so that crediting
all of it in any pieces takes back exactly what it asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.domain.invoice import CreditNote, Invoice, InvoicePart, TaxAmount
from core.domain.money import Money, half_away_from_zero, total
from core.domain.taxes import base_of, credited_tax
from core.domain.terms import TaxRule
from core.domain.totals import added_tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The figures of a credit note, each to be read against the invoice's of the same name."""

    parts: tuple[InvoicePart, ...]
    taxes: tuple[TaxAmount, ...]
    subtotal: Money
    tax: Money
    retained: Money
    deposit_applied: Money
    total: Money


def worth(invoice: Invoice) -> Money:
    """What a credit is measured in: the work before tax; of an invoice that bills none, what it asks for."""
    return invoice.subtotal if invoice.kind == "progress" else invoice.total


def creditable(invoice: Invoice, notes: Sequence[CreditNote]) -> Money:
    """What is left of ``worth``."""
    mine = [note for note in notes if note.invoice_id == invoice.id]
    currency = invoice.total.currency
    if invoice.kind == "progress":
        return invoice.subtotal - total((note.subtotal for note in mine), currency)
    return invoice.total - total((note.total for note in mine), currency)


def credit(invoice: Invoice, notes: Sequence[CreditNote], amount: Money) -> Credit:
    """Of ``amount``, above zero and at most ``creditable``. ``notes``: those on this invoice."""
    mine = [note for note in notes if note.invoice_id == invoice.id]
    currency = amount.currency
    nothing = Money.zero(currency)
    to_date = worth(invoice) - creditable(invoice, mine) + amount

    def share(whole: Money, had: Money) -> Money:
        return Money(half_away_from_zero(Fraction(whole.minor * to_date.minor, worth(invoice).minor)), currency) - had

    parts = _parts(invoice, mine, amount)
    taxes = tuple(_tax(one, parts, mine) for one in invoice.taxes)
    applied = share(invoice.deposit_applied, total((note.deposit_applied for note in mine), currency))
    subtotal = total((part.amount for part in parts), currency)
    retained = total((part.retained for part in parts), currency)
    return Credit(
        parts=parts,
        taxes=taxes,
        subtotal=subtotal,
        tax=total((one.tax for one in taxes), currency),
        retained=retained,
        deposit_applied=applied or nothing,
        total=subtotal + added_tax(taxes, currency) - retained - applied,
    )


def _tax(billed: TaxAmount, parts: Sequence[InvoicePart], notes: Sequence[CreditNote]) -> TaxAmount:
    base = base_of(TaxRule(rate=billed.rate, scope=billed.scope), parts, billed.base.currency)
    return replace(billed, base=base, tax=credited_tax(billed, base, notes))


def _parts(invoice: Invoice, notes: Sequence[CreditNote], amount: Money) -> tuple[InvoicePart, ...]:
    """The amount over the invoice's parts, in proportion to what is left of each."""
    if not invoice.parts:
        return ()
    left = [_measure(part) - _credited(part, notes) for part in invoice.parts]
    pieces = amount.split([max(0, one.minor) for one in left])
    return tuple(_part(part, notes, piece) for part, piece in zip(invoice.parts, pieces, strict=True))


def _measure(part: InvoicePart) -> Money:
    """Work, or what is released."""
    return part.amount or -part.retained


def _credited(part: InvoicePart, notes: Sequence[CreditNote]) -> Money:
    taken = (one for note in notes for one in note.parts if one.milestone_id == part.milestone_id)
    return total((_measure(one) for one in taken), part.amount.currency)


def _part(part: InvoicePart, notes: Sequence[CreditNote], piece: Money) -> InvoicePart:
    currency, nothing = piece.currency, Money.zero(piece.currency)
    before = [one for note in notes for one in note.parts if one.milestone_id == part.milestone_id]
    to_date = _credited(part, notes) + piece
    if not part.amount:
        return replace(part, retained=-piece, stored=nothing)
    costs = (part.labor, part.materials, part.other, part.exempt)
    had = [
        total((getattr(one, name) for one in before), currency) for name in ("labor", "materials", "other", "exempt")
    ]
    weights = [max(0, one.minor) for one in costs]
    shares = costs if to_date == part.amount else to_date.split(weights)
    labor, materials, other, exempt = (share - one for share, one in zip(shares, had, strict=True))
    retained = half_away_from_zero(Fraction(part.retained.minor * to_date.minor, part.amount.minor))
    return InvoicePart(
        milestone_id=part.milestone_id,
        amount=piece,
        labor=labor,
        materials=materials,
        other=other,
        exempt=exempt,
        stored=nothing,
        retained=Money(retained, currency) - total((one.retained for one in before), currency),
    )
