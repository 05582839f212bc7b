"""Square: a payment link of one order, and events of which the payment itself is asked again."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from square.client import AsyncSquare
from square.core.api_error import ApiError
from square.types.dispute import Dispute
from square.types.order import Order
from square.types.payment import Payment
from square.types.payment_refund import PaymentRefund
from square.utils.webhooks_helper import verify_signature

from channels.payments.later import heeding
from channels.payments.square.snapshots import CURRENCIES, REFUSED, WENT_NOWHERE, event_of, held_by, payment_of
from core.ports.inbox import InboxItem, Unsigned
from core.ports.payments import (
    GatewayCapabilities,
    GatewayEvent,
    GatewayFailed,
    PageAsked,
    PageMade,
    PageWanted,
    RefundWanted,
)

NAME = "square"
SIGNATURE = "x-square-hmacsha256-signature"
SECONDS = 20
# The version that these calls and shapes are written for; the webhook subscription is to be made with the same one.
VERSION = "2026-09-16"
_LONGEST_NAME = 512  # Square's limit on a line's name
_AT_ONCE = 100  # orders in one call
_PASSING = {408, 409, 429}
_NOT_FOUND = "square: not_found"
T = TypeVar("T")


class SquareGateway:
    """``PaymentGateway`` "square", ``Looking``, ``Listing``, ``Refunding`` and ``Closing``.

    One seller: the token's, at one of its locations. A ``payee`` of its own is refused. Our request is named by the
    order's metadata, as a payment names its order and nothing else of ours.
    """

    def __init__(
        self,
        token: str,
        location: str,
        signature_key: str,
        api_base: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._test_mode = "sandbox" in api_base
        self._location = location
        self._signature_key = signature_key
        self._now = now
        # Calls are minutes apart: a connection that was kept for the next one would be dead by then.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = AsyncSquare(
            base_url=api_base,
            token=token,
            version=VERSION,
            httpx_client=httpx.AsyncClient(timeout=SECONDS, limits=limits, event_hooks=heeding(NAME)),
        )

    @property
    def name(self) -> str:
        return NAME

    @property
    def source(self) -> str:
        return NAME

    @property
    def capabilities(self) -> GatewayCapabilities:
        return GatewayCapabilities(
            hosted_page=True,
            delayed_success=True,
            refunds=True,
            test_mode=self._test_mode,
            asked_for_state=True,
            lists=True,
            means=("card", "wallet"),
            currencies=CURRENCIES,
        )

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """Stays until it is paid or closed. Tips are off: what is asked for is what is paid."""
        self._only_ours(wanted.payee)
        if not self.capabilities.takes(wanted.amount.currency):
            raise GatewayFailed(f"square: no {wanted.amount.currency}", final=True)
        price: Any = {"amount": wanted.amount.minor, "currency": wanted.amount.currency}
        order: Any = {
            "location_id": self._location,
            "reference_id": wanted.reference,
            "metadata": {"reference": wanted.reference},
            "line_items": [
                {"name": wanted.description[:_LONGEST_NAME], "quantity": "1", "base_price_money": price},
            ],
        }
        more: Any = {"pre_populated_data": {"buyer_email": wanted.payer_email}} if wanted.payer_email else {}
        made = await self._asked(
            self._client.checkout.payment_links.create(
                idempotency_key=wanted.reference,
                order=order,
                checkout_options={"redirect_url": wanted.return_url, "allow_tipping": False},
                **more,
            )
        )
        link = made.payment_link
        if link is None or not link.url:
            raise GatewayFailed("square: no link")
        return PageMade(f"{link.order_id}:{link.id}", link.url)

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item an event, in the line of its payment. The address that it was posted to is signed as well.

        Raises Unsigned: also without a key, as then nothing is signed.
        """
        if not (self._signature_key and self._signed(url, headers.get(SIGNATURE, ""), body)):
            raise Unsigned
        try:
            told = json.loads(body)
            event_id, payment = told["event_id"], payment_of(told)
            datetime.fromisoformat(told["created_at"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unsigned from None
        if not (isinstance(event_id, str) and event_id):
            raise Unsigned
        return (InboxItem(source=NAME, external_id=event_id, line=f"{NAME}:{payment or event_id}", body=body),)

    async def read(self, body: bytes) -> GatewayEvent | None:
        """Of any event that names a payment of ours, the payment as Square has it now."""
        told = json.loads(body)
        payment = payment_of(told)
        if payment is None:
            return None
        event = await self._snapshot(payment, self._now())
        return event and replace(event, came_at=datetime.fromisoformat(told["created_at"]))

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        """By its order, which names the payments that were made on it: money first, then what may become of it."""
        self._only_ours(page.payee)
        asked_at = self._now()
        order = await self._sale(page.external_id.partition(":")[0])
        found = [await self._snapshot(one.payment_id or str(one.id), asked_at) for one in order.tenders or ()]
        known = [one for one in found if one]
        return min(known, key=lambda one: ("succeeded", "processing", "failed").index(one.outcome), default=None)

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        self._only_ours(payee)
        asked_at, disputes = self._now(), await self._disputes()
        try:
            listed = await self._client.payments.list(
                begin_time=since.isoformat(), location_id=self._location, limit=_AT_ONCE
            )
            payments = [one async for one in listed]
        except (ApiError, httpx.HTTPError) as problem:
            raise _failed(problem) from None  # its words may hold what was sent
        references = await self._references([one.order_id for one in payments if one.order_id])
        found = (self._event(one, references.get(one.order_id or "", ""), disputes, asked_at) for one in payments)
        return tuple(one for one in found if one)

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        self._only_ours(wanted.payee)
        asked_at = self._now()
        sent = await self._known_refund(wanted) or await self._new_refund(wanted)
        if sent.status in WENT_NOWHERE:
            raise GatewayFailed(f"square: refund {sent.status.lower()}", final=True, refusal="closed")
        return await self._snapshot(wanted.payment, asked_at)

    async def _known_refund(self, wanted: RefundWanted) -> PaymentRefund | None:
        """Square does not say for how long it keeps a key, so those that there are, are looked through first."""
        got = await self._asked(self._client.payments.get(wanted.payment))
        for refund_id in (got.payment and got.payment.refund_ids) or ():
            one: PaymentRefund | None = (await self._asked(self._client.refunds.get(refund_id))).refund
            if one and one.reason == _named(wanted):
                return one
        return None

    async def _new_refund(self, wanted: RefundWanted) -> PaymentRefund:
        amount: Any = {"amount": wanted.amount.minor, "currency": wanted.amount.currency}
        made = await self._asked(
            self._client.refunds.refund_payment(
                idempotency_key=wanted.reference,
                payment_id=wanted.payment,
                amount_money=amount,
                reason=_named(wanted),
            )
        )
        refund: PaymentRefund | None = made.refund
        if refund is None:
            raise GatewayFailed("square: no refund")
        return refund

    async def close_page(self, page: PageAsked) -> None:
        """To delete a link cancels its order, so one that is paid is left alone."""
        self._only_ours(page.payee)
        order_id, _, link_id = page.external_id.partition(":")
        if (await self._sale(order_id)).state != "DRAFT":
            return
        try:
            await self._asked(self._client.checkout.payment_links.delete(link_id))
        except GatewayFailed as failure:
            if not failure.final:
                raise

    async def _snapshot(self, payment: str, at: datetime) -> GatewayEvent | None:
        got = await self._asked(self._client.payments.get(payment))
        if got.payment is None or not got.payment.order_id:
            return None
        try:
            reference = _reference_of(await self._sale(got.payment.order_id))
        except GatewayFailed as failure:
            if failure.reason != _NOT_FOUND:
                raise
            return None  # somebody else's: those of ours stay
        if not reference:
            return None
        return self._event(got.payment, reference, await self._disputes(), at)

    def _event(self, payment: Payment, reference: str, disputes: list[Dispute], at: datetime) -> GatewayEvent | None:
        """None for a payment that is not ours."""
        money = payment.total_money or payment.amount_money
        if not reference or money is None:
            return None
        held = held_by(disputes, str(payment.id), str(money.currency))
        return event_of(NAME, payment, reference, held, at, test_mode=self._test_mode)

    async def _sale(self, order_id: str) -> Order:
        """What Square calls an order."""
        got = await self._asked(self._client.orders.get(order_id))
        order: Order | None = got.order
        if order is None:
            raise GatewayFailed("square: no order")
        return order

    async def _references(self, order_ids: list[str]) -> dict[str, str]:
        """Of orders that are ours."""
        found = {}
        for start in range(0, len(order_ids), _AT_ONCE):
            some = order_ids[start : start + _AT_ONCE]
            got = await self._asked(self._client.orders.batch_get(order_ids=some, location_id=self._location))
            found.update({str(one.id): _reference_of(one) for one in got.orders or ()})
        return found

    async def _disputes(self) -> list[Dispute]:
        """All of the location: Square cannot be asked for those of one payment, and a payment does not name them."""
        try:
            return [one async for one in await self._client.disputes.list(location_id=self._location)]
        except (ApiError, httpx.HTTPError) as problem:
            raise _failed(problem) from None  # its words may hold what was sent

    def _signed(self, url: str, header: str, body: bytes) -> bool:
        try:
            text = body.decode()
            return verify_signature(
                request_body=text,
                signature_header=header,
                signature_key=self._signature_key,
                notification_url=url,
            )
        except ValueError:  # what is no text
            return False

    @staticmethod
    def _only_ours(payee: str) -> None:
        if payee:
            raise GatewayFailed("square: payments for accounts of others are not served", final=True)

    @staticmethod
    async def _asked(call: Awaitable[T]) -> T:
        try:
            return await call
        except (ApiError, httpx.HTTPError) as problem:
            raise _failed(problem) from None  # its words may hold what was sent


def _named(wanted: RefundWanted) -> str:
    """The one field of a refund that is ours; the seller sees it."""
    return f"Milepost {wanted.reference}"


def _reference_of(order: Order) -> str:
    return str((order.metadata or {}).get("reference") or "")


def _failed(problem: ApiError | httpx.HTTPError) -> GatewayFailed:
    """A refusal stays one; trouble on the way, too many calls and Square's own mistakes may pass."""
    if isinstance(problem, httpx.HTTPError):
        return GatewayFailed(f"square: {type(problem).__name__}")
    status = problem.status_code or 0
    code = str(problem.errors[0].code).lower() if problem.errors else str(status)
    final = 400 <= status < 500 and status not in _PASSING
    return GatewayFailed(f"square: {code}", final=final, refusal=REFUSED.get(code))
