"""The lines of an issued invoice, each with what it came to there: a credit note may be about one of them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from core.domain.crediting import Cost, Target, left_of_part
from core.domain.invoice import Invoice, InvoicePart
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, half_away_from_zero, total
from core.ports.ledger import ProjectFile


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledLine:
    """A part of the invoice, or one line of it. ``worth``: what it came to there, in its share of a discount and as far
    as it was billed; ``left``: at most so much is left to credit. ``quantity``: of the whole line.
    """

    description: str
    target: Target
    quantity: Decimal
    worth: Money
    left: Money

    def share(self, count: Decimal) -> Money:
        """What so many of it came to, ``count`` being at most its quantity."""
        return Money(
            half_away_from_zero(self.worth.minor * Fraction(count) / Fraction(self.quantity)), self.worth.currency
        )


def lines_of(file: ProjectFile, invoice: Invoice) -> tuple[BilledLine, ...]:
    """Its parts, and below those of several lines each of these; what is worth nothing there is left out."""
    parts = {part.milestone_id: part for part in invoice.parts if part.amount.minor > 0}
    found = [
        one
        for milestone in file.milestones
        if milestone.id in parts
        for one in _lines(file, invoice, milestone, parts[milestone.id])
    ]
    return tuple(one for one in found if one.worth.minor > 0)


def _lines(file: ProjectFile, invoice: Invoice, milestone: Milestone, part: InvoicePart) -> list[BilledLine]:
    plain = [line for line in milestone.lines if not line.discount]
    left = left_of_part(invoice, file.credit_notes, milestone.id)
    whole = BilledLine(
        description=milestone.name, target=Target(milestone.id), quantity=Decimal(1), worth=part.amount, left=left
    )
    gross = total((line.amount for line in plain), part.amount.currency)
    if len(plain) == 1:
        return [replace(whole, quantity=plain[0].quantity)]
    if gross.minor <= 0:  # changed since, it may have no lines, or such that come to nothing
        return [whole]
    share = Fraction(part.amount.minor, gross.minor)
    return [whole, *(_line(file, invoice, line, whole, share) for line in plain)]


def _line(file: ProjectFile, invoice: Invoice, line: LineItem, whole: BilledLine, share: Fraction) -> BilledLine:
    cost: Cost = line.cost_type if line.taxable else "exempt"
    worth = Money(half_away_from_zero(line.amount.minor * share), line.amount.currency)
    return BilledLine(
        description=line.description,
        target=Target(whole.target.milestone_id, cost),
        quantity=line.quantity,
        worth=worth,
        left=max(Money.zero(worth.currency), min(worth - _taken(file, invoice, line), whole.left)),
    )


def called(description: str, count: str = "") -> str:
    """How a credit note calls the line, and so many of it; by this it is found again."""
    return f"{description} ({count})" if count else description


def _taken(file: ProjectFile, invoice: Invoice, line: LineItem) -> Money:
    """What earlier notes on this invoice took back of just this line, as they are printed."""
    names = (line.description, f"{line.description}:", f"{line.description} (")
    printed = (
        (str(one["description"]), int(one["amount_minor"]))
        for note in file.credit_notes
        if note.invoice_id == invoice.id
        for section in note.sheet.get("sections", ())
        for one in section["lines"]
    )
    taken = sum(-minor for told, minor in printed if told == names[0] or told.startswith(names[1:]))
    return Money(taken, line.amount.currency)
