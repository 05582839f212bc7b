"""Lines added and removed, milestones added: each is a change order, so the contract sum covers what is billed."""

from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.errors import Corrupt, DoesNotAddUp, Refusal
from core.domain.ids import ChangeOrderId, LineItemId, MilestoneId, ProjectId
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, total, within_reason
from core.domain.progress import billed_of
from core.domain.project import ChangeOrder
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.terms import CostType
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.capturing import open_milestone
from core.usecases.closing import as_billed

MOST = 1_000_000  # of anything on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A milestone before and after; ``line`` is the one added or removed; the sum is the contract's, to date."""

    before: Milestone
    after: Milestone
    line: LineItem
    contract_sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """``unit_price`` may be negative (a credit); ``quantity`` is above zero, of at most four decimals."""

    description: str
    unit_price: Money
    quantity: Decimal = Decimal(1)
    cost_type: CostType = "other"


def add_line(ledger: Ledger, asked: Asked, project_id: ProjectId, milestone_id: MilestoneId, new: NewLine) -> Changed:
    """Added work. Refusal: milestone.billed (name), line.below_zero (name) when the milestone would fall below zero,
    line.below_billed (name, billed) when below what is billed of it.

    DoesNotAddUp: name.missing, line.quantity (most), line.other_currency (currency), amount.too_large.
    """
    file, before = _open_milestone(ledger, project_id, milestone_id)
    description, amount = _checked(file, new)
    return _added(ledger, asked, file, before, replace(new, description=description), amount)


def add_milestone(ledger: Ledger, asked: Asked, project_id: ProjectId, new: NewLine) -> Changed:
    """Added work as a milestone of its own, the last one: its one line carries its name. ``before`` is worth nothing.

    DoesNotAddUp: schedule.not_positive (name), and as ``add_line``.
    """
    file = ledger.project_file(project_id, lock=True)
    description, amount = _checked(file, new)
    name = one_line(description, LONGEST_NAME)
    if amount.minor <= 0:
        raise DoesNotAddUp("schedule.not_positive", name=name)
    blank = Milestone(
        id=MilestoneId(asked.new_id()),
        account_id=file.project.account_id,
        project_id=file.project.id,
        contractor_id=file.project.contractor_id,
        position=1 + max(one.position for one in file.milestones),
        name=name,
        kind="work",
        scheduled_value=Money.zero(amount.currency),
        lines=(),
    )
    file = replace(file, milestones=(*file.milestones, blank))
    return _added(ledger, asked, file, blank, replace(new, description=name), amount)


def remove_line(
    ledger: Ledger, asked: Asked, project_id: ProjectId, milestone_id: MilestoneId, line_id: LineItemId
) -> Changed:
    """Added work is withdrawn; agreed work is deducted. Refusal: line.none, line.last (name), as ``add_line``."""
    file, before = _open_milestone(ledger, project_id, milestone_id)
    line = next((one for one in before.lines if one.id == line_id), None)
    if line is None:
        raise Refusal("line.none")
    if len(before.lines) == 1:
        raise Refusal("line.last", name=before.name)
    added = next(
        (one for one in file.change_orders if one.id == line.change_order_id and one.landing != "spread"), None
    )
    order = replace(added, state="withdrawn") if added else _change(asked, before, line.description, -line.amount)
    lines = tuple(one for one in before.lines if one.id != line_id)
    return _settle(ledger, file, before, lines, line, order)


def _open_milestone(ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId) -> tuple[ProjectFile, Milestone]:
    file = ledger.project_file(project_id, lock=True)
    return file, open_milestone(file, milestone_id)


def _checked(file: ProjectFile, new: NewLine) -> tuple[str, Money]:
    description = one_line(new.description)
    if not description:
        raise DoesNotAddUp("name.missing")
    if new.unit_price.currency != file.project.currency:
        raise DoesNotAddUp("line.other_currency", currency=file.project.currency)
    quantity = new.quantity
    if not (quantity.is_finite() and 0 < quantity <= MOST and quantity == round(quantity, 4)):
        raise DoesNotAddUp("line.quantity", most=MOST)
    return description, within_reason(new.unit_price.times(quantity))


def _added(ledger: Ledger, asked: Asked, file: ProjectFile, before: Milestone, new: NewLine, amount: Money) -> Changed:
    """One line more, with the change order that covers it."""
    order = _change(asked, before, new.description, amount)
    line = LineItem(
        id=LineItemId(asked.new_id()),
        description=new.description,
        quantity=new.quantity,
        unit_price=new.unit_price,
        amount=amount,
        change_order_id=order.id,
        cost_type=new.cost_type,
    )
    return _settle(ledger, file, before, (*before.lines, line), line, order)


def _change(asked: Asked, milestone: Milestone, description: str, amount: Money) -> ChangeOrder:
    if asked.member_id is None:
        raise Corrupt("a change order is recorded by a member")
    return ChangeOrder(
        id=ChangeOrderId(asked.new_id()),
        account_id=milestone.account_id,
        project_id=milestone.project_id,
        milestone_id=milestone.id,
        description=description,
        amount=amount,
        recorded_by=asked.member_id,
        recorded_at=asked.now,
    )


def _settle(
    ledger: Ledger,
    file: ProjectFile,
    before: Milestone,
    lines: tuple[LineItem, ...],
    line: LineItem,
    order: ChangeOrder,
) -> Changed:
    value = total((one.amount for one in lines), before.scheduled_value.currency)
    if value.minor < 0:
        raise Refusal("line.below_zero", name=before.name)
    billed = billed_of(before, file.invoices, file.credit_notes)
    if value < billed:
        raise Refusal("line.below_billed", name=before.name, billed=billed)
    within_reason(value)
    after = as_billed(file, replace(before, lines=lines, scheduled_value=value))
    orders = (*(one for one in file.change_orders if one.id != order.id), order)
    reconcile(file.contract, orders, [after if one.id == after.id else one for one in file.milestones])
    ledger.save(order, after)
    return Changed(before=before, after=after, line=line, contract_sum=contract_sum_to_date(file.contract, orders))
