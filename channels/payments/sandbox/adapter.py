"""FAKE gateway: no money moves. It signs, calls back and is verified exactly as a real one."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from channels.signing import Signer
from core.domain.money import Money
from core.ports.inbox import InboxItem, Unsigned
from core.ports.payments import GatewayCapabilities, GatewayEvent, PageMade, PageWanted

NAME = "sandbox"
SIGNATURE = "milepost-sandbox-signature"
_OUTCOMES: Mapping[str, Literal["succeeded", "processing", "failed"]] = {
    "payment.succeeded": "succeeded",
    "payment.processing": "processing",
    "payment.failed": "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """All that the hosted page knows; it travels signed inside the page's address, so nothing is stored."""

    __test__ = False  # not a test case, whatever its name begins with

    reference: str
    minor: int
    currency: str
    description: str
    payer: str
    payee: str
    language: str
    return_url: str

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)


class SandboxGateway:
    """``PaymentGateway`` "sandbox". FAKE. ``secret`` has 16 bytes or more; ``base_url`` is the program's public one.

    One page and one payment a reference: pressing Pay twice, or Pay after Decline, is the same payment at the gateway.
    """

    def __init__(self, secret: bytes, base_url: str, now: Callable[[], float] = time.time) -> None:
        self.base_url = base_url.rstrip("/")
        self._events = Signer(secret, "sandbox-event")
        self._pages = Signer(secret, "sandbox-page")
        self._now = now

    @property
    def name(self) -> str:
        return NAME

    @property
    def source(self) -> str:
        return NAME

    @property
    def capabilities(self) -> GatewayCapabilities:
        return GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=False, test_mode=True)

    async def make_page(self, wanted: PageWanted) -> PageMade:
        """The address is the signed page itself, so the same ``wanted`` is the same page. Never fails."""
        content = json.dumps(asdict(_page_of(wanted)), sort_keys=True, separators=(",", ":")).encode()
        url = f"{self.base_url}/sandbox/pay/{self._signed(content)}"
        return PageMade(self._named("page", wanted.reference), url)

    def page(self, token: str) -> TestPage | None:
        """The page inside a token that we made; None for any other."""
        try:
            content = base64.urlsafe_b64decode(token.partition(".")[0].encode("ascii") + b"==")
        except (binascii.Error, UnicodeEncodeError):
            return None
        genuine = hmac.compare_digest(token.encode(errors="replace"), self._signed(content).encode())
        return TestPage(**json.loads(content)) if genuine else None

    def event(self, page: TestPage, outcome: Literal["succeeded", "processing", "failed"], attempt: str) -> bytes:
        """The body of an event about this page's payment. Success and processing are one event each, however often
        they are pressed; a decline is one an ``attempt``.
        """
        payment = self._named("pay", page.reference)
        content = {
            "id": f"{payment}.{outcome}" + (f".{attempt}" if outcome == "failed" else ""),
            "type": f"payment.{outcome}",
            "created": int(self._now()),
            "test_mode": True,
            "account": NAME,
            "payment": {
                "id": payment,
                "reference": page.reference,
                "amount": page.minor,
                "currency": page.currency,
                "method": "card",
                "reason": "card_declined" if outcome == "failed" else "",
            },
        }
        return json.dumps(content, separators=(",", ":")).encode()

    def sign(self, body: bytes) -> dict[str, str]:
        """The headers that go with an event, as of now."""
        return {SIGNATURE: self._events.header(body, int(self._now())), "content-type": "application/json"}

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """One item an event, in a line of its payment's own: an event that fails keeps no other payment waiting.

        Raises Unsigned.
        """
        del url  # not a part of what is signed
        if not self._events.holds(headers.get(SIGNATURE, ""), body, self._now()):
            raise Unsigned
        content = _object(body)
        if content is None or not isinstance(content.get("id"), str):
            raise Unsigned
        return (InboxItem(source=NAME, external_id=content["id"], line=f"{NAME}:{_payment_id(content)}", body=body),)

    async def read(self, body: bytes) -> GatewayEvent | None:
        """Money in minor units, times in UTC; None for what is no event about a payment."""
        content = _object(body) or {}
        outcome = _OUTCOMES.get(str(content.get("type")))
        if outcome is None:
            return None
        payment = content["payment"]
        amount, nothing = Money(payment["amount"], payment["currency"]), Money.zero(payment["currency"])
        return GatewayEvent(
            gateway=NAME,
            account="",
            external_id=payment["id"],
            reference=payment["reference"],
            outcome=outcome,
            amount=amount,
            refunded=nothing,
            disputed=nothing,
            method=payment["method"],
            test_mode=content["test_mode"],
            occurred_at=datetime.fromtimestamp(content["created"], UTC),
            reason=payment["reason"],
        )

    def _signed(self, content: bytes) -> str:
        return f"{_packed(content)}.{_packed(self._pages.mac(content))}"

    @staticmethod
    def _named(kind: str, reference: str) -> str:
        return f"sandbox_{kind}_{hashlib.sha256(reference.encode()).hexdigest()[:24]}"


def _payment_id(content: dict[str, Any]) -> str:
    payment = content.get("payment")
    return str(payment.get("id", "")) if isinstance(payment, dict) else ""


def _page_of(wanted: PageWanted) -> TestPage:
    return TestPage(
        reference=wanted.reference,
        minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        description=wanted.description,
        payer=wanted.payer_name,
        payee=wanted.payee_name,
        language=wanted.language,
        return_url=wanted.return_url,
    )


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
