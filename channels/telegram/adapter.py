"""Telegram as every vendor is: an adapter that verifies, translates, sends, fetches and, when asked to, listens."""

import asyncio
import contextlib
import hmac
import json
import re
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from telegram import InputFile, LinkPreviewOptions, Message
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from channels.telegram import fetching, polling, reading, saying
from channels.telegram.calling import PUBLIC, Api, seconds_of
from channels.telegram.pace import Later, Pace
from channels.telegram.setup import deep_link
from core.ports.inbox import Accept, Answer, InboxItem, Unsigned
from core.ports.messaging import Capabilities, Delivery, FileOut, Heard, SendFailed, WayIn

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
SHORTEST_SECRET = 16
MEGABYTE = 1_000_000
LARGEST_FROM_PUBLIC = 20 * MEGABYTE
LARGEST_FROM_OWN = 2000 * MEGABYTE
_CHAT = re.compile(r"-?[1-9][0-9]{0,18}")
_NO_PICTURE = re.compile(r"PHOTO_|IMAGE_", re.IGNORECASE)
_REMEMBERED = 2_000
_ASKING_SECONDS, _ASK_AGAIN_SECONDS = 3.0, 60.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # Telegram's servers would open the client's link to draw one


@dataclass(slots=True)
class _Sent:
    """What is known to have gone of one delivery: the ids of its parts, and whether that was all."""

    ids: list[str] = field(default_factory=list)
    whole: bool = False


class Telegram:
    """Channel, Webhook and Listener "telegram". An address is a chat's id: a person's, or (negative) a group's.

    ``secret`` is what Telegram's requests must carry; without one every request is refused. ``api_base`` is the Bot
    API server. The Bot API has no idempotency key: within one process a delivery's key is remembered and goes once,
    part by part; after a crash between Telegram's yes and our note of it, it goes again.
    """

    name = reading.CHANNEL
    source = reading.CHANNEL

    def __init__(
        self, token: str, secret: str = "", api_base: str = PUBLIC, *, pace: Pace | None = None, patience: float = 20.0
    ) -> None:
        self.api = Api(token, api_base, patience=patience)
        self._secret = secret.encode()
        self._pace = pace or Pace()
        self._sent: OrderedDict[tuple[str, str], _Sent] = OrderedDict()
        self._moved: dict[str, str] = {}
        self._me = reading.Me(id=self.api.bot_id)
        self._ask_again = 0.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            buttons=True,
            max_text=saying.LONGEST_TEXT,
            max_buttons=100,
            files_in=True,
            max_file_in=LARGEST_FROM_PUBLIC if self.api.is_public else LARGEST_FROM_OWN,
            max_file_out=saying.LARGEST_FILE,
            typing=True,
            read_reports=False,
            proves_sender=True,
            writes_first=False,
        )

    # --- what comes in -------------------------------------------------------------------------------------------

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:  # noqa: ARG002 - Telegram signs nothing: its secret comes along
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if len(self._secret) < SHORTEST_SECRET or not hmac.compare_digest(given, self._secret):
            raise Unsigned("not the secret")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Unsigned("not JSON")
        try:
            return reading.items(json.loads(body), self.api.bot_id, body)
        except reading.UNREADABLE as error:
            raise Unsigned("the secret holds, but Telegram sends nothing like this") from error

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return reading.heard(json.loads(body), self._me)

    async def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG002 - the body says it all
        """A tap is answered in the reply to the webhook itself, which costs no call: the button stops waiting."""
        tap = reading.tapped(json.loads(body))
        if tap is None:
            return Answer()
        call = {"method": "answerCallbackQuery", "callback_query_id": tap}
        return Answer(body=json.dumps(call).encode(), media_type="application/json")

    async def listen(self, accept: Accept) -> None:
        await polling.poll(self.api, accept)

    # --- what goes out -------------------------------------------------------------------------------------------

    async def send(self, address: str, delivery: Delivery) -> str:
        """The id is "chat:message" of the last part, which has the buttons."""
        if not _CHAT.fullmatch(address):
            raise SendFailed("no such chat", unreachable=True)
        if any(len(file.content) > saying.LARGEST_FILE for file in delivery.files):
            raise SendFailed("a file is larger than Telegram takes", final=True)
        sent = self._known(address, delivery.key)
        if not sent.whole:
            await self._send_rest(address, delivery, sent)
        return sent.ids[-1]

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        await fetching.fetch(self.api, ref, into, limit)

    async def way_in(self, code: str) -> WayIn | None:
        """A deep link; the bot's own name is asked once."""
        await self._ask_name()
        return WayIn(url=deep_link(self._me.username, code)) if self._me.username else None

    async def know_itself(self) -> None:
        """Its own name: in a group, words to another bot are none for this one."""
        if not self._me.username and time.monotonic() >= self._ask_again:
            self._ask_again = time.monotonic() + _ASK_AGAIN_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ASKING_SECONDS):
                    await self._ask_name()

    async def _ask_name(self) -> None:
        with contextlib.suppress(TelegramError):
            if not self._me.username:
                self._me = reading.Me(id=self.api.bot_id, username=(await self.api.bot.get_me()).username or "")

    async def typing(self, address: str) -> None:
        with contextlib.suppress(Exception):
            await self.api.bot.send_chat_action(int(address), "typing")

    async def close(self) -> None:
        """The connections of the running loop."""
        await self.api.close()

    def _known(self, address: str, key: str) -> _Sent:
        sent = self._sent.setdefault((address, key), _Sent())
        self._sent.move_to_end((address, key))
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        return sent

    async def _send_rest(self, address: str, delivery: Delivery, sent: _Sent) -> None:
        parts = saying.parts(delivery)
        try:
            try:
                await self._send_parts(address, parts, sent)
            except BadRequest as refused:
                if not (delivery.url and "url" in str(refused).lower()):
                    raise
                # An address that Telegram takes for no button stands in the text.
                await self._send_parts(address, saying.parts(delivery, button_for_link=False), sent)
        except Later as later:
            raise SendFailed(str(later), retry_after=later.seconds) from None
        except TelegramError as error:
            raise self.api.failure(error) from None
        except (KeyError, TypeError, AttributeError) as error:  # what the SDK raises on an answer of another shape
            raise SendFailed(f"an answer that is none of Telegram's: {type(error).__name__}") from None
        sent.whole = True

    async def _send_parts(self, address: str, parts: Sequence[saying.Part], sent: _Sent) -> None:
        for part in parts[len(sent.ids) :]:
            message = await self._say(address, part)
            sent.ids.append(f"{message.chat.id}:{message.message_id}")

    async def _say(self, address: str, part: saying.Part) -> Message:
        """A group that became a supergroup is written to under its new id; its own notice says so to the house."""
        chat = self._moved.get(address, address)
        try:
            return await self._call(chat, part)
        except ChatMigrated as moved:
            self._moved[address] = str(moved.new_chat_id)
            return await self._call(self._moved[address], part)

    async def _call(self, chat: str, part: saying.Part) -> Message:
        await self._pace.turn(chat)
        try:
            return await self._file(chat, part, part.file) if part.file else await self._text(chat, part)
        except RetryAfter as flood:
            self._pace.pause(chat, seconds_of(flood))
            raise

    async def _text(self, chat: str, part: saying.Part) -> Message:
        return await self.api.bot.send_message(
            chat, part.text, reply_markup=part.keyboard, link_preview_options=_NO_PREVIEW
        )

    async def _file(self, chat: str, part: saying.Part, file: FileOut) -> Message:
        """A picture that Telegram cannot show (too long, too narrow) goes as a file."""
        caption = part.text or None
        content = InputFile(file.content, file.file_name)
        if part.is_photo:
            try:
                return await self.api.bot.send_photo(chat, content, caption, reply_markup=part.keyboard)
            except BadRequest as refused:
                if not _NO_PICTURE.search(str(refused)):
                    raise
        return await self.api.bot.send_document(chat, content, caption, reply_markup=part.keyboard)
