"""What follows when the money of an invoice changes: its page to pay on, and its milestones."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.ids import InvoiceId, MilestoneId
from core.domain.invoice import Invoice
from core.domain.lifecycle import MILESTONE, PAYMENT_REQUEST
from core.domain.milestone import Milestone
from core.domain.payment import PaymentRequest
from core.domain.progress import billed_of
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job


def close_request(ledger: Ledger, request: PaymentRequest) -> None:
    """Nothing is asked for by it any more, and its page is closed where the gateway can; money that still comes through
    it counts all the same.
    """
    if PAYMENT_REQUEST.allows(request.state, "close"):
        ledger.save(replace(request, state=PAYMENT_REQUEST.after(request.state, "close")))
        if request.state == "open" and request.method_id is None:
            args = {"account_id": str(ledger.account_id), "request_id": str(request.id)}
            ledger.enqueue(Job(name="close_payment", args=args, queue="payments"))


def charging(ledger: Ledger, invoice_id: InvoiceId) -> PaymentRequest | None:
    """The charge of a saved method of which the end is not known."""
    waits = (one for one in ledger.payment_requests(invoice_id) if one.method_id and one.state in {"asked", "open"})
    return next(waits, None)


def close_requests(ledger: Ledger, invoice_id: InvoiceId) -> None:
    """All of them: when the balance has changed, whoever asks next asks for the new one."""
    for request in ledger.payment_requests(invoice_id):
        close_request(ledger, request)


def settle_milestones(ledger: Ledger, file: ProjectFile, invoice: Invoice, *, paid: bool) -> None:
    """A milestone is paid once every invoice that bills a part of it is; when one no longer is, neither is it."""
    if invoice.kind != "progress":
        return
    others = tuple(one for one in file.invoices if one.id != invoice.id)
    unpaid = unpaid_of(others) if paid else frozenset()
    action = "settle" if paid else "unsettle"
    for milestone in file.milestones:
        concerned = milestone.id in invoice.milestone_ids and milestone.id not in unpaid
        if concerned and MILESTONE.allows(milestone.state, action):
            ledger.save(replace(milestone, state=MILESTONE.after(milestone.state, action)))


def unpaid_of(invoices: Sequence[Invoice]) -> frozenset[MilestoneId]:
    """The milestones whose work is on one of them that waits for money; a release of retainage bills no work."""
    waiting = (one for one in invoices if one.kind == "progress" and one.state in {"issued", "part_paid"})
    return frozenset(milestone for one in waiting for milestone in one.milestone_ids)


def as_billed(file: ProjectFile, milestone: Milestone) -> Milestone:
    """One whose value fell to what is billed of it: nothing is left to bill, so it is billed, or paid."""
    billed = billed_of(milestone, file.invoices, file.credit_notes)
    if not billed or billed != milestone.scheduled_value:
        return milestone
    milestone = replace(milestone, state=MILESTONE.after(milestone.state, "bill"))
    if milestone.id in unpaid_of(file.invoices):
        return milestone
    return replace(milestone, state=MILESTONE.after(milestone.state, "settle"))
