"""Ceilings on interest by place, as shares a year: what may be asked for being late is measured against them.

They speak of loans and of waiting for what is owed; whether they hold for a bill that was agreed to differs, and some
leave business debts, or large ones, out. Where a rule has a higher figure besides (a Treasury bill's yield, say), the
fixed one stands here. What is not here is not known. No legal advice.
"""

from datetime import date
from fractions import Fraction

from core.domain.limits import Certainty, Limit

_CHECKED = date(2026, 11, 27)


def _ceiling(state: str, percent: int, since: date, source: str, certainty: Certainty) -> Limit:
    return Limit(
        id=f"US-{state}.late_interest",
        jurisdiction=f"US-{state}",
        kind="late_interest",
        version=since,
        currency="USD",
        share=Fraction(percent, 100),
        works="any",
        source=source,
        checked=_CHECKED,
        certainty=certainty,
    )


LATE_INTEREST: tuple[Limit, ...] = (
    _ceiling("FL", 18, date(1979, 7, 1), "Fla. Stat. § 687.02(1)", "statute"),
    _ceiling("WA", 12, _CHECKED, "RCW 19.52.020(1)", "statute"),
    _ceiling("NY", 16, _CHECKED, "N.Y. Banking Law § 14-a, Gen. Oblig. Law § 5-501", "statute"),
    _ceiling("NC", 16, _CHECKED, "N.C. Gen. Stat. § 24-1.1", "statute"),
    _ceiling("PA", 6, date(2022, 1, 1), "41 P.S. § 201", "statute"),
    _ceiling("TN", 10, date(2010, 1, 1), "Tenn. Code § 47-14-103(3)", "statute"),
    _ceiling("AR", 17, date(2011, 1, 1), "Ark. Const. amend. 89", "secondary"),
    _ceiling("MI", 7, _CHECKED, "MCL 438.31", "secondary"),
    _ceiling("MN", 8, _CHECKED, "Minn. Stat. § 334.01", "secondary"),
    _ceiling("CT", 12, _CHECKED, "Conn. Gen. Stat. § 37-4", "secondary"),
    _ceiling("HI", 12, _CHECKED, "Haw. Rev. Stat. § 478-4", "secondary"),
    _ceiling("IL", 9, _CHECKED, "815 ILCS 205/4", "secondary"),
    Limit(
        id="CA.late_interest",
        jurisdiction="CA",
        kind="late_interest",
        version=date(2025, 1, 1),
        currency="CAD",
        share=Fraction(35, 100),
        works="any",
        exceptions=("business_credit",),  # of companies: another rate above 10,000, and none above 500,000
        source="Criminal Code, R.S.C. 1985, c. C-46, s. 347",
        checked=date(2026, 11, 28),
        certainty="secondary",
    ),
)
