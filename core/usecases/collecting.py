"""Money that comes: asked for, counted once, allocated, receipted, told. And what clients answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.domain.errors import NotFound, Refusal
from core.domain.ids import ApprovalId, InvoiceId, PaymentId, PaymentRequestId, QuestionId, ReceiptId
from core.domain.invoice import Approval, Invoice, Question
from core.domain.lifecycle import INVOICE, MILESTONE, PAYMENT, PAYMENT_REQUEST
from core.domain.money import Money, total
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.ports.payments import GatewayEvent
from core.usecases.asking import Asked

BY_LINK_HOLDER = "link holder"
LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What became of a payment. ``balance`` is what is left of the invoice; ``receipt`` is there when money counted."""

    what: Literal["counted", "already", "processing", "failed", "parked"]
    payment: Payment
    invoice: Invoice
    file: ProjectFile
    balance: Money
    receipt: Receipt | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A payment that the contractor reports: cash, a check, a transfer. ``balance`` is the one that was shown."""

    amount: Money
    method: str
    note: str
    balance: Money


def balance_of(file: ProjectFile, invoice: Invoice) -> Money:
    """What is left to pay of this invoice; zero for a void one."""
    if invoice.state == "void":
        return Money.zero(invoice.total.currency)
    return invoice.total - _allocated(file, invoice)


def record_by_hand(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, paid: ByHand, external_id: str) -> Counted:
    """Counts once per ``external_id``. OutOfDate is the caller's to avoid: Refusal payment.balance_changed (balance).

    Refusal also: payment.not_positive, invoice.void (number).
    """
    file, invoice = _locked(ledger, invoice_id)
    known = ledger.payment_by_external("manual", external_id)
    if known:
        return _told("already", file, invoice, known)
    if paid.amount.minor <= 0:
        raise Refusal("payment.not_positive")
    if invoice.state == "void":
        raise Refusal("invoice.void", number=invoice.number)
    if balance_of(file, invoice) != paid.balance:
        raise Refusal("payment.balance_changed", balance=balance_of(file, invoice))
    payment = _payment(asked, invoice, "manual", external_id, paid.amount, paid.method, asked.now)
    return _count(ledger, asked, file, invoice, replace(payment, note=paid.note))


def ask_payment(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, request_id: UUID, gateway: str) -> PaymentRequest:
    """One open request an invoice: the one for exactly this balance is used again, others are closed.

    Refusal: invoice.settled, invoice.void (number).
    """
    file, invoice = _locked(ledger, invoice_id)
    balance = balance_of(file, invoice)
    if balance.minor <= 0:
        code = "invoice.void" if invoice.state == "void" else "invoice.settled"
        raise Refusal(code, number=invoice.number)
    for request in ledger.payment_requests(invoice_id):
        fits = request.gateway == gateway and request.amount == balance
        if request.state in {"asked", "open"} and fits:
            return request
        if PAYMENT_REQUEST.allows(request.state, "close"):
            ledger.save(replace(request, state=PAYMENT_REQUEST.after(request.state, "close")))
    request = PaymentRequest(
        id=PaymentRequestId(request_id),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        gateway=gateway,
        amount=balance,
        created_at=asked.now,
    )
    ledger.save(request)
    args = {"account_id": str(ledger.account_id), "request_id": str(request.id)}
    ledger.enqueue(Job(name="open_payment", args=args, queue="payments"))
    return request


def payment_page_made(ledger: Ledger, request_id: PaymentRequestId, external_id: str, url: str) -> PaymentRequest:
    """The gateway made its page. A request closed meanwhile stays closed."""
    request = ledger.payment_request(request_id)
    if PAYMENT_REQUEST.allows(request.state, "open"):
        state = PAYMENT_REQUEST.after(request.state, "open")
        request = replace(request, state=state, external_id=external_id, url=url)
        ledger.save(request)
    return request


def payment_page_failed(ledger: Ledger, request_id: PaymentRequestId) -> PaymentRequest:
    """The gateway would not make its page: the client may ask again."""
    request = ledger.payment_request(request_id)
    if PAYMENT_REQUEST.allows(request.state, "fail"):
        request = replace(request, state=PAYMENT_REQUEST.after(request.state, "fail"))
        ledger.save(request)
    return request


def take_gateway_event(ledger: Ledger, asked: Asked, event: GatewayEvent, *, test_mode: bool) -> Counted:
    """A verified event, in any order and any number of times: the money counts once, and only when amount, currency
    and mode are the ones asked for. What does not match is parked, never guessed.

    NotFound when it answers no payment request of this account.
    """
    request = ledger.payment_request(PaymentRequestId(_uuid(event.reference)))
    file, invoice = _locked(ledger, request.invoice_id)
    known = ledger.payment_by_external(event.gateway, event.external_id)
    payment = known or _payment(
        asked, invoice, event.gateway, event.external_id, event.amount, event.method, event.occurred_at
    )
    mismatch = _mismatch(request, payment, event, test_mode=test_mode)
    if mismatch:
        return _park(ledger, file, invoice, payment, mismatch)
    if event.outcome == "succeeded" and PAYMENT.allows(payment.state, "succeed"):
        if PAYMENT_REQUEST.allows(request.state, "close"):
            ledger.save(replace(request, state=PAYMENT_REQUEST.after(request.state, "close")))
        return _count(ledger, asked, file, invoice, payment)
    if event.outcome == "failed" and PAYMENT.allows(payment.state, "fail"):
        payment = replace(payment, state=PAYMENT.after(payment.state, "fail"))
        ledger.save(payment)
        return _told("failed", file, invoice, payment, event.reason)
    if event.outcome == "processing" and known is None:
        ledger.save(payment)
        return _told("processing", file, invoice, payment)
    return _told("already", file, invoice, payment)


def reverse_by_hand(ledger: Ledger, payment_id: PaymentId, invoice_id: InvoiceId) -> Counted:
    """Takes back a payment that was recorded by hand; it stays in the books as reversed. Refusal: payment.none."""
    file, invoice = _locked(ledger, invoice_id)
    mine = (one for one in file.payments if one.id == payment_id and one.gateway == "manual")
    payment = next(mine, None)
    if payment is None or not PAYMENT.allows(payment.state, "reverse"):
        raise Refusal("payment.none")
    payment = replace(payment, state=PAYMENT.after(payment.state, "reverse"))
    ledger.save(payment)
    file = ledger.project_file(file.project.id)
    left = _allocated(file, invoice)
    _settle_milestones(ledger, file, invoice, paid=False)
    invoice = replace(invoice, state=INVOICE.after(invoice.state, "reverse_part" if left else "reverse_all"))
    ledger.save(invoice)
    return _told("counted", ledger.project_file(file.project.id), invoice, payment)


def mark_viewed(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> bool:
    """True the first time only."""
    _, invoice = _locked(ledger, invoice_id)
    if invoice.viewed_at is not None:
        return False
    ledger.save(replace(invoice, viewed_at=asked.now))
    return True


def approve(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> Approval | None:
    """The yes of whoever holds the link, recorded so. None when it was said before. Refusal: invoice.void (number)."""
    _, invoice = _locked(ledger, invoice_id)
    if invoice.state == "void":
        raise Refusal("invoice.void", number=invoice.number)
    if invoice.approved_at is not None:
        return None
    approval = Approval(
        id=ApprovalId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        by=BY_LINK_HOLDER,
        approved_at=asked.now,
    )
    ledger.save(approval, replace(invoice, approved_at=asked.now))
    return approval


def say_about(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, author: Literal["client", "contractor"], text: str
) -> Question:
    """One message of the conversation about an invoice; very long ones are cut at 2,000 characters."""
    ledger.invoice(invoice_id)
    question = Question(
        id=QuestionId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        author=author,
        text=text[:LONGEST_QUESTION],
        asked_at=asked.now,
    )
    ledger.save(question)
    return question


def _locked(ledger: Ledger, invoice_id: InvoiceId) -> tuple[ProjectFile, Invoice]:
    file = ledger.project_file(ledger.invoice(invoice_id).project_id, lock=True)
    return file, ledger.invoice(invoice_id)


def _uuid(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise NotFound("payment.no_request") from None


def _allocated(file: ProjectFile, invoice: Invoice) -> Money:
    mine = (one.allocated for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded")
    return total(mine, invoice.total.currency)


def _payment(
    asked: Asked,
    invoice: Invoice,
    gateway: str,
    external_id: str,
    amount: Money,
    method: str,
    received_at: datetime,
) -> Payment:
    nothing = Money.zero(amount.currency)
    return Payment(
        id=PaymentId(asked.new_id()),
        account_id=invoice.account_id,
        invoice_id=invoice.id,
        gateway=gateway,
        external_id=external_id,
        method=method,
        amount=amount,
        allocated=nothing,
        surplus=nothing,
        state="pending",
        received_at=received_at,
    )


def _count(ledger: Ledger, asked: Asked, file: ProjectFile, invoice: Invoice, payment: Payment) -> Counted:
    balance = balance_of(file, invoice)
    allocated = min(payment.amount, balance)
    payment = replace(
        payment,
        state=PAYMENT.after(payment.state, "succeed"),
        allocated=allocated,
        surplus=payment.amount - allocated,
    )
    left = balance - allocated
    if invoice.state != "void":
        invoice = replace(invoice, state=INVOICE.after(invoice.state, "pay_part" if left else "pay_all"))
    place = 1 + sum(one.invoice_id == invoice.id and one.state in {"succeeded", "reversed"} for one in file.payments)
    receipt = Receipt(
        id=ReceiptId(asked.new_id()),
        account_id=ledger.account_id,
        payment_id=payment.id,
        invoice_id=invoice.id,
        number=f"{invoice.number}-R{place}",
        amount=payment.amount,
        balance=left,
        issued_at=asked.now,
    )
    ledger.save(payment, invoice, receipt)
    if invoice.state == "paid":
        _settle_milestones(ledger, file, invoice, paid=True)
    kept = ledger.project_file(file.project.id)
    return Counted(what="counted", payment=payment, invoice=invoice, file=kept, balance=left, receipt=receipt)


def _settle_milestones(ledger: Ledger, file: ProjectFile, invoice: Invoice, *, paid: bool) -> None:
    action = "settle" if paid else "unsettle"
    for milestone in file.milestones:
        if milestone.id in invoice.milestone_ids and MILESTONE.allows(milestone.state, action):
            ledger.save(replace(milestone, state=MILESTONE.after(milestone.state, action)))


def _mismatch(request: PaymentRequest, payment: Payment, event: GatewayEvent, *, test_mode: bool) -> str:
    if event.test_mode != test_mode:
        return "mode"
    if event.amount.currency != request.amount.currency:
        return "currency"
    if event.amount != request.amount or event.amount != payment.amount:
        return "amount"
    if event.gateway != request.gateway or payment.invoice_id != request.invoice_id:
        return "reference"
    return ""


def _park(ledger: Ledger, file: ProjectFile, invoice: Invoice, payment: Payment, reason: str) -> Counted:
    """Only a payment that never counted can be parked: one that did stays as it is."""
    if PAYMENT.allows(payment.state, "park"):
        payment = replace(payment, state=PAYMENT.after(payment.state, "park"), note=reason)
        ledger.save(payment)
        return _told("parked", file, invoice, payment, reason)
    return _told("already", file, invoice, payment)


def _told(
    what: Literal["counted", "already", "processing", "failed", "parked"],
    file: ProjectFile,
    invoice: Invoice,
    payment: Payment,
    reason: str = "",
) -> Counted:
    return Counted(
        what=what,
        payment=payment,
        invoice=invoice,
        file=file,
        balance=balance_of(file, invoice),
        reason=reason,
    )
