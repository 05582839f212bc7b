"""What the webhook missed while we were down: Twilio does not repeat a post that failed, it only keeps the message.

Every few minutes the inbound messages of our numbers are listed and handed over in the webhook's own form; those that
came by the webhook have the same id, and have no effect.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from channels.twilio import contents
from channels.twilio.account import PREFIX, SERVICE, Account, road_of
from channels.twilio.events import item
from core.ports.inbox import Accept, InboxItem

# How long we may have been down; what came by the webhook meanwhile has no effect. A number that was in use before it
# was ours has words of strangers in its list, to somebody else: nothing is older than our own first word on that road.
FIRST_LOOK = timedelta(days=7)
OVERLAP = timedelta(minutes=15)
# The webhook knows more (which button was tapped), so it has the first word.
_YOUNGEST = timedelta(minutes=1)
_BUTTONS_LIVE = timedelta(days=2)
_PAUSE = 180.0
log = logging.getLogger(__name__)
_MOST = 1000


class Missed:
    """Listener "twilio". ``pause`` in seconds between two looks. ``began``: when something was first heard or sent on a
    channel, None: never; it blocks.
    """

    def __init__(
        self,
        account: Account,
        sms: str,
        whatsapp: str,
        began: Callable[[str], datetime | None],
        *,
        pause: float = _PAUSE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = account
        self._sms = [one.strip() for one in sms.split(",") if one.strip()]
        self._whatsapp = PREFIX + whatsapp.removeprefix(PREFIX) if whatsapp else ""
        self._began = began
        self._pause = pause
        self._now = now
        self._started: datetime | None = None

    async def listen(self, accept: Accept) -> None:
        since = self._now() - FIRST_LOOK
        client = self._account.client()
        floors = await asyncio.to_thread(self._floors)
        while True:
            looked = self._now()
            after = {road: max(since, floor) for road, floor in floors.items()}
            items = await asyncio.to_thread(self._look, client, after, looked - _YOUNGEST)
            if items:
                await accept(items)
            since = looked - OVERLAP
            await asyncio.sleep(self._pause)

    def _floors(self) -> dict[str, datetime]:
        """How far back each road goes. One on which nothing was ever said begins now, and not anew when this is
        started again after a fault.
        """
        self._started = self._started or self._now()
        return {road: self._began(road) or self._started for road in ("sms", "whatsapp")}

    def _look(self, client: Client, after: Mapping[str, datetime], until: datetime) -> list[InboxItem]:
        """What was said from ``after``, by road, to ``until``, the oldest first."""
        if self._whatsapp:
            self._sweep(client, until - _BUTTONS_LIVE)
        found = [
            (message.date_sent, self._item(client, message))
            for number in self._numbers(client)
            for since in [after[road_of(number)]]
            for message in client.messages.list(to=number, date_sent_after=since, limit=_MOST)
            if message.direction == "inbound" and message.date_sent and since <= message.date_sent <= until
        ]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    @staticmethod
    def _sweep(client: Client, before: datetime) -> None:
        """Old buttons that cannot be cleared away keep no message waiting."""
        try:
            contents.sweep(client, before)
        except (TwilioException, OSError) as problem:
            log.warning("old contents stay at Twilio: %s", type(problem).__name__)

    def _numbers(self, client: Client) -> Iterator[str]:
        for sender in self._sms:
            if SERVICE.fullmatch(sender):
                numbers = client.messaging.v1.services(sender).phone_numbers.list(limit=_MOST)
                yield from (str(one.phone_number) for one in numbers)
            else:
                yield sender
        if self._whatsapp:
            yield self._whatsapp

    def _item(self, client: Client, message: MessageInstance) -> InboxItem:
        form = {
            "MessageSid": str(message.sid),
            "SmsSid": str(message.sid),
            "AccountSid": self._account.sid,
            "From": str(message.from_),
            "To": str(message.to),
            "Body": str(message.body or ""),
            "NumMedia": str(message.num_media or "0"),
            "SmsStatus": "received",
            **self._media(client, message),
        }
        return item(form, urlencode(form).encode(), message.date_sent)

    def _media(self, client: Client, message: MessageInstance) -> dict[str, str]:
        if str(message.num_media or "0") == "0":
            return {}
        fields: dict[str, str] = {}
        for place, one in enumerate(client.messages(message.sid).media.list(limit=10)):
            path = f"/2010-04-01/Accounts/{self._account.sid}/Messages/{message.sid}/Media/{one.sid}"
            fields |= {f"MediaUrl{place}": self._account.api_base + path, f"MediaContentType{place}": one.content_type}
        return fields
