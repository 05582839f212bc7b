"""What a proposal comes to with the choices made in it, and the milestones that it becomes: to the cent, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from core.domain.errors import DoesNotAddUp
from core.domain.ids import LineItemId, MilestoneId, NewId
from core.domain.invoice import InvoicePart, TaxAmount
from core.domain.milestone import LineItem, MilestoneKind
from core.domain.money import Money, total
from core.domain.progress import worth_by_cost
from core.domain.proposal import Proposal, ProposalLine, ProposalSection
from core.domain.schedule import resolve, taking_the_rest
from core.domain.taxes import taxes_of
from core.domain.terms import ON_COMPLETION, CostType, DepositTerms, Due, GroupKind
from core.domain.totals import added_tax

_NOBODY = UUID(int=0)
_COSTS: tuple[tuple[CostType, bool], ...] = (("labor", True), ("materials", True), ("other", True), ("other", False))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMilestone:
    """A milestone to be. ``lines`` sum to ``value``."""

    name: str
    kind: MilestoneKind
    value: Money
    lines: tuple[LineItem, ...]
    group: str
    group_kind: GroupKind
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """``contract_sum`` = ``subtotal`` - ``discount`` = the sum of the milestones. ``total`` has the taxes on top in it.
    ``deposit`` is asked for first and credited later, so it is part of the total.
    """

    subtotal: Money
    discount: Money
    contract_sum: Money
    taxes: tuple[TaxAmount, ...]
    total: Money
    deposit: DepositTerms | None
    milestones: tuple[PlannedMilestone, ...]


def quote(proposal: Proposal, new_id: NewId) -> Quote:
    """DoesNotAddUp: proposal.unpriced (n, line), proposal.empty, proposal.not_positive,
    proposal.discount_too_large (most), proposal.deposit_too_large (most), schedule.not_positive (name), and as
    ``resolve``.
    """
    subtotal, discount = _sums(proposal)
    contract_sum = subtotal - discount
    milestones = _planned(proposal, contract_sum, discount, new_id)
    rules, inclusive = proposal.terms.taxes, proposal.terms.inclusive
    parts = [_as_part(one) for one in milestones]
    taxes = taxes_of(rules, parts, ((), ()), proposal.currency, inclusive=inclusive)
    return Quote(
        subtotal=subtotal,
        discount=discount,
        contract_sum=contract_sum,
        taxes=taxes,
        total=contract_sum + added_tax(taxes, proposal.currency),
        deposit=_deposit(proposal, contract_sum),
        milestones=milestones,
    )


def leaving_a_rest(proposal: Proposal) -> Proposal:
    """Where the client may choose and fixed payments come to what is offered first, the last of them takes what is
    left: no other choice would add up.
    """
    last = taking_the_rest(proposal.schedule)
    if last is None or not any(line.free for line in proposal.lines):
        return proposal
    try:
        subtotal, discount = _sums(proposal)
        resolve(subtotal - discount, proposal.schedule)
    except DoesNotAddUp:  # which is told when it is quoted
        return proposal
    terms = [
        replace(term, how="rest", amount=None) if place == last else term
        for place, term in enumerate(proposal.schedule)
    ]
    return replace(proposal, schedule=tuple(terms))


def _sums(proposal: Proposal) -> tuple[Money, Money]:
    """(the subtotal, the discount)."""
    if unpriced := proposal.unpriced:
        raise DoesNotAddUp("proposal.unpriced", n=len(unpriced), line=unpriced[0].description)
    counted = [line for section in proposal.sections for line in section.counted]
    subtotal = total((line.amount for line in counted), proposal.currency)
    if not counted:
        raise DoesNotAddUp("proposal.empty")
    if subtotal.minor <= 0:
        raise DoesNotAddUp("proposal.not_positive")
    discount = proposal.discount.of(subtotal) if proposal.discount else Money.zero(proposal.currency)
    if not 0 <= discount.minor < subtotal.minor:
        raise DoesNotAddUp("proposal.discount_too_large", most=subtotal)
    return subtotal, discount


def nothing_yet(currency: str) -> Quote:
    """Of what has no prices yet."""
    nothing = Money.zero(currency)
    return Quote(
        subtotal=nothing,
        discount=nothing,
        contract_sum=nothing,
        taxes=(),
        total=nothing,
        deposit=None,
        milestones=(),
    )


def _deposit(proposal: Proposal, contract_sum: Money) -> DepositTerms | None:
    if proposal.deposit is None:
        return None
    amount = proposal.deposit.share.of(contract_sum)
    if not 0 < amount.minor <= contract_sum.minor:
        raise DoesNotAddUp("proposal.deposit_too_large", most=contract_sum)
    return DepositTerms(amount=amount, credit=proposal.deposit.credit)


def _planned(proposal: Proposal, contract_sum: Money, discount: Money, new_id: NewId) -> tuple[PlannedMilestone, ...]:
    if proposal.schedule:
        return _by_schedule(proposal, contract_sum, discount, new_id)
    return _by_section(proposal, discount, new_id)


def _by_section(proposal: Proposal, discount: Money, new_id: NewId) -> tuple[PlannedMilestone, ...]:
    """Each section with its own lines; the discount over all of them in proportion."""
    sections = [section for section in proposal.sections if section.counted]
    worth = [total((line.amount for line in section.counted), proposal.currency) for section in sections]
    shares = discount.split([max(0, one.minor) for one in worth])
    planned = []
    for section, value, share in zip(sections, worth, shares, strict=True):
        name = section.name or proposal.name
        if (value - share).minor <= 0:
            raise DoesNotAddUp("schedule.not_positive", name=name)
        lines = [_line(line, new_id) for line in section.counted]
        if share:
            lines.append(_discount_line(share, new_id))
        planned.append(_milestone(section, name, value - share, tuple(lines)))
    return tuple(planned)


def _by_schedule(
    proposal: Proposal, contract_sum: Money, discount: Money, new_id: NewId
) -> tuple[PlannedMilestone, ...]:
    """Each part as agreed. Its lines say what of it is labor, materials and exempt, in proportion to the whole, and to
    the cent over all of them: so its taxes are those of the proposal.
    """
    values = resolve(contract_sum, proposal.schedule)
    counted = [line for section in proposal.sections for line in section.counted]
    costs = _costs(counted, discount)
    weights = [max(0, one.minor) for one in costs]
    planned, so_far = [], Money.zero(proposal.currency)
    before = tuple(Money.zero(proposal.currency) for _ in costs)
    for term, value in zip(proposal.schedule, values, strict=True):
        so_far += value
        now = costs if so_far == contract_sum else so_far.split(weights)
        pieces = [one - had for one, had in zip(now, before, strict=True)]
        before = now
        lines = tuple(
            _plain_line(term.name, piece, cost_type, new_id, taxable=taxable)
            for piece, (cost_type, taxable) in zip(pieces, _COSTS, strict=True)
            if piece
        )
        planned.append(
            PlannedMilestone(
                name=term.name,
                kind=term.kind,
                value=value,
                lines=lines,
                group=term.group,
                group_kind=term.group_kind,
                due=term.due,
            )
        )
    return tuple(planned)


def _milestone(section: ProposalSection, name: str, value: Money, lines: tuple[LineItem, ...]) -> PlannedMilestone:
    return PlannedMilestone(
        name=name,
        kind="work",
        value=value,
        lines=lines,
        group=section.name,
        group_kind=section.kind,
        due=ON_COMPLETION,
    )


def _costs(lines: Sequence[ProposalLine], discount: Money) -> tuple[Money, ...]:
    """What of it is labor, materials, other and exempt, less the discount in proportion."""
    currency = discount.currency
    sums = [
        total(
            (one.amount for one in lines if (one.cost_type if one.taxable else "other", one.taxable) == cost), currency
        )
        for cost in _COSTS
    ]
    shares = discount.split([max(0, one.minor) for one in sums])
    return tuple(one - share for one, share in zip(sums, shares, strict=True))


def _as_part(planned: PlannedMilestone) -> InvoicePart:
    """As it will be billed: what taxes are of."""
    labor, materials, other, exempt = worth_by_cost(planned.lines, planned.value.currency)
    nothing = Money.zero(planned.value.currency)
    return InvoicePart(
        milestone_id=MilestoneId(_NOBODY),
        amount=planned.value,
        labor=labor,
        materials=materials,
        other=other,
        exempt=exempt,
        stored=nothing,
        retained=nothing,
    )


def _line(line: ProposalLine, new_id: NewId) -> LineItem:
    return LineItem(
        id=LineItemId(new_id()),
        description=line.description,
        quantity=line.quantity,
        unit_price=line.price,
        amount=line.amount,
        taxable=line.taxable,
        unit=line.unit,
        cost_type=line.cost_type,
    )


def _discount_line(share: Money, new_id: NewId) -> LineItem:
    return replace(_plain_line("", -share, "other", new_id, taxable=True), discount=True)


def _plain_line(name: str, amount: Money, cost_type: CostType, new_id: NewId, *, taxable: bool) -> LineItem:
    return LineItem(
        id=LineItemId(new_id()),
        description=name,
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        taxable=taxable,
        cost_type=cost_type,
    )
