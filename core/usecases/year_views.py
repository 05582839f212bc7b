"""What each client was billed and paid in a calendar year of the account's zone."""

from dataclasses import dataclass

from core.domain.ids import ClientId
from core.domain.money import Money, total


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientYear:
    """One client in one currency. ``billed``: invoices less credit notes of that year; ``received``: what came in,
    without what was taken back; ``returned``: refunded, disputed or sent back by a bank; ``open``: what is left to pay,
    as of now, of that year's invoices.
    """

    client_id: ClientId
    client_name: str
    billed: Money
    received: Money
    returned: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Year:
    """Those who paid most first, by currency."""

    year: int
    rows: tuple[ClientYear, ...]

    def totals(self) -> tuple[tuple[Money, Money, Money, Money], ...]:
        """Billed, received, returned and open, one a currency."""
        return tuple(self._total(currency) for currency in sorted({one.billed.currency for one in self.rows}))

    def _total(self, currency: str) -> tuple[Money, Money, Money, Money]:
        those = [one for one in self.rows if one.billed.currency == currency]
        return (
            total([one.billed for one in those], currency),
            total([one.received for one in those], currency),
            total([one.returned for one in those], currency),
            total([one.open for one in those], currency),
        )
