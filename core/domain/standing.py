"""How the work stands: what of each milestone is done, billed, held back and paid. All of it before tax."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, Protocol

from core.domain.ids import MilestoneId
from core.domain.invoice import InvoicePart
from core.domain.milestone import MilestoneState
from core.domain.money import Money, half_away_from_zero, total
from core.domain.terms import Progress

Stage = Literal["planned", "part", "done", "part_billed", "part_settled", "billed", "part_paid", "paid"]
PER_MILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice that counts. ``credited``: the parts of its credit notes; ``total`` is what it asks for, less what was
    taken back; ``paid`` is what came of that.
    """

    parts: tuple[InvoicePart, ...]
    credited: tuple[InvoicePart, ...]
    total: Money
    paid: Money


class Scheduled(Protocol):
    """What is asked of a milestone here."""

    @property
    def id(self) -> MilestoneId: ...
    @property
    def state(self) -> MilestoneState: ...
    @property
    def scheduled_value(self) -> Money: ...
    @property
    def progress(self) -> Progress: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``billed`` = ``held`` + ``paid`` + ``open``; ``held`` is retainage not released yet, ``done`` is what of its
    value is done or stored, and never less than what was billed.
    """

    value: Money
    done: Money
    billed: Money
    held: Money
    paid: Money

    @property
    def open(self) -> Money:
        return self.billed - self.held - self.paid

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            value=self.value + other.value,
            done=self.done + other.done,
            billed=self.billed + other.billed,
            held=self.held + other.held,
            paid=self.paid + other.paid,
        )


def standings(milestones: Sequence[Scheduled], bills: Iterable[Bill]) -> dict[MilestoneId, Standing]:
    """Of each milestone, in the given sequence."""
    found = {one.id: _unbilled(one) for one in milestones}
    for bill in bills:
        works = [_net(part, bill) for part in bill.parts]
        for part, (amount, held), paid in zip(bill.parts, works, _paid(works, bill), strict=True):
            known = found[part.milestone_id]
            billed = known.billed + amount
            found[part.milestone_id] = replace(
                known, done=max(known.done, billed), billed=billed, held=known.held + held, paid=known.paid + paid
            )
    return found


def whole(found: Iterable[Standing], currency: str) -> Standing:
    """All of them as one."""
    nothing = Money.zero(currency)
    result = Standing(value=nothing, done=nothing, billed=nothing, held=nothing, paid=nothing)
    for one in found:
        result += one
    return result


def stage_of(state: MilestoneState, stands: Standing) -> Stage:
    """The one thing to say about a milestone, the furthest first."""
    if stands.billed.minor > 0:
        rest = stands.billed < stands.value
        if stands.open.minor <= 0:
            return "part_settled" if rest else "paid"
        return "part_billed" if rest else "part_paid" if stands.paid.minor > 0 else "billed"
    if state != "planned":
        return state
    return "part" if stands.done.minor > 0 else "planned"


def per_mille(part: Money, of: Money) -> int:
    """From 0 to 1000, to the nearest, so that 40 % of odd cents are 400; 1000 only for all of it."""
    if of.minor <= 0 or part >= of:
        return PER_MILLE if of.minor > 0 else 0
    return max(0, min(PER_MILLE - 1, half_away_from_zero(Fraction(part.minor * PER_MILLE, of.minor))))


def _unbilled(one: Scheduled) -> Standing:
    """Nothing said of work that is not done means that nothing of it is done."""
    value, said = one.scheduled_value, one.progress
    nothing = Money.zero(value.currency)
    done = value if one.state != "planned" else min(value, said.completed(value) + (said.stored or nothing))
    return Standing(value=value, done=done, billed=nothing, held=nothing, paid=nothing)


def _net(part: InvoicePart, bill: Bill) -> tuple[Money, Money]:
    """What was billed of it and what of that is held, less what was credited."""
    taken = [one for one in bill.credited if one.milestone_id == part.milestone_id]
    currency = part.amount.currency
    amount = part.amount - total((one.amount for one in taken), currency)
    return amount, part.retained - total((one.retained for one in taken), currency)


def _paid(works: Sequence[tuple[Money, Money]], bill: Bill) -> tuple[Money, ...]:
    """What came, spread over the work in proportion: exact once all of the invoice is paid."""
    due = [amount - held for amount, held in works]
    weights = [max(0, one.minor) for one in due]
    if not any(weights):
        return tuple(Money.zero(bill.total.currency) for _ in due)
    reached = Fraction(bill.paid.minor, bill.total.minor) if bill.total.minor > 0 else Fraction(1)
    work = Money(half_away_from_zero(sum(weights) * reached), bill.total.currency)
    return work.split(weights)
