"""What taking back a part of an invoice comes to: each of its figures in proportion, cumulatively, so that crediting
all of it in any pieces takes back exactly what it asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from core.domain.ids import MilestoneId
from core.domain.invoice import CreditNote, Invoice, InvoicePart, TaxAmount
from core.domain.money import Money, half_away_from_zero, total
from core.domain.taxes import base_of, same
from core.domain.terms import TaxRule
from core.domain.totals import added_tax

Cost = Literal["labor", "materials", "other", "exempt"]
_COSTS: tuple[Cost, ...] = get_args(Cost)


@dataclass(frozen=True, slots=True)
class Target:
    """One part of the invoice alone; ``cost``: what of it is labor, materials, other or exempt, None for all of it."""

    milestone_id: MilestoneId
    cost: Cost | None = None


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


def worth(one: Invoice | CreditNote) -> Money:
    """What a credit is measured in: the work before tax, the retainage released, or the deposit asked for."""
    return total((_measure(part) for part in one.parts), one.total.currency) if one.parts else one.total


def creditable(invoice: Invoice, notes: Sequence[CreditNote]) -> Money:
    """What is left of ``worth``."""
    mine = (note for note in notes if note.invoice_id == invoice.id)
    return worth(invoice) - total((worth(note) for note in mine), invoice.total.currency)


def left_of_part(invoice: Invoice, notes: Sequence[CreditNote], milestone_id: MilestoneId) -> Money:
    """What is left to credit of one of its parts; of one that is not on it, nothing."""
    mine = [note for note in notes if note.invoice_id == invoice.id]
    billed = (part for part in invoice.parts if part.milestone_id == milestone_id)
    return total((_measure(part) - _credited(part, mine) for part in billed), invoice.total.currency)


def credit(invoice: Invoice, notes: Sequence[CreditNote], amount: Money, target: Target | None = None) -> Credit:
    """Of ``amount``, above zero and at most ``creditable``, and with a target at most what is left of that part, which
    alone it is taken off then. ``notes``: those on this invoice. What it comes to is never
    below zero, and never above what is left of what the invoice asked for: where a cent of rounding stands against
    that, the deposit, else the tax, gives way.
    """
    mine = [note for note in notes if note.invoice_id == invoice.id]
    currency = amount.currency
    reached = Fraction((worth(invoice) - creditable(invoice, mine) + amount).minor, worth(invoice).minor)
    parts = _parts(invoice, mine, amount, reached, target)
    subtotal = total((part.amount for part in parts), currency)
    retained = total((part.retained for part in parts), currency)
    taxes = tuple(_tax(one, parts, mine, reached) for one in invoice.taxes)
    taxes = _bounded(taxes, subtotal - retained, invoice, mine)
    payable = subtotal + added_tax(taxes, currency) - retained
    applied = _deposit(invoice, mine, payable, reached) if parts else -amount
    return Credit(
        parts=parts,
        taxes=taxes,
        subtotal=subtotal,
        tax=total((one.tax for one in taxes), currency),
        retained=retained,
        deposit_applied=applied,
        total=payable - applied,
    )


def _share(whole: Money, reached: Fraction) -> Money:
    return Money(half_away_from_zero(whole.minor * reached), whole.currency)


def _left(invoice: Invoice, notes: Sequence[CreditNote]) -> tuple[Money, Money]:
    """Of what it asked for, and of the deposit that was credited on it."""
    currency = invoice.total.currency
    applied = invoice.deposit_applied - total((note.deposit_applied for note in notes), currency)
    return invoice.total - total((note.total for note in notes), currency), applied


def _deposit(invoice: Invoice, notes: Sequence[CreditNote], payable: Money, reached: Fraction) -> Money:
    left, applied = _left(invoice, notes)
    share = _share(invoice.deposit_applied, reached) - (invoice.deposit_applied - applied)
    least = max(payable - left, Money.zero(payable.currency))
    return max(least, min(share, payable, applied))


def _tax(billed: TaxAmount, parts: Sequence[InvoicePart], notes: Sequence[CreditNote], reached: Fraction) -> TaxAmount:
    """Of its own base; where that is nothing (an odd cent of invoices before it), with the work."""
    base = base_of(TaxRule(rate=billed.rate, scope=billed.scope), parts, billed.base.currency)
    before = [one for note in notes for one in note.taxes if same(one, billed)]
    if billed.base:
        reached = Fraction((total((one.base for one in before), base.currency) + base).minor, billed.base.minor)
    had = total((one.tax for one in before), base.currency)
    return replace(billed, base=base, tax=_share(billed.tax, reached) - had)


def _bounded(
    taxes: tuple[TaxAmount, ...], before_tax: Money, invoice: Invoice, notes: Sequence[CreditNote]
) -> tuple[TaxAmount, ...]:
    """Rounded each for itself, several taxes below zero could together come to more than there is."""
    payable = before_tax + added_tax(taxes, before_tax.currency)
    left, applied = _left(invoice, notes)
    off = max(Money.zero(payable.currency), min(payable, left + applied)) - payable
    if not off:
        return taxes
    first = next(one for one in taxes if not one.inclusive)
    return tuple(replace(one, tax=one.tax + off) if one is first else one for one in taxes)


def _parts(
    invoice: Invoice, notes: Sequence[CreditNote], amount: Money, reached: Fraction, target: Target | None
) -> tuple[InvoicePart, ...]:
    """The amount over the invoice's parts, in proportion to what is left of each; or off the one that is meant."""
    if not invoice.parts:
        return ()
    left = [_measure(part) - _credited(part, notes) for part in invoice.parts]
    if target:
        weights = [int(part.milestone_id == target.milestone_id) for part in invoice.parts]
    else:
        weights = [one.minor for one in left]
    pieces = amount.split(weights)
    cost = target.cost if target else None
    return tuple(_part(part, notes, piece, reached, cost) for part, piece in zip(invoice.parts, pieces, strict=True))


def _measure(part: InvoicePart) -> Money:
    """Work, or what is released."""
    return part.amount or -part.retained


def _credited(part: InvoicePart, notes: Sequence[CreditNote]) -> Money:
    taken = (one for note in notes for one in note.parts if one.milestone_id == part.milestone_id)
    return total((_measure(one) for one in taken), part.amount.currency)


def _part(
    part: InvoicePart, notes: Sequence[CreditNote], piece: Money, reached: Fraction, cost: Cost | None
) -> InvoicePart:
    """A release has nothing but what it releases; one worth nothing, whose costs may still be taxed, goes with the
    invoice.
    """
    currency, nothing = piece.currency, Money.zero(piece.currency)
    before = [one for note in notes for one in note.parts if one.milestone_id == part.milestone_id]
    to_date = _credited(part, notes) + piece
    if part.amount:
        reached = Fraction(to_date.minor, part.amount.minor)
    had = [total((getattr(one, name) for one in before), currency) for name in _COSTS]
    costs = [getattr(part, name) for name in _COSTS]
    shares = _in_proportion(costs, reached, to_date if part.amount else nothing)
    pieces = [share - one for share, one in zip(shares, had, strict=True)]
    if part.amount:
        pieces = _of_cost([one - back for one, back in zip(costs, had, strict=True)], pieces, piece, cost)
    labor, materials, other, exempt = pieces
    retained = _share(part.retained, reached) - total((one.retained for one in before), currency)
    return InvoicePart(
        milestone_id=part.milestone_id,
        amount=piece if part.amount else nothing,
        labor=labor,
        materials=materials,
        other=other,
        exempt=exempt,
        stored=nothing,
        retained=retained if part.amount else -piece,
    )


def _of_cost(left: Sequence[Money], pieces: list[Money], piece: Money, cost: Cost | None) -> list[Money]:
    """The cost that is meant comes first, as far as it goes. Where one was credited ahead of the others, proportion
    to the whole would take it below nothing: so what is left of each counts. ``left`` may be below zero from the start.
    """
    if min(one.minor for one in left) < 0:
        return pieces
    nothing = Money.zero(piece.currency)
    first = [min(one, piece) if name == cost else nothing for name, one in zip(_COSTS, left, strict=True)]
    rest = piece - total(first, piece.currency)
    if cost is None and min(one.minor for one in pieces) >= 0:
        return pieces
    weights = [(one - taken).minor for one, taken in zip(left, first, strict=True)]
    shares = rest.split(weights) if rest else (nothing,) * len(left)
    return [one + share for one, share in zip(first, shares, strict=True)]


def _in_proportion(costs: Sequence[Money], reached: Fraction, to_date: Money) -> list[Money]:
    """What materials came to too much before, a part may have below zero; the largest takes up the odd cents."""
    shares = [_share(one, reached) for one in costs]
    largest = max(range(len(costs)), key=lambda place: costs[place].minor)
    shares[largest] += to_date - total(shares, to_date.currency)
    return shares
