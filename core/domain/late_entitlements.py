"""What may be claimed of who pays late where nothing was agreed, by place. None of it is a ceiling. No legal advice.

Points a year above a rate that moves twice a year, so that no figure here grows old.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.domain.limits import Certainty

Debtor = Literal["business", "consumer"]
Above = Literal["bank_of_england", "basiszinssatz", "ecb"]
_CHECKED = date(2026, 11, 28)
# Members whose own law was not read: the directive's least holds in each.
_MEMBERS = ("FR", "ES", "IT", "NL", "AT", "IE", "BE", "PT")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEntitlement:
    """``points`` a year over the rate ``above``, of such a ``debtor``. ``at_least``: the place may give more."""

    jurisdiction: str
    debtor: Debtor
    points: int
    above: Above
    at_least: bool = False
    version: date
    source: str
    checked: date = _CHECKED
    certainty: Certainty = "secondary"


LATE_ENTITLEMENTS: tuple[LateEntitlement, ...] = (
    LateEntitlement(
        jurisdiction="GB",
        debtor="business",
        points=8,
        above="bank_of_england",
        version=date(1998, 11, 1),
        source="Late Payment of Commercial Debts (Interest) Act 1998",
    ),
    LateEntitlement(
        jurisdiction="DE",
        debtor="consumer",
        points=5,
        above="basiszinssatz",
        version=date(2014, 7, 29),
        source="BGB § 288(1)",
    ),
    LateEntitlement(
        jurisdiction="DE",
        debtor="business",
        points=9,
        above="basiszinssatz",
        version=date(2014, 7, 29),
        source="BGB § 288(2)",
    ),
    *(
        LateEntitlement(
            jurisdiction=member,
            debtor="business",
            points=8,
            above="ecb",
            at_least=True,
            version=date(2013, 3, 16),
            source="Directive 2011/7/EU, art. 2(6)",
        )
        for member in _MEMBERS
    ),
)


def entitlements_of(jurisdiction: str, on: date) -> tuple[LateEntitlement, ...]:
    """In the sequence in which they are told."""
    return tuple(one for one in LATE_ENTITLEMENTS if one.jurisdiction == jurisdiction and one.version <= on)
