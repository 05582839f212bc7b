"""What being late costs, where that was printed on the invoice: simple interest by the day, or one sum. Never more."""

from dataclasses import dataclass
from fractions import Fraction

from core.domain.errors import DoesNotAddUp
from core.domain.money import PPM, Money, Rate, half_away_from_zero

MOST_A_MONTH = Rate(100_000)
LONGEST_GRACE = 180
_MONTHS, _DAYS = 12, 365


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee:
    """Either ``rate`` a month of what is open, by the day, from ``after_days`` days after the day due on, or ``amount``
    once when that is over.
    """

    rate: Rate | None = None
    amount: Money | None = None
    after_days: int

    @property
    def a_year(self) -> Fraction:
        """As a share: 1.5 % a month are 18 % a year. Nothing for a sum."""
        return Fraction(self.rate.ppm * _MONTHS, PPM) if self.rate else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """``fee`` = what ``base`` comes to for ``days``, less what was charged before."""

    rule: LateFee
    base: Money
    days: int
    charged: Money
    fee: Money


def checked(rule: LateFee) -> LateFee:
    """DoesNotAddUp (late_fee.rule: most, longest) when it asks for nothing or too much, or comes too late to matter."""
    a_month = rule.rate is not None and 0 < rule.rate.ppm <= MOST_A_MONTH.ppm
    once = rule.amount is not None and rule.amount.minor > 0
    if a_month is once or not 0 <= rule.after_days <= LONGEST_GRACE:
        raise DoesNotAddUp("late_fee.rule", most=MOST_A_MONTH, longest=LONGEST_GRACE)
    return rule


def reckon(rule: LateFee, base: Money, days_late: int, charged: Money) -> Reckoned:
    """Of ``base`` alone: a fee bears no fee. By the house's rounding, once."""
    days, nothing = max(0, days_late - rule.after_days), Money.zero(base.currency)
    whole = nothing
    if days and base.minor > 0:
        interest = half_away_from_zero(base.minor * rule.a_year * Fraction(days, _DAYS))
        whole = rule.amount or Money(interest, base.currency)
    fee = max(whole - charged, nothing) if whole.currency == base.currency else nothing
    return Reckoned(rule=rule, base=base, days=days, charged=charged, fee=fee)
