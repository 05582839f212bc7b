"""A program of one's own: nobody is asked, for whatever is asked there could be taken for a message."""

from bots.settings import Settings
from bots.tending.finding import CannotSetUp, Finding

OFF = "set SIGNED_WEBHOOK_URL and SIGNED_WEBHOOK_SECRET (docs/channels/signed-webhook.md)"


def is_on(settings: Settings) -> bool:
    return bool(settings.signed_webhook_url)


async def look(settings: Settings) -> tuple[Finding, ...]:
    words = f"signed: posts to {settings.signed_webhook_url}, is posted to at {settings.base_url}/webhooks/signed"
    return (Finding(well=None, words=words),)


async def set_up(settings: Settings) -> tuple[str, ...]:
    """Raises CannotSetUp."""
    if not is_on(settings):
        raise CannotSetUp(OFF)
    return (
        f"Post what is said to {settings.base_url}/webhooks/signed, signed as docs/channels/signed-webhook.md says.",
    )
