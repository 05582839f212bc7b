"""A discount on the whole job: a change order that is spread over the work still open, so that every sum ties out."""

from dataclasses import replace

from core.domain.errors import Corrupt, DoesNotAddUp, OutOfDate
from core.domain.ids import ChangeOrderId, ProjectId
from core.domain.money import Money
from core.domain.project import ChangeOrder
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.text import one_line
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.change_orders import Numbers
from core.usecases.landing import Landed, land, settled


def show_discount(file: ProjectFile, asked: Asked, amount: Money, description: str) -> Numbers:
    """What it would come to; nothing is kept. ``amount`` is above zero.

    DoesNotAddUp: discount.not_positive, line.other_currency (currency). Refusal: changeorder.too_negative (most).
    """
    order, landed = _landed(file, asked, amount, description)
    return _numbers(file, order, landed)


def discount_job(
    ledger: Ledger, asked: Asked, project_id: ProjectId, amount: Money, description: str, before: Money
) -> Numbers:
    """As it was shown; ``before``: the contract sum then. OutOfDate (discount.changed) when it is another by now."""
    file = ledger.project_file(project_id, lock=True)
    if contract_sum_to_date(file.contract, file.change_orders) != before:
        raise OutOfDate("discount.changed")
    order, landed = _landed(file, asked, amount, description)
    reconcile(file.contract, (*file.change_orders, landed.order), settled(file.milestones, landed))
    ledger.save(landed.order, *(one.after for one in landed.steps))
    return _numbers(file, order, landed)


def _landed(file: ProjectFile, asked: Asked, amount: Money, description: str) -> tuple[ChangeOrder, Landed]:
    if asked.member_id is None:
        raise Corrupt("a change order is recorded by a member")
    if amount.currency != file.project.currency:
        raise DoesNotAddUp("line.other_currency", currency=file.project.currency)
    if amount.minor <= 0:
        raise DoesNotAddUp("discount.not_positive")
    order = ChangeOrder(
        id=ChangeOrderId(asked.new_id()),
        account_id=file.project.account_id,
        project_id=file.project.id,
        milestone_id=None,
        description=one_line(description),
        amount=-amount,
        recorded_by=asked.member_id,
        recorded_at=asked.now,
        landing="spread",
    )
    return order, _as_discounts(land(file, order, asked.new_id))


def _as_discounts(landed: Landed) -> Landed:
    """Its lines are taken off the other lines' worth in proportion, so that labor and materials stay told apart."""
    steps = []
    for step in landed.steps:
        lines = tuple(
            replace(one, discount=True) if one.change_order_id == landed.order.id else one for one in step.after.lines
        )
        steps.append(replace(step, after=replace(step.after, lines=lines)))
    return Landed(landed.order, tuple(steps))


def _numbers(file: ProjectFile, order: ChangeOrder, landed: Landed) -> Numbers:
    before = contract_sum_to_date(file.contract, file.change_orders)
    return Numbers(order=order, contract_before=before, contract_after=before + order.amount, steps=landed.steps)
