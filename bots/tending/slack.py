"""Slack: is the token good, what was not granted, is the socket open, how many workspaces installed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bots.settings import Settings
from bots.tending.finding import CannotSetUp, Finding

if TYPE_CHECKING:
    from channels.slack.setup import State

OFF = "set SLACK_BOT_TOKEN with SLACK_APP_TOKEN (no public address) or SLACK_SIGNING_SECRET; see docs/channels/slack.md"
MEND = "milepost channels setup slack"
PATH = "/webhooks/slack"
MOST_ASKED = 20  # workspaces whose token Slack is asked about


def is_on(settings: Settings) -> bool:
    return bool(settings.slack_bot_token.get_secret_value() or settings.slack_client_id)


async def look(settings: Settings) -> tuple[Finding, ...]:
    token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    from channels.slack import setup
    from channels.slack.api import Api

    api = Api(settings.slack_api_base)
    state = await setup.state(api, token, app_token)
    found = tuple(_findings(settings, state))
    if not settings.slack_client_id:
        return found
    tokens = _installed(settings)
    asked = [(team, await setup.state(api, one)) for team, one in tokens.items() if one][:MOST_ASKED]
    return (*found, *_workspaces(settings, tokens, asked))


def _installed(settings: Settings) -> Mapping[str, str]:
    """Each workspace's token; "" where today's SECRET_KEY does not open it."""
    from bots.bootstrap import database_url, derived
    from storage.credentials import SealedCredentials
    from storage.database import Database

    with ExitStack() as stack:
        database = Database(database_url(settings, stack), pool_size=2)
        stack.callback(database.close)
        sealed = SealedCredentials(database.engine, derived(settings, "credentials"))
        return {team: (sealed.get("slack", team) or {}).get("token", "") for team in sealed.keys("slack")}


def _workspaces(
    settings: Settings, tokens: Mapping[str, str], asked: Sequence[tuple[str, "State"]]
) -> Iterator[Finding]:
    count = "1 workspace has" if len(tokens) == 1 else f"{len(tokens) or 'no'} workspaces have"
    mend = "" if tokens else f"open {settings.base_url}/slack/install"
    yield Finding(well=True if tokens else None, words=f"Slack: {count} installed it", mend=mend)
    if closed := [team for team, token in tokens.items() if not token]:
        words = f"Slack: the tokens of {', '.join(closed)} do not open with today's SECRET_KEY"
        yield Finding(well=False, words=words, mend="set the SECRET_KEY of then, or have them install it again")
    for team, state in asked:
        name = f"{state.team} ({team})" if state.team else team
        if state.problem:
            yield Finding(well=False, words=f"Slack: {name}: {state.problem}", mend="have it installed there again")
        if state.missing_scopes:
            words = f"Slack: {name} did not grant: {', '.join(state.missing_scopes)}"
            yield Finding(
                well=False, words=words, mend=f"{MEND}, paste the manifest, and have it installed there again"
            )


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
