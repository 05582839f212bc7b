"""How far each milestone is, how far it is billed, and so what billing it now comes to."""

from collections.abc import Sequence

from core.domain.invoice import CreditNote, Invoice, InvoicePart
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, total

Parts = Sequence[InvoicePart]


def counted(invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Those that bill anything: a void one does not."""
    return tuple(invoice for invoice in invoices if invoice.state != "void")


def billed_parts(invoices: Sequence[Invoice], notes: Sequence[CreditNote]) -> tuple[tuple[InvoicePart, int], ...]:
    """Every part that counts with its sign: +1 as billed, -1 as credited. Notes on void invoices do not exist."""
    billed = [(part, 1) for invoice in counted(invoices) for part in invoice.parts]
    return (*billed, *((part, -1) for note in notes for part in note.parts))


def to_date(milestone: Milestone) -> Money:
    """What of it is completed and stored: all when it is done or nothing was said, never more than its value."""
    value, said = milestone.scheduled_value, milestone.progress
    if milestone.state == "done" or (said.percent_complete is None and said.stored is None):
        return value
    return min(value, said.completed(value) + (said.stored or Money.zero(value.currency)))


def billed_of(milestone: Milestone, invoices: Sequence[Invoice], notes: Sequence[CreditNote]) -> Money:
    """Of this milestone, on all invoices that count, less what was credited."""
    mine = ((part.amount, sign) for part, sign in billed_parts(invoices, notes) if part.milestone_id == milestone.id)
    return total((amount if sign > 0 else -amount for amount, sign in mine), milestone.scheduled_value.currency)


def claim(milestone: Milestone, invoices: Sequence[Invoice], notes: Sequence[CreditNote]) -> InvoicePart:
    """What billing it now comes to, before retainage; nothing where more is billed than is done by now: that is taken
    back by a credit note. The shares of labor and materials are of all billed to date less what was billed of each
    before, so that they are exact once the whole is billed, whatever changed in between.
    """
    currency = milestone.scheduled_value.currency
    nothing = Money.zero(currency)
    before = [(part, sign) for part, sign in billed_parts(invoices, notes) if part.milestone_id == milestone.id]
    amount_to_date = max(to_date(milestone), billed_of(milestone, invoices, notes))
    shares = []
    for place, share in enumerate(_by_cost(milestone, amount_to_date)):
        had = total((_costs(part)[place] if sign > 0 else -_costs(part)[place] for part, sign in before), currency)
        shares.append(share - had)
    labor, materials, other, exempt = shares
    done = milestone.state == "done"
    return InvoicePart(
        milestone_id=milestone.id,
        amount=total(shares, currency),
        labor=labor,
        materials=materials,
        other=other,
        exempt=exempt,
        stored=nothing if done else min(milestone.progress.stored or nothing, amount_to_date),
        retained=nothing,
    )


def _costs(part: InvoicePart) -> tuple[Money, Money, Money, Money]:
    return part.labor, part.materials, part.other, part.exempt


def _by_cost(milestone: Milestone, amount: Money) -> tuple[Money, ...]:
    """This much of the milestone as labor, materials, other and what is exempt; a discount lowers all in proportion."""
    worth = worth_by_cost(milestone.lines, milestone.scheduled_value.currency)
    if amount == milestone.scheduled_value:
        return worth
    weights = [max(0, one.minor) for one in worth]
    return amount.split(weights if any(weights) else (0, 0, 1, 0))


def worth_by_cost(lines: Sequence[LineItem], currency: str) -> tuple[Money, ...]:
    """What of these lines is labor, materials, other and exempt."""
    kinds = ("labor", "materials", "other", "exempt")
    plain = [line for line in lines if not line.discount]
    sums = [
        total((line.amount for line in plain if (line.cost_type if line.taxable else "exempt") == kind), currency)
        for kind in kinds
    ]
    discount = total((line.amount for line in lines if line.discount), currency)
    weights = [max(0, one.minor) for one in sums]
    if not discount:
        return tuple(sums)
    shares = discount.split(weights if any(weights) else (0, 0, 1, 0))
    return tuple(one + share for one, share in zip(sums, shares, strict=True))
