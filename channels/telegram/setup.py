"""What the owner sets up once, and what can be asked about it: webhook, commands, the bot's own name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from telegram import BotCommand, MenuButtonCommands, WebhookInfo
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from channels.telegram import reading
from channels.telegram.calling import Api, keep_quiet_about

CONNECTIONS = 40
# Plain words that the dialogue understands, in the form that Telegram wants: a-z, 0-9 and _.
Commands = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What Telegram says of the bot. ``webhook`` is "" while there is none; ``reads_groups``: privacy mode is off."""

    username: str
    webhook: str
    pending: int
    last_error: str
    reads_groups: bool
    joins_groups: bool


class SetupFailed(Exception):
    """Telegram's no, in its words."""


async def set_up(api: Api, commands: Mapping[str, Commands], *, url: str = "", secret: str = "") -> list[str]:
    """One line for each thing done. ``url`` is the webhook's whole address, "" for long polling; ``commands`` by
    language, English first: it is what other languages see. Raises SetupFailed.
    """
    keep_quiet_about(secret)
    try:
        return [line async for line in _steps(api, commands, url, secret)]
    except TelegramError as error:
        raise SetupFailed(api.without_token(f"{type(error).__name__}: {error}")) from None
    finally:
        await api.close()


async def state(api: Api) -> State:
    """Raises SetupFailed."""
    try:
        me, webhook = await api.bot.get_me(), await api.bot.get_webhook_info()
    except TelegramError as error:
        raise SetupFailed(api.without_token(f"{type(error).__name__}: {error}")) from None
    finally:
        await api.close()
    return State(
        username=me.username or "",
        webhook=webhook.url,
        pending=webhook.pending_update_count,
        last_error=_last_error(webhook),
        reads_groups=bool(me.can_read_all_group_messages),
        joins_groups=bool(me.can_join_groups),
    )


def deep_link(username: str, payload: str, *, group: bool = False) -> str:
    """Opens a chat with the bot and says ``payload`` (at most 64 of A-Z a-z 0-9 _ -; ValueError for others)."""
    return create_deep_linked_url(username, payload, group=group)


async def _steps(api: Api, commands: Mapping[str, Commands], url: str, secret: str) -> AsyncIterator[str]:
    me = await api.bot.get_me()
    yield f"the bot is @{me.username}"
    if url:
        await api.bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=list(reading.UPDATES),  # left out, it would stay what it was
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
        yield f"webhook set: {url}, with the secret; what waits is kept"
    else:
        await api.bot.delete_webhook(drop_pending_updates=False)
        yield "no webhook: updates are polled; what waits is kept"
    for place, (language, listed) in enumerate(commands.items()):
        known = [BotCommand(name, description) for name, description in listed]
        if place == 0:
            await api.bot.set_my_commands(known)
        await api.bot.set_my_commands(known, language_code=language)
        yield f"commands in {language}: {', '.join(f'/{name}' for name, _ in listed)}"
    await api.bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    yield "the menu button shows the commands"
    if not me.can_read_all_group_messages:
        yield "privacy mode is on: in groups only commands, replies and mentions are heard (BotFather: /setprivacy)"


def _last_error(webhook: WebhookInfo) -> str:
    if not webhook.last_error_message:
        return ""
    when = f"{webhook.last_error_date:%Y-%m-%d %H:%M} UTC: " if webhook.last_error_date else ""
    return when + webhook.last_error_message
