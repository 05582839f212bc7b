"""Charges of saved ways to pay: asked of the gateway once they may be, asked again until their end is known."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from bots.conversation import Conversations
from bots.perform.autopay import tell_not_charged
from core.domain.autopay import SavedMethod
from core.domain.ids import AccountId, PaymentRequestId, SavedMethodId
from core.ports.payments import ChargeMade, ChargeWanted, Charging, GatewayFailed, PaymentGateway
from core.usecases import autopay, following
from core.usecases.asking import Asked
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMethods:
    """What blocks runs in a thread."""

    database: Database
    gateways: Mapping[str, PaymentGateway]
    conversations: Conversations

    async def charge(self, account_id: str, request_id: str, step: int, *, last_try: bool) -> None:
        """The reference is the request's id, so a repeat charges nothing twice. What the gateway says of the payment is
        taken as any of its events.
        """
        account, request_key = AccountId(UUID(account_id)), PaymentRequestId(UUID(request_id))
        begun = await asyncio.to_thread(self._begin, account, request_key)
        if begun is None:
            return
        gateway: object = self.gateways.get(begun.request.gateway)
        if not isinstance(gateway, Charging):  # it was one when it was offered
            await asyncio.to_thread(self._refused, account, request_key)
            return
        try:
            made = await gateway.charge(_wanted(begun))
        except GatewayFailed as failure:
            if failure.final and not begun.again:  # after a call that nobody answered, no refusal tells of that one
                await asyncio.to_thread(self._refused, account, request_key)
            elif not last_try:
                raise
            else:  # nobody knows whether it was made
                await asyncio.to_thread(self._ask_again, begun, step)
            return
        await asyncio.to_thread(self._made, begun, made)

    def _begin(self, account: AccountId, request_id: PaymentRequestId) -> autopay.Charge | None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            begun = autopay.begin(ledger, Asked(now=turn.received_at, new_id=uuid4), request_id)
            if begun and begun.request.state == "closed":
                tell_not_charged(self.conversations.teller(turn, ledger), begun)
                return None
        return begun

    def _refused(self, account: AccountId, request_id: PaymentRequestId) -> None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            refused = autopay.charge_refused(ledger, request_id)
            if refused:
                tell_not_charged(self.conversations.teller(turn, ledger), refused)

    def _ask_again(self, begun: autopay.Charge, step: int) -> None:
        with self.database.books.open(begun.request.account_id) as ledger:
            following.follow(ledger, begun.request, step)

    def _made(self, begun: autopay.Charge, made: ChargeMade) -> None:
        test_mode = self.gateways[begun.request.gateway].capabilities.test_mode
        with self.database.turns.begin() as turn:
            autopay.charge_made(turn.ledger(begun.request.account_id), begun.request.id, made.external_id)
            if made.event:
                self.conversations.take_payment(turn, made.event, test_mode=test_mode)

    async def let_go(self, account_id: str, method_id: str) -> None:
        """At the gateway, and then here: what it was called there is kept no longer."""
        account, method_key = AccountId(UUID(account_id)), SavedMethodId(UUID(method_id))
        method = await asyncio.to_thread(self._method, account, method_key)
        gateway: object = self.gateways.get(method.gateway)
        if method.external_id and isinstance(gateway, Charging):
            await gateway.let_go(method.customer, method.external_id, method.payee)
        await asyncio.to_thread(self._let_go, account, method_key)

    def _method(self, account: AccountId, method_id: SavedMethodId) -> SavedMethod:
        with self.database.books.open(account) as ledger:
            return autopay.saved_method(ledger, method_id)

    def _let_go(self, account: AccountId, method_id: SavedMethodId) -> None:
        with self.database.books.open(account) as ledger:
            autopay.let_go(ledger, method_id)


def _wanted(begun: autopay.Charge) -> ChargeWanted:
    return ChargeWanted(
        reference=str(begun.request.id),
        amount=begun.request.amount,
        description=f"{begun.invoice.number} · {begun.file.project.name}",
        customer=begun.method.customer,
        method=begun.method.external_id,
        payee=begun.request.payee,
    )
