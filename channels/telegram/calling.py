"""Calls to the Bot API through the SDK: one client an event loop, errors in the house's words, the token never told."""

import asyncio
import datetime as dt
import logging
from typing import Any
from weakref import WeakKeyDictionary

import httpx
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from core.ports.messaging import SendFailed

PUBLIC = "https://api.telegram.org"
POLL_SECONDS = 25
_NOBODY = "chat not found"
# These write whole addresses, or what a proxy answered with the address in it.
# As many jobs as one worker may do at once (WORKER_CONCURRENCY), and the taps beside them.
MOST_AT_ONCE = 80
TALKATIVE = ("httpx", "telegram.Bot", "telegram.request.BaseRequest", "telegram.request.HTTPXRequest")


class _Hiding(logging.Filter):
    """Takes every token that was ever used here out of what the libraries log."""

    tokens: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.tokens = set()

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = hide(said, *self.tokens)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


_HIDING = _Hiding()


def keep_quiet_about(secret: str) -> None:
    """From now on the libraries' logs show something else in its place, at every level."""
    _HIDING.tokens.add(secret)
    for name in TALKATIVE:
        logging.getLogger(name).addFilter(_HIDING)  # a second time changes nothing


def hide(text: str, *tokens: str) -> str:
    for token in filter(None, tokens):
        text = text.replace(token, "<token>")
    return text


class _Bot(Bot):
    """The SDK's, with Telegram's own answers where they are kept, or where its reading of them gets in the way."""

    async def raw(self, method: str, **data: Any) -> Any:
        return await self._post(method, data)

    async def hang_up(self) -> None:
        """Without ``initialize``, which would ask getMe first, there is nothing else to shut down."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


class Api:
    """The Bot API of one bot. ``base`` is the server's address; ``patience`` seconds are waited for an answer."""

    def __init__(self, token: str, base: str = PUBLIC, *, patience: float = 20.0) -> None:
        self.base = base.rstrip("/")
        self.bot_id = token.partition(":")[0]
        self._token = token
        self.patience = patience
        self._bots: WeakKeyDictionary[asyncio.AbstractEventLoop, _Bot] = WeakKeyDictionary()
        self._files: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()
        keep_quiet_about(token)

    @property
    def is_public(self) -> bool:
        return self.base == PUBLIC

    @property
    def bot(self) -> _Bot:
        """The running loop's own: connections belong to the loop that opened them."""
        loop = asyncio.get_running_loop()
        if loop not in self._bots:
            self._bots[loop] = _Bot(
                self._token,
                base_url=lambda token: f"{self.base}/bot{token}",
                base_file_url=lambda token: f"{self.base}/file/bot{token}",
                request=self._request(self.patience),
                get_updates_request=self._request(POLL_SECONDS + self.patience),
            )
        return self._bots[loop]

    @property
    def files(self) -> httpx.AsyncClient:
        """For downloads, which the SDK would take whole into memory."""
        loop = asyncio.get_running_loop()
        if loop not in self._files:
            self._files[loop] = httpx.AsyncClient(timeout=httpx.Timeout(self.patience, connect=5.0))
        return self._files[loop]

    async def close(self) -> None:
        """Of the running loop only."""
        loop = asyncio.get_running_loop()
        bot, files = self._bots.pop(loop, None), self._files.pop(loop, None)
        if bot:
            await bot.hang_up()
        if files:
            await files.aclose()

    def file_url(self, path: str) -> str:
        """Holds the token: for the download alone, never for a log, an error or a row."""
        return f"{self.base}/file/bot{self._token}/{path}"

    def holds_token(self, path_parts: tuple[str, ...]) -> bool:
        """A server of our own keeps a bot's files in a folder of the token's name."""
        return self._token in path_parts

    def without_token(self, text: str) -> str:
        return hide(text, self._token)

    def failure(self, error: Exception) -> SendFailed:
        """What the vendor's no means. A timeout does not say that nothing was sent, yet it is tried again: a message
        that comes twice is better than an invoice that never comes.
        """
        reason = self.without_token(f"{type(error).__name__}: {error}")
        if isinstance(error, RetryAfter):
            return SendFailed(reason, retry_after=seconds_of(error))
        if isinstance(error, Conflict | InvalidToken | TimedOut):
            return SendFailed(reason)  # the owner's to mend, or the network's
        gone = isinstance(error, Forbidden) or _NOBODY in str(error).lower()
        too_large = "too large" in str(error).lower()  # 413, which the SDK gives no name of its own
        return SendFailed(reason, final=too_large or isinstance(error, BadRequest), unreachable=gone)

    def _request(self, patience: float) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=MOST_AT_ONCE,
            read_timeout=patience,
            write_timeout=patience,
            connect_timeout=min(patience, 5.0),
            pool_timeout=patience,
            media_write_timeout=max(patience, 60.0),
        )


def seconds_of(error: RetryAfter) -> float:
    """The SDK gives a number today and a span of time in its next version."""
    value = error.retry_after
    return value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
