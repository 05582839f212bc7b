"""Contractors' own accounts at a gateway."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.domain.payee import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeWanted:
    """``reference`` names the contractor and which of their accounts it is, and is the idempotency key; ``country`` is
    ISO 3166-1, "" where unknown.
    """

    reference: str
    name: str
    email: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeNews:
    """How an account at the gateway stands. ``gone``: it was taken out of our hands there."""

    external_id: str
    may_charge: bool
    needs: tuple[Need, ...] = ()
    gone: bool = False


@runtime_checkable
class Connecting(Protocol):
    """A gateway at which contractors have accounts of their own."""

    async def make_payee(self, wanted: PayeeWanted) -> PayeeNews:
        """The same ``reference`` again gives the same account. Raises GatewayFailed."""
        ...

    async def payee_page(self, payee: str, return_url: str, again_url: str) -> str:
        """Where its owner says what the gateway wants to know: once, within minutes; an old one leads to ``again_url``.
        Raises GatewayFailed.
        """
        ...

    async def payee_news(self, payee: str) -> PayeeNews:
        """Raises GatewayFailed."""
        ...

    async def read_payee(self, body: bytes) -> PayeeNews | None:
        """The stored body of a verified inbox item; None for an event that does not concern such an account. Raises
        GatewayFailed.
        """
        ...
