"""Square's shapes in the house's words (https://developer.squareup.com/reference/square/objects/Payment)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from square.types.dispute import Dispute
from square.types.money import Money as SquareMoney
from square.types.payment import Payment

from core.domain.money import Money
from core.domain.refund import Refusal
from core.ports.payments import GatewayEvent, Outcome

# The currencies of the countries that Square serves.
CURRENCIES = frozenset({"USD", "CAD", "AUD", "JPY", "GBP", "EUR"})
# Disputes that hold no money, or no longer: inquiries, and those that were won.
CLOSED_DISPUTES = frozenset({"INQUIRY_EVIDENCE_REQUIRED", "INQUIRY_PROCESSING", "INQUIRY_CLOSED", "WON"})
WENT_NOWHERE = frozenset({"REJECTED", "FAILED"})
# https://developer.squareup.com/docs/payments-api/error-codes, in lower case.
REFUSED: Mapping[str, Refusal] = {
    "insufficient_funds": "no_funds",
    "refund_amount_invalid": "gone_back",
    "payment_not_refundable_due_to_dispute": "disputed",
    "refund_error_payment_needs_completion": "not_settled",
    "refund_declined": "closed",
    "insufficient_permissions": "not_allowed",
    "insufficient_permissions_for_refund": "not_allowed",
    "insufficient_scopes": "not_allowed",
}
_ID = re.compile(r"[\w-]{1,192}")
# APPROVED is a hold on a card and no money yet; a page of ours captures by itself at once.
_OUTCOMES: Mapping[str, Outcome] = {
    "COMPLETED": "succeeded",
    "APPROVED": "processing",
    "PENDING": "processing",
    "CANCELED": "failed",
    "FAILED": "failed",
}
_METHODS = {"CARD": "card", "WALLET": "card", "BANK_ACCOUNT": "bank"}


def payment_of(told: Mapping[str, Any]) -> str | None:
    """The payment that an event is about: itself, or the one that its refund or dispute names."""
    about = told["data"].get("object")
    if not isinstance(about, dict):
        return None
    payment, refund = _part(about, "payment"), _part(about, "refund")
    # Square's examples have a dispute under its name, its schema under "object".
    dispute = _part(about, "dispute") or _part(about, "object")
    found = payment.get("id") or refund.get("payment_id") or _part(dispute, "disputed_payment").get("payment_id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def _part(about: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = about.get(name)
    return found if isinstance(found, dict) else {}


def money_of(money: SquareMoney | None, currency: str = "") -> Money:
    """Square counts in the smallest unit of the currency, as we do; what is not there is nothing."""
    if money is None:
        return Money.zero(currency)
    return Money(money.amount or 0, str(money.currency))


def held_by(disputes: Iterable[Dispute], payment: str, currency: str) -> Money:
    """What disputes about this payment hold or have taken. A list of Square's is of the whole place."""
    held = Money.zero(currency)
    for one in disputes:
        about = one.disputed_payment.payment_id if one.disputed_payment else ""
        if about == payment and one.state not in CLOSED_DISPUTES:
            held += money_of(one.amount_money, currency)
    return held


def event_of(
    gateway: str, payment: Payment, reference: str, held: Money, at: datetime, *, test_mode: bool
) -> GatewayEvent | None:
    """The payment as it stands; ``reference`` is its order's. None for a state that we do not know."""
    outcome, amount = _OUTCOMES.get(str(payment.status)), money_of(payment.total_money or payment.amount_money)
    if outcome is None:
        return None
    refunded = money_of(payment.refunded_money, amount.currency)
    return GatewayEvent(
        gateway=gateway,
        account="",
        external_id=str(payment.id),
        reference=reference,
        outcome=outcome,
        amount=amount,
        refunded=refunded,
        disputed=min(held, amount - refunded),
        over=max(held - (amount - refunded), Money.zero(amount.currency)),
        method=_METHODS.get(str(payment.source_type), "other"),
        test_mode=test_mode,
        occurred_at=at,
        reason=_reason(payment) if outcome == "failed" else "",
    )


def _reason(payment: Payment) -> str:
    """The first of the errors that Square names, in lower case."""
    for details in (payment.card_details, payment.bank_account_details):
        if details and details.errors:
            return str(details.errors[0].code).lower()
    return "canceled" if payment.status == "CANCELED" else "declined"
