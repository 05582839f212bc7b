"""What a row says of money becomes a quantity, a unit price and an amount that multiply, or it says why not."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bots.intents.amounts import plain
from bots.intents.estimate_numbers import Numeral
from core.domain.errors import DoesNotAddUp
from core.domain.estimate import Doubt
from core.domain.money import Money, exponent_of, half_away_from_zero, within_reason

_ONE = Decimal(1)
_MOST = Decimal(10) ** 9
_FINEST = -6  # decimals of a quantity


@dataclass(frozen=True, slots=True)
class Numbers:
    """As the row has them; None where it has none."""

    quantity: Numeral | None = None
    unit_price: Numeral | None = None
    amount: Numeral | None = None

    @property
    def any_price(self) -> bool:
        return self.unit_price is not None or self.amount is not None


@dataclass(frozen=True, slots=True)
class Priced:
    """``amount`` = ``unit_price`` x ``quantity``; ``whole``: kept as one sum, so that its unit means nothing."""

    quantity: Decimal
    unit_price: Money
    amount: Money
    whole: bool = False
    doubts: tuple[Doubt, ...] = ()


class NotPriced(Exception):
    """``code`` says why the row is no line."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def money_of(number: Numeral, currency: str) -> tuple[Money, bool]:
    """(the amount to the nearest minor unit, whether it was exact).

    Raises NotPriced: estimate.other_currency, estimate.unclear_number (a percentage, or beyond reason).
    """
    if not number.is_in(currency):
        raise NotPriced("estimate.other_currency")
    if number.percent:
        raise NotPriced("estimate.unclear_number")
    minor = Fraction(number.value) * 10 ** exponent_of(currency)
    try:
        return within_reason(Money(half_away_from_zero(minor), currency)), minor.denominator == 1
    except DoesNotAddUp as error:
        raise NotPriced("estimate.unclear_number") from error


def priced(numbers: Numbers, currency: str, *, amounts_are_given: bool) -> Priced:
    """``amounts_are_given``: the file has a column of amounts, so that a row without one has none.

    Raises NotPriced: estimate.no_amount, and as ``money_of``.
    """
    quantity = _quantity(numbers.quantity)
    share = numbers.quantity is not None and numbers.quantity.percent
    doubts = (Doubt(code="estimate.percent", details={"percent": _said(numbers.quantity)}),) if share else ()
    if numbers.amount is not None:
        return _of_amount(numbers, numbers.amount, quantity, currency, doubts)
    if numbers.unit_price is None or amounts_are_given:
        raise NotPriced("estimate.no_amount")
    price, fits = money_of(numbers.unit_price, currency)
    if quantity is None:
        return Priced(_ONE, price, price, doubts=(*doubts, *_rounded(exact=fits)))
    value = Numeral(numbers.unit_price.value * quantity)
    amount, _ = money_of(value, currency)
    if fits:
        return Priced(quantity, price, price.times(quantity), doubts=doubts)
    return _whole(amount, numbers, "estimate.price_too_fine", doubts)


def _of_amount(
    numbers: Numbers, given: Numeral, quantity: Decimal | None, currency: str, doubts: tuple[Doubt, ...]
) -> Priced:
    amount, exact = money_of(given, currency)
    doubts = (*doubts, *_rounded(exact=exact))
    if numbers.unit_price is None:
        return _of_quantity(numbers, amount, quantity, doubts)
    price, fits = money_of(numbers.unit_price, currency)
    if quantity is None:
        one_sum = () if price == amount else (Doubt(code="estimate.no_quantity", details={"price": price}),)
        return Priced(_ONE, amount, amount, whole=bool(one_sum), doubts=(*doubts, *one_sum))
    if money_of(Numeral(numbers.unit_price.value * quantity), currency)[0] != amount:
        return _whole(amount, numbers, "estimate.does_not_multiply", doubts)
    if not fits or price.times(quantity) != amount:
        return _whole(amount, numbers, "estimate.price_too_fine", doubts)
    return Priced(quantity, price, amount, doubts=doubts)


def _of_quantity(numbers: Numbers, amount: Money, quantity: Decimal | None, doubts: tuple[Doubt, ...]) -> Priced:
    """The unit price, where the amount divides evenly."""
    if quantity is None or quantity == 1:
        return Priced(_ONE, amount, amount, doubts=doubts)
    each = Fraction(amount.minor) / Fraction(quantity) if quantity else Fraction(1, 2)
    if each.denominator == 1:
        return Priced(quantity, Money(each.numerator, amount.currency), amount, doubts=doubts)
    return _whole(amount, numbers, "estimate.no_even_price", doubts)


def _whole(amount: Money, numbers: Numbers, code: str, doubts: tuple[Doubt, ...]) -> Priced:
    details = {"quantity": _said(numbers.quantity), "price": _said(numbers.unit_price), "amount": amount}
    return Priced(_ONE, amount, amount, whole=True, doubts=(*doubts, Doubt(code=code, details=details)))


def _rounded(*, exact: bool) -> tuple[Doubt, ...]:
    return () if exact else (Doubt(code="estimate.rounded"),)


def _said(number: Numeral | None) -> str:
    if number is None:
        return ""
    return f"{plain(number.value):f}{'%' if number.percent else ''}"


def _quantity(number: Numeral | None) -> Decimal | None:
    """None when none is said; a percentage is none. Raises NotPriced beyond reason."""
    if number is None or number.percent:
        return None
    value = plain(number.value)
    exponent = value.as_tuple().exponent
    if abs(value) >= _MOST or not isinstance(exponent, int):
        raise NotPriced("estimate.unclear_number")
    if exponent < _FINEST:
        value = plain(Decimal(half_away_from_zero(Fraction(value) * 10**-_FINEST)).scaleb(_FINEST))
    return value
