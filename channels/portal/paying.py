"""What a client chose to pay, and how: all that is open or a part of it, and by which way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from channels.portal.edit_numbers import price_in
from core.domain.account import Language
from core.domain.card_fee import CardFee
from core.domain.money import Money, exponent_of
from core.usecases.invoice_views import InvoicePage

Part = Money | None
"""None for all of the balance."""


@dataclass(frozen=True, slots=True)
class Paying:
    """What a tap on Pay chose: ``part`` of the balance in minor units, 0 for all; ``way``, a gateway, "" for any;
    ``keep``: what they pay with is kept.
    """

    language: Language
    part: int
    way: str
    keep: bool = False

    @property
    def named(self) -> Mapping[str, str | int]:
        """What the page that waits has to remember."""
        chosen: dict[str, str | int] = {"part": self.part, "way": self.way, "keep": int(self.keep)}
        return {name: value for name, value in chosen.items() if value}


PayWays = Callable[[InvoicePage], tuple[str, ...]]
"""The gateways through which this invoice can be paid, the first one offered first."""


def one_way(_page: InvoicePage) -> tuple[str, ...]:
    """Where there is no choice, none is named."""
    return ("",)


FeeShown = Callable[[InvoicePage], CardFee | None]


def no_card_fee(_page: InvoicePage) -> CardFee | None:
    """Where none is added."""
    return None


def none_keeps(_page: InvoicePage) -> tuple[str, ...]:
    """Where no gateway can keep what is paid with."""
    return ()


def part_typed(page: InvoicePage, typed: str, language: Language) -> int:
    """In minor units; 0 for what is no amount, or none up to the balance."""
    currency = page.balance.currency
    found = price_in(typed, currency, spanish=language == "es")
    if found is None or not 0 < found <= page.balance.decimal:
        return 0
    minor = found.scaleb(exponent_of(currency))
    return int(minor) if minor == minor.to_integral_value() else 0


def less_than_all(page: InvoicePage, minor: int) -> Money | None:
    """None for all of it."""
    return Money(minor, page.balance.currency) if 0 < minor < page.balance.minor else None
