"""A refund that was made at a gateway which does not say how much: the contractor's word counts until the gateway's."""

from dataclasses import dataclass, replace
from uuid import UUID

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import InvoiceId, PaymentId, RefundId
from core.domain.invoice import Invoice
from core.domain.lifecycle import REFUND
from core.domain.money import Money, total
from core.domain.payment import CREDIT, Payment
from core.domain.refund import Refund
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.counting import Counted, balance_of, told
from core.usecases.going_back import gone_back
from core.usecases.locking import locked_invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNoted:
    """What it comes to. ``refunded``: all that went back in all, ``before`` what was known of that. ``left``: to pay on
    the invoice then; ``elsewhere``: what other invoices ask for again, as it paid them.
    """

    payment: Payment
    invoice: Invoice
    file: ProjectFile
    before: Money
    refunded: Money
    left_before: Money
    left: Money
    elsewhere: Money


def by_gateway(payment: Payment) -> bool:
    """Whether a gateway could have sent some of it back."""
    return payment.state == "succeeded" and payment.gateway not in {"manual", CREDIT}


def show_noted(ledger: Ledger, invoice_id: InvoiceId, payment_id: PaymentId, refunded: Money) -> RefundNoted:
    """``refunded`` is all that the gateway sent back of it, so that saying it twice doubles nothing; less than before
    puts a mistake right. Refusal: payment.none, refund.noted_already (amount). DoesNotAddUp: refund.too_much (at_most),
    payment.not_positive, payment.other_currency (currency).
    """
    invoice = ledger.invoice(invoice_id)
    return _shown(ledger.project_file(invoice.project_id), invoice, payment_id, refunded)


def note_refunded(
    ledger: Ledger,
    asked: Asked,
    invoice_id: InvoiceId,
    payment_id: PaymentId,
    refunded: Money,
    shown_before: Money,
    note_id: UUID,
) -> Counted:
    """From then on it counts so; a word of the gateway that says a sum counts as ever. What was asked of the gateway
    and never answered is taken to be what went. OutOfDate (refund.changed) when another sum is known by now.

    Refusal, DoesNotAddUp: as ``show_noted``.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    shown = _shown(file, invoice, payment_id, refunded)
    if shown.before != shown_before:
        raise OutOfDate("refund.changed")
    _settle(ledger, asked, shown, note_id)
    now = replace(shown.payment, refunded=refunded, as_of=shown.payment.as_of or asked.now)
    return gone_back(ledger, asked, told("already", file, invoice, shown.payment), now, note_id)


def _settle(ledger: Ledger, asked: Asked, shown: RefundNoted, note_id: UUID) -> None:
    """What is unknown is sent, as far as the sum goes; the rest was made at the gateway."""
    rest = shown.refunded - shown.before
    for one in ledger.refunds(shown.invoice.id):
        if (one.payment_id, one.state) == (shown.payment.id, "unknown") and one.amount <= rest:
            ledger.save(replace(one, state=REFUND.after(one.state, "send")))
            rest -= one.amount
    if rest.minor > 0:
        note = Refund(
            id=RefundId(note_id),
            account_id=ledger.account_id,
            payment_id=shown.payment.id,
            invoice_id=shown.invoice.id,
            amount=rest,
            state="sent",
            asked_by=asked.member_id,
            asked_at=asked.now,
        )
        ledger.save(note)


def _shown(file: ProjectFile, invoice: Invoice, payment_id: PaymentId, refunded: Money) -> RefundNoted:
    mine = (one for one in file.payments if (one.id, one.invoice_id) == (payment_id, invoice.id) and by_gateway(one))
    payment = next(mine, None)
    if payment is None:
        raise Refusal("payment.none")
    _check(payment, refunded)
    before, goes = balance_of(file, invoice), refunded - payment.refunded
    opened = min(goes - min(goes, payment.surplus), payment.allocated)
    others = (one.surplus for one in file.payments if one.invoice_id == invoice.id and one.id != payment.id)
    nothing = Money.zero(goes.currency)
    more = max(nothing, opened - total(others, goes.currency))
    return RefundNoted(
        payment=payment,
        invoice=invoice,
        file=file,
        before=payment.refunded,
        refunded=refunded,
        left_before=before,
        left=before + more if goes > nothing else max(nothing, before + goes),
        elsewhere=max(nothing, goes - payment.surplus - payment.allocated),
    )


def _check(payment: Payment, refunded: Money) -> None:
    if refunded.currency != payment.amount.currency:
        raise DoesNotAddUp("payment.other_currency", currency=payment.amount.currency)
    if refunded.minor < 0:
        raise DoesNotAddUp("payment.not_positive")
    if refunded > payment.amount - payment.disputed:
        raise DoesNotAddUp("refund.too_much", at_most=payment.amount - payment.disputed)
    if refunded == payment.refunded:
        raise Refusal("refund.noted_already", amount=refunded)
