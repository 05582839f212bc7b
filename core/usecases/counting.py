"""A payment that counts: what of it the invoice takes, what is credit, and what follows for both."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.domain import allocation
from core.domain.autopay import SavedMethod
from core.domain.ids import PaymentId, ReceiptId
from core.domain.invoice import Invoice
from core.domain.journal import Cause
from core.domain.lifecycle import INVOICE, PAYMENT
from core.domain.money import Money, total
from core.domain.payment import Payment, Receipt
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.closing import close_requests, settle_milestones
from core.usecases.journaling import save_moved

CLOSED = frozenset({"void", "credited"})  # nothing is asked for by them; money that comes all the same is credit
What = Literal["counted", "already", "processing", "failed", "parked", "refunded", "disputed", "bounced", "recovered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What became of a payment. ``balance`` is what is left of the invoice; ``receipt`` is there when money counted,
    also where a part of it went back in the same breath. ``moved`` is what went back, or came again; ``fee_moved`` the
    card fee's share that did.

    ``reason``: the gateway's words when it failed; mode, account, currency, amount or reference when the event did not
    match what was asked for (also beside "already", when the payment had been dealt with before). ``reopened``: other
    invoices that were paid with credit of what went back, and ask for it again. ``charged``: the saved method that it
    was to come by; ``saved``: the one that is kept from now on. ``unsure``: some of it went back, and its gateway does
    not say how much. ``over``: what was disputed though it had been refunded.
    """

    what: What
    payment: Payment
    invoice: Invoice
    file: ProjectFile
    balance: Money
    receipt: Receipt | None = None
    moved: Money | None = None
    fee_moved: Money | None = None
    reason: str = ""
    reopened: tuple[Invoice, ...] = ()
    charged: SavedMethod | None = None
    saved: SavedMethod | None = None
    unsure: bool = False
    over: Money | None = None


def balance_of(file: ProjectFile, invoice: Invoice) -> Money:
    """What is left to pay of this invoice; zero for a void one."""
    return allocation.balance_of(invoice, file.payments, file.credit_notes)


def on_its_way(file: ProjectFile, invoice: Invoice) -> Money:
    """What the client has sent and nobody knows the end of, as of a bank's debit for some days."""
    waits = (one.amount for one in file.payments if one.invoice_id == invoice.id and one.state == "pending")
    return total(waits, invoice.total.currency)


def new_payment(
    asked: Asked,
    invoice: Invoice,
    gateway: str,
    external_id: str,
    amount: Money,
    method: str,
    received_at: datetime,
) -> Payment:
    """Pending: nothing of it counts yet."""
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
        refunded=nothing,
        disputed=nothing,
        card_fee=nothing,
        state="pending",
        received_at=received_at,
    )


def count(ledger: Ledger, asked: Asked, file: ProjectFile, invoice: Invoice, payment: Payment) -> Counted:
    """It succeeded: up to the balance it pays the invoice, beyond that it is the client's credit."""
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
    file = ledger.project_file(file.project.id).by(invoice.contractor_id)
    return Counted(what="counted", payment=payment, invoice=invoice, file=file, balance=left, receipt=receipt)


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


def recount(
    ledger: Ledger, file: ProjectFile, invoice: Invoice, changed: Payment, why: tuple[Cause, UUID], at: datetime
) -> tuple[ProjectFile, Invoice]:
    """Less or more of a payment counts than before. Where the client paid too much, that takes the place of what is
    gone. The file and the invoice as they are then.
    """
    payments = [changed if one.id == changed.id else one for one in file.payments]
    moved = {one.id: one for one in (changed, *allocation.refilled(invoice, payments, file.credit_notes))}
    save_moved(ledger, file, why, at, tuple(moved.values()))
    before, file = (
        allocation.allocated_to(invoice, file.payments),
        ledger.project_file(file.project.id).by(invoice.contractor_id),
    )
    after = allocation.allocated_to(invoice, file.payments)
    if after != before:
        if after < before:
            settle_milestones(ledger, file, invoice, paid=False)
            action = "reverse_part" if after else "reverse_all"
        else:
            action = "pay_part" if balance_of(file, invoice) else "pay_all"
        invoice = replace(invoice, state=INVOICE.after(invoice.state, action))
        ledger.save(invoice)
        if invoice.state == "paid":
            settle_milestones(ledger, file, invoice, paid=True)
    close_requests(ledger, invoice.id)
    return ledger.project_file(file.project.id).by(invoice.contractor_id), invoice


def told(what: What, file: ProjectFile, invoice: Invoice, payment: Payment, reason: str = "") -> Counted:
    balance = balance_of(file, invoice)
    return Counted(what=what, payment=payment, invoice=invoice, file=file, balance=balance, reason=reason)


def kept(
    ledger: Ledger, what: What, file: ProjectFile, invoice: Invoice, payment: Payment, reason: str = ""
) -> Counted:
    ledger.save(payment)
    return told(what, file, invoice, payment, reason)
