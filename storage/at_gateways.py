"""What the books say of payments at a gateway, over all accounts, to hold against the gateway's own list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, text

from core.domain.money import Money

# An account there that was disconnected cannot be asked any more.
_ASKABLE = """(q.payee = '' OR EXISTS (
    SELECT FROM payees y WHERE y.gateway = q.gateway AND y.external_id = q.payee AND y.state <> 'off'))"""
_OURS = text(f"""
    SELECT p.account_id, p.external_id, p.state, p.currency, p.amount_minor, p.refunded_minor, p.disputed_minor,
        p.received_at, NOT EXISTS (SELECT FROM payment_requests q WHERE q.account_id = p.account_id
            AND q.invoice_id = p.invoice_id AND q.gateway = p.gateway AND NOT {_ASKABLE}) AS askable
    FROM payments p WHERE p.gateway = :gateway AND p.received_at >= :since
""")  # noqa: S608  # our own text: no value is put in
_PAYEES = text(f"""
    SELECT DISTINCT q.payee FROM payment_requests q WHERE q.gateway = :gateway AND {_ASKABLE} ORDER BY q.payee
""")  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One payment as it stands here. ``askable``: its gateway can still be asked for a list that it is on."""

    account_id: UUID
    state: str
    amount: Money
    refunded: Money
    disputed: Money
    received_at: datetime
    askable: bool


class AtGateways:
    """Reads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def payments(self, gateway: str, since: datetime) -> Mapping[str, Ours]:
        """By the payment's id at the gateway."""
        with self._engine.connect() as connection:
            rows = connection.execute(_OURS, {"gateway": gateway, "since": since}).all()
        return {
            row.external_id: Ours(
                account_id=row.account_id,
                state=row.state,
                amount=Money(row.amount_minor, row.currency),
                refunded=Money(row.refunded_minor, row.currency),
                disputed=Money(row.disputed_minor, row.currency),
                received_at=row.received_at,
                askable=row.askable,
            )
            for row in rows
        }

    def payees(self, gateway: str) -> tuple[str, ...]:
        """The accounts at the gateway that money was ever asked for and that can be asked, "" for the one of the
        settings.
        """
        with self._engine.connect() as connection:
            return tuple(connection.execute(_PAYEES, {"gateway": gateway}).scalars())
