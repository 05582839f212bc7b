"""What became of a page to pay on is asked again, further and further apart, until it is known: calls go astray."""

from datetime import datetime, timedelta

from core.domain.ids import PaymentRequestId
from core.domain.payment import PaymentRequest
from core.ports.ledger import Ledger
from core.ports.outbox import Job
from core.ports.payments import Outcome

# After these, once a day. A bank debit takes days, and some banks return one for weeks.
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
LONGEST = timedelta(days=30)


def follow(ledger: Ledger, request: PaymentRequest, step: int = 0) -> None:
    """Asks once more, later. A charge that may be lost on the way is asked for again, under the same reference."""
    name = "charge_method" if request.method_id and not request.external_id else "follow_payment"
    args = {"account_id": str(ledger.account_id), "request_id": str(request.id), "step": step}
    delay = WAITS[min(step, len(WAITS) - 1)]
    ledger.enqueue(Job(name=name, args=args, queue="payments", delay=delay))


def follow_on(ledger: Ledger, request_id: PaymentRequestId, now: datetime, step: int, outcome: Outcome | None) -> bool:
    """Whether it is asked again: ``outcome`` is what the gateway said this time, None when it knew of nothing, or did
    not answer. What is on its way is asked about whatever it answers, or not, until its end is known.
    """
    request = ledger.payment_request(request_id)
    ends = request.created_at + LONGEST
    if request.ends_at and outcome != "processing" and not (outcome is None and _on_its_way(ledger, request)):
        ends = min(ends, request.ends_at + WAITS[0])  # what was paid in the last minute is known by then
    if outcome == "succeeded" or now > ends:
        return False
    follow(ledger, request, step + 1)
    return True


def _on_its_way(ledger: Ledger, request: PaymentRequest) -> bool:
    payments = ledger.project_file(ledger.invoice(request.invoice_id).project_id).payments
    mine = (request.invoice_id, request.gateway, request.payee)
    return any(one.state == "pending" and (one.invoice_id, one.gateway, one.payee) == mine for one in payments)
