"""Money that comes: asked for, counted once, allocated, receipted, told."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.domain import allocation
from core.domain.errors import DoesNotAddUp, NotFound, OutOfDate, Refusal
from core.domain.ids import InvoiceId, PaymentId, PaymentRequestId, ReceiptId
from core.domain.invoice import Invoice
from core.domain.lifecycle import INVOICE, PAYMENT, PAYMENT_REQUEST
from core.domain.money import Money
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.domain.text import one_line
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.ports.payments import GatewayEvent
from core.usecases.asking import Asked
from core.usecases.closing import close_request, close_requests, settle_milestones
from core.usecases.journaling import save_moved
from core.usecases.locking import locked_invoice

CLOSED = frozenset({"void", "credited"})  # nothing is asked for by them; money that comes all the same is credit
What = Literal["counted", "already", "processing", "failed", "parked"]
# "wait" is in no lifecycle: that a payment is on its way is news only when nothing was heard of it before.
_ACTIONS = {"succeeded": "succeed", "failed": "fail", "processing": "wait"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What became of a payment. ``balance`` is what is left of the invoice; ``receipt`` is there when money counted.

    ``reason``: the gateway's words when it failed; mode, currency, amount or reference when the event did not match
    what was asked for (also beside "already", when the payment had been dealt with before).
    """

    what: What
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
    return allocation.balance_of(invoice, file.payments, file.credit_notes)


def record_by_hand(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, paid: ByHand, external_id: str) -> Counted:
    """Counts once per ``external_id``. OutOfDate (payment.balance_changed, balance) when the balance is another by now.

    DoesNotAddUp: payment.not_positive, payment.other_currency (currency).
    Refusal: invoice.void, invoice.credited (number).
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    known = ledger.payment_by_external("manual", external_id)
    if known:
        return _told("already", file, invoice, known)
    if paid.amount.minor <= 0:
        raise DoesNotAddUp("payment.not_positive")
    if paid.amount.currency != invoice.total.currency:
        raise DoesNotAddUp("payment.other_currency", currency=invoice.total.currency)
    if invoice.state in CLOSED:
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)
    if balance_of(file, invoice) != paid.balance:
        raise OutOfDate("payment.balance_changed", balance=balance_of(file, invoice))
    payment = _payment(asked, invoice, "manual", external_id, paid.amount, one_line(paid.method), asked.now)
    return _count(ledger, asked, file, invoice, replace(payment, note=one_line(paid.note)))


def ask_payment(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, request_id: UUID, gateway: str, amount: Money | None = None
) -> PaymentRequest:
    """Of ``amount``, a part of the balance, or of all of it. One open request an invoice: the one for exactly this much
    is used again, others are closed.

    Refusal: invoice.settled, invoice.void, invoice.credited (number). OutOfDate (payment.balance_changed, balance) when
    the amount is more than that.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    balance = balance_of(file, invoice)
    if balance.minor <= 0:
        code = invoice.state if invoice.state in CLOSED else "settled"
        raise Refusal(f"invoice.{code}", number=invoice.number)
    wanted = balance if amount is None else amount
    if not Money.zero(balance.currency) < wanted <= balance:
        raise OutOfDate("payment.balance_changed", balance=balance)
    for request in ledger.payment_requests(invoice_id):
        fits = request.gateway == gateway and request.amount == wanted
        if request.state in {"asked", "open"} and fits:
            return request
        close_request(ledger, request)
    request = PaymentRequest(
        id=PaymentRequestId(request_id),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        gateway=gateway,
        amount=wanted,
        created_at=asked.now,
    )
    ledger.save(request)
    args = {"account_id": str(ledger.account_id), "request_id": str(request.id)}
    ledger.enqueue(Job(name="open_payment", args=args, queue="payments"))
    return request


def payment_page_made(ledger: Ledger, request_id: PaymentRequestId, external_id: str, url: str) -> PaymentRequest:
    """The gateway made its page. A request closed meanwhile stays closed."""
    request, _, _ = _locked_request(ledger, request_id)
    if PAYMENT_REQUEST.allows(request.state, "open"):
        state = PAYMENT_REQUEST.after(request.state, "open")
        request = replace(request, state=state, external_id=external_id, url=url)
        ledger.save(request)
    return request


def payment_page_failed(ledger: Ledger, request_id: PaymentRequestId) -> PaymentRequest:
    """The gateway would not make its page: the client may ask again."""
    request, _, _ = _locked_request(ledger, request_id)
    if PAYMENT_REQUEST.allows(request.state, "fail"):
        request = replace(request, state=PAYMENT_REQUEST.after(request.state, "fail"))
        ledger.save(request)
    return request


def take_gateway_event(ledger: Ledger, asked: Asked, event: GatewayEvent, *, test_mode: bool) -> Counted:
    """A verified event, in any order and any number of times: the money counts once, and only when amount, currency
    and mode are the ones asked for. What does not match is parked, never guessed, until one comes that does.

    NotFound when it answers no payment request of this account.
    """
    request, file, invoice = _locked_request(ledger, PaymentRequestId(_uuid(event.reference)))
    known = ledger.payment_by_external(event.gateway, event.external_id)
    mismatch = _mismatch(request, known, event, test_mode=test_mode)
    if known and not PAYMENT.allows(known.state, "park" if mismatch else _ACTIONS[event.outcome]):
        return _told("already", file, invoice, known, mismatch)
    payment = _as_told(asked, invoice, known, event)
    if mismatch:
        payment = replace(payment, state=PAYMENT.after(payment.state, "park"), note=mismatch)
        return _kept(ledger, "parked", file, invoice, payment, mismatch)
    if event.outcome == "succeeded":
        return _count(ledger, asked, file, invoice, payment)
    return _undecided(ledger, file, invoice, known, payment, event)


def _undecided(
    ledger: Ledger, file: ProjectFile, invoice: Invoice, known: Payment | None, payment: Payment, event: GatewayEvent
) -> Counted:
    """No money yet: the newest word holds, however late it arrives. Of one moment's, a failure outweighs."""
    payment = replace(payment, state=PAYMENT.after(payment.state, _ACTIONS[event.outcome]))
    if known and (payment.received_at, payment.state == "failed") < (known.received_at, known.state == "failed"):
        return _told("already", file, invoice, known)
    if known and known.state == payment.state:
        return _kept(ledger, "already", file, invoice, payment)
    return _kept(ledger, "failed" if payment.state == "failed" else "processing", file, invoice, payment, event.reason)


def reverse_by_hand(ledger: Ledger, asked: Asked, payment_id: PaymentId, invoice_id: InvoiceId) -> Counted:
    """Takes back a payment that was recorded by hand; it stays in the books as reversed. Where the client paid too
    much, that surplus takes its place. Refusal: payment.none.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    mine = (one for one in file.payments if one.id == payment_id and one.gateway == "manual")
    payment = next((one for one in mine if one.invoice_id == invoice_id), None)
    if payment is None or not PAYMENT.allows(payment.state, "reverse"):
        raise Refusal("payment.none")
    payment = replace(payment, state=PAYMENT.after(payment.state, "reverse"))
    others = [one for one in file.payments if one.id != payment.id]
    moved = (payment, *allocation.refilled(invoice, others, file.credit_notes))
    save_moved(ledger, file, ("reversed", payment.id), asked.now, moved)
    file = ledger.project_file(file.project.id)
    balance = balance_of(file, invoice)
    if balance:
        settle_milestones(ledger, file, invoice, paid=False)
        action = "reverse_part" if allocation.allocated_to(invoice, file.payments) else "reverse_all"
        invoice = replace(invoice, state=INVOICE.after(invoice.state, action))
        ledger.save(invoice)
    close_requests(ledger, invoice_id)
    return _told("counted", ledger.project_file(file.project.id), invoice, payment)


def _locked_request(ledger: Ledger, request_id: PaymentRequestId) -> tuple[PaymentRequest, ProjectFile, Invoice]:
    file, invoice = locked_invoice(ledger, ledger.payment_request(request_id).invoice_id)
    return ledger.payment_request(request_id), file, invoice


def _uuid(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise NotFound("payment.no_request") from None


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


def _as_told(asked: Asked, invoice: Invoice, known: Payment | None, event: GatewayEvent) -> Payment:
    """The payment with what this event says of it: only the event that decides is believed, whatever came first."""
    told = _payment(asked, invoice, event.gateway, event.external_id, event.amount, event.method, event.occurred_at)
    return replace(told, id=known.id, invoice_id=known.invoice_id, state=known.state) if known else told


def _count(ledger: Ledger, asked: Asked, file: ProjectFile, invoice: Invoice, payment: Payment) -> Counted:
    balance = balance_of(file, invoice)
    allocated, surplus = allocation.spread(payment.amount, balance)
    state = PAYMENT.after(payment.state, "succeed")
    payment = replace(payment, state=state, allocated=allocated, surplus=surplus)
    left = balance - allocated
    if invoice.state not in CLOSED:
        invoice = replace(invoice, state=INVOICE.after(invoice.state, "pay_part" if left else "pay_all"))
    receipt = _receipt(asked, file, invoice, payment, left)
    save_moved(ledger, file, ("received", payment.id), asked.now, (payment, invoice), receipt)
    if invoice.state == "paid":
        settle_milestones(ledger, file, invoice, paid=True)
    close_requests(ledger, invoice.id)
    kept = ledger.project_file(file.project.id)
    return Counted(what="counted", payment=payment, invoice=invoice, file=kept, balance=left, receipt=receipt)


def _receipt(asked: Asked, file: ProjectFile, invoice: Invoice, payment: Payment, left: Money) -> Receipt:
    before = (one for one in file.payments if one.invoice_id == invoice.id and one.state in {"succeeded", "reversed"})
    return Receipt(
        id=ReceiptId(asked.new_id()),
        account_id=payment.account_id,
        payment_id=payment.id,
        invoice_id=invoice.id,
        number=f"{invoice.number}-R{1 + sum(1 for _ in before)}",
        amount=payment.amount,
        balance=left,
        issued_at=asked.now,
    )


def _mismatch(request: PaymentRequest, known: Payment | None, event: GatewayEvent, *, test_mode: bool) -> str:
    if event.test_mode != test_mode:
        return "mode"
    if event.amount.currency != request.amount.currency:
        return "currency"
    if event.amount != request.amount:
        return "amount"
    if event.gateway != request.gateway or (known and known.invoice_id != request.invoice_id):
        return "reference"
    return ""


def _told(what: What, file: ProjectFile, invoice: Invoice, payment: Payment, reason: str = "") -> Counted:
    balance = balance_of(file, invoice)
    return Counted(what=what, payment=payment, invoice=invoice, file=file, balance=balance, reason=reason)


def _kept(
    ledger: Ledger, what: What, file: ProjectFile, invoice: Invoice, payment: Payment, reason: str = ""
) -> Counted:
    ledger.save(payment)
    return _told(what, file, invoice, payment, reason)
