"""What follows when the money of an invoice changes: its page to pay on, and its milestones."""

from dataclasses import replace

from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.lifecycle import MILESTONE, PAYMENT_REQUEST
from core.domain.payment import PaymentRequest
from core.ports.ledger import Ledger, ProjectFile


def close_request(ledger: Ledger, request: PaymentRequest) -> None:
    """Nothing is asked for by it any more; money that still comes through it counts all the same."""
    if PAYMENT_REQUEST.allows(request.state, "close"):
        ledger.save(replace(request, state=PAYMENT_REQUEST.after(request.state, "close")))


def close_requests(ledger: Ledger, invoice_id: InvoiceId) -> None:
    """All of them: when the balance has changed, whoever asks next asks for the new one."""
    for request in ledger.payment_requests(invoice_id):
        close_request(ledger, request)


def settle_milestones(ledger: Ledger, file: ProjectFile, invoice: Invoice, *, paid: bool) -> None:
    """A milestone is paid once every invoice that bills a part of it is; when one no longer is, neither is it."""
    open_ones = (one for one in file.invoices if one.id != invoice.id and one.state in {"issued", "part_paid"})
    unpaid = frozenset(milestone for one in open_ones for milestone in one.milestone_ids) if paid else frozenset()
    action = "settle" if paid else "unsettle"
    for milestone in file.milestones:
        concerned = milestone.id in invoice.milestone_ids and milestone.id not in unpaid
        if concerned and invoice.kind == "progress" and MILESTONE.allows(milestone.state, action):
            ledger.save(replace(milestone, state=MILESTONE.after(milestone.state, action)))
