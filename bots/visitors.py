"""A client's turn, in one transaction: what they write in chat, and what they press on their page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from bots import client
from bots.commands import Command, Reply
from bots.hiring import newest_invoice
from bots.intents import Hints, NewJob, understand
from bots.known import Session
from bots.perform.clients import Counter, perform_client, spoken
from bots.perform.desk import Replies
from bots.telling import Teller, Words, render
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId
from core.ports.ledger import Ledger
from core.ports.messaging import Inbound
from core.usecases.asking import Asked
from core.usecases.views import Reads, Who
from storage.turns import Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Takes in what clients say and press. ``teller`` makes what speaks from inside a turn."""

    reads: Reads
    words: Words
    teller: Callable[[Turn, Ledger], Teller]
    gateways: tuple[str, ...]

    @staticmethod
    def starts_own_job(turn: Turn, inbound: Inbound, who: Who) -> bool:
        """A client may be a contractor, too: a new job says so, a whole one where there is an invoice to talk about."""
        meant = understand(inbound.text, Hints(language=who.language)).intent
        if not isinstance(meant, NewJob):
            return False
        return bool(meant.client_name and meant.total) or newest_invoice(turn.ledger(who.account_id), who) is None

    def says(self, turn: Turn, inbound: Inbound, who: Who, key: str) -> None:
        """What a client typed in chat."""
        ledger = turn.ledger(who.account_id)
        found = newest_invoice(ledger, who)
        known = client.ClientKnown(invoice=str(found) if found else None, contractor=ledger.account().name)
        meant = understand(inbound.text, Hints(language=who.language))
        who = spoken(ledger, who, meant.language)
        steps = client.turn(inbound.text, meant.intent, len(inbound.attachments), known)
        replies: Replies = []
        for step in steps:
            if isinstance(step, Reply):
                replies.append(step)
            elif found:
                replies.extend(perform_client(self._counter(turn, ledger, found), step))
        session = Session.from_json(turn.session(inbound.channel, inbound.where))
        teller, wording = self.teller(turn, ledger), self.words(who.language)
        for place, one in enumerate(replies):
            teller.here(inbound.channel, inbound.where, render(one, wording), f"{key}:{place}", session)
        turn.save_session(inbound.channel, inbound.where, session.as_json(), account_id=who.account_id)

    def presses(self, turn: Turn, inbound: Inbound) -> None:
        """What was done on the client's page."""
        account_id = turn.account_of_link(uuid_said(inbound.context.get("link", "")))
        page = self.reads.invoice_page(uuid_said(inbound.context.get("link", "")))
        if account_id is None or page is None or page.revoked:
            log.warning("a page action for a link that is not there")
            return
        counter = self._counter(turn, turn.ledger(account_id), page.invoice_id)
        for step in client.page_turn(inbound.context, inbound.text):
            if isinstance(step, Command):
                try:
                    perform_client(counter, step)
                except Refusal as refusal:
                    log.info("refused on the client's page: %s", refusal.code)

    def _counter(self, turn: Turn, ledger: Ledger, invoice_id: InvoiceId) -> Counter:
        return Counter(
            ledger=ledger,
            asked=Asked(now=turn.received_at, new_id=uuid4),
            teller=self.teller(turn, ledger),
            invoice_id=invoice_id,
            gateway=self.gateways[0] if self.gateways else "",
        )


def uuid_said(said: str) -> UUID:
    """What is no id names nothing."""
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)
