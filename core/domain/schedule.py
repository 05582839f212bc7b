"""The schedule of values: how a contract sum is cut into milestones, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.domain.errors import Corrupt, DoesNotAddUp
from core.domain.milestone import Milestone, MilestoneKind
from core.domain.money import ZERO_RATE, Money, Rate, half_away_from_zero, total
from core.domain.project import ChangeOrder, Contract
from core.domain.terms import ON_COMPLETION, Due, GroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a schedule as agreed: a fixed amount, a rate of the contract sum, or whatever is left.

    ``due``: when it becomes billable; ``group``: the room, phase, trade or task it belongs to.
    """

    name: str
    kind: MilestoneKind
    how: Literal["fixed", "percent", "rest"]
    amount: Money | None = None
    rate: Rate = ZERO_RATE
    due: Due = ON_COMPLETION
    group: str = ""
    group_kind: GroupKind = ""


# In three-millionths: a schedule's rate of 33.3333 % is a third, so that two of them and the rest are equal parts.
_WHOLE = 3_000_000
_THIRDS = {333_333: 1_000_000, 666_667: 2_000_000, 166_667: 500_000, 833_333: 2_500_000}


def resolve(contract_sum: Money, terms: Sequence[Term]) -> tuple[Money, ...]:
    """The scheduled_value of each term; they sum to the contract sum.

    The percentages together are rounded once and split by largest remainder; "rest" takes what is left.
    DoesNotAddUp: schedule.empty, schedule.two_rests, schedule.not_positive (name), schedule.over (by,
    total), schedule.under (by, total).
    """
    if not terms:
        raise DoesNotAddUp("schedule.empty")
    if sum(term.how == "rest" for term in terms) > 1:
        raise DoesNotAddUp("schedule.two_rests")
    parts = _without_rest(contract_sum, terms)
    left = contract_sum - total((part for part in parts if part is not None), contract_sum.currency)
    if left.minor < 0:
        raise DoesNotAddUp("schedule.over", by=-left, total=contract_sum)
    if left and None not in parts:
        raise DoesNotAddUp("schedule.under", by=left, total=contract_sum)
    values = tuple(left if part is None else part for part in parts)
    for term, value in zip(terms, values, strict=True):
        if value.minor <= 0:
            raise DoesNotAddUp("schedule.not_positive", name=term.name)
    return values


def _weights(rates: Sequence[int]) -> list[int]:
    """In three-millionths. What comes to all of it as it was said is taken as it was said."""
    said, meant = [3 * ppm for ppm in rates], [_THIRDS.get(ppm, 3 * ppm) for ppm in rates]
    is_meant = sum(meant) == _WHOLE or (sum(meant) < _WHOLE and sum(said) != _WHOLE)
    return meant if is_meant else said


def _without_rest(contract_sum: Money, terms: Sequence[Term]) -> list[Money | None]:
    weights = _weights([term.rate.ppm for term in terms if term.how == "percent"])
    told = half_away_from_zero(Fraction(contract_sum.minor * sum(weights), _WHOLE))
    shares = iter(Money(told, contract_sum.currency).split(weights) if sum(weights) else ())
    nothing = Money.zero(contract_sum.currency)
    amounts: dict[str, Money | None] = {"rest": None}
    return [
        next(shares, nothing) if term.how == "percent" else amounts.get(term.how, term.amount or nothing)
        for term in terms
    ]


def taking_the_rest(schedule: Sequence[Term]) -> int | None:
    """Which fixed part has to become the rest; None when no part has to."""
    fixed = [place for place, term in enumerate(schedule) if term.how == "fixed"]
    return fixed[-1] if fixed and all(term.how != "rest" for term in schedule) else None


def contract_sum_to_date(contract: Contract, change_orders: Sequence[ChangeOrder]) -> Money:
    """Original contract sum plus the approved change orders."""
    approved = (order.amount for order in change_orders if order.state == "approved")
    return contract.original_contract_sum + total(approved, contract.original_contract_sum.currency)


def reconcile(contract: Contract, change_orders: Sequence[ChangeOrder], milestones: Sequence[Milestone]) -> None:
    """Corrupt unless the schedule of values sums to the contract sum to date, and each milestone to its lines."""
    for milestone in milestones:
        lines = total((line.amount for line in milestone.lines), milestone.scheduled_value.currency)
        if lines != milestone.scheduled_value:
            raise Corrupt(f"milestone {milestone.id}: lines {lines.minor}, value {milestone.scheduled_value.minor}")
    scheduled = total((one.scheduled_value for one in milestones), contract.original_contract_sum.currency)
    if scheduled != contract_sum_to_date(contract, change_orders):
        raise Corrupt(f"project {contract.project_id}: the schedule of values does not sum to the contract sum")


def current_for_proof(milestones: Sequence[Milestone]) -> Milestone | None:
    """The milestone that new proof belongs to: the first piece of work that is not billed yet. A late fee is none."""
    return next((one for one in unbilled(milestones) if one.kind == "work" and one.fee_of is None), None)


def current_for_billing(milestones: Sequence[Milestone], proven: frozenset[object]) -> Milestone | None:
    """What "invoice" means: the first that is said to be done, else the first with proof, else the first unbilled."""
    left = unbilled(milestones)
    done = (one for one in left if one.state == "done")
    with_proof = (one for one in left if one.id in proven)
    return next(done, None) or next(with_proof, None) or next(iter(left), None)


def unbilled(milestones: Sequence[Milestone]) -> list[Milestone]:
    """Those worth nothing any more are passed over: nobody can bill them, so nothing may wait for them."""
    return [one for one in milestones if one.state in {"planned", "done"} and one.scheduled_value]
