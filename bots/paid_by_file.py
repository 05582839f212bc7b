"""What a file says of how it is paid, as conditions of a proposal."""

from typing import Any

from bots.intents import Hints
from bots.intents.proposal_terms import apart
from core.domain.account import Language
from core.domain.estimate import Estimate, Payment


def paid_by_file(estimate: Estimate, language: Language) -> dict[str, Any]:
    """A deposit, a schedule, days to pay."""
    said = apart(list(estimate.paid), Hints(language=language, currency=estimate.currency))[1]
    payments = estimate.payments
    if len(payments) == 1 and payments[0].amount:
        return {**said, "deposit": {"amount": str(payments[0].amount.decimal), "credit": "pro_rata"}}
    if not payments:
        return said
    return {**said, "schedule": [_term(one) for one in payments]}


def _term(payment: Payment) -> dict[str, Any]:
    amount = {"how": "fixed", "amount": str(payment.amount.decimal)} if payment.amount else {"how": "rest"}
    due = {"due": {"on": payment.due_on, "day": payment.due_day}} if payment.due_on and not payment.deposit else {}
    return {"name": payment.name, "deposit": payment.deposit, **amount, **due}
