"""Where a change of the contract sum comes to lie in the schedule of values, and how it is taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import LineItemId, MilestoneId, NewId
from core.domain.lifecycle import MILESTONE
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, total, within_reason
from core.domain.progress import billed_of
from core.domain.project import ChangeOrder
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import ProjectFile
from core.usecases.capturing import open_milestone
from core.usecases.closing import as_billed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone before and after; a new one was worth nothing before."""

    before: Milestone
    after: Milestone


@dataclass(frozen=True, slots=True)
class Landed:
    """The change order as it lies now, and every milestone that it changed."""

    order: ChangeOrder
    steps: tuple[Step, ...]


def land(file: ProjectFile, order: ChangeOrder, new_id: NewId) -> Landed:
    """As its landing says. Spread over milestones of which nothing is left to bill, it is a milestone of its own.

    Refusal: milestone.billed (name), changeorder.too_negative (most) beyond what is left to bill there. DoesNotAddUp:
    schedule.not_positive (name) for a new milestone that takes off, amount.too_large.
    """
    if order.landing == "new":
        return _as_new(file, order, new_id)
    targets = (_named(file, order),) if order.landing == "onto" else _open(file)
    left = [left_of(file, one) for one in targets]
    most = total(left, order.amount.currency)
    if order.amount.minor < 0 and -order.amount > most:
        raise Refusal("changeorder.too_negative", most=most)
    if order.landing == "onto":
        return Landed(order, (_with_line(file, targets[0], order, order.amount, new_id),))
    if not most:
        return _as_new(file, order, new_id)
    shares = zip(targets, order.amount.split([one.minor for one in left]), strict=True)
    return Landed(
        replace(order, milestone_id=None),
        tuple(_with_line(file, one, order, share, new_id) for one, share in shares if share),
    )


def land_anyhow(file: ProjectFile, order: ChangeOrder, new_id: NewId) -> Landed:
    """As ``land`` where that still can be; else more work is a milestone of its own, and less is spread over the rest.

    Refusal: changeorder.too_negative (most) when all that is left to bill is less than what comes off.
    """
    if order.landing == "onto" and not _fits(file, order):
        if order.amount.minor > 0:  # a part of its own, of the one who was to do it
            return _as_new(file, order, new_id)
        order = replace(order, landing="spread", milestone_id=None)
    return land(file, order, new_id)


def lift(file: ProjectFile, order: ChangeOrder) -> Landed:
    """Its lines are taken out again. Refusal: changeorder.billed (name) once that would go below what is billed, or
    the milestone is billed whole; changeorder.changed_since when its lines were changed by themselves.
    """
    touched = [one for one in file.milestones if any(line.change_order_id == order.id for line in one.lines)]
    steps = tuple(_without_lines(one, order) for one in touched)
    gone = total((one.before.scheduled_value - one.after.scheduled_value for one in steps), order.amount.currency)
    if gone != order.amount:
        raise Refusal("changeorder.changed_since")
    for one in steps:
        billed = billed_of(one.before, file.invoices, file.credit_notes)
        if not is_open(one.before) or one.after.scheduled_value < billed:
            raise Refusal("changeorder.billed", name=one.before.name)
    return Landed(order, tuple(replace(one, after=as_billed(file, one.after)) for one in steps))


def left_of(file: ProjectFile, milestone: Milestone) -> Money:
    """What is still to be billed of it."""
    return milestone.scheduled_value - billed_of(milestone, file.invoices, file.credit_notes)


def settled(milestones: Sequence[Milestone], landed: Landed) -> tuple[Milestone, ...]:
    """The schedule of values with it, new milestones last."""
    after = {one.after.id: one.after for one in landed.steps}
    kept = tuple(after.pop(one.id, one) for one in milestones)
    return (*kept, *after.values())


def is_open(milestone: Milestone) -> bool:
    """Not billed whole."""
    return MILESTONE.allows(milestone.state, "bill")


def _open(file: ProjectFile) -> tuple[Milestone, ...]:
    """The work that is not billed whole: a deposit is what was agreed, and may be all that a law allows; a late fee is
    what was printed.
    """
    return tuple(one for one in file.milestones if one.kind == "work" and one.fee_of is None and is_open(one))


def _named(file: ProjectFile, order: ChangeOrder) -> Milestone:
    if order.milestone_id is None:
        raise Refusal("changeorder.onto_what")
    return open_milestone(file, order.milestone_id)


def _fits(file: ProjectFile, order: ChangeOrder) -> bool:
    there = next((one for one in file.milestones if one.id == order.milestone_id and is_open(one)), None)
    return there is not None and (order.amount.minor > 0 or -order.amount <= left_of(file, there))


def _as_new(file: ProjectFile, order: ChangeOrder, new_id: NewId) -> Landed:
    name = one_line(order.description, LONGEST_NAME)
    if order.amount.minor < 0:
        raise DoesNotAddUp("schedule.not_positive", name=name)
    near = next((one for one in file.milestones if one.id == order.milestone_id), None)
    blank = Milestone(
        id=MilestoneId(new_id()),
        account_id=file.project.account_id,
        project_id=file.project.id,
        contractor_id=near.contractor_id if near else file.project.contractor_id,
        position=1 + max(one.position for one in file.milestones),
        name=name,
        kind="work",
        scheduled_value=Money.zero(order.amount.currency),
        lines=(),
    )
    return Landed(
        replace(order, landing="new", milestone_id=blank.id), (_with_line(file, blank, order, order.amount, new_id),)
    )


def _with_line(file: ProjectFile, milestone: Milestone, order: ChangeOrder, amount: Money, new_id: NewId) -> Step:
    """One that is so lowered to what is billed of it is billed whole, or paid: nothing waits for it any more."""
    line = LineItem(
        id=LineItemId(new_id()),
        description=order.description,
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        change_order_id=order.id,
    )
    value = within_reason(milestone.scheduled_value + amount)
    after = replace(milestone, lines=(*milestone.lines, line), scheduled_value=value)
    return Step(before=milestone, after=as_billed(file, after))


def _without_lines(milestone: Milestone, order: ChangeOrder) -> Step:
    lines = tuple(one for one in milestone.lines if one.change_order_id != order.id)
    value = total((one.amount for one in lines), milestone.scheduled_value.currency)
    return Step(before=milestone, after=replace(milestone, lines=lines, scheduled_value=value))
