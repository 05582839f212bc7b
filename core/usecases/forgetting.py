"""What gateways keep of an erased client: asked to be removed there, once nothing of theirs is under way."""

from datetime import timedelta

from core.domain.ids import ClientId
from core.domain.payment import PaymentRequest
from core.ports.ledger import Ledger
from core.ports.outbox import Job

AGAIN = timedelta(days=1)
# A debit is on its way for days, and a page is open for a week.
MOST_DAYS = 60


def pages_of(ledger: Ledger, client_id: ClientId) -> tuple[PaymentRequest, ...]:
    """All that were ever made for them at a gateway."""
    invoices = (one for job in ledger.projects_of(client_id) for one in ledger.project_file(job.id).invoices)
    requests = (one for invoice in invoices for one in ledger.payment_requests(invoice.id))
    return tuple(one for one in requests if one.external_id and one.method_id is None)


def forget_later(ledger: Ledger, client_id: ClientId, step: int) -> bool:
    """Whether it is tried once more, tomorrow."""
    if step >= MOST_DAYS:
        return False
    args = {"account_id": str(ledger.account_id), "client_id": str(client_id), "step": step + 1}
    ledger.enqueue(Job(name="forget_payers", args=args, queue="payments", delay=AGAIN))
    return True
