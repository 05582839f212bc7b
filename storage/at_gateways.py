"""What the books say of payments at a gateway, over all accounts, to hold against the gateway's own list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, text

from core.domain.money import Money

_OURS = text("""
    SELECT account_id, payee, external_id, state, currency, amount_minor, refunded_minor, disputed_minor, received_at
    FROM payments WHERE gateway = :gateway AND received_at >= :since
    ORDER BY received_at, account_id
""")
_PAYEES = text("""
    SELECT DISTINCT q.payee FROM payment_requests q
    WHERE q.gateway = :gateway AND (q.payee = '' OR EXISTS (
        SELECT FROM payees y WHERE y.gateway = q.gateway AND y.external_id = q.payee AND y.state <> 'off'))
    ORDER BY q.payee
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One payment as it stands here. ``payee``: the account at the gateway, "" for the one of the settings."""

    account_id: UUID
    payee: str
    state: str
    amount: Money
    refunded: Money
    disputed: Money
    received_at: datetime


class AtGateways:
    """Reads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def payments(self, gateway: str, since: datetime) -> Mapping[str, tuple[Ours, ...]]:
        """By the payment's id at the gateway, oldest first: two accounts may have heard of one payment."""
        with self._engine.connect() as connection:
            rows = connection.execute(_OURS, {"gateway": gateway, "since": since}).all()
        found: dict[str, tuple[Ours, ...]] = {}
        for row in rows:
            one = Ours(
                account_id=row.account_id,
                payee=row.payee,
                state=row.state,
                amount=Money(row.amount_minor, row.currency),
                refunded=Money(row.refunded_minor, row.currency),
                disputed=Money(row.disputed_minor, row.currency),
                received_at=row.received_at,
            )
            found[row.external_id] = (*found.get(row.external_id, ()), one)
        return found

    def payees(self, gateway: str) -> tuple[str, ...]:
        """The accounts at the gateway that money was ever asked for, without those that were disconnected: they cannot
        be asked any more. "" is the one of the settings.
        """
        with self._engine.connect() as connection:
            return tuple(connection.execute(_PAYEES, {"gateway": gateway}).scalars())
