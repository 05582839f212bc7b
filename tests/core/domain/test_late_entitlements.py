"""What may be claimed without an agreement is data with a source, and never a ceiling."""

from datetime import date

import pytest

from core.domain.late_entitlements import LATE_ENTITLEMENTS, entitlements_of
from core.domain.limits_table import limits_for

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("GB", [("business", 8, "bank_of_england", False)]),
        ("DE", [("consumer", 5, "basiszinssatz", False), ("business", 9, "basiszinssatz", False)]),
        ("FR", [("business", 8, "ecb", True)]),
        ("CA", []),
        ("US-FL", []),
        ("", []),
    ],
)
def test_each_place_has_its_own(place, told):
    assert [(one.debtor, one.points, one.above, one.at_least) for one in entitlements_of(place, TODAY)] == told


def test_before_a_law_was_there_nothing_is_told():
    assert entitlements_of("FR", date(2013, 3, 15)) == ()


def test_none_of_them_is_a_ceiling():
    for one in LATE_ENTITLEMENTS:
        assert one.source
        assert not [limit for limit in limits_for(one.jurisdiction, TODAY) if limit.kind == "late_interest"]


def test_the_criminal_rate_of_canada_is_one_since_2025():
    [limit] = limits_for("CA", TODAY)
    assert (limit.kind, limit.share, limit.currency) == ("late_interest", limit.share, "CAD")
    assert limit.share * 100 == 35
    assert limits_for("CA", date(2024, 12, 31)) == ()
