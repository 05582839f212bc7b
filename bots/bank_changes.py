"""A change of bank details comes into force by itself: pages show it from that moment on, and here it is told."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bots.commands import Reply
from bots.conversation import Conversations
from bots.perform.banking import everybody
from core.usecases import banking
from core.usecases.asking import Asked
from storage.database import Database

EVERY = "*/5 * * * *"
_MOST_A_RUN = 500


@dataclass(frozen=True, slots=True)
class ComingIntoForce:
    """Each in a transaction of its own; any number of workers may run at once."""

    database: Database
    conversations: Conversations

    async def due(self, timestamp: int) -> None:
        """By the database's clock."""
        del timestamp
        await asyncio.to_thread(self.run)

    def run(self, now: datetime | None = None) -> int:
        """How many were looked at."""
        looked_at = 0
        while looked_at < _MOST_A_RUN and self._next(now):
            looked_at += 1
        return looked_at

    def _next(self, now: datetime | None) -> bool:
        with self.database.turns.begin() as turn:
            at = now or turn.received_at
            claimed = turn.bank_changes.claim(at)
            if claimed is None:
                return False
            ledger = turn.ledger(claimed.account_id)
            asked = Asked(now=at, new_id=uuid4)
            details = banking.come_into_force(ledger, asked, claimed.contractor_id, claimed.details_id)
            if details:
                business = ledger.contractor(details.contractor_id).name
                told = Reply("told.bank_in_force", {"business": business, "last": details.facts.last})
                teller = self.conversations.teller(turn, ledger)
                everybody(teller, told, f"bank-in-force:{details.id}", details.contractor_id)
        return True
