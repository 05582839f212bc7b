"""A page at a gateway: made when a client taps, closed when it asks for the wrong sum, asked what became of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from bots.conversation import Conversations
from bots.holds import hold_ended
from bots.perform.refunding import tell_not_refunded, tell_refund_unknown
from bots.perform.unseen import ask as ask_unseen
from bots.perform.unseen import tell_lost
from channels.portal.pages import return_url
from core.domain.ids import AccountId, InvoiceId, PaymentId, PaymentRequestId, RefundId
from core.domain.links import Links
from core.domain.payment import PaymentRequest
from core.domain.refund import Refund
from core.ports.payments import (
    Closing,
    GatewayEvent,
    GatewayFailed,
    Looking,
    PageAsked,
    PageMade,
    PageWanted,
    PaymentGateway,
    Refunding,
    RefundWanted,
)
from core.usecases import collecting, following, losing_sight, refunding
from core.usecases.asking import Asked
from storage.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")


def _asked(request: PaymentRequest) -> PageAsked:
    return PageAsked(reference=str(request.id), external_id=request.external_id, payee=request.payee)


async def _made(gateway: PaymentGateway | None, wanted: PageWanted) -> PageMade:
    """Where a gateway will not keep anything (it is not switched on there), the client can pay all the same."""
    if gateway is None:
        raise GatewayFailed("not_set_up", final=True)  # it was when it was offered
    try:
        return await gateway.make_page(wanted)
    except GatewayFailed as failure:
        if not (failure.final and wanted.keep):
            raise
        log.warning("%s makes no page that keeps what is paid with: %s", gateway.name, failure.reason)
        return await gateway.make_page(replace(wanted, keep=False))


async def _sent_back(gateway: object, wanted: RefundWanted) -> GatewayEvent | None:
    if isinstance(gateway, Refunding):
        return await gateway.refund(wanted)
    raise GatewayFailed("not_set_up", final=True)  # it was when it was offered


def _is_no(failure: GatewayFailed, refund: Refund) -> bool:
    """Whether it is sure that nothing went. After a call that nobody answered, only a word about this refund is."""
    about_it = failure.refusal not in {None, "not_allowed"}
    return failure.final and (refund.state == "asked" or about_it)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPages:
    """What blocks runs in a thread."""

    database: Database
    gateways: Mapping[str, PaymentGateway]
    conversations: Conversations
    links: Links
    base_url: str

    async def open(self, account_id: str, request_id: str, *, last_try: bool) -> None:
        """Has the gateway make its page; the reference is the request's id, so a repeat gives the same page."""
        account, request_key = AccountId(UUID(account_id)), PaymentRequestId(UUID(request_id))
        gateway, wanted = await asyncio.to_thread(self._wanted, account, request_key)
        if wanted is None:
            return
        try:
            made = await _made(gateway, wanted)
        except GatewayFailed as failure:
            if not (failure.final or last_try):
                raise
            log.warning("a page to pay on could not be made: %s", failure.reason)
            await asyncio.to_thread(self._in_books, account, collecting.payment_page_failed, request_key)
            return
        note = partial(collecting.payment_page_made, followed=isinstance(gateway, Looking))
        request = await asyncio.to_thread(self._in_books, account, note, request_key, made)
        closing: object = gateway
        if request.state == "closed" and isinstance(closing, Closing):  # meanwhile: nobody shall pay on it
            await closing.close_page(replace(_asked(request), external_id=made.external_id))

    async def close(self, account_id: str, request_id: str) -> None:
        """Money that comes through it all the same counts."""
        request = await asyncio.to_thread(self._request, account_id, request_id)
        gateway: object = self.gateways.get(request.gateway)
        if isinstance(gateway, Closing):
            await gateway.close_page(_asked(request))

    async def follow(self, account_id: str, request_id: str, step: int, *, last_try: bool) -> None:
        """Asks the gateway what became of it, and asks again later when that is not known yet."""
        request = await asyncio.to_thread(self._request, account_id, request_id)
        gateway: object = self.gateways.get(request.gateway)
        event = None
        if isinstance(gateway, Looking):  # it was one when the page was made
            try:
                seen = await gateway.look(_asked(request))
                event = await hold_ended(self.database, gateway, seen) if seen else None
            except GatewayFailed as failure:
                if not (failure.final or last_try):
                    raise
        await asyncio.to_thread(self._followed, request, step, event)

    def _followed(self, request: PaymentRequest, step: int, event: GatewayEvent | None) -> None:
        with self.database.turns.begin() as turn:
            if event:
                test_mode = self.gateways[request.gateway].capabilities.test_mode
                self.conversations.take_payment(turn, event, test_mode=test_mode)
            ledger, now = turn.ledger(request.account_id), turn.received_at
            if not following.follow_on(ledger, request.id, now, step, event.outcome if event else None):
                for lost in losing_sight.lose_request(ledger, request.id, now):
                    tell_lost(self.conversations.teller(turn, ledger), lost)

    async def ask_unseen(self, account_id: str, invoice_id: str, payment_id: str, time: int) -> None:
        """Whoever sees the account has not said yet whether it came."""
        ids = AccountId(UUID(account_id)), InvoiceId(UUID(invoice_id)), PaymentId(UUID(payment_id))
        await asyncio.to_thread(self._ask_unseen, *ids, time)

    def _ask_unseen(self, account: AccountId, invoice: InvoiceId, payment: PaymentId, time: int) -> None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            lost = losing_sight.still_lost(ledger, invoice, payment, time)
            if lost:
                ask_unseen(self.conversations.teller(turn, ledger), lost, time)

    async def refund(self, account_id: str, invoice_id: str, refund_id: str, step: int = 0, *, last_try: bool) -> None:
        """Has the gateway send money back; what it says of the payment then is what both sides hear. Where it does not
        answer, the money may have gone out: that is asked again before anybody hears that it did not.
        """
        account, invoice = AccountId(UUID(account_id)), InvoiceId(UUID(invoice_id))
        refund, wanted, gateway = await asyncio.to_thread(self._refund, account, invoice, RefundId(UUID(refund_id)))
        if refund.state not in {"asked", "unknown"}:
            return
        event, failure = None, None
        try:
            event = await _sent_back(gateway, wanted)
        except GatewayFailed as said:
            failure = said
        if failure and not _is_no(failure, refund):
            if not last_try:
                raise failure
            await asyncio.to_thread(self._not_known, refund, step)
            return
        reason = (failure.refusal or failure.reason) if failure else ""
        await asyncio.to_thread(self._refunded, refund, event, reason)

    def _not_known(self, refund: Refund, step: int) -> None:
        """Asked once more, later; told once it takes long, and once it is given up."""
        with self.database.turns.begin() as turn:
            ledger, asked = turn.ledger(refund.account_id), Asked(now=turn.received_at, new_id=uuid4)
            again = refunding.ask_again(ledger, asked, refund, step)
            if step == refunding.TOLD_AT or not again:
                tell_refund_unknown(self.conversations.teller(turn, ledger), refund, again=again)

    def _refund(
        self, account: AccountId, invoice: InvoiceId, refund_id: RefundId
    ) -> tuple[Refund, RefundWanted, object]:
        """The refund as it was before the gateway may have heard of it."""
        with self.database.books.open(account) as ledger:
            refund = refunding.begin_refund(ledger, invoice, refund_id)
            file = ledger.project_file(ledger.invoice(invoice).project_id)
            payment = next(one for one in file.payments if one.id == refund.payment_id)
        wanted = RefundWanted(
            reference=str(refund.id), payment=payment.external_id, amount=refund.amount, payee=payment.payee
        )
        return refund, wanted, self.gateways.get(payment.gateway)

    def _refunded(self, refund: Refund, event: GatewayEvent | None, reason: str) -> None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(refund.account_id)
            known = refunding.refund_answered(ledger, refund, reason)
            if event:
                test_mode = self.gateways[event.gateway].capabilities.test_mode
                self.conversations.take_payment(turn, event, test_mode=test_mode)
            if known and reason:
                tell_not_refunded(self.conversations.teller(turn, ledger), known)

    def _request(self, account_id: str, request_id: str) -> PaymentRequest:
        with self.database.books.open(AccountId(UUID(account_id))) as ledger:
            return ledger.payment_request(PaymentRequestId(UUID(request_id)))

    def _in_books(self, account: AccountId, do: Callable[..., T], *args: Any) -> T:
        with self.database.books.open(account) as ledger:
            return do(ledger, *args)

    def _wanted(
        self, account: AccountId, request_id: PaymentRequestId
    ) -> tuple[PaymentGateway | None, PageWanted | None]:
        with self.database.books.open(account) as ledger:
            request = ledger.payment_request(request_id)
            invoice, link = ledger.invoice(request.invoice_id), ledger.link_of(request.invoice_id)
            file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
        gateway = self.gateways.get(request.gateway)
        if request.state not in {"asked", "failed"}:
            return gateway, None
        return gateway, PageWanted(
            reference=str(request.id),
            amount=request.amount,
            description=f"{invoice.number} · {file.project.name}",
            payer_name=file.client.name,
            payer_email=file.client.email,
            payee_name=file.contractor.name,
            payee=request.payee,
            language=invoice.language,
            return_url=return_url(self.base_url, self.links.token(link.id, link.version)),
            keep=request.consent_id is not None,
            means=request.means,
            card_fee=request.way.card_fee,
            card_fee_name=self.conversations.words(invoice.language).text("portal.card_fee_name"),
        )
