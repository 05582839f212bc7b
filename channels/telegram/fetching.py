"""A file that somebody sent: where it is (getFile), then its bytes, bounded. The address holds the token."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import httpx
from telegram.error import BadRequest, Forbidden, TelegramError

from channels import media
from channels.telegram.calling import Api
from core.ports.messaging import FetchFailed

# The words of the Bot API; "temporarily unavailable" is the one that may pass.
_TOO_BIG, _FOR_NOW = "too big", "temporarily unavailable"


async def fetch(api: Api, ref: str, into: Path, limit: int) -> None:
    """``ref`` is a file_id. Telegram's own server hands out 20 MB at most, whatever ``limit`` is."""
    told = await _told(api, ref)
    size, path = told.get("file_size", 0), told.get("file_path")
    if isinstance(size, int) and size > limit:
        raise FetchFailed("media.too_large", final=True)
    if not isinstance(path, str) or not path:
        raise FetchFailed("media.unreachable")
    if path.startswith("/"):
        await asyncio.to_thread(_copy, api, PurePosixPath(path), into, limit)
        return
    try:
        await media.download(api.files, api.file_url(path), into, limit, allowed_hosts=[httpx.URL(api.base).host])
    except FetchFailed as failure:
        raise FetchFailed(failure.code, final=failure.final) from None  # what is under it knows the address


async def _told(api: Api, ref: str) -> Mapping[str, Any]:
    try:
        told = await api.bot.raw("getFile", file_id=ref)
    except (BadRequest, Forbidden) as refused:
        words = str(refused)
        if _TOO_BIG in words:
            raise FetchFailed("media.over_road", final=True) from None
        if _FOR_NOW in words:
            raise FetchFailed("media.unreachable") from None
        raise FetchFailed("media.gone", final=True) from None
    except (TelegramError, KeyError, TypeError):
        raise FetchFailed("media.unreachable") from None
    return told if isinstance(told, Mapping) else {}


def _copy(api: Api, path: PurePosixPath, into: Path, limit: int) -> None:
    """A server of our own (``--local``) names a place on the disk: taken when we share it, and only from this bot's
    folder, whose name is the token; never from Telegram's server.
    """
    if api.is_public or ".." in path.parts or not api.holds_token(path.parts):
        raise FetchFailed("media.unreachable", final=True)
    try:
        if Path(path).stat().st_size > limit:
            raise FetchFailed("media.too_large", final=True)
        shutil.copyfile(path, into, follow_symlinks=False)
    except OSError:
        into.unlink(missing_ok=True)
        raise FetchFailed("media.unreachable") from None
