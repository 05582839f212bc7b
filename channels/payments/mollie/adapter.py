"""Mollie: a payment that is made on the click, and unsigned calls that say no more than "ask again"."""

import asyncio
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, TypeVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from mollie.api.client import Client
from mollie.api.error import Error, IdentifierError, RequestSetupError, ResponseError
from urllib3.util import Retry

from channels.payments.later import session_of
from channels.payments.mollie.saved import charge_params, charged, forget, keeping, kept_of
from channels.payments.mollie.snapshots import NEVER_SENT, event_of, refund_known, told, why_not_back
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

NAME = "mollie"
SECONDS = (5, 20)  # to connect, and to be answered
SETTLES = 2.0  # seconds: calls about one payment within them are one
# Other than EUR by card or PayPal alone: https://docs.mollie.com/docs/multicurrency.
_CODES = "AED AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY MXN MYR NOK NZD PHP PLN RON SEK SGD THB TWD USD ZAR"
CURRENCIES = frozenset(_CODES.split())
_PAYMENT = re.compile(r"tr_[A-Za-z0-9]{6,64}")
_LONGEST_BODY = 1_000
_LONGEST_WORDS = 255  # Mollie's limit on a description
_MORE = "refunds,chargebacks"
_NOT_NOW = frozenset({408, 409, 425, 429})
T = TypeVar("T")


class MollieGateway:
    """``PaymentGateway`` "mollie", ``Looking``, ``Listing``, ``Refunding``, ``Closing`` and ``Charging``.

    ``webhook_url`` is where Mollie shall call, reachable from outside; "" for nowhere: then it has to be asked.
    ``secret`` signs what is added to it. A payee of their own (Mollie Connect) is not spoken yet, and refused.
    """

    def __init__(
        self,
        api_key: str,
        webhook_url: str,
        secret: bytes,
        api_base: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not re.fullmatch(r"(live|test)_\w+", api_key):  # else the SDK says it, with the key in its words
            raise ValueError("MOLLIE_API_KEY must begin with live_ or test_")
        self._key = api_key
        self._webhook_url = webhook_url
        self._secret = secret
        self._base = api_base
        self._now = now
        self._clock = clock
        self._run = token_hex(4)

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
            test_mode=self._key.startswith("test_"),
            asked_for_state=True,
            lists=True,
            saves_methods=True,
            charges_methods=True,
            means=("bank", "card", "wallet", "later"),
            currencies=CURRENCIES,
        )

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """Lives for 15 minutes or more, as Mollie says. It keeps a reference for an hour; a payment that was made
        under the same one after that is another, and the first, whose address nobody has, expires.
        """
        _own(wanted.payee)
        if wanted.amount.currency not in CURRENCIES:
            raise GatewayFailed(f"mollie: takes no {wanted.amount.currency}", final=True)
        params: dict[str, Any] = {
            "amount": told(wanted.amount),
            "description": wanted.description[:_LONGEST_WORDS],
            "redirectUrl": wanted.return_url,
            "locale": "es_ES" if wanted.language == "es" else "en_US",
            "metadata": {"reference": wanted.reference},
        }
        if self._webhook_url:
            params["webhookUrl"] = self.webhook_for(wanted.reference)
        if wanted.payer_email:
            params["billingAddress"] = {"email": wanted.payer_email}
        key = wanted.reference + ("-keep" if wanted.keep else "")

        def make(mollie: Any) -> Any:
            more = keeping(mollie, wanted) if wanted.keep else {}
            return mollie.payments.create({**params, **more}, idempotency_key=key)

        made = await self._asked(make)
        url = (made["_links"].get("checkout") or {}).get("href")
        if not url:
            raise GatewayFailed("mollie: no page", final=True)
        ends = made.get("expiresAt")
        return PageMade(made["id"], str(url), datetime.fromisoformat(ends) if ends else None)

    def webhook_for(self, reference: str) -> str:
        """Where Mollie calls about this payment. Its calls are unsigned, so the address itself is the proof."""
        return f"{self._webhook_url}?{urlencode({'for': reference, 'key': self._signature(reference)})}"

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item, in the line of its payment. Raises Unsigned without the key that ``webhook_for`` added.

        Mollie calls with the same body for every change. What comes within two seconds is one item, which waits until
        they are over: so its reading sees what any of those calls was about, and a later call is an item of its own.
        """
        del headers
        asked = dict(parse_qsl(urlsplit(url).query))
        expected = self._signature(asked.get("for", "")).encode()
        if not hmac.compare_digest(asked.get("key", "").encode("utf-8", "replace"), expected):
            raise Unsigned
        payment = _named(body)
        moment = self._clock()
        place = int(moment // SETTLES)
        return (
            InboxItem(
                source=NAME,
                external_id=f"{payment}:{self._run}:{place}",
                line=f"{NAME}:{payment}",
                body=body,
                wait=(place + 1) * SETTLES - moment,
            ),
        )

    async def read(self, body: bytes) -> GatewayEvent | None:
        """The payment as Mollie has it now; None for one that it does not know."""
        try:
            return await self._snapshot(_named(body))
        except _Unknown:
            return None

    async def look(self, page: PageAsked) -> GatewayEvent | None:
        _own(page.payee)
        return await self._snapshot(page.external_id)

    async def payments_since(self, since: datetime, payee: str) -> tuple[GatewayEvent, ...]:
        _own(payee)
        asked_at = self._now()
        found = await self._asked(lambda mollie: list(_since(mollie, since)))
        events = (event_of(NAME, payment, asked_at, kept_of(payment)) for payment in found)
        return tuple(event for event in events if event)

    async def refund(self, wanted: RefundWanted) -> GatewayEvent | None:
        """Mollie forgets a key after an hour, so the refunds that it has are looked through first."""
        _own(wanted.payee)
        params = {"amount": told(wanted.amount), "metadata": {"refund": wanted.reference}}

        def send(mollie: Any) -> str:
            payment = mollie.payments.get(wanted.payment, embed=_MORE)
            sent = refund_known(payment, wanted.reference)
            try:
                words = {"description": payment["description"]}  # their bank shows it
                sent = sent or payment.refunds.create({**params, **words}, idempotency_key=f"refund-{wanted.reference}")
            except ResponseError as refused:
                failure = _failed(refused)
                failure.refusal = why_not_back(payment, wanted.amount) if failure.final else None
                raise failure from None
            return str(sent["status"])

        status = await self._asked(send)
        if status in NEVER_SENT:
            raise GatewayFailed(f"mollie: refund {status}", final=True, refusal="closed")
        return await self._snapshot(wanted.payment)

    async def close_page(self, page: PageAsked) -> None:
        """Mollie lets go of few before they are paid; the others end by themselves within the hour."""
        _own(page.payee)

        def close(mollie: Any) -> None:
            try:
                mollie.payments.delete(page.external_id)
            except ResponseError as refused:
                if not _final(refused):
                    raise

        await self._asked(close)

    async def charge(self, wanted: ChargeWanted) -> ChargeMade:
        """Mollie forgets a key after an hour, so the payments of that customer are looked through first."""
        _own(wanted.payee)
        params: dict[str, Any] = {
            "amount": told(wanted.amount),
            "description": wanted.description[:_LONGEST_WORDS],
            **charge_params(wanted),
        }
        if self._webhook_url:
            params["webhookUrl"] = self.webhook_for(wanted.reference)

        def make(mollie: Any) -> str:
            known = charged(mollie, wanted)
            return known or str(mollie.payments.create(params, idempotency_key=f"charge-{wanted.reference}")["id"])

        payment = await self._asked(make)
        return ChargeMade(external_id=payment, event=await self._snapshot(payment))

    async def let_go(self, customer: str, method: str, payee: str) -> None:
        del method  # it goes with its customer
        _own(payee)
        await self._asked(lambda mollie: forget(mollie, customer))

    async def _snapshot(self, payment: str) -> GatewayEvent | None:
        asked_at = self._now()
        found = await self._asked(lambda mollie: mollie.payments.get(payment, embed=_MORE))
        return event_of(NAME, found, asked_at, kept_of(found))

    def _signature(self, reference: str) -> str:
        return hmac.new(self._secret, reference.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]

    async def _asked(self, call: Callable[[Any], T]) -> T:
        """In a thread, with a client of its own: the SDK waits, and shares no session between threads."""
        return await asyncio.to_thread(self._ask, call)

    def _ask(self, call: Callable[[Any], T]) -> T:
        client: Any = _Client(api_endpoint=self._base, timeout=SECONDS)
        client.set_api_key(self._key)
        try:
            return call(client)
        except (Error, LookupError, TypeError, ValueError) as problem:  # what makes no sense ends in any of these
            raise _failed(problem) from None  # their words may hold the whole answer, and what it repeats


class _Client(Client):
    """What does not get there is sent again; what Mollie puts off is left to the job."""

    UNAME = "Milepost"  # Mollie need not know what this machine is called

    def __init__(self, **how: Any) -> None:
        super().__init__(**how, retry=0)  # its own tries would sleep for as long as Mollie says
        self._client = session_of(NAME, Retry(connect=2, read=0, status=0, backoff_factor=1))


class _Unknown(GatewayFailed):
    """Mollie has no such payment."""


def _own(payee: str) -> None:
    if payee:
        raise GatewayFailed("mollie: accounts of their own (Mollie Connect) are not spoken", final=True)


def _named(body: bytes) -> str:
    """The payment that a call names. Raises Unsigned on anything but one well-formed id."""
    if len(body) > _LONGEST_BODY:
        raise Unsigned
    try:
        ids = parse_qs(body.decode("ascii"), strict_parsing=True).get("id", [])
    except ValueError:
        raise Unsigned from None
    if len(ids) != 1 or not _PAYMENT.fullmatch(ids[0]):
        raise Unsigned
    return ids[0]


def _since(mollie: Any, since: datetime) -> Iterator[Mapping[str, Any]]:
    """Newest first. The next page is asked for by its first id: the link that Mollie gives leads past a proxy."""
    params: dict[str, Any] = {"limit": 250, "embed": _MORE}
    while True:
        page = mollie.payments.list(**params)
        for payment in page["_embedded"]["payments"]:
            if datetime.fromisoformat(payment["createdAt"]) < since:
                return
            yield payment
        link = page["_links"].get("next")
        if not link:
            return
        params["from"] = parse_qs(urlsplit(link["href"]).query)["from"][0]


def _final(refused: ResponseError) -> bool:
    """A refusal stays one; too many calls, two of the same at once and Mollie's own mistakes may pass."""
    status = refused.status
    return isinstance(status, int) and 400 <= status < 500 and status not in _NOT_NOW


def _failed(problem: Exception) -> GatewayFailed:
    if isinstance(problem, ResponseError):
        kind = _Unknown if problem.status == 404 else GatewayFailed
        return kind(f"mollie: {problem.status} {problem.field or ''}".rstrip(), final=_final(problem))
    setup = isinstance(problem, IdentifierError | RequestSetupError)
    return GatewayFailed(f"mollie: {type(problem).__name__}", final=setup)
