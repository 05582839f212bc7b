"""What the client says to one line of an invoice, and what of its balance that holds up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.domain.ids import AccountId, InvoiceId, LineAnswerId, MilestoneId
from core.domain.invoice import InvoicePart, TaxAmount
from core.domain.money import Money, total
from core.domain.taxes import base_of
from core.domain.terms import TaxRule

LineAnswerKind = Literal["approve", "dispute", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """The newest of a line counts: approved or disputed by whoever holds the link, or resolved by the contractor."""

    id: LineAnswerId
    account_id: AccountId
    invoice_id: InvoiceId
    milestone_id: MilestoneId
    kind: LineAnswerKind
    words: str
    by: str
    at: datetime


class Asking(Protocol):
    """An invoice, or a credit note: what it is made of."""

    @property
    def parts(self) -> tuple[InvoicePart, ...]: ...
    @property
    def taxes(self) -> tuple[TaxAmount, ...]: ...
    @property
    def deposit_applied(self) -> Money: ...


def newest(answers: Iterable[LineAnswer]) -> dict[MilestoneId, LineAnswer]:
    """The one that counts of each line. ``answers``: by time."""
    return {one.milestone_id: one for one in answers}


def asks(one: Asking) -> tuple[Money, ...]:
    """What each part has of what it all comes to: its work, the taxes of that, less its retainage and its share of the
    deposit. They sum to the total.
    """
    shares = [part.amount - part.retained for part in one.parts]
    if not shares:
        return ()
    for tax in one.taxes:
        if not tax.inclusive:
            rule = TaxRule(rate=tax.rate, scope=tax.scope)
            bases = [base_of(rule, [part], tax.tax.currency) for part in one.parts]
            shares = _plus(shares, _spread(tax.tax, bases))
    return tuple(_plus(shares, _spread(-one.deposit_applied, shares)))


def disputed(
    invoice: Asking, credited: Sequence[Asking], balance: Money, milestone_ids: Collection[MilestoneId]
) -> Money:
    """What of the balance these lines hold up: all that they ask for, as what was paid is taken to be of the others
    first. Never more than the balance; what is left of that is not disputed.
    """
    nothing = Money.zero(balance.currency)
    asked = _of(invoice, milestone_ids, nothing)
    back = total((_of(note, milestone_ids, nothing) for note in credited), balance.currency)
    return max(nothing, min(balance, asked - back))


def _of(one: Asking, milestone_ids: Collection[MilestoneId], nothing: Money) -> Money:
    pieces = zip(one.parts, asks(one), strict=True)
    return total((share for part, share in pieces if part.milestone_id in milestone_ids), nothing.currency)


def _spread(amount: Money, over: Sequence[Money]) -> tuple[Money, ...]:
    """In proportion; where there is nothing to go by (an odd cent of invoices before it), to the first."""
    weights = [max(0, one.minor) for one in over]
    return amount.split(weights if any(weights) else [1, *(0 for _ in weights[1:])])


def _plus(shares: Sequence[Money], more: Sequence[Money]) -> list[Money]:
    return [one + other for one, other in zip(shares, more, strict=True)]
