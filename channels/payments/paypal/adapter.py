"""PayPal: an order that the payer approves, captured here, and events of which the payment itself is asked again."""

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from channels.payments.paypal.calls import Calls, Refused
from channels.payments.paypal.snapshots import (
    CURRENCIES,
    WENT_NOWHERE,
    Found,
    as_money,
    capture_of,
    captures_of,
    declined,
    event_of,
    outcome_of,
    reference_of,
    sale_by,
    sale_of,
    sent_back_of,
    told_by,
)
from core.domain.money import Money
from core.ports.inbox import InboxItem, Unsigned
from core.ports.payments import (
    GatewayCapabilities,
    GatewayEvent,
    GatewayFailed,
    PageAsked,
    PageMade,
    PageWanted,
    Refunds,
    RefundWanted,
)

NAME = "paypal"
HEADERS = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")
# PayPal's longest for what is not captured yet, unless it is agreed otherwise.
LIVES = timedelta(hours=3)
_LONGEST = 127  # PayPal's limit on a description and on a name
_WINDOW = timedelta(days=31)  # in one search
_PAYMENT = "T00"  # the event codes of payments that came in
_REFUND = "T1107"  # the code of what a seller sent back
_REFUNDABLE = timedelta(days=181)  # PayPal sends back what came within 180 days
_EVENT_ID = re.compile(r"[\w-]{1,100}")
_ASCII = re.compile(r"[\x21-\x7e]{1,1000}")
_log = logging.getLogger(__name__)
T = TypeVar("T")


class PayPalGateway:
    """``PaymentGateway`` "paypal", ``Looking``, ``Listing`` and ``Refunding``. An order cannot be closed: it ends.

    One account, the one of the client id. A ``payee`` of its own is refused.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        webhook_id: str,
        api_base: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._test_mode = "sandbox" in api_base
        self._webhook_id = webhook_id
        self._now = now
        self._calls = Calls(client_id, client_secret, api_base)

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
            listed_within=timedelta(hours=4),
            means=("wallet", "card"),
            currencies=CURRENCIES,
        )

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """Lives for three hours. Our name for it stands in both fields that a seller has."""
        _only_ours(wanted.payee)
        if not self.capabilities.takes(wanted.amount.currency):
            raise GatewayFailed(f"paypal: no {wanted.amount.currency}", final=True)
        unit = {
            "reference_id": wanted.reference,
            "custom_id": wanted.reference,
            "description": wanted.description[:_LONGEST],
            "amount": as_money(wanted.amount),
        }
        page = {
            "brand_name": wanted.payee_name[:_LONGEST],
            "locale": wanted.language,
            "shipping_preference": "NO_SHIPPING",
            "user_action": "PAY_NOW",
            "return_url": wanted.return_url,
            "cancel_url": wanted.return_url,
        }
        payer = {"email_address": wanted.payer_email} if wanted.payer_email else {}
        body = {
            "intent": "CAPTURE",
            "purchase_units": [unit],
            "payment_source": {"paypal": {**payer, "experience_context": page}},
        }
        made = await asyncio.to_thread(self._calls.create, body, wanted.reference)
        url = next((one["href"] for one in made["links"] if one["rel"] in {"payer-action", "approve"}), "")
        if not url:
            raise GatewayFailed("paypal: no link")
        return PageMade(str(made["id"]), str(url), datetime.fromisoformat(made["create_time"]) + LIVES)

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item an event. Who signed it only PayPal can tell, and is asked when it is read; so what is kept is the
        transmission, a line, and the body. Its id has the body's hash, so that nothing forged takes an event's place.

        Raises Unsigned on what PayPal cannot have sent.
        """
        del url  # not a part of what is signed
        transmission = {name: headers.get(f"paypal-{name.replace('_', '-')}", "") for name in HEADERS}
        told_well = all(_ASCII.fullmatch(one) for one in transmission.values())
        if not (self._webhook_id and told_well and _of_paypal(transmission["cert_url"])):
            raise Unsigned
        try:
            told = json.loads(body.decode())
            event_id, about = told["id"], told["resource"]
            datetime.fromisoformat(told["create_time"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Unsigned from None
        if not (isinstance(event_id, str) and _EVENT_ID.fullmatch(event_id) and isinstance(about, dict)):
            raise Unsigned
        subject = sale_of(about, str(told.get("resource_type"))) or capture_of(told) or event_id
        return (
            InboxItem(
                source=NAME,
                external_id=f"{event_id}:{hashlib.sha256(body).hexdigest()[:16]}",
                line=f"{NAME}:{subject}",
                body=json.dumps(transmission).encode() + b"\n" + body,
            ),
        )

    async def read(self, body: bytes) -> GatewayEvent | None:
        """Of an event that PayPal says it sent, the payment as PayPal has it now.

        An order that was approved is captured first, as that is no money yet.
        """
        transmission, _, sent = body.partition(b"\n")
        told = json.loads(sent)
        if not await asyncio.to_thread(
            self._calls.vouches_for, json.loads(transmission), self._webhook_id, sent.decode()
        ):
            _log.warning("paypal did not send the event %s", told["id"])
            return None
        event = await self._told(told)
        return event and replace(event, came_at=datetime.fromisoformat(told["create_time"]))

    async def _told(self, told: Found) -> GatewayEvent | None:
        asked_at, capture = self._now(), capture_of(told)
        if capture:
            disputed = str(told.get("event_type")).startswith("CUSTOMER.DISPUTE.")
            back = told_by(told["resource"])
            return await self._of_capture(capture, asked_at, disputes_matter=disputed, back=back)
        order_id = sale_of(told["resource"], str(told.get("resource_type")))
        sale = await self._sale(order_id) if order_id else None
        return await self._of_sale(sale, "", asked_at) if sale else None

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        """An order that nobody approved in time is forgotten by PayPal."""
        _only_ours(page.payee)
        asked_at = self._now()
        sale = await self._sale(page.external_id)
        return await self._of_sale(sale, "", asked_at) if sale else None

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        """Without those of the last three hours, which PayPal may not list yet."""
        _only_ours(payee)
        now, found = self._now(), list[GatewayEvent]()
        while since < now:
            until = min(since + _WINDOW, now)
            for one in await self._transactions(since, until):
                event = await self._of_capture(str(one["transaction_id"]), now) if _named_payment(one) else None
                found += [event] if event else []
            since = until
        return tuple({one.external_id: one for one in found}.values())

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        """PayPal keeps the keys of refunds for 45 days, longer than anybody asks."""
        _only_ours(wanted.payee)
        asked_at = self._now()
        body = {"amount": as_money(wanted.amount)}
        sent = await asyncio.to_thread(self._calls.refund, wanted.payment, body, wanted.reference)
        if sent.get("status") in WENT_NOWHERE:
            raise GatewayFailed(f"paypal: refund {str(sent['status']).lower()}", final=True, refusal="closed")
        return await self._of_capture(wanted.payment, asked_at, back=told_by(sent))

    async def _transactions(self, since: datetime, until: datetime, kind: str = "") -> list[Found]:
        found, page = list[Found](), 1
        while True:
            listed = await asyncio.to_thread(self._calls.transactions, since, until, page, kind)
            found += [one["transaction_info"] for one in listed.get("transaction_details") or ()]
            if page >= int(listed.get("total_pages") or 1):
                return found
            page += 1

    async def _of_capture(
        self, capture: str, at: datetime, *, disputes_matter: bool = False, back: Money | None = None
    ) -> GatewayEvent | None:
        """None for one that is not ours, or of another product of PayPal's."""
        try:
            known = await asyncio.to_thread(self._calls.captured, capture)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None
        sale = sale_of(known)
        if not (known.get("custom_id") and sale):
            return None
        found = await self._sale(sale)
        if found is not None:
            return await self._of_sale(found, capture, at, disputes_matter=disputes_matter)
        if not reference_of(sale_by(known)):
            return None
        return await self._of_forgotten(known, at, disputes_matter=disputes_matter, back=back)

    async def _of_forgotten(
        self, capture: Found, at: datetime, *, disputes_matter: bool, back: Money | None
    ) -> GatewayEvent | None:
        """Of a payment whose order PayPal has forgotten, which alone told how much of it went back. PayPal's list of
        what moved tells it, too, some hours later; ``back``: what the refund that this is about told.
        """
        refunds: Refunds = "known"
        if capture.get("status") == "PARTIALLY_REFUNDED":
            listed = await self._sent_back(capture, at)
            back = max((one for one in (listed, back) if one), default=None)
            refunds = "at_least" if back else "unknown"
        disputes = await self._disputes(capture, must=disputes_matter) if outcome_of(capture) == "succeeded" else []
        event = event_of(NAME, sale_by(capture, back), capture, disputes, at, test_mode=self._test_mode)
        return event and replace(event, refunds=refunds)

    async def _sent_back(self, capture: Found, at: datetime) -> Money | None:
        """None for an app that was not given PayPal's list."""
        since, found = datetime.fromisoformat(str(capture["create_time"])), list[Found]()
        last = min(at, since + _REFUNDABLE)
        try:
            while since < last:
                until = min(since + _WINDOW, last)
                found += await self._transactions(since, until, _REFUND)
                since = until
        except Refused as refused:
            if refused.status != 403:
                raise
            _log.warning("paypal: turn on Transaction search for the app, or what went back is not seen")
            return None
        return sent_back_of(capture, found)

    async def _of_sale(
        self, sale: Found, capture: str, at: datetime, *, disputes_matter: bool = False
    ) -> GatewayEvent | None:
        """None for an order that is not ours, or that nobody has approved yet."""
        if not reference_of(sale):
            return None
        if sale.get("status") == "APPROVED":
            try:
                sale = await self._captured(sale)
            except Refused as refused:
                if refused.status != 422:
                    raise
                return declined(NAME, sale, refused.code, at, test_mode=self._test_mode)
        several = [one for one in captures_of(sale) if capture in {"", one["id"]}]
        if not several:
            return None
        last = several[-1]
        disputes = await self._disputes(last, must=disputes_matter) if outcome_of(last) == "succeeded" else []
        return event_of(NAME, sale, last, disputes, at, test_mode=self._test_mode)

    async def _sale(self, order_id: str) -> Found | None:
        """None for one that PayPal has forgotten: nobody approved it in time, or it is old."""
        try:
            return await asyncio.to_thread(self._calls.sale, order_id)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    async def _captured(self, sale: Found) -> Found:
        """The order after its money was taken. Approved again after a decline it is another try, so another key."""
        key = f"capture-{sale['id']}-{sale.get('update_time') or sale.get('create_time')}"
        try:
            await asyncio.to_thread(self._calls.capture, str(sale["id"]), key)
        except Refused as refused:
            if refused.code != "order_already_captured":
                raise
        return await asyncio.to_thread(self._calls.sale, str(sale["id"]))

    async def _disputes(self, capture: Found, *, must: bool) -> list[Any]:
        """An app that was not given PayPal's disputes is told of none; it still hears of its money."""
        try:
            return await asyncio.to_thread(self._calls.disputes, str(capture["id"]))
        except Refused as refused:
            if must or refused.status != 403:
                raise
            _log.warning("paypal: turn on Disputes for the app, or disputes are not seen")
            return []


def _named_payment(transaction: Found) -> bool:
    """A payment that came in and carries a name, as ours do."""
    came_in = str(transaction.get("transaction_event_code")).startswith(_PAYMENT)
    return came_in and bool(transaction.get("custom_field"))


def _only_ours(payee: str) -> None:
    if payee:
        raise GatewayFailed("paypal: payments for accounts of others are not served", final=True)


def _of_paypal(url: str) -> bool:
    """Whether a certificate's address is PayPal's own."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    theirs = host == "paypal.com" or host.endswith(".paypal.com")
    return parts.scheme == "https" and theirs and port in {None, 443} and "@" not in parts.netloc
