"""Limits by place: never more than is stated, exactly as much is fine, and one version at a time."""

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import DoesNotAddUp
from core.domain.limits import EXCEPTIONS, check, reason_given
from core.domain.limits_table import LIMITS, limits_for
from core.domain.money import Money
from tests.core.site import usd
from tests.core.sizes import EXAMPLES

TODAY = date(2026, 11, 27)
NOW = {one.id: one for one in LIMITS if one.holds(TODAY)}
SUMS = st.integers(0, 10**12)


def allowed(limit_id: str, contract_sum: str) -> Money | None:
    return NOW[limit_id].allowed(usd(contract_sum))


@pytest.mark.parametrize(
    ("limit_id", "contract_sum", "most"),
    [
        ("US-CA.deposit", "30000", "1000"),
        ("US-CA.deposit", "10000", "1000"),
        ("US-CA.deposit", "9999.99", "1000.00"),
        ("US-CA.deposit", "9999.90", "999.99"),
        ("US-CA.deposit", "0", "0"),
        ("US-MD.deposit", "24000", "8000"),
        ("US-MD.deposit", "20000", "6666.67"),
        ("US-PA.deposit", "5000.01", "1666.67"),
        ("US-ME.deposit", "3000.01", "1000.00"),
        ("US-NY.retainage", "150000", "7500"),
        ("US-CA.retainage", "0.10", "0.01"),
    ],
)
def test_the_cap_is_to_the_cent(limit_id, contract_sum, most):
    assert allowed(limit_id, contract_sum) == usd(most)


@pytest.mark.parametrize(
    ("limit_id", "contract_sum"),
    [
        ("US-PA.deposit", "5000"),
        ("US-ME.deposit", "3000"),
        ("US-MA.deposit", "1000"),
        ("US-CT.retainage", "25000"),
        ("US-NY.retainage", "149999.99"),
        ("US-CA.deposit", "-1"),
    ],
)
def test_below_its_threshold_a_limit_says_nothing(limit_id, contract_sum):
    assert allowed(limit_id, contract_sum) is None
    assert check(NOW[limit_id], usd("100000"), usd(contract_sum)) is None


def test_another_currency_is_none_of_its_business():
    euros, dollars = Money(10**7, "EUR"), Money(10**7, "USD")
    limit = NOW["US-CA.deposit"]
    assert check(limit, euros, euros) is None
    assert check(limit, euros, dollars) is None
    assert check(limit, dollars, dollars) is not None


@given(limit=st.sampled_from(LIMITS), contract_sum=SUMS, proposed=SUMS)
@settings(max_examples=EXAMPLES)
def test_what_passes_is_never_more_than_half_a_cent_above_the_cap(limit, contract_sum, proposed):
    whole = Money(contract_sum, limit.currency)
    most = limit.allowed(whole)
    over = check(limit, Money(proposed, limit.currency), whole)
    assert (over is not None) == (most is not None and proposed > most.minor)
    if most is None:
        return
    exact = Fraction(contract_sum) * limit.share
    if limit.amount is not None:
        exact = min(exact, Fraction(limit.amount.minor))
    assert abs(most.minor - exact) <= Fraction(1, 2)
    assert check(limit, most, whole) is None
    beyond = check(limit, Money(most.minor + 1, limit.currency), whole)
    assert beyond is not None
    assert (beyond.limit, beyond.allowed, beyond.proposed) == (limit, most, Money(most.minor + 1, limit.currency))


def test_the_greater_of_both_and_an_amount_alone():
    limit = NOW["US-CA.deposit"]
    assert replace(limit, of_both="greater").allowed(usd("30000")) == usd("3000")
    assert replace(limit, share=None).allowed(usd("100")) == usd("1000")


def test_versions_of_a_limit_do_not_overlap():
    by_id = itertools.groupby(sorted(LIMITS, key=lambda one: (one.id, one.version)), key=lambda one: one.id)
    for limit_id, found in by_id:
        versions = list(found)
        for former, latter in itertools.pairwise(versions):
            assert former.until is not None, limit_id
            assert former.until <= latter.version, limit_id


def test_an_old_version_ends_on_the_day_on_which_the_new_one_begins():
    old, new = (limits_for("US-CT", on) for on in (date(2010, 9, 30), date(2010, 10, 1)))
    assert [one.share for one in old] == [Fraction(75, 1000)]
    assert [one.share for one in new] == [Fraction(1, 20)]


def test_a_place_has_its_own_limits_from_their_day_on():
    assert {one.id for one in limits_for("US-CA", TODAY)} == {"US-CA.deposit", "US-CA.retainage"}
    assert {one.id for one in limits_for("US-CA", date(2025, 12, 31))} == {"US-CA.deposit"}
    assert limits_for("", TODAY) == limits_for("US-TX", TODAY) == ()


def test_a_dozen_places_are_known_and_each_rule_says_where_it_is_from():
    assert len({one.jurisdiction for one in LIMITS}) >= 12
    for one in LIMITS:
        assert one.id == f"{one.jurisdiction}.{one.kind}"
        assert one.source
        assert one.version <= one.checked
        assert set(one.exceptions) <= EXCEPTIONS
        assert one.share is not None or one.amount is not None


def test_a_reason_is_one_line_of_words():
    assert reason_given(" bonded,\n see  letter ") == "bonded, see letter"
    for said in ("", " \n", "123", "..."):
        with pytest.raises(DoesNotAddUp, match=r"limit\.no_reason"):
            reason_given(said)
