"""The weekly digest: what came in, what is owed, what is next to bill; nothing where there is nothing to say."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bots.commands import NOTHING, Reply, reply
from bots.conversation import Conversations
from bots.one_by_one import OneByOne
from bots.perform.owed import next_lines, sum_lines
from bots.picturing import PICTURE, pictured
from bots.telling import Teller
from core.domain.digest import Digest, is_too_late, week_of
from core.ports.messaging import Enclosure
from core.usecases.aging_views import Aging
from storage.database import Database
from storage.turns import Turn

EVERY = "*/5 * * * *"
_MOST_A_RUN = 2000


@dataclass(frozen=True, slots=True)
class Digesting:
    """Of whoever is to get one, by their own week."""

    database: Database
    conversations: Conversations

    async def due(self, timestamp: int) -> None:
        """By the database's clock."""
        del timestamp
        await asyncio.to_thread(self.run)

    def run(self, now: datetime | None = None) -> int:
        """Returns how many were said."""
        with self.database.turns.begin() as turn:
            now = now or turn.received_at
            turn.digests.begin_new(now)
        digests = OneByOne(
            what="a digest",
            database=self.database,
            claim=lambda turn, at: turn.digests.claim(at),
            say=self._say,
            put_off=lambda turn, digest, until: turn.digests.keep(replace(digest, next_at=until)),
        )
        return digests.run(_MOST_A_RUN, now)

    def _say(self, turn: Turn, digest: Digest, now: datetime) -> bool:
        """Whether there was something to say, and somewhere to say it."""
        due = digest.next_at or now
        aging = self.database.reads.aging(digest.account_id, digest.member_id, now)
        if aging is None or aging.is_empty or is_too_late(due, now):
            return False
        teller = self.conversations.teller(turn, turn.ledger(digest.account_id))
        addresses = teller.ways_to_member(digest.member_id)
        if not addresses:
            return False
        key = f"digest:{digest.member_id}:{week_of(due, digest.zone)}"
        teller.at(addresses[0], _with_picture(aging, weekly(aging), teller), aging.language, key)
        return True


def _with_picture(aging: Aging, told: Reply, teller: Teller) -> Reply:
    """Drawn when the message leaves, where the road carries pictures."""
    words = teller.words(aging.language)
    if pictured(aging, words) is None:
        return told
    file = Enclosure(
        source=f"{PICTURE}:{aging.member_id}", file_name=f"{words.text('digest.file')}.png", media_type="image/png"
    )
    return replace(told, enclosures=(file,))


def weekly(aging: Aging) -> Reply:
    """Short, with the page of all of it below."""
    came = tuple(reply("digest.came", amount=one) for one in aging.last_week if one)
    details = {
        "firm": aging.firm,
        "came": came or reply("digest.nothing_came"),
        "sums": sum_lines(aging) or reply("digest.nobody_owes"),
        "next": next_lines(aging) or NOTHING,
    }
    return Reply("digest.weekly", details, owed=str(aging.member_id))
