"""Files that people shared: asked for by id, downloaded with the workspace's token from Slack's own hosts only."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from channels.media import download
from core.ports.messaging import FetchFailed

log = logging.getLogger(__name__)
# Links to elsewhere, deleted files, and those beyond a free plan's limit: there are no bytes.
_NO_BYTES = frozenset({"external", "tombstone", "hidden_by_limit"})
_PAGE = (b"<!doctype html", b"<html", b"<head")
_PATIENCE = httpx.Timeout(30.0, connect=10.0)


def address_of(file: Mapping[str, Any], limit: int) -> str:
    """Where its bytes are. Raises FetchFailed."""
    mode = str(file.get("mode") or "")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if mode in _NO_BYTES or file.get("is_external") or not url:
        raise FetchFailed("media.gone", final=True)
    if int(file.get("size") or 0) > limit:
        raise FetchFailed("media.too_large", final=True)
    return url


async def fetch(url: str, token: str, api_base: str, into: Path, limit: int) -> None:
    """Raises FetchFailed. A token without files:read gets a log-in page with status 200 (slackapi/bolt-js#2585)."""
    hosts = _hosts(url, api_base)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=_PATIENCE, trust_env=False) as client:
        await download(client, url, into, limit, allowed_hosts=hosts)
    if await asyncio.to_thread(_is_page, into):
        into.unlink(missing_ok=True)  # noqa: ASYNC240 - one name in a folder
        log.error("Slack gave a log-in page instead of a file: the app lacks files:read; install it again")
        raise FetchFailed("media.unreachable", final=True)


def _hosts(url: str, api_base: str) -> set[str]:
    """Slack's, or that of the API where it is set to be elsewhere; no other ever sees the token."""
    host, ours = (urlsplit(url).hostname or "").lower(), (urlsplit(api_base).hostname or "").lower()
    found = {"files.slack.com", "slack-files.com", ours}
    return found | {host} if host.endswith(".slack.com") else found


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        begins = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begins.startswith(_PAGE)
