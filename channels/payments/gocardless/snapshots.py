"""GoCardless's shapes in the house's words (https://developer.gocardless.com/api-reference/#core-endpoints-payments)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.money import Money
from core.ports.payments import GatewayEvent, MethodKept, Outcome

Thing = Mapping[str, Any]
GONE_WRONG = frozenset({"failed", "cancelled", "customer_approval_denied"})
_UNDER_WAY = frozenset({"pending_customer_approval", "pending_submission", "submitted"})
NEVER_SENT = frozenset({"cancelled", "bounced", "funds_returned"})
# Open banking: the payer sends it. All other schemes are debits.
_SENT = frozenset({"faster_payments", "sepa_credit_transfer", "sepa_instant_credit_transfer"})


@dataclass(frozen=True, slots=True)
class Known:
    """A payment, its refunds, and what happened to it, newest first, where its status alone does not say; ``kept``:
    what it came by, where that stays to be charged.
    """

    payment: Thing
    refunds: Sequence[Thing] = ()
    events: Sequence[Thing] = ()
    kept: MethodKept | None = None


def reference_of(thing: Thing) -> str:
    return str((thing.get("metadata") or {}).get("reference") or "")


def refund_known(refunds: Sequence[Thing], reference: str) -> Thing | None:
    """This refund, where it was asked for before, whatever became of it."""
    return next((one for one in refunds if (one.get("metadata") or {}).get("refund") == reference), None)


def event_of(gateway: str, known: Known, at: datetime, *, test_mode: bool) -> GatewayEvent | None:
    """The payment as it stands; None when it is none of ours."""
    payment = known.payment
    reference, outcome = reference_of(payment), _outcome(known)
    if not reference or outcome is None:
        return None
    amount = Money(payment["amount"], payment["currency"])
    refunded = min(_refunded(known), amount)
    back = payment["status"] == "charged_back" or (outcome == "succeeded" and payment["status"] in GONE_WRONG)
    return GatewayEvent(
        gateway=gateway,
        account="",
        external_id=payment["id"],
        reference=reference,
        outcome=outcome,
        amount=amount,
        refunded=refunded,
        disputed=amount - refunded if back else Money.zero(amount.currency),
        over=refunded if back else None,
        method="transfer" if payment.get("scheme") in _SENT else "bank",
        test_mode=test_mode,
        occurred_at=at,
        reason=_reason(known) if outcome == "failed" else "",
        ends_page=outcome == "failed",
        kept=known.kept,
    )


def _outcome(known: Known) -> Outcome | None:
    """A debit may fail days after it was confirmed: then it came, and all of it went back."""
    status = known.payment["status"]
    if status in {"confirmed", "paid_out", "charged_back"}:
        return "succeeded"
    if status in _UNDER_WAY:
        return "processing"
    if status not in GONE_WRONG:
        return None
    return "succeeded" if any(one["action"] == "confirmed" for one in known.events) else "failed"


def _refunded(known: Known) -> Money:
    """What is on its way counts. What bounced came back."""
    sent = sum(one["amount"] for one in known.refunds if one["status"] not in NEVER_SENT)
    return Money(sent, known.payment["currency"])


def _reason(known: Known) -> str:
    newest = next((one for one in known.events if one["action"] in GONE_WRONG), {})
    return str((newest.get("details") or {}).get("cause") or known.payment["status"])
