"""Long polling (getUpdates): no public address is needed. What is asked for next confirms what came before."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from typing import Any, NoReturn

from telegram.error import Conflict, TelegramError

from channels.telegram import reading
from channels.telegram.calling import POLL_SECONDS, Api
from core.ports.inbox import Accept, InboxItem

_log = logging.getLogger(__name__)


class NotListening(Exception):
    """Why polling ended, in words; it is begun again after a pause."""


async def poll(api: Api, accept: Accept) -> NoReturn:
    """Until cancelled, or NotListening. An update is confirmed only once ``accept`` has returned with it kept."""
    try:
        await api.bot.delete_webhook(drop_pending_updates=False)
        offset: int | None = None
        while True:
            offset = await _round(api, accept, offset)
    except Conflict:
        raise NotListening(
            "Telegram says 409 Conflict: another process polls for this bot, or has set a webhook for it. Let one"
            " process have the token, or set TELEGRAM_MODE=webhook"
        ) from None
    except TelegramError as error:
        raise NotListening(api.without_token(f"Telegram: {type(error).__name__}: {error}")) from None
    except (KeyError, TypeError) as error:
        raise NotListening(f"an answer that is none of Telegram's: {type(error).__name__}") from None


async def _round(api: Api, accept: Accept, offset: int | None) -> int | None:
    asked: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(reading.UPDATES)}
    if offset is not None:
        asked["offset"] = offset
    updates = await api.bot.raw("getUpdates", **asked)
    items = [item for update in updates for item in _items(api, update)]
    if items:
        await accept(items)
    await _answer_taps(api, updates)
    numbers = [update["update_id"] for update in updates]
    return max(numbers) + 1 if numbers else offset


def _items(api: Api, update: Mapping[str, Any]) -> tuple[InboxItem, ...]:
    """What cannot be read is told in the log and passed over: asked for again, it would hold up all that follows."""
    try:
        return reading.items(update, api.bot_id, json.dumps(update).encode())
    except reading.UNREADABLE:
        _log.exception("an update that cannot be read: %s", sorted(update))
        return ()


async def _answer_taps(api: Api, updates: list[Mapping[str, Any]]) -> None:
    """Best effort: the tap is kept already, only its button still waits."""
    taps = [tap for update in updates if (tap := reading.tapped(update))]
    await asyncio.gather(*(_answer_tap(api, tap) for tap in taps))


async def _answer_tap(api: Api, tap: str) -> None:
    with contextlib.suppress(TelegramError, KeyError, TypeError):
        await api.bot.answer_callback_query(tap)
