"""Gateways: an outbound call that makes a page to pay on, and a signed event that says what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.domain.money import Money
from core.ports.inbox import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCapabilities:
    """What a gateway can do, as data."""

    hosted_page: bool
    delayed_success: bool
    refunds: bool
    test_mode: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """``reference`` is the payment request's id, and the idempotency key; ``return_url`` is our own page."""

    reference: str
    amount: Money
    description: str
    payer_name: str
    payee_name: str
    language: str
    return_url: str


@dataclass(frozen=True, slots=True)
class PageMade:
    external_id: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """A verified event in the house's words. ``external_id`` is the payment at the gateway, the same for
    every event about it; ``reference`` is what ``PageWanted`` carried.
    """

    gateway: str
    account: str
    external_id: str
    reference: str
    outcome: Literal["succeeded", "processing", "failed"]
    amount: Money
    method: str
    test_mode: bool
    occurred_at: datetime
    reason: str = ""


class GatewayFailed(Exception):
    """The gateway said no or did not answer. ``final``: the same call cannot succeed later."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class PaymentGateway(Webhook, Protocol):
    """One way for money to come. ``source`` (of Webhook) equals ``name``."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> GatewayCapabilities: ...

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """The same ``reference`` again gives the same page. Raises GatewayFailed."""
        ...

    def read(self, body: bytes) -> GatewayEvent | None:
        """The stored body of a verified inbox item; None for an event that does not concern payments."""
        ...
