"""Gateways: an outbound call that makes a page to pay on, and a signed event that says what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from core.domain.money import Money
from core.domain.payment import ByMeans
from core.domain.refund import Refusal
from core.ports.inbox import Webhook

Outcome = Literal["succeeded", "processing", "failed"]
Refunds = Literal["known", "at_least", "unknown"]
Means = Literal["card", "bank", "wallet", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCapabilities:
    """What a gateway can do, as data.

    ``means``: what clients pay with there, the one that costs the contractor least first. ``currencies``: those it
    takes; empty for all. ``asked_for_state``: it can be asked what became of a page (``Looking``). ``lists``: it can
    list its payments (``Listing``), each of them ``listed_within`` that time. ``refunds``: it can send money back
    (``Refunding``). ``own_payees``: money goes to contractors' own accounts there, and to no other
    (``core.ports.payees.Connecting``). ``saves_methods``: a page can keep what it is paid with (``PageWanted.keep``);
    ``charges_methods``: that can be charged later, without the payer (``Charging``).
    ``adds_card_fee``: it can tell a credit card from any other before it takes the money, and takes a fee from a
    credit card alone (``PageWanted.card_fee``).
    """

    hosted_page: bool
    delayed_success: bool
    refunds: bool
    test_mode: bool
    asked_for_state: bool = False
    lists: bool = False
    own_payees: bool = False
    saves_methods: bool = False
    charges_methods: bool = False
    adds_card_fee: bool = False
    listed_within: timedelta = timedelta(hours=1)
    means: tuple[Means, ...] = ("card",)
    currencies: frozenset[str] = frozenset()

    def takes(self, currency: str) -> bool:
        return not self.currencies or currency in self.currencies

    @property
    def autopay(self) -> bool:
        """Keeping what cannot be charged is of no use."""
        return self.saves_methods and self.charges_methods


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """``reference`` is the payment request's id, and the idempotency key; ``return_url`` is our own page. ``payee`` is
    the contractor's own account at the gateway, "" for the one whose keys are in the settings. ``keep``: what it is
    paid with is kept there, to be charged later without the payer, who has agreed to that. ``means``: by card alone,
    or by no card. ``card_fee``: what is taken besides ``amount`` when the card is a credit card, and from no other;
    ``card_fee_name`` is what the gateway's page calls it, in the payer's language.
    """

    reference: str
    amount: Money
    description: str
    payer_name: str
    payer_email: str
    payee_name: str
    payee: str
    language: str
    return_url: str
    keep: bool = False
    means: ByMeans = ""
    card_fee: Money | None = None
    card_fee_name: str = ""


@dataclass(frozen=True, slots=True)
class PageMade:
    """``ends_at``: when it can be paid on no longer; None for a page that stays."""

    external_id: str
    url: str
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """A page that was made, to ask what became of it: ``external_id`` is the page's."""

    reference: str
    external_id: str
    payee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWanted:
    """``reference`` is the refund's id, and the idempotency key; ``payment`` is the payment's id at the gateway. A card
    fee's share of ``amount`` goes back with it, which the gateway reckons.
    """

    reference: str
    payment: str
    amount: Money
    payee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodKept:
    """What a gateway keeps for later: the payer's and the method's ids there, and what to call it. Never a number."""

    customer: str
    external_id: str
    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWanted:
    """``reference`` is the payment request's id, and the idempotency key; ``customer`` and ``method`` are the ids of
    ``MethodKept``.
    """

    reference: str
    amount: Money
    description: str
    customer: str
    method: str
    payee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeMade:
    """``external_id`` is the payment at the gateway; ``event`` how it stands."""

    external_id: str
    event: "GatewayEvent | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """A verified event in the house's words: what is known of one payment at that moment.

    ``external_id`` is the payment at the gateway, the same for every event about it; ``reference`` is what
    ``PageWanted`` carried, and ``account`` its ``payee``. ``refunded`` and ``disputed`` (charged back, or returned by
    the bank) are all that went back so far, not what went back just now: the newest event's hold, whatever came before.

    ``occurred_at`` orders the events of one gateway, so it is of one clock: ours, when a gateway is asked for the
    payment as it stands. ``came_at``: when the money came by the gateway's own clock, None when it does not say.
    ``ends_page``: the payment failed, and its page cannot be paid on again. ``kept``: what it was paid with, where that
    was kept for later. ``refunds``: "at_least" where the gateway cannot say any more what went back since, so that
    ``refunded`` lowers nothing; "unknown" where a part went back and it does not say how much. ``over``: what was
    disputed beyond what was left of it, as it had been refunded before: the contractor pays it twice. ``card_fee``:
    what came besides ``amount`` and is still there; ``amount``, ``refunded``, ``disputed`` and ``over`` are without it.
    ``held``: the money is put aside and not taken, until somebody says what shall become of it (``Holding``).
    """

    gateway: str
    account: str
    external_id: str
    reference: str
    outcome: Outcome
    amount: Money
    refunded: Money
    disputed: Money
    method: str
    test_mode: bool
    occurred_at: datetime
    came_at: datetime | None = None
    reason: str = ""
    ends_page: bool = False
    kept: MethodKept | None = None
    refunds: Refunds = "known"
    over: Money | None = None
    card_fee: Money | None = None
    held: bool = False


class GatewayFailed(Exception):
    """The gateway said no or did not answer. ``final``: the same call cannot succeed later. ``refusal``: it looked at
    a refund and said why it sends nothing back. ``retry_after``: seconds after which it wants to be asked again,
    None when it does not say.
    """

    def __init__(
        self, reason: str, *, final: bool = False, refusal: Refusal | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.refusal = refusal
        self.retry_after = retry_after


class PaymentGateway(Webhook, Protocol):
    """One way for money to come. ``source`` (of Webhook) equals ``name``."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> GatewayCapabilities: ...

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """The same ``reference`` again gives the same page. Raises GatewayFailed."""
        ...

    async def read(self, body: bytes) -> GatewayEvent | None:
        """The stored body of a verified inbox item; None for an event that does not concern payments.

        It may ask the gateway, whose events often name a payment and no more. Raises GatewayFailed.
        """
        ...


@runtime_checkable
class Looking(Protocol):
    """A gateway that can be asked."""

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        """What became of it; None while nobody has tried to pay on it. Raises GatewayFailed."""
        ...


@runtime_checkable
class Listing(Protocol):
    """A gateway that keeps a list of its own."""

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        """Every payment that was made there since, ours or not. Raises GatewayFailed."""
        ...


@runtime_checkable
class Refunding(Protocol):
    """A gateway that can send money back."""

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        """The payment as it stands afterwards; None when that comes as an event. The same ``reference`` again sends
        nothing twice, whenever it comes: gateways forget their keys within hours or days. Raises GatewayFailed.
        """
        ...


@runtime_checkable
class Closing(Protocol):
    """A gateway whose pages can be closed before they end."""

    async def close_page(self, page: PageAsked) -> None:
        """One that is paid or closed stays as it is. Raises GatewayFailed."""
        ...


@runtime_checkable
class Holding(Protocol):
    """A gateway that has money held before it is taken."""

    async def end_hold(self, payment: str, payee: str, *, take: bool) -> GatewayEvent | None:
        """Takes it, or lets go of it; the payment as it stands afterwards. One that was taken or ended meanwhile is no
        error. Raises GatewayFailed.
        """
        ...


@runtime_checkable
class Charging(Protocol):
    """A gateway that can charge what it keeps, without the payer."""

    async def charge(self, wanted: ChargeWanted) -> ChargeMade:
        """The same ``reference`` again charges nothing twice, whenever it comes. A charge that was declined, or for
        which the payer would be needed, is one that was made and has failed. Raises GatewayFailed.
        """
        ...

    async def let_go(self, customer: str, method: str, payee: str) -> None:
        """It is not kept there any more; one that is not there is no error. Raises GatewayFailed."""
        ...
