"""Slack: is the token good, what was not granted, is the socket open, how many workspaces installed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bots.settings import Settings
from bots.tending.finding import CannotSetUp, Finding

if TYPE_CHECKING:
    from channels.slack.setup import State

OFF = "set SLACK_BOT_TOKEN with SLACK_APP_TOKEN (no public address) or SLACK_SIGNING_SECRET; see docs/channels/slack.md"
MEND = "milepost channels setup slack"
PATH = "/webhooks/slack"


def is_on(settings: Settings) -> bool:
    return bool(settings.slack_bot_token.get_secret_value() or settings.slack_client_id)


async def look(settings: Settings) -> tuple[Finding, ...]:
    token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    from channels.slack import setup
    from channels.slack.api import Api

    state = await setup.state(Api(settings.slack_api_base), token, app_token)
    return tuple(_findings(settings, state))


def _findings(settings: Settings, state: "State") -> Iterator[Finding]:
    if state.problem:
        yield Finding(
            well=False, words=f"Slack: {state.problem}", mend="check SLACK_BOT_TOKEN, or install the app again"
        )
    if state.team:
        yield Finding(well=True, words=f"Slack: installed in {state.team}")
    if state.missing_scopes:
        words = f"Slack: not granted: {', '.join(state.missing_scopes)}"
        yield Finding(well=False, words=words, mend=f"{MEND}, paste the manifest, and install the app again")
    if state.socket is not None:
        words = "Socket Mode answers" if state.socket else f"Socket Mode does not open: {state.socket_problem}"
        yield Finding(well=state.socket, words=f"Slack: {words}", mend="" if state.socket else "check SLACK_APP_TOKEN")
    yield from _posts(settings)


def _posts(settings: Settings) -> Iterator[Finding]:
    """Where it is heard. Slack tells nobody which address it posts to: the manifest says it."""
    secret, many = settings.slack_signing_secret.get_secret_value().strip(), bool(settings.slack_client_id)
    if settings.slack_app_token.get_secret_value() and not many:
        return
    if not secret:
        mend = "set SLACK_SIGNING_SECRET" + ("" if many else ", or SLACK_APP_TOKEN for Socket Mode")
        yield Finding(well=False, words="Slack: what is said there is not heard", mend=mend)
    elif not settings.public_base_url.startswith("https://"):
        words = f"Slack: it posts to https:// addresses alone, and ours is {settings.base_url}"
        yield Finding(well=False, words=words, mend=f"set PUBLIC_BASE_URL to your https:// address, then {MEND}")
    else:
        words = f"Slack: it is heard at {settings.base_url}{PATH}, if its manifest says so"
        yield Finding(well=None, words=words, mend=f"{MEND} shows the manifest")
    if many and not settings.slack_client_secret.get_secret_value():
        yield Finding(well=False, words="Slack: no workspace can install it", mend="set SLACK_CLIENT_SECRET")
    elif many and secret:
        yield Finding(well=None, words=f"Slack: workspaces install it at {settings.base_url}/slack/install")


async def set_up(settings: Settings) -> tuple[str, ...]:
    """The manifest, to be pasted: Slack gives no other way without a token for it. Raises CannotSetUp."""
    from channels.slack import setup

    socket_mode = bool(settings.slack_app_token.get_secret_value()) or not settings.public_base_url
    many = bool(settings.slack_client_id)
    if many and not settings.public_base_url.startswith("https://"):
        raise CannotSetUp("set PUBLIC_BASE_URL to your https:// address, where workspaces install the app")
    made = setup.manifest(settings.base_url, socket_mode=socket_mode, many_workspaces=many)
    how = "Socket Mode: no public address" if socket_mode else f"webhook: {settings.base_url}{PATH}"
    return ("Paste this at https://api.slack.com/apps, Create New App, From a manifest:", made, how)
