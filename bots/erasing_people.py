"""The job that erases a client or an account, as an owner asked in chat; the same work as ``milepost erase``."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from bots.commands import Reply
from bots.conversation import Conversations
from bots.perform.erasing import LOOKED_AFTER
from core.domain.ids import AccountId, MemberId
from core.ports.blobs import BlobStore
from core.ports.outbox import Job
from storage.database import Database

REASON = "asked for in chat"
MOST_LOOKS = 30  # a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingPeople:
    """Done again after a crash it finds less to do, and finishes what was left."""

    database: Database
    blobs: BlobStore
    conversations: Conversations

    async def run(
        self, account_id: str, client_id: str, member_id: str, channel: str, address: str, key: str, step: int = 0
    ) -> None:
        """All of it goes as soon as the last word has left, which would be erased, too. ``step``: looks for that."""
        if not client_id and step < MOST_LOOKS:
            args = {"account_id": account_id, "client_id": "", "member_id": member_id}
            at: dict[str, str | int] = {"channel": channel, "address": address, "key": key, "step": step + 1}
            if await asyncio.to_thread(self._waits, UUID(account_id), key, {**args, **at}):
                return
        await asyncio.to_thread(self._run, account_id, client_id, member_id, (channel, address), key)

    def _waits(self, account_id: UUID, key: str, again: dict[str, str | int]) -> bool:
        """Whether what that turn said is still on its way; then it is looked at again."""
        waits = self.database.outbox.is_on_its_way(account_id, f"{key}:")
        if waits:
            with self.database.books.open(AccountId(account_id)) as ledger:
                ledger.enqueue(Job(name="erase_person", args=again, queue="media", delay=LOOKED_AFTER))
        return waits

    def _run(self, account_id: str, client_id: str, member_id: str, here: tuple[str, str], key: str) -> None:
        client = UUID(client_id) if client_id else None
        done = self.database.erasing.erase(self.blobs, UUID(account_id), client, REASON)
        if client is None:
            return  # nobody is left to be told
        files = dict(done.goes)["stored files"]
        told = Reply("erase.done", {"n": sum(n for _, n in done.goes) - files, "files": str(files)})
        with self.database.turns.begin() as turn:
            teller = self.conversations.teller(turn, turn.ledger(AccountId(UUID(account_id))))
            member = teller.ledger.member(MemberId(UUID(member_id)))
            ways = teller.ways_to_member(member.id)
            there = [one for one in ways if (one.channel, one.value) == here] or list(ways)
            for address in there[:1]:
                teller.at(address, told, member.language, f"{key}:erased")
