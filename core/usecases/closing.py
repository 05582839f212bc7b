"""A page to pay on asks for exactly what is left, or for nothing any more."""

from dataclasses import replace

from core.domain.ids import InvoiceId
from core.domain.lifecycle import PAYMENT_REQUEST
from core.domain.payment import PaymentRequest
from core.ports.ledger import Ledger


def close_request(ledger: Ledger, request: PaymentRequest) -> None:
    """Nothing is asked for by it any more; money that still comes through it counts all the same."""
    if PAYMENT_REQUEST.allows(request.state, "close"):
        ledger.save(replace(request, state=PAYMENT_REQUEST.after(request.state, "close")))


def close_requests(ledger: Ledger, invoice_id: InvoiceId) -> None:
    """All of them: when the balance has changed, whoever asks next asks for the new one."""
    for request in ledger.payment_requests(invoice_id):
        close_request(ledger, request)
