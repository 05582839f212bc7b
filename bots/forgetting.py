"""The job that asks gateways to remove the records of a client who was erased here."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.domain.ids import AccountId, ClientId
from core.domain.payment import PaymentRequest
from core.ports.forgetting import Forgetting
from core.ports.payments import PageAsked, PaymentGateway
from core.usecases import forgetting
from storage.database import Database


class StillUnderWay(Exception):
    """What could not be removed in two months; the job is parked with these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingPayers:
    """What was removed before is no error, so all of it is asked for each time."""

    database: Database
    gateways: Mapping[str, PaymentGateway]

    async def run(self, account_id: str, client_id: str, step: int = 0) -> None:
        """Raises StillUnderWay."""
        account, client = AccountId(UUID(account_id)), ClientId(UUID(client_id))
        waits = False
        for request in await asyncio.to_thread(self._pages, account, client):
            gateway: object = self.gateways.get(request.gateway)
            if isinstance(gateway, Forgetting):
                page = PageAsked(reference=str(request.id), external_id=request.external_id, payee=request.payee)
                waits |= not await gateway.forget_payer(page)
        if waits and not await asyncio.to_thread(self._again, account, client, step):
            raise StillUnderWay("remove the payer at the gateway by hand")

    def _pages(self, account: AccountId, client: ClientId) -> tuple[PaymentRequest, ...]:
        with self.database.books.open(account) as ledger:
            return forgetting.pages_of(ledger, client)

    def _again(self, account: AccountId, client: ClientId, step: int) -> bool:
        with self.database.books.open(account) as ledger:
            return forgetting.forget_later(ledger, client, step)
