"""Change orders that the client is asked about: proposed, changed, approved or declined, withdrawn.

Only an approved one counts; it lands in one transaction with the word that approved it, whatever was billed meanwhile.
"""

from dataclasses import dataclass, replace

from core.domain.errors import Corrupt, DoesNotAddUp, OutOfDate
from core.domain.ids import ChangeOrderId, MilestoneId, ProjectId
from core.domain.lifecycle import CHANGE_ORDER
from core.domain.money import Money, within_reason
from core.domain.project import ChangeOrder, Decision, Landing
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.text import LONGEST_TEXT, one_line, plain_text
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.landing import Landed, Step, land, land_anyhow, lift, settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be asked. ``amount`` is below zero for a deduction; ``milestone_id`` only where it lands onto one."""

    description: str
    amount: Money
    landing: Landing = "new"
    milestone_id: MilestoneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Before and after: the contract sum to date, and every milestone that changes.

    ``elsewhere``: where it was to land is billed by now, so that it landed otherwise.
    """

    order: ChangeOrder
    contract_before: Money
    contract_after: Money
    steps: tuple[Step, ...]
    elsewhere: bool = False


def shown(file: ProjectFile, asked: Asked, wish: Wish) -> Numbers:
    """What it would come to; nothing is kept. As ``propose``."""
    order = _written(file, asked, wish)
    return _numbers(file, order, land(file, order, asked.new_id))


def by_itself(file: ProjectFile, order: ChangeOrder) -> Numbers:
    """What the contract is, and what it would be with it, wherever it lands."""
    before = contract_sum_to_date(file.contract, file.change_orders)
    after = before + order.amount if order.state == "proposed" else before
    return Numbers(order=order, contract_before=before, contract_after=after, steps=())


def propose(ledger: Ledger, asked: Asked, project_id: ProjectId, wish: Wish) -> Numbers:
    """Asks for it under the next number of the project; nothing counts yet.

    DoesNotAddUp: name.missing, line.other_currency (currency), changeorder.nothing, amount.too_large; and as ``land``.
    """
    file = ledger.project_file(project_id, lock=True)
    order = _written(file, asked, wish)
    numbers = _numbers(file, order, land(file, order, asked.new_id))
    ledger.save(order)
    return replace(numbers, order=order)


def revise(ledger: Ledger, asked: Asked, change_order_id: ChangeOrderId, wish: Wish) -> Numbers:
    """Says something else from now on, under the same number: what was shown of it before approves nothing.

    NotAllowed (change_order.edit, state) once it is decided; else as ``propose``.
    """
    file, known = locked_change(ledger, change_order_id)
    CHANGE_ORDER.after(known.state, "edit")
    order = replace(_written(file, asked, wish), id=known.id, number=known.number)
    numbers = _numbers(file, order, land(file, order, asked.new_id))
    ledger.save(order)
    return replace(numbers, order=order)


def approve(
    ledger: Ledger, asked: Asked, change_order_id: ChangeOrderId, shown_as: str, decision: Decision
) -> Numbers | None:
    """The client's yes to what they were shown: it counts, and lies in the schedule. None when it was said before.

    OutOfDate (changeorder.changed) when it says something else by now. NotAllowed (change_order.approve, state) when
    declined or withdrawn. Refusal: changeorder.too_negative (most) when too much was billed meanwhile.
    """
    file, order = locked_change(ledger, change_order_id)
    if order.state == "approved":
        return None
    state = CHANGE_ORDER.after(order.state, "approve")
    _check_shown(order, shown_as)
    approved = replace(order, state=state, decision=_kept(decision))
    landed = land_anyhow(file, approved, asked.new_id)
    _settle(ledger, file, landed)
    return replace(_numbers(file, order, landed), order=landed.order)


def decline(ledger: Ledger, change_order_id: ChangeOrderId, shown_as: str, decision: Decision) -> ChangeOrder | None:
    """The client's no. None when it was said before. OutOfDate and NotAllowed as ``approve``."""
    _, order = locked_change(ledger, change_order_id)
    if order.state == "declined":
        return None
    state = CHANGE_ORDER.after(order.state, "decline")
    _check_shown(order, shown_as)
    declined = replace(order, state=state, decision=_kept(decision))
    ledger.save(declined)
    return declined


def as_approved(file: ProjectFile, asked: Asked, order: ChangeOrder) -> Numbers:
    """What a yes would come to as things stand; nothing is kept. As ``approve``, whatever was shown."""
    state = CHANGE_ORDER.after(order.state, "approve")
    return _numbers(file, order, land_anyhow(file, replace(order, state=state), asked.new_id))


def object_to(ledger: Ledger, asked: Asked, change_order_id: ChangeOrderId, words: str) -> ChangeOrder | None:
    """The client says that what was told of them was not their word. It is kept and takes nothing back: that is for
    people. None where nothing was told of them, or they said so before.
    """
    _, order = locked_change(ledger, change_order_id)
    told = order.decision
    if told is None or told.told_by is None or told.objected_at is not None:
        return None
    objected = replace(told, objected_at=asked.now, objection=plain_text(words, LONGEST_TEXT))
    order = replace(order, decision=objected)
    ledger.save(order)
    return order


def withdraw(ledger: Ledger, change_order_id: ChangeOrderId) -> Numbers:
    """Asked for no longer; an approved one leaves the schedule again. NotAllowed (change_order.withdraw, state);
    Refusal: changeorder.billed (name), changeorder.changed_since.
    """
    file, order = locked_change(ledger, change_order_id)
    numbers = without(file, order)
    withdrawn = replace(order, state=CHANGE_ORDER.after(order.state, "withdraw"))
    _settle(ledger, file, Landed(withdrawn, numbers.steps))
    return replace(numbers, order=withdrawn)


def without(file: ProjectFile, order: ChangeOrder) -> Numbers:
    """What withdrawing it would come to; nothing is kept. As ``withdraw``."""
    CHANGE_ORDER.after(order.state, "withdraw")
    before = contract_sum_to_date(file.contract, file.change_orders)
    if order.state == "proposed":
        return Numbers(order=order, contract_before=before, contract_after=before, steps=())
    return Numbers(
        order=order, contract_before=before, contract_after=before - order.amount, steps=lift(file, order).steps
    )


def locked_change(ledger: Ledger, change_order_id: ChangeOrderId) -> tuple[ProjectFile, ChangeOrder]:
    """It as it stands now, and its project; both stay so until the transaction ends."""
    file = ledger.project_file(ledger.change_order(change_order_id).project_id, lock=True)
    return file, next(one for one in file.change_orders if one.id == change_order_id)


def asked_about(file: ProjectFile) -> tuple[ChangeOrder, ...]:
    """Those that the client was asked about, by number."""
    return tuple(sorted((one for one in file.change_orders if one.number), key=lambda one: one.number))


def _written(file: ProjectFile, asked: Asked, wish: Wish) -> ChangeOrder:
    if asked.member_id is None:
        raise Corrupt("a change order is recorded by a member")
    description = one_line(wish.description)
    if not description:
        raise DoesNotAddUp("name.missing")
    if wish.amount.currency != file.project.currency:
        raise DoesNotAddUp("line.other_currency", currency=file.project.currency)
    if not wish.amount:
        raise DoesNotAddUp("changeorder.nothing")
    return ChangeOrder(
        id=ChangeOrderId(asked.new_id()),
        account_id=file.project.account_id,
        project_id=file.project.id,
        milestone_id=wish.milestone_id if wish.landing == "onto" else None,
        description=description,
        amount=within_reason(wish.amount),
        state=CHANGE_ORDER.first,
        recorded_by=asked.member_id,
        recorded_at=asked.now,
        number=1 + max((one.number for one in file.change_orders), default=0),
        landing=wish.landing,
    )


def _numbers(file: ProjectFile, order: ChangeOrder, landed: Landed) -> Numbers:
    before = contract_sum_to_date(file.contract, file.change_orders)
    return Numbers(
        order=landed.order,
        contract_before=before,
        contract_after=before + order.amount,
        steps=landed.steps,
        elsewhere=landed.order.landing != order.landing,
    )


def _settle(ledger: Ledger, file: ProjectFile, landed: Landed) -> None:
    orders = tuple(landed.order if one.id == landed.order.id else one for one in file.change_orders)
    reconcile(file.contract, orders, settled(file.milestones, landed))
    ledger.save(landed.order, *(one.after for one in landed.steps))


def _check_shown(order: ChangeOrder, shown_as: str) -> None:
    if order.shown_as != shown_as:
        raise OutOfDate("changeorder.changed")


def _kept(decision: Decision) -> Decision:
    return replace(decision, words=plain_text(decision.words, LONGEST_TEXT), device=one_line(decision.device))
