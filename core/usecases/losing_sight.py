"""Money on its way that nobody can ask about any more: said so, and settled by the word of who sees the account."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.domain.errors import Refusal
from core.domain.ids import InvoiceId, PaymentId, PaymentRequestId
from core.domain.invoice import Invoice
from core.domain.lifecycle import PAYMENT
from core.domain.payee import Payee
from core.domain.payment import UNSEEN, Payment
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.usecases.asking import Asked
from core.usecases.closing import close_request
from core.usecases.counting import Counted, count, kept, told
from core.usecases.following import LONGEST
from core.usecases.locking import locked_invoice

ASKED_AGAIN = timedelta(days=7)
_MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class Lost:
    """A payment that is still on its way for all that is known. It is asked for again only by the contractor's word."""

    payment: Payment
    invoice: Invoice
    file: ProjectFile


def lose_payee(ledger: Ledger, payee: Payee) -> tuple[Lost, ...]:
    """All that is on its way to an account that was taken out of our hands, of jobs put away as well. What comes goes
    there all the same.
    """
    found: list[Lost] = []
    for project in (one for client in ledger.clients() for one in ledger.projects_of(client.id)):
        for payment in ledger.project_file(project.id).payments:
            if (payment.gateway, payment.payee) == (payee.gateway, payee.external_id):
                found += _lost(ledger, payment.invoice_id, payment.id)
    return tuple(found)


def lose_request(ledger: Ledger, request_id: PaymentRequestId, now: datetime) -> tuple[Lost, ...]:
    """What is on its way by a request that was followed for as long as any is; none while a newer one is followed."""
    request = ledger.payment_request(request_id)
    there = (request.gateway, request.payee)
    several = [one for one in ledger.payment_requests(request.invoice_id) if (one.gateway, one.payee) == there]
    if now <= max(one.created_at for one in several) + LONGEST:
        return ()
    file = ledger.project_file(ledger.invoice(request.invoice_id).project_id)
    mine = [one for one in file.payments if one.invoice_id == request.invoice_id]
    waits = [one.id for one in mine if (one.gateway, one.payee) == there]
    return tuple(lost for one in waits for lost in _lost(ledger, request.invoice_id, one))


def _lost(ledger: Ledger, invoice_id: InvoiceId, payment_id: PaymentId) -> tuple[Lost, ...]:
    file, invoice = locked_invoice(ledger, invoice_id)
    payment = _found(file, payment_id)
    if payment.state != "pending" or payment.note == UNSEEN:
        return ()
    payment = replace(payment, note=UNSEEN)
    ledger.save(payment)
    _ask_later(ledger, payment, 1)
    return (Lost(payment, invoice, file),)


def still_lost(ledger: Ledger, invoice_id: InvoiceId, payment_id: PaymentId, time: int) -> Lost | None:
    """What is to be asked about once more, for the ``time``-th time. None once its end is known."""
    file, invoice = locked_invoice(ledger, invoice_id)
    payment = _found(file, payment_id)
    if payment.state != "pending" or payment.note != UNSEEN:
        return None
    if time < _MOST_ASKED:
        _ask_later(ledger, payment, time + 1)
    return Lost(payment, invoice, file)


def settle(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, payment_id: PaymentId, *, came: bool) -> Counted:
    """The contractor's word on it: once, and a word of the gateway that comes after all still counts. Refusal:
    payment.none.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    payment = _found(file, payment_id)
    if payment.state != "pending" or payment.note != UNSEEN:
        return told("already", file, invoice, payment)
    payment = replace(payment, note="", received_at=asked.now)
    if came:
        return count(ledger, asked, file, invoice, payment)
    for request in ledger.payment_requests(invoice_id):
        if (request.gateway, request.payee) == (payment.gateway, payment.payee):
            close_request(ledger, request)
    failed = replace(payment, state=PAYMENT.after(payment.state, "fail"))
    return kept(ledger, "failed", file, invoice, failed)


def _found(file: ProjectFile, payment_id: PaymentId) -> Payment:
    for one in file.payments:
        if one.id == payment_id:
            return one
    raise Refusal("payment.none")


def _ask_later(ledger: Ledger, payment: Payment, time: int) -> None:
    args = {"account_id": str(ledger.account_id), "invoice_id": str(payment.invoice_id), "payment_id": str(payment.id)}
    ledger.enqueue(Job(name="ask_unseen", args={**args, "time": time}, queue="payments", delay=ASKED_AGAIN))
