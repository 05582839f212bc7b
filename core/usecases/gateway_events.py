"""What gateways tell of payments: in any order, any number of times; each counts once."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from core.domain.errors import NotFound
from core.domain.ids import PaymentRequestId
from core.domain.invoice import Invoice
from core.domain.lifecycle import PAYMENT
from core.domain.money import Money
from core.domain.payment import UNSEEN, Payment, PaymentRequest
from core.ports.ledger import Ledger, ProjectFile
from core.ports.payments import GatewayEvent
from core.usecases.asking import Asked
from core.usecases.autopay import keep_method, saved_method
from core.usecases.closing import close_request
from core.usecases.counting import Counted, balance_of, count, kept, new_payment, told
from core.usecases.going_back import gone_back
from core.usecases.locking import locked_request

# "wait" is in no lifecycle: that a payment is on its way is news only when nothing was heard of it before.
_ACTIONS = {"succeeded": "succeed", "failed": "fail", "processing": "wait"}
_NEVER = datetime.min.replace(tzinfo=UTC)


def take_gateway_event(ledger: Ledger, asked: Asked, event: GatewayEvent, *, test_mode: bool) -> Counted:
    """A verified event, in any order and any number of times: the money counts once, and only when amount, currency,
    account and mode are the ones asked for. What does not match is parked, never guessed, until one comes that does.
    What went back to the client counts no more, and the invoice asks for it again. Where the page of a payment that
    failed cannot be paid on again, whoever asks next gets another. What a payment came by is kept where its payer
    agreed to that; a charge of what was kept that failed is not tried again.

    NotFound when it answers no payment request of this account.
    """
    request, file, invoice = locked_request(ledger, PaymentRequestId(_uuid(event.reference)))
    counted = _counted(ledger, asked, (request, file, invoice), event, test_mode=test_mode)
    if request.method_id:
        if counted.payment.state == "failed":
            close_request(ledger, ledger.payment_request(request.id))
        return replace(counted, charged=saved_method(ledger, request.method_id))
    if event.kept and event.outcome == counted.payment.state == "succeeded" and not counted.reason:
        return replace(counted, saved=keep_method(ledger, asked, request, event.kept))
    return counted


def wants_held(ledger: Ledger, reference: str) -> bool:
    """Whether money that is held is to be taken: not where less is left to pay by now than was asked for, as it would
    only be owed back. NotFound when it answers no payment request of this account.
    """
    request = ledger.payment_request(PaymentRequestId(_uuid(reference)))
    invoice = ledger.invoice(request.invoice_id)
    return balance_of(ledger.project_file(invoice.project_id), invoice) >= request.amount


def _counted(
    ledger: Ledger,
    asked: Asked,
    about: tuple[PaymentRequest, ProjectFile, Invoice],
    event: GatewayEvent,
    *,
    test_mode: bool,
) -> Counted:
    request, file, invoice = about
    known = ledger.payment_by_external(event.gateway, event.external_id)
    mismatch = _mismatch(request, known, event, test_mode=test_mode)
    if event.ends_page and not mismatch:
        close_request(ledger, request)
    if known and known.state == event.outcome == "succeeded" and not mismatch:
        return _returned(ledger, asked, told("already", file, invoice, known), event)
    if known and not PAYMENT.allows(known.state, "park" if mismatch else _ACTIONS[event.outcome]):
        return told("already", file, invoice, known, mismatch)
    payment = _as_told(asked, invoice, known, event)
    if mismatch:
        payment = replace(payment, state=PAYMENT.after(payment.state, "park"), note=mismatch)
        return kept(ledger, "parked", file, invoice, payment, mismatch)
    if event.outcome == "succeeded":
        return _returned(ledger, asked, count(ledger, asked, file, invoice, payment), event)
    return _undecided(ledger, file, invoice, known, payment, event)


def _undecided(
    ledger: Ledger, file: ProjectFile, invoice: Invoice, known: Payment | None, payment: Payment, event: GatewayEvent
) -> Counted:
    """No money yet: the newest word holds, however late it arrives. Of one moment's, a failure outweighs."""
    payment = replace(payment, state=PAYMENT.after(payment.state, _ACTIONS[event.outcome]))
    if known and (payment.received_at, payment.state == "failed") < (known.received_at, known.state == "failed"):
        return told("already", file, invoice, known)
    if known and known.state == payment.state:
        return kept(ledger, "already", file, invoice, payment)
    return kept(ledger, "failed" if payment.state == "failed" else "processing", file, invoice, payment, event.reason)


def _as_told(asked: Asked, invoice: Invoice, known: Payment | None, event: GatewayEvent) -> Payment:
    """The payment with what this event says of it: only the event that decides is believed, whatever came first."""
    at = _came_at(event) if event.outcome == "succeeded" else event.occurred_at
    told = new_payment(asked, invoice, event.gateway, event.external_id, event.amount, event.method, at)
    told = replace(told, payee=event.account, card_fee=_fee(event))
    if known is None:
        return told
    unseen = known.note if known.note == UNSEEN and event.outcome == "processing" else ""  # till its end is known
    return replace(told, id=known.id, invoice_id=known.invoice_id, state=known.state, note=unseen)


def _came_at(event: GatewayEvent) -> datetime:
    return event.came_at or event.occurred_at


def _mismatch(request: PaymentRequest, known: Payment | None, event: GatewayEvent, *, test_mode: bool) -> str:
    if event.test_mode != test_mode:
        return "mode"
    if event.amount.currency != request.amount.currency:
        return "currency"
    if event.amount != request.amount or not _possible(event) or not _fee(event) <= request.card_fee:
        return "amount"
    if event.account != request.payee:
        return "account"
    if event.gateway != request.gateway or (known and known.invoice_id != request.invoice_id):
        return "reference"
    return ""


def _possible(event: GatewayEvent) -> bool:
    """No more goes back than came, and in the same currency."""
    nothing = Money.zero(event.amount.currency)
    if {event.refunded.currency, event.disputed.currency} != {nothing.currency}:
        return False
    return min(event.refunded, event.disputed) >= nothing and event.refunded + event.disputed <= event.amount


def _fee(event: GatewayEvent) -> Money:
    """As much as was asked for at most: some of it may have gone back, and of what is no credit card there is none."""
    return event.card_fee or Money.zero(event.amount.currency)


def _returned(ledger: Ledger, asked: Asked, counted: Counted, event: GatewayEvent) -> Counted:
    """What went back to the client, or came again: the newest word holds; of one moment's, the one of more."""
    payment = counted.payment
    counted = replace(counted, unsure=event.refunds == "unknown", over=event.over)
    event = _at_least(payment, event)
    newest = (event.occurred_at, event.refunded + event.disputed, event.refunded)
    known = (payment.as_of or _NEVER, payment.refunded + payment.disputed, payment.refunded)
    now = replace(payment, received_at=min(payment.received_at, _came_at(event)))  # it came when that was first so
    if newest > known:
        now = replace(now, refunded=event.refunded, disputed=event.disputed, card_fee=_fee(event))
        now = replace(now, as_of=event.occurred_at)
    said = f"{event.occurred_at.isoformat()} {now.refunded.minor} {now.disputed.minor} {now.card_fee.minor}"
    return gone_back(ledger, asked, counted, now, uuid5(payment.id, said))


def _at_least(payment: Payment, event: GatewayEvent) -> GatewayEvent:
    """With what is known to have gone back, where the gateway itself has forgotten."""
    if event.refunds == "known":
        return event
    return replace(event, refunded=max(event.refunded, min(payment.refunded, event.amount - event.disputed)))


def _uuid(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise NotFound("payment.no_request") from None
