"""A program of one's own: nothing is said to it, for whatever is asked there could be taken for a message."""

import asyncio
from urllib.parse import urlsplit

from bots.settings import Settings
from bots.settings_vendors import HERE, SHORTEST_SECRET
from bots.tending.finding import CannotSetUp, Finding

OFF = "set SIGNED_WEBHOOK_URL and SIGNED_WEBHOOK_SECRET (docs/channels/signed-webhook.md)"
PATH = "/webhooks/signed"
PATIENCE = 5.0


def is_on(settings: Settings) -> bool:
    return bool(settings.signed_webhook_url)


async def look(settings: Settings) -> tuple[Finding, ...]:
    words = f"signed: posts to {settings.signed_webhook_url}, is posted to at {settings.base_url}{PATH}"
    return (*_secret(settings), await _there(settings.signed_webhook_url), Finding(well=None, words=words))


def _secret(settings: Settings) -> tuple[Finding, ...]:
    if len(settings.signed_webhook_secret.get_secret_value().strip()) >= SHORTEST_SECRET:
        return ()
    mend = f"set SIGNED_WEBHOOK_SECRET to {SHORTEST_SECRET} characters or more"
    return (Finding(well=False, words="signed: there is no secret to sign with", mend=mend),)


async def _there(address: str) -> Finding:
    """Whether anybody listens; the connection is closed again before a word is said."""
    if not address.startswith(("https://", *HERE)):
        return Finding(
            well=False, words="signed: nothing is posted in clear", mend="begin SIGNED_WEBHOOK_URL with https://"
        )
    try:
        url = urlsplit(address)
        port = url.port or (443 if url.scheme == "https" else 80)
        _, line = await asyncio.wait_for(asyncio.open_connection(url.hostname, port), PATIENCE)
        line.close()
    except (OSError, TimeoutError, ValueError):
        return Finding(
            well=False, words="signed: your program cannot be reached", mend="start it, or check SIGNED_WEBHOOK_URL"
        )
    return Finding(well=True, words=f"signed: something listens at {url.hostname}")


async def set_up(settings: Settings) -> tuple[str, ...]:
    """Raises CannotSetUp."""
    if not is_on(settings):
        raise CannotSetUp(OFF)
    return (f"Post what is said to {settings.base_url}{PATH}, signed as docs/channels/signed-webhook.md says.",)
