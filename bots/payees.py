"""Sets up contractors' own accounts at gateways: asked for on a page, heard of in events."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from bots.conversation import Conversations
from bots.perform.payees import tell
from bots.perform.unseen import tell_lost
from core.domain.ids import AccountId, MemberId
from core.domain.payee import Payee
from core.ports.payees import Connecting, PayeeNews, PayeeWanted
from core.ports.payments import GatewayEvent, GatewayFailed, PaymentGateway
from core.usecases import losing_sight, payees
from core.usecases.asking import Asked
from storage.database import Database
from storage.turns import Turn


@dataclass(frozen=True, slots=True)
class Payees:
    """Of the one gateway at which contractors have their own. What blocks runs in a thread."""

    database: Database
    gateways: Mapping[str, PaymentGateway]
    conversations: Conversations

    async def stands(self, account: AccountId, member: MemberId) -> Payee | None:
        """As the gateway says now; None while there is no account, and where there is no such gateway."""
        found = await asyncio.to_thread(self._known, account, member)
        gateway = self._gateway
        if found[1] is None or gateway is None:
            return found[1]
        try:
            news = await gateway.payee_news(found[1].external_id)
        except GatewayFailed:
            return found[1]
        return await asyncio.to_thread(self._note, account, member, news)

    async def begin(self, account: AccountId, member: MemberId, here: str) -> str:
        """The gateway's page where its owner goes on. Raises GatewayFailed."""
        gateway = self._gateway
        if gateway is None:
            raise GatewayFailed("no gateway has accounts of its own", final=True)
        wanted, payee = await asyncio.to_thread(self._known, account, member)
        if payee is None:
            payee = await asyncio.to_thread(self._note, account, member, await gateway.make_payee(wanted))
        return await gateway.payee_page(payee.external_id, f"{here}?back=1", f"{here}?again=1")

    @property
    def _gateway(self) -> Connecting | None:
        found: object = self.gateways.get(self._name)
        return found if isinstance(found, Connecting) else None

    @property
    def _name(self) -> str:
        return next((name for name, one in self.gateways.items() if one.capabilities.own_payees), "")

    def _known(self, account: AccountId, member: MemberId) -> tuple[PayeeWanted, Payee | None]:
        with self.database.books.open(account) as ledger:
            contractor = ledger.contractor(ledger.member(member).contractor_id)
            payee = payees.payee_of(ledger, contractor.id, self._name)
            mine = [one for one in ledger.payees() if (one.contractor_id, one.gateway) == (contractor.id, self._name)]
        wanted = PayeeWanted(
            reference=f"{contractor.id}-{len(mine)}",  # the gateway would give the one that is off again
            name=contractor.name,
            email=contractor.email,
            country=contractor.jurisdiction[:2],
        )
        return wanted, payee

    def _note(self, account: AccountId, member: MemberId, news: PayeeNews) -> Payee:
        with self.database.turns.begin() as turn:
            ledger, asked = turn.ledger(account), Asked(now=turn.received_at, new_id=uuid4)
            heard = payees.note_payee(ledger, asked, ledger.member(member).contractor_id, self._name, news)
            tell(
                self.conversations.teller(turn, ledger), heard, f"payee:{heard.payee.id}:{turn.received_at.timestamp()}"
            )
        return heard.payee


async def news_of(gateway: PaymentGateway, body: bytes) -> PayeeNews | None:
    """What an event says of such an account."""
    return await gateway.read_payee(body) if isinstance(gateway, Connecting) else None


def take_news(
    conversations: Conversations, turn: Turn, gateway: PaymentGateway, news: GatewayEvent | PayeeNews, key: str
) -> None:
    """Of a payment, or of an account; one that nobody here has is passed over."""
    if isinstance(news, GatewayEvent):
        conversations.take_payment(turn, news, test_mode=gateway.capabilities.test_mode)
        return
    account = turn.account_of_payee(gateway.name, news.external_id)
    if account is not None:
        ledger = turn.ledger(account)
        heard, teller = payees.hear_payee(ledger, gateway.name, news), conversations.teller(turn, ledger)
        tell(teller, heard, key)
        if heard and heard.payee.state == "off":
            for lost in losing_sight.lose_payee(ledger, heard.payee):
                tell_lost(teller, lost)
