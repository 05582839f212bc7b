"""Telegram: is the token good, is the webhook ours or none, and what groups can be heard."""

from typing import TYPE_CHECKING

from bots.settings import Settings
from bots.tending.finding import CannotSetUp, Finding
from bots.wording import wording

if TYPE_CHECKING:
    from channels.telegram.calling import Api
    from channels.telegram.setup import State

OFF = "set TELEGRAM_BOT_TOKEN to what @BotFather gave you"
MEND = "milepost channels setup telegram"
PATH = "/webhooks/telegram"
# The words behind the menu: each is understood when it is typed, too.
MENU = ("status", "invoice", "owed", "undo", "help")
SHORTEST_SECRET = 16
LACKS = "set TELEGRAM_WEBHOOK_SECRET to 16 characters or more (A-Z a-z 0-9 _ -)"


def is_on(settings: Settings) -> bool:
    return bool(settings.telegram_bot_token.get_secret_value())


async def look(settings: Settings) -> tuple[Finding, ...]:
    from channels.telegram import setup

    try:
        state = await setup.state(_api(settings))
    except setup.SetupFailed as failure:
        return (
            Finding(well=False, words=f"Telegram: {failure}", mend="check TELEGRAM_BOT_TOKEN and TELEGRAM_API_BASE"),
        )
    return (
        Finding(well=True, words=f"Telegram: @{state.username} answers"),
        _webhook(settings, state),
        *_secret(settings),
        *_troubles(state),
        _groups(state),
    )


def _webhook(settings: Settings, state: "State") -> Finding:
    wanted = _wanted(settings)
    if state.webhook == wanted:
        how = f"its webhook is {wanted}" if wanted else "messages are polled, no public address is needed"
        return Finding(well=True, words=f"Telegram: {how}; {state.pending} waiting")
    said = (
        f"its webhook is {state.webhook or 'not set'}, and should be {wanted or 'none, for TELEGRAM_MODE is polling'}"
    )
    return Finding(well=False, words=f"Telegram: {said}", mend=MEND)


def _secret(settings: Settings) -> tuple[Finding, ...]:
    """Without one nobody could tell Telegram from anybody else, so that nothing is let in."""
    if (
        settings.telegram_mode == "polling"
        or len(settings.telegram_webhook_secret.get_secret_value()) >= SHORTEST_SECRET
    ):
        return ()
    words = "Telegram: what it posts is turned away, for there is no secret to know it by"
    return (Finding(well=False, words=words, mend=f"{LACKS}, then {MEND}"),)


def _troubles(state: "State") -> tuple[Finding, ...]:
    if not state.last_error:
        return ()
    return (Finding(well=None, words=f"Telegram could not deliver the last time: {state.last_error}"),)


def _groups(state: "State") -> Finding:
    if state.reads_groups:
        return Finding(well=True, words="Telegram: in groups everything is heard")
    words = "Telegram: in groups only commands, replies and mentions are heard (privacy mode)"
    return Finding(well=None, words=words, mend="@BotFather, /setprivacy, to hear photos in groups")


async def set_up(settings: Settings) -> tuple[str, ...]:
    """The webhook or none, and the menu of commands. Raises CannotSetUp."""
    from channels.telegram import setup

    secret = settings.telegram_webhook_secret.get_secret_value()
    if not is_on(settings):
        raise CannotSetUp(OFF)
    if settings.telegram_mode == "webhook" and len(secret) < SHORTEST_SECRET:
        raise CannotSetUp(LACKS)
    if settings.telegram_mode == "webhook" and not settings.public_base_url.startswith("https://"):
        raise CannotSetUp("set PUBLIC_BASE_URL to your https:// address, or TELEGRAM_MODE to polling")
    commands = {
        language: [(name, wording(language).text(f"command.{name}")) for name in MENU] for language in ("en", "es")
    }
    try:
        return tuple(await setup.set_up(_api(settings), commands, url=_wanted(settings), secret=secret))
    except setup.SetupFailed as failure:
        raise CannotSetUp(f"Telegram said no: {failure}") from None


def _wanted(settings: Settings) -> str:
    return settings.base_url + PATH if settings.telegram_mode == "webhook" else ""


def _api(settings: Settings) -> "Api":
    from channels.telegram.calling import Api

    return Api(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_base)
