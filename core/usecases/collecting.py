"""Money that is asked for on a page, and money that the contractor reports."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import InvoiceId, PaymentId, PaymentRequestId
from core.domain.invoice import Invoice
from core.domain.lifecycle import PAYMENT, PAYMENT_REQUEST
from core.domain.money import Money
from core.domain.payment import TIME_TO_PAY, Payment, PaymentRequest, Way
from core.domain.text import one_line
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.ports.payments import PageMade
from core.usecases.asking import Asked
from core.usecases.closing import charging, close_request
from core.usecases.counting import CLOSED, Counted, balance_of, count, new_payment, recount, told
from core.usecases.following import follow
from core.usecases.locking import locked_invoice, locked_request
from core.usecases.using_credit import take_back_from


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A payment that the contractor reports: cash, a check, a transfer. ``balance`` is the one that was shown;
    ``received_at``: when it came, where that is known.
    """

    amount: Money
    method: str
    note: str
    balance: Money
    received_at: datetime | None = None


def record_by_hand(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, paid: ByHand, external_id: str) -> Counted:
    """Counts once per ``external_id``. OutOfDate (payment.balance_changed, balance) when the balance is another by now.

    DoesNotAddUp: payment.not_positive, payment.other_currency (currency).
    Refusal: invoice.void, invoice.credited (number).
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    known = ledger.payment_by_external("manual", external_id)
    if known:
        return told("already", file, invoice, known)
    if paid.amount.minor <= 0:
        raise DoesNotAddUp("payment.not_positive")
    if paid.amount.currency != invoice.total.currency:
        raise DoesNotAddUp("payment.other_currency", currency=invoice.total.currency)
    if invoice.state in CLOSED:
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)
    if balance_of(file, invoice) != paid.balance:
        raise OutOfDate("payment.balance_changed", balance=balance_of(file, invoice))
    at = paid.received_at or asked.now
    payment = new_payment(asked, invoice, "manual", external_id, paid.amount, one_line(paid.method), at)
    return count(ledger, asked, file, invoice, replace(payment, note=one_line(paid.note)))


def ask_payment(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, request_id: UUID, way: Way, amount: Money | None = None
) -> PaymentRequest:
    """Of ``amount``, a part of the balance, or of all of it. One open request an invoice: the one for exactly this much
    by this way is used again while its page can be paid on, others are closed.

    Refusal: invoice.settled, invoice.void, invoice.credited, invoice.on_its_way while a saved method is charged
    (number). OutOfDate (payment.balance_changed, balance) when the amount is more than that.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    balance = balance_of(file, invoice)
    if balance.minor <= 0:
        code = invoice.state if invoice.state in CLOSED else "settled"
        raise Refusal(f"invoice.{code}", number=invoice.number)
    if charging(ledger, invoice_id):
        raise Refusal("invoice.on_its_way", number=invoice.number)
    wanted = balance if amount is None else amount
    if not Money.zero(balance.currency) < wanted <= balance:
        raise OutOfDate("payment.balance_changed", balance=balance)
    for request in ledger.payment_requests(invoice_id):
        if (
            (request.way, request.amount) == (way, wanted)
            and request.state in {"asked", "open"}
            and not _ends_soon(request, asked.now)
        ):
            return request
        close_request(ledger, request)
    request = PaymentRequest(
        id=PaymentRequestId(request_id),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        gateway=way.gateway,
        payee=way.payee,
        amount=wanted,
        consent_id=way.consent_id,
        means=way.means,
        card_fee=way.card_fee or Money.zero(wanted.currency),
        created_at=asked.now,
    )
    ledger.save(request)
    args = {"account_id": str(ledger.account_id), "request_id": str(request.id)}
    ledger.enqueue(Job(name="open_payment", args=args, queue="payments"))
    return request


def _ends_soon(request: PaymentRequest, now: datetime) -> bool:
    return request.ends_at is not None and request.ends_at - now < TIME_TO_PAY


def payment_page_made(
    ledger: Ledger, request_id: PaymentRequestId, made: PageMade, *, followed: bool = False
) -> PaymentRequest:
    """The gateway made its page. A request closed meanwhile stays closed. ``followed``: the gateway can be asked what
    became of it, and is.
    """
    request, _, _ = locked_request(ledger, request_id)
    if PAYMENT_REQUEST.allows(request.state, "open"):
        state = PAYMENT_REQUEST.after(request.state, "open")
        request = replace(request, state=state, external_id=made.external_id, url=made.url, ends_at=made.ends_at)
        ledger.save(request)
        if followed:
            follow(ledger, request)
    return request


def payment_page_failed(ledger: Ledger, request_id: PaymentRequestId) -> PaymentRequest:
    """The gateway would not make its page: the client may ask again."""
    request, _, _ = locked_request(ledger, request_id)
    if PAYMENT_REQUEST.allows(request.state, "fail"):
        request = replace(request, state=PAYMENT_REQUEST.after(request.state, "fail"))
        ledger.save(request)
    return request


def reverse_by_hand(ledger: Ledger, asked: Asked, payment_id: PaymentId, invoice_id: InvoiceId) -> Counted:
    """Takes back a payment that was recorded by hand; it stays in the books as reversed. Where the client paid too
    much, that surplus takes its place; what its credit paid is asked for again. Refusal: payment.none.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    payment = _by_hand(file, invoice, payment_id)
    file = take_back_from(ledger, asked.now, file, payment.id, payment.used).by(invoice.contractor_id)
    [invoice] = [one for one in file.invoices if one.id == invoice_id]
    payment = _by_hand(file, invoice, payment_id)
    payment = replace(payment, state=PAYMENT.after(payment.state, "reverse"))
    file, invoice = recount(ledger, file, invoice, payment, ("reversed", payment.id), asked.now)
    return told("counted", file, invoice, payment)


def _by_hand(file: ProjectFile, invoice: Invoice, payment_id: PaymentId) -> Payment:
    mine = (one for one in file.payments if one.id == payment_id and one.gateway == "manual")
    payment = next((one for one in mine if one.invoice_id == invoice.id), None)
    if payment is None or not PAYMENT.allows(payment.state, "reverse"):
        raise Refusal("payment.none")
    return payment
