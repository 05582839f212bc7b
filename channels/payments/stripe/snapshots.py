"""Stripe's shapes in the house's words (https://docs.stripe.com/api/payment_intents/object)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from channels.payments.stripe.fees import HELD, fee_asked, parts_of
from channels.payments.stripe.saved import kept_of
from core.domain.money import Money
from core.domain.refund import Refusal
from core.ports.payments import GatewayEvent, Outcome

# Disputes that hold no money, or no longer: inquiries, and those that were won or prevented.
CLOSED_DISPUTES = frozenset({"won", "prevented", "warning_needs_response", "warning_under_review", "warning_closed"})
_CARDS = frozenset({"card", "link", "cashapp", "amazon_pay", "paypal", "klarna", "revolut_pay"})
# Of these the page is over once it was completed, though the bank says no days later.
_DEBITS = frozenset({"us_bank_account", "sepa_debit", "acss_debit", "au_becs_debit", "bacs_debit", "nz_bank_account"})
_BANKS = _DEBITS | {"ideal", "eps"}
_WENT_NOWHERE = frozenset({"failed", "canceled"})
# Codes of errors (https://docs.stripe.com/error-codes) and refunds' failure reasons
# (https://docs.stripe.com/api/refunds/object#refund_object-failure_reason).
REFUSED: Mapping[str, Refusal] = {
    "balance_insufficient": "no_funds",
    "insufficient_funds": "no_funds",
    "charge_already_refunded": "gone_back",
    "charge_disputed": "disputed",
    "refund_disputed_payment": "disputed",
    "charge_for_pending_refund_disputed": "disputed",
    "payment_intent_unexpected_state": "not_settled",
    "lost_or_stolen_card": "closed",
    "expired_or_canceled_card": "closed",
    "declined": "closed",
}


def payment_of(about: Mapping[str, Any]) -> str | None:
    """The payment that an object of an event is about: itself, or the one that it names."""
    if about.get("object") == "payment_intent":
        found = about.get("id")
    else:
        found = about.get("payment_intent")
        found = found.get("id") if isinstance(found, dict) else found
    return found if isinstance(found, str) and found else None


def as_told(gateway: str, about: Mapping[str, Any], account: str, at: datetime) -> GatewayEvent | None:
    """What an event says by itself of a payment that cannot be asked about. None where it is about something else, or
    the money is held where nobody can take it.
    """
    if about.get("object") != "payment_intent" or about.get("status") == HELD:
        return None
    return event_of(gateway, {**about, "latest_charge": None}, account, (0, 0), at)


def sent_back(refunds: Iterable[Mapping[str, Any]]) -> int:
    """Also what is on its way; not what the payer's bank gave back."""
    return sum(one["amount"] for one in refunds if one["status"] not in _WENT_NOWHERE)


def event_of(
    gateway: str, intent: Mapping[str, Any], account: str, back: tuple[int, int], at: datetime
) -> GatewayEvent | None:
    """The payment as it stands; ``back``: refunded, disputed, in minor units. None when it is none of ours, or nobody
    tried yet.
    """
    reference, outcome = intent["metadata"].get("reference"), _outcome(intent)
    if not reference or outcome is None:
        return None
    currency = intent["currency"].upper()
    charge = intent.get("latest_charge") or {}
    parts = parts_of(intent, *back)
    problem = intent.get("last_payment_error") or {}
    tried_with = (problem.get("payment_method") or {}).get("type")
    return GatewayEvent(
        gateway=gateway,
        account=account,
        external_id=intent["id"],
        reference=reference,
        outcome=outcome,
        amount=Money(parts.amount, currency),
        refunded=Money(parts.refunded, currency),
        disputed=Money(parts.disputed, currency),
        over=Money(parts.over, currency),
        card_fee=Money(parts.fee, currency) if fee_asked(intent) else None,
        method=_method(charge),
        test_mode=not intent["livemode"],
        occurred_at=at,
        reason=str(problem.get("decline_code") or problem.get("code") or "declined") if outcome == "failed" else "",
        ends_page=outcome == "failed" and (intent["status"] == "canceled" or tried_with in _DEBITS),
        kept=kept_of(intent, charge) if outcome == "succeeded" else None,
        held=intent["status"] == HELD,
    )


def _outcome(intent: Mapping[str, Any]) -> Outcome | None:
    """By https://docs.stripe.com/payments/paymentintents/lifecycle."""
    match intent["status"]:
        case "succeeded":
            return "succeeded"
        case "processing":
            return "processing"
        case "requires_capture" if fee_asked(intent):  # any other hold is not ours
            return "processing"
        case "canceled":
            return "failed"
        case "requires_payment_method" if intent.get("last_payment_error"):
            return "failed"
        case _:
            return None


def _method(charge: Mapping[str, Any]) -> str:
    """In words that the catalogs have."""
    kind = str((charge.get("payment_method_details") or {}).get("type", "card"))
    if kind in _BANKS:
        return "bank"
    return "card" if kind in _CARDS else "other"
