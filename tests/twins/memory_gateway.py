"""A gateway in memory: the same promises as a real one, without pages or the network."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from core.domain.money import Money
from core.ports.inbox import InboxItem, Unsigned
from core.ports.payments import GatewayCapabilities, GatewayEvent, GatewayFailed, PageMade, PageWanted


class MemoryGateway:
    """``pages`` are those made, by reference; ``failing`` makes the next call fail with that error."""

    def __init__(self, secret: bytes = b"memory-gateway-secret", name: str = "memory") -> None:
        self.pages: dict[str, PageMade] = {}
        self.wanted: dict[str, PageWanted] = {}
        self.failing: GatewayFailed | None = None
        self._secret = secret
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def source(self) -> str:
        return self._name

    @property
    def capabilities(self) -> GatewayCapabilities:
        return GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=False, test_mode=True)

    async def make_page(self, wanted: PageWanted) -> PageMade:
        if self.failing:
            failing, self.failing = self.failing, None
            raise failing
        made = PageMade(f"page-{wanted.reference}", f"https://pay.example/{wanted.reference}")
        self.wanted.setdefault(wanted.reference, wanted)
        return self.pages.setdefault(wanted.reference, made)

    def event(
        self,
        reference: str,
        outcome: Literal["succeeded", "processing", "failed"],
        attempt: str = "",
        *,
        refunded: int = 0,
        disputed: int = 0,
    ) -> tuple[dict[str, str], bytes]:
        """What a gateway would post about a page that was made: headers and body."""
        amount = self.wanted[reference].amount
        content = {
            "id": f"event-{reference}-{outcome}{attempt}",
            "type": "payment",
            "reference": reference,
            "outcome": outcome,
            "minor": amount.minor,
            "currency": amount.currency,
            "refunded": refunded,
            "disputed": disputed,
        }
        return self.signed(json.dumps(content).encode())

    def signed(self, body: bytes) -> tuple[dict[str, str], bytes]:
        return {"x-signature": self._mac(body)}, body

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        del url
        given = headers.get("x-signature", "").encode(errors="replace")
        if not hmac.compare_digest(given, self._mac(body).encode()):
            raise Unsigned
        try:
            external_id = json.loads(body)["id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Unsigned from None
        if not isinstance(external_id, str):
            raise Unsigned
        line = f"{self._name}:memory"
        return (InboxItem(source=self._name, external_id=external_id, line=line, body=body),)

    async def read(self, body: bytes) -> GatewayEvent | None:
        content = json.loads(body)
        if content.get("type") != "payment":
            return None
        return GatewayEvent(
            gateway=self._name,
            account="",
            external_id=f"payment-{content['reference']}",
            reference=content["reference"],
            outcome=content["outcome"],
            amount=Money(content["minor"], content["currency"]),
            refunded=Money(content["refunded"], content["currency"]),
            disputed=Money(content["disputed"], content["currency"]),
            method="card",
            test_mode=True,
            occurred_at=datetime(2026, 11, 22, tzinfo=UTC),
            reason="card_declined" if content["outcome"] == "failed" else "",
        )

    def _mac(self, body: bytes) -> str:
        return hmac.new(self._secret, body, hashlib.sha256).hexdigest()
