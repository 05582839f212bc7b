"""A change of bank details comes into force by itself: pages show it from that moment on, and here it is told."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bots.commands import Reply
from bots.conversation import Conversations
from bots.one_by_one import OneByOne
from bots.perform.banking import everybody
from core.domain.ids import BankDetailsId
from core.usecases import banking
from core.usecases.asking import Asked
from storage.bank_changes import Claimed
from storage.database import Database
from storage.turns import Turn

EVERY = "*/5 * * * *"
_MOST_A_RUN = 500


@dataclass(frozen=True, slots=True)
class ComingIntoForce:
    """One that cannot be told now is passed over until the next run."""

    database: Database
    conversations: Conversations

    async def due(self, timestamp: int) -> None:
        """By the database's clock."""
        del timestamp
        await asyncio.to_thread(self.run)

    def run(self, now: datetime | None = None) -> int:
        """How many were looked at."""
        failed: list[BankDetailsId] = []
        changes = OneByOne(
            what="the word of a change of bank details",
            database=self.database,
            claim=lambda turn, at: turn.bank_changes.claim(at, failed),
            say=self._say,
            put_off=lambda _turn, claimed, _until: failed.append(claimed.details_id),
        )
        return changes.run(_MOST_A_RUN, now)

    def _say(self, turn: Turn, claimed: Claimed, at: datetime) -> bool:
        ledger = turn.ledger(claimed.account_id)
        asked = Asked(now=at, new_id=uuid4)
        details = banking.come_into_force(ledger, asked, claimed.contractor_id, claimed.details_id)
        if details:
            business = ledger.contractor(details.contractor_id).name
            told = Reply("told.bank_in_force", {"business": business, "last": details.facts.last})
            teller = self.conversations.teller(turn, ledger)
            everybody(teller, told, f"bank-in-force:{details.id}", details.contractor_id)
        return True
