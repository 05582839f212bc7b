"""Money: integer minor units of one ISO 4217 currency. No float comes near it (a test reads the AST)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.errors import DoesNotAddUp

# ISO 4217 table A.1: currencies whose minor unit is not a hundredth.
_NO_FRACTION = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = dict.fromkeys(_NO_FRACTION.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
_CODE = re.compile("[A-Z]{3}")
_MOST_DIGITS = 30  # 1E+999999999 must not become that many digits
PPM = 1_000_000
LARGEST = 10**15  # minor units; sums of thousands of these still fit the 64 bits that they are kept in


def exponent_of(currency: str) -> int:
    """Digits after the point in this currency: 0, 2 or 3 (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def _exactly(number: Decimal) -> Fraction:
    """Without the decimal context, which would round beyond 28 digits. ValueError when it is no number."""
    if not number.is_finite():
        raise ValueError(f"not a number: {number}")
    return Fraction(number)


def half_away_from_zero(value: Fraction) -> int:
    """The one rounding rule of the house: to the nearest whole, halves away from zero."""
    top, bottom = value.numerator, value.denominator
    nearest = (abs(top) * 2 + bottom) // (bottom * 2)
    return -nearest if top < 0 else nearest


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in parts per million: 8.625 % is 86,250 ppm. Never negative, never a float."""

    ppm: int

    def __post_init__(self) -> None:
        """Refuse what is not a whole, non-negative number of parts."""
        if type(self.ppm) is not int:
            raise TypeError("a rate is a whole number of parts per million")
        if self.ppm < 0:
            raise ValueError("a rate is not negative")

    @classmethod
    def percent(cls, percent: Decimal) -> "Rate":
        """8.625 -> 86,250 ppm. ValueError when it has more than four decimals."""
        ppm = _exactly(percent) * 10_000
        if ppm.denominator != 1:
            raise ValueError("a rate has at most four decimals of a percent")
        return cls(ppm.numerator)

    @property
    def as_percent(self) -> Decimal:
        return Decimal(self.ppm) / 10_000


ZERO_RATE = Rate(0)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for USD, yen for JPY, mils for KWD). Mixing currencies raises."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse floats, booleans and anything that is not a currency code."""
        if type(self.minor) is not int:
            raise TypeError("money is a whole number of minor units")
        if not _CODE.fullmatch(self.currency):
            raise ValueError(f"not an ISO 4217 code: {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """From major units. DoesNotAddUp: amount.too_fine when the currency has no such fraction (4.005 USD,
        0.5 JPY), amount.too_large beyond LARGEST. ValueError for what is no number (NaN, Infinity).
        """
        if amount.adjusted() > _MOST_DIGITS:
            raise DoesNotAddUp("amount.too_large")
        if amount.adjusted() < -_MOST_DIGITS:
            raise DoesNotAddUp("amount.too_fine", amount=str(amount), currency=currency)
        minor = _exactly(amount) * 10 ** exponent_of(currency)
        if minor.denominator != 1:
            raise DoesNotAddUp("amount.too_fine", amount=str(amount), currency=currency)
        return within_reason(cls(minor.numerator, currency))

    @property
    def decimal(self) -> Decimal:
        """In major units, with the currency's own number of digits."""
        sign, digits, _ = Decimal(self.minor).as_tuple()
        return Decimal((sign, digits, -exponent_of(self.currency)))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, rate: Rate) -> "Money":
        """This much of it, rounded once."""
        return Money(half_away_from_zero(Fraction(self.minor * rate.ppm, PPM)), self.currency)

    def times(self, quantity: Decimal) -> "Money":
        """A unit price times a quantity, rounded once."""
        return Money(half_away_from_zero(Fraction(quantity) * self.minor), self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Parts in proportion to the weights (largest remainder), which always sum to the whole."""
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights are not negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        floors = [divmod(abs(self.minor) * weight, whole) for weight in weights]
        missing = abs(self.minor) - sum(part for part, _ in floors)
        order = sorted(range(len(floors)), key=lambda index: (-floors[index][1], index))
        extra = set(order[:missing])
        return tuple(Money(sign * (part + (index in extra)), self.currency) for index, (part, _) in enumerate(floors))

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.minor


def within_reason(amount: Money) -> Money:
    """DoesNotAddUp (amount.too_large) beyond LARGEST minor units: a typing error, not a price."""
    if abs(amount.minor) > LARGEST:
        raise DoesNotAddUp("amount.too_large")
    return amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; of nothing, zero in this currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
