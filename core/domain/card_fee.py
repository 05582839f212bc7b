"""What the law of a place says of a fee for paying by credit card, as data. What is not here is not allowed.

Each with its source, the day it was checked, and how sure it is. No legal advice. What changes gets a new version
beside the old one, which ends on the same day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.domain.limits import Certainty
from core.domain.money import PPM, ZERO_RATE, Money, Rate

# The least of the card networks' own caps in the USA: Visa's, since 2023-04-15. Mastercard's is 4 %.
NETWORKS_MOST = Rate(30_000)
_CHECKED = date(2026, 11, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFeeLaw:
    """``jurisdiction``, ``version``, ``until``, ``source``, ``checked``: as a limit's. ``most``: zero where it forbids
    any, and the networks' cap where it names no figure. ``actual_cost``: no more than the card costs the contractor.
    ``notice``: the code of words that it wants shown first, "" for none of its own.
    """

    jurisdiction: str
    version: date
    until: date | None = None
    most: Rate
    actual_cost: bool = False
    notice: str = ""
    currency: str
    source: str
    checked: date = _CHECKED
    certainty: Certainty = "statute"

    @property
    def forbids(self) -> bool:
        return not self.most.ppm

    def holds(self, on: date) -> bool:
        return self.version <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class CardFee:
    """What may be added now. ``notice``: as the law's."""

    rate: Rate
    notice: str = ""


def fee_of(amount: Money, rate: Rate) -> Money:
    """Rounded down, so that a cap is never passed. Zero of what is not above zero."""
    return Money(max(0, amount.minor) * rate.ppm // PPM, amount.currency)


# Members of the Union that are known as places; the directive was read, not what each made of it. The ban is on
# consumers' cards; which one pays is not known before.
_MEMBERS = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL", "PT")

CARD_FEE_LAWS: tuple[CardFeeLaw, ...] = (
    CardFeeLaw(
        jurisdiction="US-CO",
        version=date(2022, 7, 1),
        most=Rate(20_000),
        notice="card_fee.notice_co",
        currency="USD",
        source="C.R.S. § 5-2-212",
    ),
    CardFeeLaw(
        jurisdiction="US-MN",
        version=date(2024, 1, 1),
        most=Rate(50_000),
        currency="USD",
        source="Minn. Stat. § 325G.051",
    ),
    CardFeeLaw(
        jurisdiction="US-NJ",
        version=date(2023, 8, 18),
        most=NETWORKS_MOST,
        actual_cost=True,
        currency="USD",
        source="N.J.S.A. 56:8-156.2",
    ),
    CardFeeLaw(
        jurisdiction="US-NY",
        version=date(2024, 2, 11),
        most=NETWORKS_MOST,
        actual_cost=True,
        currency="USD",
        source="Gen. Bus. Law § 518",
    ),
    CardFeeLaw(
        jurisdiction="US-CT",
        version=date(2022, 5, 24),
        most=ZERO_RATE,
        currency="USD",
        source="Conn. Gen. Stat. § 42-133ff",
        certainty="secondary",
    ),
    CardFeeLaw(
        jurisdiction="US-MA",
        version=date(2023, 1, 1),
        most=ZERO_RATE,
        currency="USD",
        source="Mass. Gen. Laws c. 140D § 28A",
    ),
    CardFeeLaw(
        jurisdiction="US-ME",
        version=date(2025, 1, 1),
        most=ZERO_RATE,
        currency="USD",
        source="9-A M.R.S. § 8-509",
    ),
    CardFeeLaw(
        jurisdiction="GB",
        version=date(2018, 1, 13),
        most=ZERO_RATE,
        currency="GBP",
        source="SI 2012/3110, reg. 6A",
    ),
    *(
        CardFeeLaw(
            jurisdiction=member,
            version=date(2018, 1, 13),
            most=ZERO_RATE,
            currency="EUR",
            source="Directive (EU) 2015/2366, art. 62(4)",
            certainty="secondary",
        )
        for member in _MEMBERS
    ),
)


def card_fee_law(jurisdiction: str, on: date, laws: Iterable[CardFeeLaw] = CARD_FEE_LAWS) -> CardFeeLaw | None:
    """What holds there on that day; None for a place of which nothing is known, or for ""."""
    return next((one for one in laws if one.jurisdiction == jurisdiction and one.holds(on)), None)


def card_fee_at(rate: Rate | None, places: Iterable[str], currency: str, on: date) -> CardFee | None:
    """Of that rate, as much as the laws of all those places allow; "" is no place. None where none is set, no place is
    known, or one of them does not allow it in this currency.
    """
    laws = [card_fee_law(place, on) for place in dict.fromkeys(places) if place]
    known = [one for one in laws if one is not None and one.currency == currency and not one.forbids]
    if rate is None or not laws or len(known) != len(laws):
        return None
    most = min(rate.ppm, NETWORKS_MOST.ppm, *(one.most.ppm for one in known))
    return CardFee(Rate(most), next((one.notice for one in known if one.notice), ""))
