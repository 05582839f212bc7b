"""Money goes back to the client, after a tap on what that comes to: by hand, or through the gateway it came by."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import InvoiceId, PaymentId, RefundId
from core.domain.invoice import Invoice
from core.domain.lifecycle import REFUND
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.domain.refund import Refund
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.usecases.asking import Asked
from core.usecases.counting import balance_of, recount
from core.usecases.locking import locked_invoice

# After these, once a day.
AGAIN = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
TOLD_AT = 3  # the step at which somebody is told that it is not known
LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundShown:
    """What it comes to. ``at_most``: what of the payment can still go back; ``left``: to pay on the invoice then.
    ``through``: the gateway, "" by hand.
    """

    payment: Payment
    invoice: Invoice
    file: ProjectFile
    amount: Money
    at_most: Money
    left_before: Money
    left: Money
    through: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTaken:
    """``refund`` is sent when it was by hand; else the gateway is asked, and ``shown`` is what is to be expected."""

    refund: Refund
    shown: RefundShown


def refundable(ledger: Ledger, payment: Payment) -> Money:
    """What of a payment is still there, less what the gateway was asked to send back already. What was paid with
    credit goes back by the payment that the credit is of, and not while it pays another invoice.
    """
    if payment.state != "succeeded" or payment.credit_of:
        return Money.zero(payment.amount.currency)
    waiting = (one.amount for one in ledger.refunds(payment.invoice_id) if _waits(one, payment))
    return payment.kept - payment.used - total(waiting, payment.amount.currency)


def _waits(refund: Refund, payment: Payment) -> bool:
    return refund.payment_id == payment.id and refund.state in {"asked", "unknown"}


def show_refund(ledger: Ledger, invoice_id: InvoiceId, payment_id: PaymentId, amount: Money | None) -> RefundShown:
    """``amount`` None: the client's credit where there is some, else all of it.

    Refusal: payment.none, refund.nothing_left. DoesNotAddUp: refund.too_much (at_most), payment.not_positive,
    payment.other_currency (currency).
    """
    invoice = ledger.invoice(invoice_id)
    return _shown(ledger, ledger.project_file(invoice.project_id), invoice, payment_id, amount)


def take_refund(
    ledger: Ledger,
    asked: Asked,
    invoice_id: InvoiceId,
    payment_id: PaymentId,
    amount: Money,
    shown_at_most: Money,
    refund_id: UUID,
) -> RefundTaken | None:
    """None when that refund was taken before. OutOfDate (refund.changed) when less or more can go back than was shown.

    Refusal, DoesNotAddUp: as ``show_refund``.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    if any(one.id == refund_id for one in ledger.refunds(invoice_id)):
        return None
    shown = _shown(ledger, file, invoice, payment_id, amount)
    if shown.at_most != shown_at_most:
        raise OutOfDate("refund.changed")
    refund = Refund(
        id=RefundId(refund_id),
        account_id=ledger.account_id,
        payment_id=payment_id,
        invoice_id=invoice_id,
        amount=amount,
        state="asked" if shown.through else "sent",
        asked_by=asked.member_id,
        asked_at=asked.now,
    )
    ledger.save(refund)
    if shown.through:
        args = {"account_id": str(ledger.account_id), "invoice_id": str(invoice_id), "refund_id": str(refund.id)}
        ledger.enqueue(Job(name="send_refund", args=args, queue="payments"))
        return RefundTaken(refund=refund, shown=shown)
    now = _less(shown.payment, amount)
    file, invoice = recount(ledger, file, invoice, replace(now, as_of=asked.now), ("returned", refund.id), asked.now)
    left = balance_of(file, invoice)
    return RefundTaken(refund=refund, shown=replace(shown, invoice=invoice, file=file, payment=now, left=left))


def refund_of(ledger: Ledger, invoice_id: InvoiceId, refund_id: RefundId) -> Refund:
    """Refusal: payment.none."""
    found = next((one for one in ledger.refunds(invoice_id) if one.id == refund_id), None)
    if found is None:
        raise Refusal("payment.none")
    return found


def begin_refund(ledger: Ledger, invoice_id: InvoiceId, refund_id: RefundId) -> Refund:
    """As it stood right before the gateway is asked. From then on it may have gone until the gateway says otherwise,
    also when its answer, or this program, is lost on the way.
    """
    locked_invoice(ledger, invoice_id)
    refund = refund_of(ledger, invoice_id, refund_id)
    if refund.state == "asked":
        ledger.save(replace(refund, state=REFUND.after(refund.state, "begin")))
    return refund


def ask_again(ledger: Ledger, asked: Asked, refund: Refund, step: int) -> bool:
    """It is asked later whether it was sent, as the same refund. False when it was asked for too long."""
    if asked.now - refund.asked_at > LONGEST:
        return False
    args = {"account_id": str(ledger.account_id), "invoice_id": str(refund.invoice_id), "refund_id": str(refund.id)}
    delay = AGAIN[min(step, len(AGAIN) - 1)]
    ledger.enqueue(Job(name="send_refund", args={**args, "step": step + 1}, queue="payments", delay=delay))
    return True


def refund_answered(ledger: Ledger, refund: Refund, reason: str = "") -> Refund | None:
    """The gateway took it, or said no (``reason``). None when that was known."""
    locked_invoice(ledger, refund.invoice_id)
    kept, action = refund_of(ledger, refund.invoice_id, refund.id), "fail" if reason else "send"
    if not REFUND.allows(kept.state, action):
        return None
    kept = replace(kept, state=REFUND.after(kept.state, action), reason=reason)
    ledger.save(kept)
    return kept


def _shown(
    ledger: Ledger, file: ProjectFile, invoice: Invoice, payment_id: PaymentId, amount: Money | None
) -> RefundShown:
    mine = (one for one in file.payments if one.id == payment_id and one.invoice_id == invoice.id)
    payment = next(mine, None)
    if payment is None:
        raise Refusal("payment.none")
    at_most = refundable(ledger, payment)
    if at_most.minor <= 0:
        raise Refusal("refund.nothing_left", number=invoice.number)
    wanted = amount or (min(payment.surplus, at_most) if payment.surplus else at_most)
    _check(wanted, at_most)
    before = balance_of(file, invoice)
    return RefundShown(
        payment=payment,
        invoice=invoice,
        file=file,
        amount=wanted,
        at_most=at_most,
        left_before=before,
        left=_left(file, payment, before, wanted),
        through="" if payment.gateway == "manual" else payment.gateway,
    )


def _left(file: ProjectFile, payment: Payment, before: Money, amount: Money) -> Money:
    """Another payment's credit on the same invoice takes the place of what goes back."""
    others = (one.surplus for one in file.payments if one.invoice_id == payment.invoice_id and one.id != payment.id)
    gone = _less(payment, amount)
    opened = payment.allocated - gone.allocated
    return before + max(Money.zero(amount.currency), opened - total(others, amount.currency))


def _less(payment: Payment, amount: Money) -> Payment:
    """The client's credit is the first to go."""
    over = min(payment.surplus, amount)
    return replace(
        payment,
        refunded=payment.refunded + amount,
        surplus=payment.surplus - over,
        allocated=payment.allocated - (amount - over),
    )


def _check(wanted: Money, at_most: Money) -> None:
    if wanted.currency != at_most.currency:
        raise DoesNotAddUp("payment.other_currency", currency=at_most.currency)
    if wanted.minor <= 0:
        raise DoesNotAddUp("payment.not_positive")
    if wanted > at_most:
        raise DoesNotAddUp("refund.too_much", at_most=at_most)
