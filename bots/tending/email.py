"""E-mail: does the mail server take our name and password, and where do answers come in."""

from bots.settings import Settings
from bots.settings_vendors import SHORTEST_SECRET
from bots.tending.finding import CannotSetUp, Finding

OFF = "set SMTP_URL and EMAIL_FROM (docs/channels/email.md)"
MEND = "milepost channels setup email"
PATH = "/webhooks/email"
KEY_MEND = "set EMAIL_INBOUND_SECRET to Mailgun's HTTP webhook signing key"


def is_on(settings: Settings) -> bool:
    return bool(settings.smtp_url.get_secret_value())


async def look(settings: Settings) -> tuple[Finding, ...]:
    return (await _server(settings), _answers(settings))


async def _server(settings: Settings) -> Finding:
    """Connects, logs in and leaves: nothing is sent."""
    from channels.email.addresses import bare
    from channels.email.smtp import PostOffice

    sender = bare(settings.email_from)
    if not sender:
        return Finding(well=False, words="e-mail: there is no address to send from", mend="set EMAIL_FROM")
    try:
        office = PostOffice.at(settings.smtp_url.get_secret_value())
    except ValueError as problem:
        return Finding(well=False, words=f"e-mail: {problem}", mend="set SMTP_URL")
    trouble = await office.look(sender.rpartition("@")[2])
    if trouble:
        return Finding(well=False, words=f"e-mail: {trouble}", mend="check SMTP_URL")
    return Finding(well=True, words=f"e-mail: {office.host} takes letters from {sender}")


def _answers(settings: Settings) -> Finding:
    if not settings.email_inbound_secret.get_secret_value():
        words = "e-mail: what people answer is not heard, and letters do not ask for an answer"
        return Finding(well=None, words=words, mend=f"{KEY_MEND}, then {MEND}")
    if len(settings.email_inbound_secret.get_secret_value().strip()) < SHORTEST_SECRET:
        return Finding(well=False, words="e-mail: the key that answers are signed with is too short", mend=KEY_MEND)
    if not settings.public_base_url.startswith("https://"):
        words = f"e-mail: answers would come in at {settings.base_url}{PATH}, which nobody else reaches"
        return Finding(well=False, words=words, mend=f"set PUBLIC_BASE_URL to your https:// address, then {MEND}")
    if not settings.email_inbound_api_key.get_secret_value():
        words = "e-mail: answers are heard, files that are attached cannot be fetched"
        return Finding(well=None, words=words, mend="set EMAIL_INBOUND_API_KEY")
    return Finding(well=True, words=f"e-mail: answers come in at {settings.base_url}{PATH}, if Mailgun's route says so")


async def set_up(settings: Settings) -> tuple[str, ...]:
    """What to enter at Mailgun, where routes are made by hand. Raises CannotSetUp."""
    from channels.email.addresses import bare

    local, _, domain = bare(settings.email_from).partition("@")
    if not (is_on(settings) and domain):
        raise CannotSetUp(OFF)
    if not settings.email_inbound_secret.get_secret_value():
        raise CannotSetUp(KEY_MEND)
    if not settings.public_base_url.startswith("https://"):
        raise CannotSetUp("set PUBLIC_BASE_URL to your https:// address")
    url = settings.base_url + PATH
    return (
        "At Mailgun, under Receiving, make a route:",
        rf'  filter: match_recipient("{local}(\+.*)?@{domain}")',
        f'  actions: store(notify="{url}") and stop()',
        f"Under Webhooks, add {url} for: delivered, permanent failure, complained, unsubscribed.",
    )
