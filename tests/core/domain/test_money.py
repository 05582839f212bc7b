from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import DoesNotAddUp
from core.domain.money import LARGEST, PPM, Money, Rate, exponent_of, half_away_from_zero, total, within_reason
from tests.core.sizes import EXAMPLES

CURRENCIES = {"JPY": 0, "USD": 2, "KWD": 3}
currencies = st.sampled_from(sorted(CURRENCIES))
minors = st.integers(-LARGEST, LARGEST)
amounts = st.builds(Money, minors, currencies)
rates = st.builds(Rate, st.integers(0, 3 * PPM))
sized = settings(max_examples=EXAMPLES, deadline=None)


def nearest(value: Fraction) -> int:
    """The rule written another way: between the two neighbours, by distance, a tie to the one farther from zero."""
    below = value.numerator // value.denominator
    return min((below, below + 1), key=lambda whole: (abs(value - whole), -abs(whole)))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0", 0), ("0.4", 0), ("0.5", 1), ("-0.5", -1), ("1.5", 2), ("-1.5", -2), ("2.5", 3), ("-2.49", -2)],
)
def test_halves_round_away_from_zero(value, rounded):
    assert half_away_from_zero(Fraction(value)) == rounded


@sized
@given(st.fractions())
def test_rounding_goes_to_the_nearest_whole_and_ties_go_outwards(value):
    assert half_away_from_zero(value) == nearest(value)
    assert half_away_from_zero(-value) == -half_away_from_zero(value)


@pytest.mark.parametrize(("currency", "digits"), sorted(CURRENCIES.items()))
def test_a_currency_has_its_own_number_of_digits(currency, digits):
    assert exponent_of(currency) == digits
    assert Money.of(Decimal(7), currency).minor == 7 * 10**digits
    assert str(Money.of(Decimal(7), currency).decimal) == "7" + ("." + "0" * digits if digits else "")


@sized
@given(amounts)
def test_an_amount_survives_the_way_through_major_units(amount):
    assert Money.of(amount.decimal, amount.currency) == amount


@sized
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**11), max_value=10**11), currencies)
def test_what_people_say_is_taken_exactly_or_refused(said, currency):
    exact = Fraction(said) * 10 ** CURRENCIES[currency]
    if exact.denominator == 1:
        assert Money.of(said, currency).minor == exact
    else:
        with pytest.raises(DoesNotAddUp, match=r"amount\.too_fine"):
            Money.of(said, currency)


def test_an_amount_finer_than_the_currency_is_refused_with_what_was_said():
    with pytest.raises(DoesNotAddUp) as refused:
        Money.of(Decimal("4.005"), "USD")
    assert (refused.value.code, refused.value.details) == ("amount.too_fine", {"amount": "4.005", "currency": "USD"})


@pytest.mark.parametrize("said", ["1E+999999999", "10000000000000.01", "-1E+31", "99999999999999999999"])
def test_an_absurdly_large_amount_is_refused(said):
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_large"):
        Money.of(Decimal(said), "USD")


def test_an_absurdly_fine_amount_is_refused_without_writing_its_digits_out():
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_fine"):
        Money.of(Decimal("1E-999999999"), "USD")


def test_digits_beyond_the_decimal_context_are_not_rounded_away():
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_fine"):
        Money.of(Decimal("1.0000000000000000000000000000001"), "USD")
    with pytest.raises(ValueError, match="four decimals"):
        Rate.percent(Decimal("8.0000000000000000000000000001"))
    assert Money(10**30 + 1, "USD").decimal == Decimal("10000000000000000000000000000.01")


@pytest.mark.parametrize("said", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_is_no_amount_and_no_rate(said):
    with pytest.raises(ValueError, match="not a number"):
        Money.of(Decimal(said), "USD")
    with pytest.raises(ValueError, match="not a number"):
        Rate.percent(Decimal(said))


@pytest.mark.parametrize("minor", [1.0, True, "1", None, Decimal(1)])
def test_money_is_a_whole_number_of_minor_units_and_nothing_else(minor):
    with pytest.raises(TypeError):
        Money(minor, "USD")


@pytest.mark.parametrize("currency", ["usd", "US", "USDD", "U1D", "US$", "ÜSD", ""])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)


def test_currencies_never_mix():
    one, other = Money(1, "USD"), Money(1, "EUR")
    for mixing in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one <= other,
        lambda: one > other,
        lambda: one >= other,
        lambda: total([other], "USD"),
    ):
        with pytest.raises(ValueError, match="cannot mix USD and EUR"):
            mixing()
    assert one != other


@sized
@given(minors, minors)
def test_money_compares_and_adds_as_its_minor_units_do(left, right):
    one, other = Money(left, "USD"), Money(right, "USD")
    assert ((one < other), (one <= other)) == (left < right, left <= right)
    assert ((one > other), (one >= other)) == (left > right, left >= right)
    assert (one + other).minor == left + right
    assert (one - other).minor == left - right
    assert (-one).minor == -left
    assert bool(one) == bool(left)


@sized
@given(st.lists(minors), currencies)
def test_a_total_is_the_sum_and_of_nothing_zero_in_the_currency(parts, currency):
    assert total((Money(part, currency) for part in parts), currency) == Money(sum(parts), currency)


@sized
@given(amounts, rates)
def test_a_share_is_rounded_once_from_the_exact_fraction(amount, rate):
    assert amount.share(rate).minor == nearest(Fraction(amount.minor) * Fraction(rate.ppm, PPM))


@sized
@given(amounts, st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6))
def test_a_unit_price_times_a_quantity_is_rounded_once(price, quantity):
    assert price.times(quantity).minor == nearest(Fraction(price.minor) * Fraction(quantity))


@sized
@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_parts_of_a_split_sum_to_the_whole_and_each_is_within_one_unit_of_its_share(amount, weights):
    parts = amount.split(weights)
    assert total(parts, amount.currency) == amount
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(amount.minor * weight, whole)) < 1
        assert weight or not part


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_needs_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        Money(100, "USD").split(weights)


def test_the_larger_remainder_gets_the_odd_cent_and_the_earlier_one_when_they_are_equal():
    assert [part.minor for part in Money(100, "USD").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(-100, "USD").split([1, 1, 1])] == [-34, -33, -33]
    assert [part.minor for part in Money(10, "USD").split([1, 6])] == [1, 9]


@sized
@given(st.integers(0, 10**9))
def test_a_rate_survives_the_way_through_percent(ppm):
    assert Rate.percent(Rate(ppm).as_percent) == Rate(ppm)


def test_a_rate_is_a_whole_number_of_parts_and_never_negative():
    with pytest.raises(TypeError):
        Rate(0.5)
    with pytest.raises(TypeError):
        Rate(True)
    with pytest.raises(ValueError, match="negative"):
        Rate(-1)
    with pytest.raises(ValueError, match="negative"):
        Rate.percent(Decimal(-1))
    with pytest.raises(ValueError, match="four decimals"):
        Rate.percent(Decimal("8.62501"))
    assert Rate.percent(Decimal("8.625")) == Rate(86_250)


def test_within_reason_lets_the_largest_pass_and_nothing_beyond():
    assert within_reason(Money(-LARGEST, "USD")).minor == -LARGEST
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_large"):
        within_reason(Money(LARGEST + 1, "USD"))
