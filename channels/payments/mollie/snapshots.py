"""Mollie's shapes in the house's words (https://docs.mollie.com/reference/get-payment). Amounts are decimal strings."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.domain.money import Money, total
from core.domain.refund import Refusal
from core.ports.payments import GatewayEvent, MethodKept, Outcome

NEVER_SENT = frozenset({"failed", "canceled"})
_CARDS = frozenset({"creditcard", "applepay", "googlepay", "pointofsale"})
_DEBITS = frozenset({"directdebit", "bacs", "bancontact", "trustly", "paybybank"})
_TRANSFERS = frozenset({"ideal", "banktransfer", "eps", "belfius", "kbc", "mybank", "przelewy24", "multibanco"})


def told(amount: Money) -> dict[str, str]:
    """As Mollie takes an amount: with exactly the currency's digits (10.00 EUR, 10 JPY)."""
    return {"currency": amount.currency, "value": f"{amount.decimal:f}"}


def money(said: Mapping[str, str]) -> Money:
    return Money.of(Decimal(said["value"]), said["currency"])


def event_of(
    gateway: str, payment: Mapping[str, Any], at: datetime, kept: MethodKept | None = None
) -> GatewayEvent | None:
    """The payment as it stands; ``kept``: what it was paid with, where that stays. None when it is none of ours, or
    nobody has tried to pay.
    """
    reference, outcome = reference_of(payment), _outcome(payment)
    if not reference or outcome is None:
        return None
    amount = money(payment["amount"])
    refunded = min(_refunded(payment), amount)  # Mollie lets more go back than came, for postage
    return GatewayEvent(
        gateway=gateway,
        account="",
        external_id=payment["id"],
        reference=reference,
        outcome=outcome,
        amount=amount,
        refunded=refunded,
        disputed=min(_charged_back(payment), amount - refunded),
        over=max(_charged_back(payment) - (amount - refunded), Money.zero(amount.currency)),
        method=_method(payment),
        test_mode=payment["mode"] == "test",
        occurred_at=at,
        reason=_reason(payment) if outcome == "failed" else "",
        ends_page=outcome == "failed",
        kept=kept if outcome == "succeeded" else None,
    )


def reference_of(payment: Mapping[str, Any]) -> str:
    """What we gave it; other programs on the same account give what they like, of any shape."""
    known = payment.get("metadata")
    reference = known.get("reference") if isinstance(known, dict) else None
    return reference if isinstance(reference, str) else ""


def refund_known(payment: Mapping[str, Any], reference: str) -> Mapping[str, Any] | None:
    """This refund, where it was asked for before, whatever became of it."""
    for one in _embedded(payment, "refunds"):
        known = one.get("metadata")
        if isinstance(known, dict) and known.get("refund") == reference:
            return one
    return None


def why_not_back(payment: Mapping[str, Any], wanted: Money) -> Refusal | None:
    """Why a refund of it was refused, which Mollie says in words for people only."""
    if payment["status"] != "paid":
        return "not_settled"
    left = payment.get("amountRemaining")
    return "gone_back" if left and money(left) < wanted else None


def _embedded(payment: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Asked for with the payment; where there are none, Mollie may leave the list out."""
    found = (payment.get("_embedded") or {}).get(name)
    return found if isinstance(found, list) else []


def _refunded(payment: Mapping[str, Any]) -> Money:
    """What is on its way counts: the contractor has let it go. What failed or was canceled came back."""
    sent = [one for one in _embedded(payment, "refunds") if one["status"] not in NEVER_SENT]
    return total((money(one["amount"]) for one in sent), payment["amount"]["currency"])


def _charged_back(payment: Mapping[str, Any]) -> Money:
    """A chargeback that was reversed holds no money any more."""
    held = [one for one in _embedded(payment, "chargebacks") if not one.get("reversedAt")]
    return total((money(one["amount"]) for one in held), payment["amount"]["currency"])


def _outcome(payment: Mapping[str, Any]) -> Outcome | None:
    """By https://docs.mollie.com/docs/handling-payment-status. A page that was left before a way to pay was chosen
    there is no failure: nobody needs to be told. Who chose a bank transfer has its details, and some days for it.
    """
    match payment["status"]:
        case "paid":
            return "succeeded"
        case "pending" | "authorized":
            return "processing"
        case "open" if payment.get("method") == "banktransfer" or payment.get("sequenceType") == "recurring":
            return "processing"
        case "failed":
            return "failed"
        case "canceled" | "expired" if payment.get("method"):
            return "failed"
        case _:
            return None


def _reason(payment: Mapping[str, Any]) -> str:
    details, status = payment.get("details") or {}, payment.get("statusReason") or {}
    return str(details.get("failureReason") or status.get("code") or payment["status"])


def _method(payment: Mapping[str, Any]) -> str:
    """In words that the catalogs have."""
    kind = payment.get("method")
    if kind in _TRANSFERS:
        return "transfer"
    if kind in _DEBITS:
        return "bank"
    return "card" if kind in _CARDS else "other"
