"""What a contract says about billing: taxes, the deposit and its credit, retainage, the sequence of the work."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from core.domain.ids import ContractorId
from core.domain.money import PPM, ZERO_RATE, Money, Rate, half_away_from_zero

CostType = Literal["labor", "materials", "other"]
TaxScope = Literal["all", "labor", "materials"]
DepositCredit = Literal["first", "last", "pro_rata"]
GroupKind = Literal["", "room", "phase", "trade", "task"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRule:
    """One tax. ``scope``: which taxable lines it is of; "all" takes labor, materials and what is neither."""

    name: str = ""
    rate: Rate
    scope: TaxScope = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositTerms:
    """Asked for first, outside the schedule, and credited on what is billed later: to the first invoices until it is
    used up ("first"), to the last ones ("last"), or in proportion to what is billed ("pro_rata"). ``contractor_id``:
    who asks for it and credits it; None: the project's own contractor.
    """

    amount: Money
    credit: DepositCredit = "pro_rata"
    contractor_id: ContractorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainageTerms:
    """Withheld from each invoice: ``rate`` of what is billed, and ``later_rate`` of what is billed once the contract is
    ``step_at`` billed. ``step_at`` None: one rate to the end. ``since``: the sequence of the last invoice of the
    job that went out before this was agreed, and ``since_by`` whose it was; what was billed until then is left alone.
    """

    rate: Rate
    step_at: Rate | None = None
    later_rate: Rate = ZERO_RATE
    since: int = 0
    since_by: ContractorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTerms:
    """``inclusive``: prices have the taxes in them. ``in_sequence``: a milestone is billed only after those before it.
    ``columns``: invoices print scheduled, previous, this, to date and balance of each milestone.
    """

    taxes: tuple[TaxRule, ...] = ()
    inclusive: bool = False
    deposit: DepositTerms | None = None
    retainage: RetainageTerms | None = None
    in_sequence: bool = False
    columns: bool = False


PLAIN_TERMS = BillingTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a milestone becomes billable: when it is done, when the client has approved the work, or on a day."""

    on: Literal["completion", "approval", "date"] = "completion"
    day: date | None = None


ON_COMPLETION = Due()


def nearest(amount: Money, value: Money) -> Rate:
    """The share of a value that is above zero, to a millionth; all and nothing only for all and nothing."""
    share = half_away_from_zero(Fraction(amount.minor * PPM, value.minor))
    return Rate(min(max(share, 1), PPM - 1) if 0 < amount.minor < value.minor else share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a milestone is said to be: a share of its value, and the worth of materials stored for it and not yet
    built in. ``percent_complete`` None: nothing was said, so billing it means all of it. ``exact``: what the share was
    reckoned from, where it was said as an amount or a quantity; it counts while it is that share of the value.
    """

    percent_complete: Rate | None = None
    stored: Money | None = None
    exact: Money | None = None

    def completed(self, value: Money) -> Money:
        """What of this value is done, without what is stored."""
        if self.percent_complete is None:
            return Money.zero(value.currency)
        if self.exact is not None and value.minor > 0 and self.percent_complete == nearest(self.exact, value):
            return self.exact
        return value.share(self.percent_complete)


NOTHING_SAID = Progress()
