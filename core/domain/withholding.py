"""What is held back from an invoice, and what of the deposit is credited on it: both cumulative, so nothing drifts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.domain.ids import MilestoneId
from core.domain.invoice import CreditNote, Invoice, InvoicePart
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate, total
from core.domain.progress import billed_parts, counted
from core.domain.terms import DepositTerms, RetainageTerms

History = tuple[Sequence[Invoice], Sequence[CreditNote]]


def held(before: History, currency: str) -> Money:
    """Retainage withheld and not yet released, over the whole project."""
    parts = billed_parts(*before)
    return total((part.retained if sign > 0 else -part.retained for part, sign in parts), currency)


def held_of(milestone: Milestone, before: History) -> Money:
    """The same of one milestone."""
    parts = [(part, sign) for part, sign in billed_parts(*before) if part.milestone_id == milestone.id]
    currency = milestone.scheduled_value.currency
    return total((part.retained if sign > 0 else -part.retained for part, sign in parts), currency)


def withhold(
    parts: Sequence[InvoicePart],
    milestones: Sequence[Milestone],
    terms: RetainageTerms | None,
    before: History,
    contract_sum: Money,
) -> tuple[InvoicePart, ...]:
    """The parts with what is withheld of each. A milestone with a rate of its own goes by that; the others share what
    the contract's terms come to. Never below zero: what is held is given back by a release only. ``milestones``: all,
    also those that are not billed now.
    """
    own = {one.id: one.retainage for one in milestones if one.retainage is not None}
    mine = [_by_own_rate(part, own, before) for part in parts if part.milestone_id in own]
    shared = [part for part in parts if part.milestone_id not in own]
    weights = [max(0, part.amount.minor) for part in shared]
    if terms is None or not any(weights):
        withheld = {part.milestone_id: part for part in (*mine, *shared)}
    else:
        amount = _by_contract(shared, frozenset(own), terms, before, contract_sum)
        pieces = amount.split(weights)
        done = (replace(part, retained=piece) for part, piece in zip(shared, pieces, strict=True))
        withheld = {part.milestone_id: part for part in (*mine, *done)}
    return tuple(withheld[part.milestone_id] for part in parts)


def rates_held(
    parts: Sequence[InvoicePart],
    milestones: Sequence[Milestone],
    terms: RetainageTerms | None,
    before: History,
    contract_sum: Money,
) -> tuple[tuple[Rate, Money], ...]:
    """At which rate how much of these parts is held back: to tell a sum by. As ``withhold``; what nothing is held of is
    left out.
    """
    own = {one.id: one.retainage for one in milestones if one.retainage is not None}
    bases = [(own[part.milestone_id], part.amount) for part in parts if part.milestone_id in own]
    now = total((part.amount for part in parts if part.milestone_id not in own), contract_sum.currency)
    if terms is not None:
        counted_before = ((one, sign) for one, sign in billed_parts(*before) if one.milestone_id not in own)
        billed = total((one.amount if sign > 0 else -one.amount for one, sign in counted_before), contract_sum.currency)
        first = now if terms.step_at is None else _below(contract_sum.share(terms.step_at), billed, billed + now)
        bases += [(terms.rate, first), (terms.later_rate, now - first)]
    sums: dict[Rate, Money] = {}
    for rate, amount in bases:
        sums[rate] = sums.get(rate, Money.zero(amount.currency)) + amount
    return tuple((rate, amount) for rate, amount in sums.items() if rate.ppm and amount.minor > 0)


def to_hold(terms: RetainageTerms, billed: Money, contract_sum: Money) -> Money:
    """What billing the rest of the contract would withhold; milestones with a rate of their own left aside."""
    rest = contract_sum - billed
    first = rest if terms.step_at is None else _below(contract_sum.share(terms.step_at), billed, contract_sum)
    return first.share(terms.rate) + (rest - first).share(terms.later_rate)


def unapplied(before: History, currency: str) -> Money:
    """What of the deposit was asked for and is not credited yet."""
    asked = total((-one.deposit_applied for one in counted(before[0])), currency)
    return asked + total((note.deposit_applied for note in before[1]), currency)


def deposit_asked(before: History, currency: str) -> Money:
    """Of the deposit, less what credit notes took back of it."""
    deposits = [one for one in counted(before[0]) if one.kind == "deposit"]
    notes = (note for note in before[1] if note.invoice_id in {one.id for one in deposits})
    return total((-one.deposit_applied for one in deposits), currency) + total(
        (note.deposit_applied for note in notes), currency
    )


def deposit_credit(
    terms: DepositTerms | None, payable: Money, billed: Money, contract_sum: Money, before: History
) -> Money:
    """What of the deposit this invoice is credited with. ``payable``: what it asks for otherwise; ``billed``: of the
    contract, this invoice included. Never more than either; with the last of the contract goes the last of it.
    """
    nothing = Money.zero(payable.currency)
    left = unapplied(before, payable.currency)
    if left.minor <= 0 or payable.minor <= 0:
        return nothing
    to_finish = contract_sum - billed
    if terms is None or terms.credit == "first" or to_finish.minor <= 0:
        return min(left, payable)
    if terms.credit == "last":
        return min(payable, max(nothing, left - to_finish))
    asked = deposit_asked(before, payable.currency)
    credited = asked - left
    return max(nothing, min(left, payable, _portion(asked, billed, contract_sum) - credited))


def _portion(amount: Money, of: Money, whole: Money) -> Money:
    """``amount`` x ``of`` / ``whole``, both below or equal to the whole."""
    return amount.split((max(0, of.minor), max(0, (whole - of).minor)))[0]


def _by_own_rate(part: InvoicePart, own: Mapping[MilestoneId, Rate], before: History) -> InvoicePart:
    rate = own[part.milestone_id]
    parts = [(one, sign) for one, sign in billed_parts(*before) if one.milestone_id == part.milestone_id]
    currency = part.amount.currency
    billed = total((one.amount if sign > 0 else -one.amount for one, sign in parts), currency) + part.amount
    had = _withheld(parts, currency)
    return replace(part, retained=_bounded(billed.share(rate) - had, part.amount))


def _by_contract(
    shared: Sequence[InvoicePart],
    own: frozenset[MilestoneId],
    terms: RetainageTerms,
    before: History,
    contract_sum: Money,
) -> Money:
    currency = contract_sum.currency
    now = total((part.amount for part in shared), currency)
    parts = [(one, sign) for one, sign in billed_parts(*_since(terms, before)) if one.milestone_id not in own]
    everything = ((one, sign) for one, sign in billed_parts(*before) if one.milestone_id not in own)
    billed = total((one.amount if sign > 0 else -one.amount for one, sign in everything), currency) + now
    counts = total((one.amount if sign > 0 else -one.amount for one, sign in parts), currency) + now
    first = counts if terms.step_at is None else _below(contract_sum.share(terms.step_at), billed - counts, billed)
    should = first.share(terms.rate) + (counts - first).share(terms.later_rate)
    return _bounded(should - _withheld(parts, currency), now)


def _since(terms: RetainageTerms, before: History) -> History:
    """What was billed, and taken back of that, since the terms were agreed. Each contractor has numbers of their own,
    so that it is the order of issue that tells.
    """
    last = (place for place, one in enumerate(before[0], start=1) if _is_last(terms, one))
    later = before[0][next(last, 0) :]
    ids = {one.id for one in later}
    return later, [note for note in before[1] if note.invoice_id in ids]


def _is_last(terms: RetainageTerms, invoice: Invoice) -> bool:
    return invoice.sequence == terms.since and terms.since_by in {None, invoice.contractor_id}


def _below(step: Money, start: Money, end: Money) -> Money:
    """How much of what lies from ``start`` to ``end`` lies below the step."""
    return min(step, end) - min(step, start)


def _withheld(parts: Sequence[tuple[InvoicePart, int]], currency: str) -> Money:
    """Ever withheld, released or not: what was released must not be withheld anew."""
    nothing = Money.zero(currency)
    taken = ((max(nothing, part.retained), sign) for part, sign in parts)
    return total((amount if sign > 0 else -amount for amount, sign in taken), currency)


def _bounded(amount: Money, most: Money) -> Money:
    nothing = Money.zero(amount.currency)
    return max(nothing, min(amount, max(nothing, most)))
