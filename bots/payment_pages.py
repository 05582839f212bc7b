"""A gateway makes the page that a client pays on: asked for by a tap, and told to the books."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from channels.portal.pages import return_url
from core.domain.ids import AccountId, PaymentRequestId
from core.domain.links import Links
from core.ports.payments import GatewayFailed, PageWanted, PaymentGateway
from core.usecases import collecting
from storage.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPages:
    """What blocks runs in a thread."""

    database: Database
    gateways: Mapping[str, PaymentGateway]
    links: Links
    base_url: str

    async def open(self, account_id: str, request_id: str, *, last_try: bool) -> None:
        """Has the gateway make its page; the reference is the request's id, so a repeat gives the same page."""
        account, request_key = AccountId(UUID(account_id)), PaymentRequestId(UUID(request_id))
        gateway, wanted = await asyncio.to_thread(self._wanted, account, request_key)
        if wanted is None:
            return
        try:
            made = await gateway.make_page(wanted)
        except GatewayFailed as failure:
            if not (failure.final or last_try):
                raise
            await asyncio.to_thread(self._in_books, account, collecting.payment_page_failed, request_key)
            return
        await asyncio.to_thread(self._in_books, account, collecting.payment_page_made, request_key, made)

    def _in_books(self, account: AccountId, do: Callable[..., T], *args: Any) -> T:
        with self.database.books.open(account) as ledger:
            return do(ledger, *args)

    def _wanted(self, account: AccountId, request_id: PaymentRequestId) -> tuple[PaymentGateway, PageWanted | None]:
        with self.database.books.open(account) as ledger:
            request = ledger.payment_request(request_id)
            invoice, link = ledger.invoice(request.invoice_id), ledger.link_of(request.invoice_id)
            file = ledger.project_file(invoice.project_id)
        gateway = self.gateways[request.gateway]
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
        )
