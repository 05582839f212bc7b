"""PayPal's shapes in the house's words (https://developer.paypal.com/api/orders/v2)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.domain.money import Money
from core.ports.payments import GatewayEvent, Outcome

# https://developer.paypal.com/api/rest/reference/currency-codes/ without HUF and TWD, which have decimals elsewhere
# and none at PayPal.
CURRENCIES = frozenset(
    {
        *("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS"),
        *("JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD"),
    }
)
_OUTCOMES: Mapping[str, Outcome] = {
    "COMPLETED": "succeeded",
    "PARTIALLY_REFUNDED": "succeeded",
    "REFUNDED": "succeeded",
    "PENDING": "processing",
    "DECLINED": "failed",
    "FAILED": "failed",
}
# A payment that was there and is held now, since its payer objects to it.
_HELD_BACK = {"BUYER_COMPLAINT", "CHARGEBACK"}
_SENT_BACK = {"COMPLETED", "PENDING"}
_MOVED = {"S", "P"}  # succeeded, and pending
WENT_NOWHERE = {"FAILED", "CANCELLED"}
# How a dispute ended that the contractor lost; in others PayPal pays, or nobody does.
_LOST = {"RESOLVED_BUYER_FAVOUR", "ACCEPTED"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"[0-9A-Z-]{1,50}")
_UP = re.compile(r"/v2/(checkout/orders|payments/captures)/([0-9A-Z-]{1,50})(?=$|[/?])")
Found = Mapping[str, Any]


def money_of(found: Any) -> Money:
    """A decimal string and a currency, exactly."""
    return Money.of(Decimal(str(found["value"])), str(found["currency_code"]))


def as_money(amount: Money) -> dict[str, str]:
    """With the currency's own number of decimals, never in powers of ten."""
    return {"currency_code": amount.currency, "value": format(amount.decimal, "f")}


def capture_of(told: Found) -> str:
    """The captured payment that an event is about, "" when it is about none: itself, or what its refund or dispute
    names.
    """
    about = told["resource"]
    if told.get("resource_type") == "capture":
        return _id(about.get("id"))
    disputed = about.get("disputed_transactions")
    if isinstance(disputed, list) and disputed and isinstance(disputed[0], dict):
        return _id(disputed[0].get("seller_transaction_id"))
    return _linked(about, "payments/captures")


def sale_of(about: Found, kind: str = "") -> str:
    """The order that an order's event, or a captured payment, is about; "" for none."""
    if kind == "checkout-order":
        return _id(about.get("id"))
    more = about.get("supplementary_data")
    related = more.get("related_ids") if isinstance(more, dict) else None
    named = _id(related.get("order_id")) if isinstance(related, dict) else ""
    return named or _linked(about, "checkout/orders")


def _linked(about: Found, kind: str) -> str:
    """By the link that leads up from it."""
    links = about.get("links")
    for one in links if isinstance(links, list) else ():
        match = _UP.search(str(one.get("href"))) if isinstance(one, dict) and one.get("rel") == "up" else None
        if match and match[1] == kind:
            return match[2]
    return ""


def _id(found: Any) -> str:
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def unit_of(sale: Found) -> Found:
    unit: Found = (sale.get("purchase_units") or [{}])[0]
    return unit


def reference_of(sale: Found) -> str:
    """Ours, which stands in both places where a seller may put a name; "" for an order of somebody else's. Other
    programs on the same account may name theirs in both as well, and must not have them captured: ours is a UUID.
    """
    unit = unit_of(sale)
    named = str(unit.get("custom_id") or "")
    return named if unit.get("reference_id") == named and _UUID.fullmatch(named) else ""


def sale_by(capture: Found, gone_back: Money | None = None) -> Found:
    """What the captured payment itself tells of an order that PayPal has forgotten; ``gone_back``: what is known to
    have, of which it says no more than that it was a part.
    """
    named = capture.get("custom_id")
    refunds = [{"status": "COMPLETED", "amount": as_money(gone_back)}] if gone_back else []
    payments = {"captures": [capture], "refunds": refunds}
    return {"purchase_units": [{"custom_id": named, "reference_id": named, "payments": payments}]}


def told_by(refund: Found) -> Money | None:
    """All that went back of its payment until then, by what a refund itself says."""
    found = (refund.get("seller_payable_breakdown") or {}).get("total_refunded_amount")
    return money_of(found) if found else None


def sent_back_of(capture: Found, transactions: Iterable[Found]) -> Money:
    """By PayPal's list of what moved: refunds name the payment that they are of, with a minus before their amount."""
    total = Money.zero(str(capture["amount"]["currency_code"]))
    for one in transactions:
        if one.get("paypal_reference_id") == capture["id"] and one.get("transaction_status") in _MOVED:
            total -= money_of(one["transaction_amount"])
    return total


def captures_of(sale: Found) -> list[Found]:
    return list((unit_of(sale).get("payments") or {}).get("captures") or ())


def lost_and_held(disputes: Iterable[Found], currency: str) -> tuple[Money, Money]:
    """What ended disputes have taken, and what open ones hold. An inquiry, between the two of them, holds nothing."""
    lost = held = Money.zero(currency)
    for one in disputes:
        outcome = one.get("dispute_outcome") or {}
        if one.get("status") != "RESOLVED":
            if one.get("dispute_life_cycle_stage") != "INQUIRY":
                held += money_of(one["dispute_amount"])
        elif outcome.get("outcome_code") in _LOST:
            lost += money_of(outcome.get("amount_refunded") or one["dispute_amount"])
    return lost, held


def outcome_of(capture: Found) -> Outcome | None:
    if capture.get("status") == "PENDING" and _why(capture) in _HELD_BACK:
        return "succeeded"
    return _OUTCOMES.get(str(capture.get("status")))


def event_of(
    gateway: str, sale: Found, capture: Found, disputes: Iterable[Found], at: datetime, *, test_mode: bool
) -> GatewayEvent | None:
    """The payment as it stands. None for a state that we do not know."""
    outcome, amount = outcome_of(capture), money_of(capture["amount"])
    if outcome is None:
        return None
    refunded = min(_refunded(sale, capture, amount), amount)
    lost, held = lost_and_held(disputes, amount.currency)
    # What a lost dispute gave back may be among the refunds already: counted once, the greater of the two.
    disputed = held + max(lost - refunded, Money.zero(amount.currency))
    if outcome == "succeeded" and capture.get("status") == "PENDING":
        disputed = amount
    return GatewayEvent(
        gateway=gateway,
        account="",
        external_id=str(capture["id"]),
        reference=reference_of(sale),
        outcome=outcome,
        amount=amount,
        refunded=refunded,
        disputed=min(disputed, amount - refunded),
        over=max(held - (amount - refunded), Money.zero(amount.currency)),
        method="other",
        test_mode=test_mode,
        occurred_at=at,
        reason=(_why(capture) or "declined").lower() if outcome == "failed" else "",
    )


def declined(gateway: str, sale: Found, why: str, at: datetime, *, test_mode: bool) -> GatewayEvent:
    """Nothing was captured, so the order stands for the payment that there is not."""
    amount = money_of(unit_of(sale)["amount"])
    return GatewayEvent(
        gateway=gateway,
        account="",
        external_id=str(sale["id"]),
        reference=reference_of(sale),
        outcome="failed",
        amount=amount,
        refunded=Money.zero(amount.currency),
        disputed=Money.zero(amount.currency),
        method="other",
        test_mode=test_mode,
        occurred_at=at,
        reason=why,
    )


def _refunded(sale: Found, capture: Found, amount: Money) -> Money:
    """All that went back of this payment, by the order's list."""
    if capture.get("status") == "REFUNDED":
        return amount
    total = Money.zero(amount.currency)
    for one in (unit_of(sale).get("payments") or {}).get("refunds") or ():
        if one.get("status") in _SENT_BACK and _linked(one, "payments/captures") in {"", capture["id"]}:
            total += money_of(one["amount"])
    return total


def _why(capture: Found) -> str:
    return str((capture.get("status_details") or {}).get("reason") or "")
