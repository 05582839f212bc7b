"""The lines of a milestone as people read them: its pieces told apart by what they are, where a tax does so."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.invoice import TaxAmount
from core.domain.milestone import LineItem, Milestone
from core.domain.money import total
from core.domain.terms import TaxRule
from core.ports.wording import Wording


def told_lines(milestone: Milestone, taxes: Sequence[TaxRule], wording: Wording) -> tuple[LineItem, ...]:
    """A part of a payment schedule is kept as labor, materials and the rest, all by its own name: in one line, where
    no tax tells them apart; else each with what it is. What bears no tax where others do says so. A discount is called
    so.
    """
    by_cost = any(rule.scope != "all" for rule in taxes)
    alike: dict[object, list[LineItem]] = {}
    for line in milestone.lines:
        kind = (line.cost_type if by_cost else "", line.taxable or not taxes)
        alike.setdefault(kind if _is_piece(line, milestone) else line.id, []).append(line)
    lines = [_in_one(found, milestone, by_cost=by_cost) for found in alike.values()]
    several = sum(_is_piece(line, milestone) for line in lines) > 1
    told = [(several and _is_piece(line, milestone)) or (bool(taxes) and not line.taxable) for line in lines]
    return tuple(_named(line, wording, is_told=one) for line, one in zip(lines, told, strict=True))


def tax_label(tax: TaxAmount, wording: Wording) -> str:
    """Its name and rate, and what it is of where that is not everything."""
    code = "figure.tax_included" if tax.inclusive else "figure.tax"
    named = {"name": tax.name} if tax.name else {}
    label = wording.text(f"{code}_named" if tax.name else code, rate=wording.percent(tax.rate), **named)
    return label if tax.scope == "all" else wording.text(f"figure.of_{tax.scope}", tax=label)


def _is_piece(line: LineItem, milestone: Milestone) -> bool:
    alone = line.quantity == 1 and line.change_order_id is None and not line.discount
    return alone and line.description == milestone.name


def _in_one(lines: Sequence[LineItem], milestone: Milestone, *, by_cost: bool) -> LineItem:
    first = lines[0]
    if not _is_piece(first, milestone):
        return first
    amount = total((one.amount for one in lines), first.amount.currency)
    return replace(first, amount=amount, unit_price=amount, cost_type=first.cost_type if by_cost else "other")


def _named(line: LineItem, wording: Wording, *, is_told: bool) -> LineItem:
    if line.discount:
        return replace(line, description=wording.text("sheet.discount"))
    kind = line.cost_type if line.taxable else "exempt"
    if not is_told or kind == "other":
        return line
    return replace(line, description=wording.text(f"sheet.of_{kind}", what=line.description))
