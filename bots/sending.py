"""What goes out: a message handed to its channel, and what vendors tell of it and of its address."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from bots.conversation import Conversations
from bots.deliveries import Deliveries
from bots.falling_back import Failure, Fallback
from bots.ways import ways_in
from core.ports.messaging import OPTED_OUT, Channel, Delivery, DeliveryReport, Heard, Moved, Reachable, SendFailed
from core.ports.outbox import Outbound
from storage.database import Database
from storage.turns import Turn


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
        if outbound.unwanted:
            await asyncio.to_thread(self._not_sent, outbound.id, Failure(OPTED_OUT, unreachable=True))
            return
        try:
            vendor_id = await self._hand_over(outbound, last_try=last_try)
        except SendFailed as failure:
            if not (failure.final or last_try):
                raise
            failed = Failure(failure.reason, unreachable=failure.unreachable, window_closed=failure.window_closed)
            await asyncio.to_thread(self._not_sent, outbound.id, failed)
            return
        await asyncio.to_thread(self._sent, outbound, vendor_id)

    async def _hand_over(self, outbound: Outbound, *, last_try: bool) -> str:
        channel = self.channels.get(outbound.channel)
        if channel is None:
            raise SendFailed(f"{outbound.channel} is not set up")
        ways = await ways_in(self.channels, self.deliveries.code_in(outbound))
        resolve = partial(self.deliveries.resolve, last_try=last_try, ways=ways)
        delivery: Delivery = await asyncio.to_thread(resolve, outbound, channel.capabilities)
        return await channel.send(outbound.address, delivery)

    def _sent(self, outbound: Outbound, vendor_id: str) -> None:
        """What the vendor told of it before it told its id is heard now."""
        with self.database.turns.begin() as turn:
            if outbound.message.milestone_id and self.channels[outbound.channel].capabilities.threads:
                turn.begin_thread(outbound, vendor_id)
            for report in turn.reports.sent(outbound, vendor_id, datetime.now(UTC)):
                self._reported(turn, report)

    def _not_sent(self, outbound_id: UUID, failure: Failure) -> None:
        with self.database.turns.begin() as turn:
            self._fallback.after(turn, outbound_id, failure)

    # --- what vendors tell ---------------------------------------------------------------------------------------

    def hear(self, turn: Turn, heard: DeliveryReport | Moved | Reachable, key: str, *, quiet: bool) -> None:
        """``key`` is unique to what was heard. ``quiet``: the contractor is told of a failed message already."""
        if isinstance(heard, DeliveryReport):
            self._reported(turn, heard)
        elif isinstance(heard, Moved):
            turn.whereabouts.move(heard.channel, heard.before, heard.after)
        else:
            self._fallback.reachable(turn, heard, key, quiet=quiet)

    def _reported(self, turn: Turn, report: DeliveryReport) -> None:
        outbound_id = turn.reports.about(report, turn.received_at)
        if outbound_id is None:
            return
        if report.status != "failed":
            turn.reports.forward(report)
            return
        failure = Failure(
            report.reason,
            unreachable=report.unreachable,
            window_closed=report.window_closed,
            vendor_id=report.vendor_id,
        )
        self._fallback.after(turn, outbound_id, failure)

    @property
    def _fallback(self) -> Fallback:
        return Fallback(self.conversations)


def is_bounce(heard: tuple[Heard, ...]) -> bool:
    """A message failed, and with it its address."""
    return any(isinstance(one, DeliveryReport) and one.status == "failed" for one in heard)
