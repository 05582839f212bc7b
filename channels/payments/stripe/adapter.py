"""Stripe: a Checkout page that is made on the click, and events of which the payment itself is asked again."""

import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

from channels.payments.later import seconds_of
from channels.payments.stripe.fees import HELD, fee_asked, fee_items, fee_params, holding, noting, to_take, with_fee
from channels.payments.stripe.payees import CHANGED, GONE, news_of, wanted_account
from channels.payments.stripe.saved import charge_params, keeping, keeping_payment
from channels.payments.stripe.snapshots import CLOSED_DISPUTES, REFUSED, as_told, event_of, payment_of, sent_back
from core.ports.inbox import InboxItem, Unsigned
from core.ports.payees import PayeeNews, PayeeWanted
from core.ports.payments import (
    ChargeMade,
    ChargeWanted,
    GatewayCapabilities,
    GatewayEvent,
    GatewayFailed,
    PageAsked,
    PageMade,
    PageWanted,
    RefundWanted,
)

NAME = "stripe"
SIGNATURE = "stripe-signature"
SECONDS = 20
# The version that these calls and shapes are written for; the endpoint at Stripe is to be made with the same one.
VERSION = "2026-10-28.endive"
_CHARGE = ["latest_charge"]
_LONGEST_NAME = 250  # Stripe's limit on a product's name
_PAYMENT = "pi_"
_NO_ACCESS = "stripe: PermissionError"  # to an account that was disconnected
T = TypeVar("T")
logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it writes down whole answers


class StripeGateway:
    """``PaymentGateway`` "stripe", ``Looking``, ``Listing``, ``Refunding``, ``Closing``, ``Holding``, ``Connecting``
    and ``Charging``.

    ``webhook_secrets``: the endpoint's, and that of the endpoint for connected accounts; while one is rolled, several.
    ``connect``: money goes to contractors' own accounts. A ``payee`` is such an account ("acct_..."): payments on it
    are its own (direct charges), fees and disputes too.
    """

    def __init__(
        self,
        api_key: str,
        webhook_secrets: tuple[str, ...],
        api_base: str,
        *,
        connect: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._test_mode = "_test_" in api_key
        self._secrets = webhook_secrets
        self._connect = connect
        self._now = now
        self._client = stripe.StripeClient(
            api_key,
            stripe_version=VERSION,
            base_addresses={"api": api_base},
            max_network_retries=2,
            http_client=stripe.HTTPXClient(timeout=SECONDS, allow_sync_methods=False),
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
            own_payees=self._connect,
            saves_methods=True,
            charges_methods=True,
            adds_card_fee=True,
            means=("bank", "card", "wallet"),
        )

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """Lives for a day, Stripe's longest. Which means it offers (cards, wallets, ACH) is set in Stripe's dashboard.

        Amounts are never converted into the payer's currency: what is asked for is what is paid.
        """
        known = {"reference": wanted.reference, **noting(wanted)}
        held: dict[str, Any] = {**keeping_payment(wanted), **holding(wanted)}
        product: dict[str, Any] = {"name": wanted.description[:_LONGEST_NAME]}
        price = {
            "currency": wanted.amount.currency.lower(),
            "unit_amount": wanted.amount.minor,
            "product_data": product,
        }
        params: dict[str, Any] = {
            "mode": "payment",
            "submit_type": "pay",
            "line_items": [{"quantity": 1, "price_data": price}, *fee_items(wanted)],
            "client_reference_id": wanted.reference,
            "metadata": known,
            "payment_intent_data": {"metadata": known, "description": wanted.description, **held},
            **keeping(wanted),
            **fee_params(wanted),
            "adaptive_pricing": {"enabled": False},
            "locale": wanted.language,
            "success_url": wanted.return_url,
            "cancel_url": wanted.return_url,
        }
        if wanted.payer_email:
            params["customer_email"] = wanted.payer_email
        options = self._options(wanted.payee, wanted.reference + ("-keep" if wanted.keep else ""))
        made = await self._asked(self._client.v1.checkout.sessions.create_async(params, options))  # type: ignore[arg-type]
        return PageMade(made.id, str(made.url), datetime.fromtimestamp(made.expires_at, UTC))

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item an event, in the line of its payment. Raises Unsigned: also without any secret, as then nothing is
        signed.
        """
        del url  # not a part of what is signed
        if not any(self._signed(headers.get(SIGNATURE, ""), body, secret) for secret in self._secrets):
            raise Unsigned
        try:
            event = json.loads(body)
            event_id, about = event["id"], event["data"]["object"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Unsigned from None
        if not (isinstance(event_id, str) and isinstance(about, dict)):
            raise Unsigned
        line = f"{NAME}:{payment_of(about) or event_id}"
        return (InboxItem(source=NAME, external_id=event_id, line=line, body=body),)

    async def read(self, body: bytes) -> GatewayEvent | None:
        """Of any event that names a payment of ours, the payment as Stripe has it now. What cannot be asked about is
        taken as told: in the other mode, of which connected accounts tell too, or of an account that is gone.
        """
        told = json.loads(body)
        about, account = told["data"]["object"], told.get("account", "")
        payment = payment_of(about)
        if payment is None:
            return None
        came_at = datetime.fromtimestamp(told["created"], UTC)
        event = as_told(NAME, about, account, came_at)
        if told["livemode"] != self._test_mode:
            try:
                event = await self._snapshot(payment, account, self._now())
            except GatewayFailed as failure:
                if event is None or not account or failure.reason != _NO_ACCESS:
                    raise
        return event and replace(event, came_at=came_at)

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        asked_at = self._now()
        if page.external_id.startswith(_PAYMENT):  # no page: a charge of what was kept
            return await self._snapshot(page.external_id, page.payee, asked_at)
        made = await self._asked(
            self._client.v1.checkout.sessions.retrieve_async(page.external_id, options=self._options(page.payee))
        )
        payment = payment_of(made.to_dict())
        return await self._snapshot(payment, page.payee, asked_at) if payment else None

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        """Without what is held: nothing of it came, and other programs' holds are among it."""
        asked_at = self._now()
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100, "expand": ["data.latest_charge"]}
        listed = await self._asked(self._client.v1.payment_intents.list_async(params, self._options(payee)))
        found = []
        try:
            async for intent in listed.auto_paging_iter():
                event = await self._event(intent.to_dict(), payee, asked_at)
                found += [event] if event and not event.held else []
        except stripe.StripeError as problem:
            raise _failed(problem) from None  # their words may hold what was sent, the key too
        return tuple(found)

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        asked_at = self._now()
        known = await self._refunds(wanted.payment, wanted.payee)  # the key is kept for a day
        sent = next((one for one in known if one["metadata"].get("refund") == wanted.reference), None)
        if sent is None:
            sent = await self._send_back(wanted, sent_back(known))
        if not sent_back([sent]):
            why = str(sent.get("failure_reason") or sent["status"])
            raise GatewayFailed(f"stripe: {why}", final=True, refusal=REFUSED.get(why))
        return await self._snapshot(wanted.payment, wanted.payee, asked_at)

    async def _send_back(self, wanted: RefundWanted, before: int) -> dict[str, Any]:
        """``before``: what went back already, in minor units."""
        intent = await self._intent(wanted.payment, wanted.payee)
        params: Any = {
            "payment_intent": wanted.payment,
            "amount": with_fee(intent, before, wanted.amount.minor),
            "metadata": {"refund": wanted.reference},
        }
        options = self._options(wanted.payee, f"refund-{wanted.reference}")
        return (await self._asked(self._client.v1.refunds.create_async(params, options))).to_dict()

    async def end_hold(self, payment: str, payee: str, *, take: bool) -> GatewayEvent | None:
        asked_at = self._now()
        intent = await self._intent(payment, payee)
        if intent["status"] == HELD and fee_asked(intent):
            await self._hold_ended(intent, payee, take=take)
            intent = await self._intent(payment, payee)
        return await self._event(intent, payee, asked_at)

    async def close_page(self, page: PageAsked) -> None:
        try:
            await self._asked(
                self._client.v1.checkout.sessions.expire_async(page.external_id, options=self._options(page.payee))
            )
        except GatewayFailed as failure:
            if not failure.final:
                raise

    async def charge(self, wanted: ChargeWanted) -> ChargeMade:
        """Keys are kept for a day or more, so the payments of that payer are looked through first."""
        asked_at = self._now()
        known = await self._charged(wanted)
        if known is None:
            params: Any = charge_params(wanted)
            options = self._options(wanted.payee, f"charge-{wanted.reference}")
            try:
                known = (await self._client.v1.payment_intents.create_async(params, options)).id
            except stripe.CardError as declined:  # it was made, and has failed
                known = _named_in(declined)
            except stripe.StripeError as problem:
                raise _failed(problem) from None  # their words may hold what was sent, the key too
        event = await self._snapshot(known, wanted.payee, asked_at)
        if event is None:  # the payer would be needed, who is not there
            await self._asked(self._client.v1.payment_intents.cancel_async(known, options=self._options(wanted.payee)))
            event = await self._snapshot(known, wanted.payee, asked_at)
        return ChargeMade(external_id=known, event=event)

    async def let_go(self, customer: str, method: str, payee: str) -> None:
        """The customer goes, whom the page made for this method alone: name, address and method with it."""
        del method
        try:
            await self._client.v1.customers.delete_async(customer, options=self._options(payee))
        except stripe.InvalidRequestError:
            return  # it is gone
        except stripe.StripeError as problem:
            raise _failed(problem) from None

    async def _charged(self, wanted: ChargeWanted) -> str | None:
        params: Any = {"customer": wanted.customer, "limit": 100}
        listed = await self._asked(self._client.v1.payment_intents.list_async(params, self._options(wanted.payee)))
        try:
            async for one in listed.auto_paging_iter():
                if one.metadata.to_dict().get("reference") == wanted.reference:
                    return str(one.id)
        except stripe.StripeError as problem:
            raise _failed(problem) from None
        return None

    async def make_payee(self, wanted: PayeeWanted) -> PayeeNews:
        options = self._options("", f"payee-{wanted.reference}")
        params: Any = wanted_account(wanted)
        return news_of((await self._asked(self._client.v1.accounts.create_async(params, options))).to_dict())

    async def payee_page(self, payee: str, return_url: str, again_url: str) -> str:
        """Made anew each time: Stripe's links live for minutes and open once."""
        params: Any = {
            "account": payee,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": again_url,
        }
        made = await self._asked(self._client.v1.account_links.create_async(params))
        return str(made.url)

    async def payee_news(self, payee: str) -> PayeeNews:
        return news_of((await self._asked(self._client.v1.accounts.retrieve_async(payee))).to_dict())

    async def read_payee(self, body: bytes) -> PayeeNews | None:
        """An account that was taken out of our hands cannot be asked any more."""
        told = json.loads(body)
        account = told.get("account", "") if self._connect else ""
        if told["type"] == GONE and account:
            return PayeeNews(external_id=account, may_charge=False, gone=True)
        if told["type"] != CHANGED or not account:
            return None
        try:
            return await self.payee_news(account)
        except GatewayFailed as failure:
            if failure.reason != _NO_ACCESS:
                raise
            return None  # it changed before it was taken away, which another event tells

    async def _snapshot(self, payment: str, account: str, at: datetime) -> GatewayEvent | None:
        return await self._event(await self._intent(payment, account), account, at)

    async def _intent(self, payment: str, account: str) -> dict[str, Any]:
        params: Any = {"expand": _CHARGE}
        asked = self._client.v1.payment_intents.retrieve_async(payment, params, self._options(account))
        return (await self._asked(asked)).to_dict()

    async def _hold_ended(self, intent: Mapping[str, Any], account: str, *, take: bool) -> None:
        payment, intents = str(intent["id"]), self._client.v1.payment_intents
        params: Any = {"amount_to_capture": to_take(intent)}
        options = self._options(account, f"{'capture' if take else 'release'}-{payment}")
        try:
            if take:
                await self._asked(intents.capture_async(payment, params, options))
            else:
                await self._asked(intents.cancel_async(payment, options=options))
        except GatewayFailed as failure:
            if not failure.final:
                raise

    async def _event(self, intent: Mapping[str, Any], account: str, at: datetime) -> GatewayEvent | None:
        """None for a payment that is not ours, or that nobody has tried yet."""
        charge = intent.get("latest_charge") or {}
        refunded = sent_back(await self._refunds(intent["id"], account)) if charge.get("amount_refunded") else 0
        disputed = await self._disputed(intent["id"], account) if charge.get("disputed") else 0
        return event_of(NAME, intent, account, (refunded, disputed), at)

    async def _disputed(self, payment: str, account: str) -> int:
        """What disputes that are not won hold."""
        disputes = await self._listed(self._client.v1.disputes.list_async, payment, account)
        return sum(one["amount"] for one in disputes if one["status"] not in CLOSED_DISPUTES)

    async def _refunds(self, payment: str, account: str) -> list[dict[str, Any]]:
        return await self._listed(self._client.v1.refunds.list_async, payment, account)

    async def _listed(self, ask: Callable[..., Any], payment: str, account: str) -> list[dict[str, Any]]:
        """All that there are about a payment; the SDK pages through them."""
        params: Any = {"payment_intent": payment, "limit": 100}
        listed = await self._asked(ask(params, self._options(account)))
        try:
            return [one.to_dict() async for one in listed.auto_paging_iter()]
        except stripe.StripeError as problem:
            raise _failed(problem) from None  # their words may hold what was sent, the key too

    @staticmethod
    def _options(account: str, key: str = "") -> Any:
        options = {"stripe_account": account} if account else {}
        return {**options, "idempotency_key": key} if key else options

    @staticmethod
    def _signed(header: str, body: bytes, secret: str) -> bool:
        """Within five minutes, as Stripe advises (its SDK's default tolerance). It stumbles over what is no text."""
        try:
            verify = stripe.WebhookSignature.verify_header
            return bool(verify(body.decode(), header, secret, stripe.Webhook.DEFAULT_TOLERANCE))
        except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):
            return False

    @staticmethod
    async def _asked(call: Coroutine[Any, Any, T]) -> T:
        try:
            return await call
        except stripe.StripeError as problem:
            raise _failed(problem) from None  # their words may hold what was sent, the key too


def _named_in(declined: stripe.CardError) -> str:
    """The payment that an error is about."""
    body: Any = declined.json_body
    intent = ((body or {}).get("error") or {}).get("payment_intent") or {}
    if not intent.get("id"):
        raise _failed(declined) from None
    return str(intent["id"])


def _failed(problem: stripe.StripeError) -> GatewayFailed:
    """A refusal stays one; trouble on the way, too many calls and Stripe's own mistakes may pass."""
    passing = isinstance(problem, stripe.APIConnectionError | stripe.RateLimitError) or type(problem) is stripe.APIError
    code = getattr(problem, "code", None) or type(problem).__name__
    wait = seconds_of(problem.headers or {}) if passing else None
    return GatewayFailed(f"stripe: {code}", final=not passing, refusal=REFUSED.get(code), retry_after=wait)
