"""A part that is to be billed on a day: on that day the contractor hears of it, with the button that bills it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bots.commands import Reply, command, option
from bots.conversation import Conversations
from bots.one_by_one import OneByOne
from core.domain.ids import MilestoneId
from core.usecases.capturing import milestone_of
from storage.database import Database
from storage.due_days import Claimed
from storage.turns import Turn

EVERY = "*/10 * * * *"
_MOST_A_RUN = 500


@dataclass(frozen=True, slots=True)
class DaysThatCome:
    """Each part is told of once a day that was agreed; nothing is billed by itself."""

    database: Database
    conversations: Conversations

    async def due(self, timestamp: int) -> None:
        """By the database's clock."""
        del timestamp
        await asyncio.to_thread(self.run)

    def run(self, now: datetime | None = None) -> int:
        """How many were looked at."""
        passed: list[MilestoneId] = []

        def say(turn: Turn, claimed: Claimed, _at: datetime) -> bool:
            passed.append(claimed.milestone_id)  # one whose people have no address is not looked at again in this run
            self._say(turn, claimed)
            return True

        days = OneByOne(
            what="the word of a day to bill on",
            database=self.database,
            claim=lambda turn, at: turn.due_days.claim(at, passed),
            say=say,
            put_off=lambda _turn, _claimed, _until: None,
        )
        return days.run(_MOST_A_RUN, now)

    def _say(self, turn: Turn, claimed: Claimed) -> None:
        ledger = turn.ledger(claimed.account_id)
        file = ledger.project_file(claimed.project_id)
        part = milestone_of(file, claimed.milestone_id)
        bill = command("draft.show", project=str(file.project.id), milestone=str(part.id))
        details = {"milestone": part.name, "project": file.project.name, "client": file.client.name}
        told = Reply(
            "told.day_to_bill",
            {**details, "day": claimed.day, "amount": part.scheduled_value},
            (option("button.invoice", bill),),
        )
        self.conversations.teller(turn, ledger).members(told, claimed.key, part.contractor_id)
