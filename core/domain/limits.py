"""What the law of a place allows to be asked or withheld: the rules as values, and who went beyond one, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from uuid import UUID

from core.domain.errors import DoesNotAddUp
from core.domain.ids import AccountId, LimitOverrideId, MemberId, ProjectId
from core.domain.money import Money, half_away_from_zero
from core.domain.text import one_line

# instalments: all that is paid before the work is accepted, taken together.
# late_interest: what being late costs, as a share of what is open a year.
LimitKind = Literal["deposit", "retainage", "instalments", "late_interest"]
Works = Literal["home_improvement", "private_works", "any"]
# statute: the words of the law were read. secondary: only what others write about it.
Certainty = Literal["statute", "secondary"]
# The exceptions that a limit may name. Whether one holds is for the contractor to say.
EXCEPTIONS = frozenset(
    {
        "blanket_bond",
        "bank_guarantee",
        "bond_not_furnished",
        "business_credit",
        "special_orders",
        "waived_in_writing",
        "residential",
        "residential_up_to_four_storeys",
        "single_family_under_12_units",
        "residential_under_13_units",
        "up_to_four_dwellings",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One version of one rule.

    ``jurisdiction``: ISO 3166-2, or ISO 3166-1 for a whole country. ``version``: the day from which it is known to
    hold; ``until``: the day from which it holds no more. ``share`` of the contract sum (a third is exact), ``amount``,
    or the lesser or greater of both. It holds for contract sums of ``more_than``, or ``at_least``, so much.
    ``source``: the citation. ``checked``: the day on which it was looked up.
    """

    id: str
    jurisdiction: str
    kind: LimitKind
    version: date
    until: date | None = None
    currency: str
    share: Fraction | None = None
    amount: Money | None = None
    of_both: Literal["lesser", "greater"] = "lesser"
    more_than: Money | None = None
    at_least: Money | None = None
    works: Works
    exceptions: tuple[str, ...] = ()
    source: str
    checked: date
    certainty: Certainty

    def holds(self, on: date) -> bool:
        return self.version <= on and (self.until is None or on < self.until)

    def allowed(self, contract_sum: Money) -> Money | None:
        """The most it allows of this contract, to the minor unit by the house's rounding: who asks for "a third" may
        have it. None when it says nothing of such a contract: another currency, or too small a sum.
        """
        if contract_sum.currency != self.currency or contract_sum.minor < 0:
            return None
        if self.more_than is not None and contract_sum <= self.more_than:
            return None
        if self.at_least is not None and contract_sum < self.at_least:
            return None
        caps = [] if self.amount is None else [self.amount]
        if self.share is not None:
            caps.append(Money(half_away_from_zero(contract_sum.minor * self.share), self.currency))
        return min(caps) if self.of_both == "lesser" else max(caps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceeded:
    """More than the limit allows was proposed."""

    limit: Limit
    allowed: Money
    proposed: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOverride:
    """A limit was shown, and a member went beyond it for a reason. Both figures are kept as they were shown.

    ``proposal_id`` refers to nothing yet. ``limit_version``: the version of the rule that was shown. Of a limit on what
    being late costs, which is of no job, the figures are what 100 come to a year.
    """

    id: LimitOverrideId
    account_id: AccountId
    project_id: ProjectId | None = None
    proposal_id: UUID | None = None
    limit_id: str
    limit_version: date
    proposed: Money
    allowed: Money
    reason: str
    recorded_by: MemberId
    recorded_at: datetime


def check(limit: Limit, proposed: Money, contract_sum: Money) -> Exceeded | None:
    """None when it is within the limit (exactly as much is), or the limit says nothing of it."""
    allowed = limit.allowed(contract_sum)
    if allowed is None or proposed.currency != allowed.currency or proposed <= allowed:
        return None
    return Exceeded(limit=limit, allowed=allowed, proposed=proposed)


def check_rate(limit: Limit, a_year: Fraction, currency: str) -> Exceeded | None:
    """As ``check``, for a limit on what being late costs: both figures are what 100 of ``currency`` come to a year."""
    if limit.share is None or a_year <= limit.share:
        return None
    hundred = Money.of(Decimal(100), currency).minor
    allowed, proposed = (Money(half_away_from_zero(hundred * share), currency) for share in (limit.share, a_year))
    return Exceeded(limit=limit, allowed=allowed, proposed=proposed)


def holding(limits: Iterable[Limit], jurisdiction: str, on: date) -> tuple[Limit, ...]:
    """Those of one place on one day."""
    return tuple(one for one in limits if one.jurisdiction == jurisdiction and one.holds(on))


def reason_given(said: str) -> str:
    """One line. DoesNotAddUp (limit.no_reason) when it has no letters: a reason is what lets the limit be passed."""
    reason = one_line(said)
    if not any(char.isalpha() for char in reason):
        raise DoesNotAddUp("limit.no_reason")
    return reason
