"""What goes out: a message handed to its channel, and what is done when it did not get there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from bots.commands import Reply
from bots.conversation import Conversations
from bots.deliveries import Deliveries
from bots.ways import ways_in
from core.ports.messaging import Channel, SendFailed
from core.ports.outbox import Outbound
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """``last_try`` tells the job that there will be no other."""

    database: Database
    channels: Mapping[str, Channel]
    conversations: Conversations
    deliveries: Deliveries

    async def send(self, outbound_id: str, *, last_try: bool) -> None:
        """Hands one message to its channel. ``Delivery.key`` lets a good vendor send a repeat only once."""
        outbound = await asyncio.to_thread(self.database.outbox.claim, UUID(outbound_id))
        if outbound is None:
            return
        channel = self.channels[outbound.channel]
        ways = await ways_in(self.channels, self.deliveries.code_in(outbound))
        resolve = partial(self.deliveries.resolve, last_try=last_try, ways=ways)
        delivery = await asyncio.to_thread(resolve, outbound, channel.capabilities)
        try:
            vendor_id = await channel.send(outbound.address, delivery)
        except SendFailed as failure:
            if not (failure.final or last_try):
                raise
            await asyncio.to_thread(self._not_sent, outbound, failure.reason)
            return
        await asyncio.to_thread(self.database.outbox.sent, outbound.id, vendor_id, datetime.now(UTC))

    def _not_sent(self, outbound: Outbound, reason: str) -> None:
        """The contractor hears when a client could not be reached."""
        self.database.outbox.failed(outbound.id, reason)
        with self.database.turns.begin() as turn:
            people = turn.who(outbound.channel, outbound.address)
            who = next((one for one in people if one.account_id == outbound.account_id and one.client_id), None)
            if who:
                teller = self.conversations.teller(turn, turn.ledger(outbound.account_id))
                told = Reply("told.not_delivered", {"client": who.name}, link_id=outbound.message.link_id)
                teller.members(told, f"undelivered:{outbound.id}")
