"""GoCardless: a hosted page on the click, and signed events of which the payment itself is asked again."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import gocardless_pro
from gocardless_pro import webhooks
from gocardless_pro.errors import (
    ApiError,
    AuthenticationError,
    GoCardlessProError,
    InvalidApiUsageError,
    InvalidSignatureError,
    InvalidStateError,
    PermissionsError,
    RateLimitError,
    ValidationFailedError,
)

from channels.payments.gocardless.asking import CURRENCIES, ask_page, listed, paid_on, refund, whole
from channels.payments.gocardless.saved import cancel, charged, forget
from channels.payments.gocardless.snapshots import Known, event_of
from core.domain.refund import Refusal
from core.ports.inbox import InboxItem, Unsigned
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

NAME = "gocardless"
SIGNATURE = "webhook-signature"
SECONDS = (5, 20)  # to connect, and to be answered
LIVE, SANDBOX = "https://api.gocardless.com", "https://api-sandbox.gocardless.com"
_FINAL = (ValidationFailedError, InvalidApiUsageError, InvalidStateError, AuthenticationError, PermissionsError)
_OVERTAKEN = "total_amount_confirmation_invalid"  # another refund of that payment came between: asked again it goes
_PAUSE = 60  # seconds: calls are counted by the minute, and the SDK shows no header of a refusal
_REFUSALS: Mapping[str, Refusal] = {
    "available_refund_amount_insufficient": "no_funds",
    "refund_payment_invalid_state": "not_settled",
    "refund_is_unsupported": "not_allowed",
}
# What an event may be about, in the order in which it says whose line it belongs to.
_PAYMENT = "PM"  # how the ids of payments begin; those of billing requests begin with BRQ
_ABOUT = ("payment", "payment_request_payment", "billing_request", "refund")
T = TypeVar("T")


class GoCardlessGateway:
    """``PaymentGateway`` "gocardless", ``Looking``, ``Listing``, ``Refunding``, ``Closing``, ``Charging`` and
    ``Forgetting``.

    ``api_base`` "": the one that the token is for. A payee of their own (GoCardless Partners) is not spoken, and
    refused.
    """

    def __init__(
        self,
        access_token: str,
        webhook_secrets: tuple[str, ...],
        api_base: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._test_mode = access_token.startswith("sandbox_")
        self._secrets = webhook_secrets
        self._now = now
        base = api_base or (SANDBOX if self._test_mode else LIVE)
        self._client: Any = gocardless_pro.Client(access_token=access_token, base_url=base, timeout=SECONDS)

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
            saves_methods=True,
            charges_methods=True,
            means=("bank",),
            currencies=CURRENCIES,
        )

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """Lives for a week. Its id is the billing request's."""
        _own(wanted.payee)
        if wanted.amount.currency not in CURRENCIES:
            raise GatewayFailed(f"gocardless: takes no {wanted.amount.currency}", final=True)
        return await self._asked(partial(ask_page, wanted=wanted))

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item for each of up to 250 events, in the line of its payment. Raises Unsigned: also without any secret,
        as then nothing is signed.
        """
        del url  # not a part of what is signed
        events = self._events(headers.get(SIGNATURE, ""), body)
        alone = len(events) == 1
        return tuple(
            InboxItem(
                source=NAME,
                external_id=event["id"],
                line=f"{NAME}:{_line(event)}",
                body=body if alone else json.dumps({"events": [event]}).encode(),
            )
            for event in events
        )

    async def read(self, body: bytes) -> GatewayEvent | None:
        """Of an event about a payment, a refund or a page that was completed, the payment as it is by now."""
        [event] = json.loads(body)["events"]
        asked_at = self._now()
        return self._event(await self._asked(partial(_concerned, event=event)), asked_at)

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        _own(page.payee)
        asked_at = self._now()
        if page.external_id.startswith(_PAYMENT):  # no page: a charge of what is kept
            return self._event(await self._asked(lambda client: _payment(client, page.external_id)), asked_at)
        return self._event(await self._asked(partial(paid_on, page=page.external_id)), asked_at)

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        _own(payee)
        asked_at = self._now()
        found = await self._asked(partial(listed, since=since))
        return tuple(event for event in (self._event(one, asked_at) for one in found) if event)

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        _own(wanted.payee)
        asked_at = self._now()
        return self._event(await self._asked(partial(refund, wanted=wanted)), asked_at)

    async def close_page(self, page: PageAsked) -> None:
        _own(page.payee)
        try:
            await self._asked(lambda client: client.billing_requests.cancel(page.external_id))
        except GatewayFailed as failure:
            if not failure.final:
                raise

    async def charge(self, wanted: ChargeWanted) -> ChargeMade:
        _own(wanted.payee)
        asked_at = self._now()

        def make(client: Any) -> Known:
            return _payment(client, charged(client, wanted))

        known = await self._asked(make)
        return ChargeMade(external_id=known.payment["id"], event=self._event(known, asked_at))

    async def let_go(self, customer: str, method: str, payee: str) -> None:
        """The mandate is cancelled, and with it what has not been sent to the banks yet."""
        del customer  # stays as the payer of what was paid
        _own(payee)
        await self._asked(lambda client: cancel(client, method))

    async def forget_payer(self, page: PageAsked) -> bool:
        _own(page.payee)
        return await self._asked(lambda client: forget(client, page.external_id, self._now()))

    def _event(self, known: Known | None, at: datetime) -> GatewayEvent | None:
        return event_of(NAME, known, at, test_mode=self._test_mode) if known else None

    def _events(self, signature: str, body: bytes) -> list[dict[str, Any]]:
        """Raises Unsigned on anything but events that one of the secrets has signed. The SDK raises much on junk."""
        for secret in self._secrets:
            try:
                events = [event.attributes for event in webhooks.parse(body, secret, signature)]
            except InvalidSignatureError:
                continue
            except (ValueError, LookupError, TypeError, RecursionError):
                raise Unsigned from None
            if not all(_makes_sense(event) for event in events):
                raise Unsigned
            return events
        raise Unsigned

    async def _asked(self, call: Callable[[Any], T]) -> T:
        return await asyncio.to_thread(self._ask, call)

    def _ask(self, call: Callable[[Any], T]) -> T:
        """The SDK tries three times when the network fails, with the same key."""
        try:
            return call(self._client)
        except (GoCardlessProError, OSError) as problem:  # requests' errors are OSErrors
            raise _failed(problem) from None  # their words may hold the whole answer, and what it repeats


def _own(payee: str) -> None:
    if payee:
        raise GatewayFailed("gocardless: accounts of their own (GoCardless Partners) are not spoken", final=True)


def _makes_sense(event: Any) -> bool:
    if not (isinstance(event, dict) and isinstance(event.get("links"), dict)):
        return False
    told = (event.get("id"), event.get("resource_type"), event.get("action"))
    return all(isinstance(one, str) and one for one in told)


def _line(event: Mapping[str, Any]) -> str:
    return str(next((event["links"][name] for name in _ABOUT if event["links"].get(name)), event["id"]))


def _concerned(client: Any, event: Mapping[str, Any]) -> Known | None:
    links, kind = event["links"], event["resource_type"]
    if kind == "billing_requests":
        return paid_on(client, links["billing_request"]) if event["action"] == "fulfilled" else None
    if kind == "refunds":
        links = client.refunds.get(links["refund"]).attributes["links"]
    if kind not in {"payments", "refunds"} or not links.get("payment"):  # a refund may be of a mandate
        return None
    return whole(client, client.payments.get(links["payment"]).attributes)


def _payment(client: Any, payment: str) -> Known:
    return whole(client, client.payments.get(payment).attributes)


def _failed(problem: Exception) -> GatewayFailed:
    """A refusal stays one; trouble on the way, too many calls and GoCardless's own mistakes may pass."""
    errors = problem.errors if isinstance(problem, ApiError) and isinstance(problem.error, dict) else None
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    words = first.get("reason") or first.get("field") or type(problem).__name__
    final = isinstance(problem, _FINAL) and words != _OVERTAKEN
    wait = _PAUSE if isinstance(problem, RateLimitError) else None
    return GatewayFailed(f"gocardless: {words}", final=final, refusal=_REFUSALS.get(words), retry_after=wait)
