"""A saved way to pay: kept by the client's word, charged for what they approve, ended by a word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid5

from core.domain.account import Language
from core.domain.autopay import AutopayConsent, EndedBy, SavedMethod, shown_brand, shown_last4
from core.domain.errors import NotFound, OutOfDate, Refusal
from core.domain.ids import (
    AutopayConsentId,
    ContractorId,
    InvoiceId,
    PaymentLinkId,
    PaymentRequestId,
    ProjectId,
    SavedMethodId,
)
from core.domain.invoice import Invoice
from core.domain.lifecycle import PAYMENT_REQUEST
from core.domain.money import Money
from core.domain.party import ERASED
from core.domain.payment import PaymentRequest, Way
from core.domain.text import plain_text
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.ports.payments import MethodKept
from core.usecases.asking import Asked
from core.usecases.closing import charging, close_request
from core.usecases.counting import CLOSED, balance_of, on_its_way
from core.usecases.following import follow
from core.usecases.line_answers import disputed_of
from core.usecases.locking import locked_invoice, locked_request

LONGEST_WORDS = 4000
# Gateways keep idempotency keys for a day at least (https://docs.stripe.com/api/idempotent_requests). What nobody knows
# by then is given up, and the client gets the ordinary link.
LONGEST_UNKNOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a charge is about, as it stands now. ``again``: the gateway may have been asked for it before."""

    request: PaymentRequest
    method: SavedMethod
    invoice: Invoice
    file: ProjectFile
    again: bool = False


def consent(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, link_id: PaymentLinkId, words: tuple[str, Language]
) -> AutopayConsent:
    """Kept as it was shown: ``words``, and their language. Once while the page that it was given for is open."""
    _, invoice = locked_invoice(ledger, invoice_id)
    said = plain_text(words[0], LONGEST_WORDS)
    for request in ledger.payment_requests(invoice_id):
        if request.consent_id and request.state in {"asked", "open"}:
            known = ledger.autopay_consent(request.consent_id)
            if (known.words, known.link_id) == (said, link_id):
                return known
    given = AutopayConsent(
        id=AutopayConsentId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=invoice.project_id,
        contractor_id=invoice.contractor_id,
        client_id=ledger.project_file(invoice.project_id).client.id,
        invoice_id=invoice.id,
        link_id=link_id,
        currency=invoice.total.currency,
        words=said,
        language=words[1],
        given_at=asked.now,
    )
    ledger.save(given)
    return given


def keep_method(ledger: Ledger, asked: Asked, request: PaymentRequest, kept: MethodKept) -> SavedMethod | None:
    """What a payment came by, where its payer agreed to that: once, and in the place of what was kept for the job
    before. None where nothing was agreed to, or it is known; one that ended stays so. Of a client who was erased
    meanwhile nothing is kept, and the gateway is asked to let go of it.
    """
    if request.consent_id is None:
        return None
    agreed = ledger.autopay_consent(request.consent_id)
    method_id = SavedMethodId(uuid5(agreed.id, "method"))
    if any(one.id == method_id for one in ledger.saved_methods()):
        return None
    erased = ledger.client(agreed.client_id).name == ERASED
    for one in on_for(ledger, agreed.project_id, agreed.contractor_id):
        end(ledger, asked, one, "replaced")
    method = SavedMethod(
        id=method_id,
        account_id=ledger.account_id,
        consent_id=agreed.id,
        project_id=agreed.project_id,
        contractor_id=agreed.contractor_id,
        client_id=agreed.client_id,
        gateway=request.gateway,
        payee=request.payee,
        customer=kept.customer,
        external_id=kept.external_id,
        brand="" if erased else shown_brand(kept.brand),
        last4="" if erased else shown_last4(kept.last4),
        currency=agreed.currency,
        created_at=asked.now,
    )
    ledger.save(method)
    if erased:
        end(ledger, asked, method, "erased")
        return None
    return method


def offered(ledger: Ledger, invoice_id: InvoiceId, charge_by: Mapping[str, str]) -> SavedMethod | None:
    """What their page offers to pay all of the balance with. ``charge_by``: the gateways that charge, each with the
    account there that money for this invoice may go to.
    """
    invoice = ledger.invoice(invoice_id)
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    if charging(ledger, invoice_id):
        return None
    for method in on_for(ledger, invoice.project_id, invoice.contractor_id):
        try:
            _check(ledger, file, invoice, method, balance_of(file, invoice))
        except Refusal:
            continue
        if method.payee == charge_by.get(method.gateway):
            return method
    return None


def on_for(ledger: Ledger, project_id: ProjectId, contractor_id: ContractorId) -> tuple[SavedMethod, ...]:
    """Those that pay this contractor for that job: one at most, but for a moment."""
    return tuple(
        one
        for one in ledger.saved_methods()
        if one.state == "on" and (one.project_id, one.contractor_id) == (project_id, contractor_id)
    )


def saved_method(ledger: Ledger, method_id: SavedMethodId) -> SavedMethod:
    """NotFound: saved_method.not_found."""
    for one in ledger.saved_methods():
        if one.id == method_id:
            return one
    raise NotFound("saved_method.not_found", id=str(method_id))


def charge(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, method_id: SavedMethodId, shown: Money, way: Way
) -> PaymentRequest | None:
    """One charge of the whole balance, as it was shown. None while one is under way. ``way``: where money for this
    invoice may go by that gateway now.

    OutOfDate (payment.balance_changed, balance). Refusal: invoice.void, invoice.credited, invoice.settled,
    invoice.on_its_way, invoice.disputed (number); autopay.ended.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    if charging(ledger, invoice_id):
        return None
    method = saved_method(ledger, method_id)
    _check(ledger, file, invoice, method, shown)
    if (method.gateway, method.payee) != (way.gateway, way.payee):
        raise Refusal("autopay.ended")
    before = ledger.payment_requests(invoice_id)
    for one in before:
        close_request(ledger, one)
    attempt = sum(1 for one in before if one.method_id)
    request = PaymentRequest(
        id=PaymentRequestId(uuid5(invoice.id, f"charge {attempt}")),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        gateway=method.gateway,
        payee=method.payee,
        amount=shown,
        method_id=method.id,
        card_fee=Money.zero(shown.currency),  # nobody is there who could be shown one
        created_at=asked.now,
    )
    ledger.save(request)
    args = {"account_id": str(ledger.account_id), "request_id": str(request.id), "step": 0}
    ledger.enqueue(Job(name="charge_method", args=args, queue="payments"))
    return request


def _check(ledger: Ledger, file: ProjectFile, invoice: Invoice, method: SavedMethod, shown: Money) -> None:
    balance = balance_of(file, invoice)
    if invoice.state in CLOSED or balance.minor <= 0:
        code = invoice.state if invoice.state in CLOSED else "settled"
        raise Refusal(f"invoice.{code}", number=invoice.number)
    mine = (method.project_id, method.contractor_id, method.currency)
    if method.state != "on" or mine != (invoice.project_id, invoice.contractor_id, balance.currency):
        raise Refusal("autopay.ended")
    if on_its_way(file, invoice):
        raise Refusal("invoice.on_its_way", number=invoice.number)
    if disputed_of(ledger, file, invoice):
        raise Refusal("invoice.disputed", number=invoice.number)
    if balance != shown:
        raise OutOfDate("payment.balance_changed", balance=balance)


def begin(ledger: Ledger, asked: Asked, request_id: PaymentRequestId) -> Charge | None:
    """Right before the gateway is asked. None when there is nothing to ask for any more. Its request is closed when it
    may not be charged after all (it is paid otherwise, disputed, void or ended meanwhile), or when nobody knows for too
    long whether the gateway has it. Once it has begun, the same is asked again until its end is known.
    """
    request, file, invoice = locked_request(ledger, request_id)
    if request.method_id is None or request.state not in {"asked", "open"} or request.external_id:
        return None
    method, again = saved_method(ledger, request.method_id), request.state == "open"
    try:
        if not again:
            _check(ledger, file, invoice, method, request.amount)
        action = "close" if asked.now - request.created_at > LONGEST_UNKNOWN else "open"
    except (OutOfDate, Refusal):
        action = "close"
    if (request.state, action) != ("open", "open"):
        request = replace(request, state=PAYMENT_REQUEST.after(request.state, action))
        ledger.save(request)
    return Charge(request, method, invoice, file, again)


def charge_made(ledger: Ledger, request_id: PaymentRequestId, external_id: str) -> None:
    """The gateway has it: what becomes of it is told by it, and asked."""
    request, _, _ = locked_request(ledger, request_id)
    if not request.external_id:
        request = replace(request, external_id=external_id)
        ledger.save(request)
        follow(ledger, request)


def charge_refused(ledger: Ledger, request_id: PaymentRequestId) -> Charge | None:
    """The gateway would not even try. None when that was known."""
    request, file, invoice = locked_request(ledger, request_id)
    if request.method_id is None or request.state == "closed":
        return None
    close_request(ledger, request)
    return Charge(request, saved_method(ledger, request.method_id), invoice, file)


def stop(ledger: Ledger, asked: Asked, method_id: SavedMethodId, by: EndedBy) -> SavedMethod | None:
    """It is charged no more from now on; a charge that has begun is under way. None when it had ended."""
    ledger.project_file(saved_method(ledger, method_id).project_id, lock=True)
    method = saved_method(ledger, method_id)
    if method.state == "ended":
        return None
    for invoice in ledger.project_file(method.project_id).invoices:
        for request in ledger.payment_requests(invoice.id):
            if request.method_id == method.id and request.state == "asked":
                close_request(ledger, request)
    return end(ledger, asked, method, by)


def end(ledger: Ledger, asked: Asked, method: SavedMethod, by: EndedBy) -> SavedMethod:
    """The gateway is asked to let go of it, too."""
    ended = replace(method, state="ended", ended_at=asked.now, ended_by=by)
    ledger.save(ended)
    args = {"account_id": str(ledger.account_id), "method_id": str(method.id)}
    ledger.enqueue(Job(name="let_go_of_method", args=args, queue="payments"))
    return ended


def let_go(ledger: Ledger, method_id: SavedMethodId) -> None:
    """The gateway has let go of it: what it was called there is kept no longer."""
    ledger.save(replace(saved_method(ledger, method_id), customer="", external_id=""))
