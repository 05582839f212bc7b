"""What Slack must be told about the app, and what it says about us."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack.api import Api, CallFailed

SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "users:read",
)
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "file_shared",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
)


def manifest(base_url: str, *, socket_mode: bool, many_workspaces: bool) -> str:
    """The app's manifest as JSON, to be pasted at "Create an app > From a manifest".

    https://docs.slack.dev/reference/app-manifest. ``base_url`` has no slash at the end.
    """
    url = {} if socket_mode else {"request_url": f"{base_url}/webhooks/slack"}
    command: dict[str, Any] = {
        "command": "/milestone",
        "description": "Jobs, milestones and invoices",
        "usage_hint": "help | new | edit | list | invoice | owe | switch JOB | link JOB or CODE | unlink",
        "should_escape": True,
        **({} if socket_mode else {"url": url["request_url"]}),
    }
    redirect = {"redirect_urls": [f"{base_url}/slack/oauth_redirect"]} if many_workspaces else {}
    made = {
        "display_information": {"name": "Milepost", "description": "Get paid by milestone, from your chat"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "milepost", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {**redirect, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
    return json.dumps(made, indent=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What Slack says. Problems are its codes, "" when all is well; ``socket`` None: not used."""

    team: str = ""
    problem: str = ""
    missing_scopes: tuple[str, ...] = ()
    socket: bool | None = None
    socket_problem: str = ""


async def state(api: Api, token: str, app_token: str = "") -> State:
    """For ``milepost doctor``; either token may be "". Never raises for what Slack says."""
    socket_problem = await _socket(api, app_token)
    found = await _granted(api, token) if token else {}
    return State(socket=not socket_problem if app_token else None, socket_problem=socket_problem, **found)


async def _granted(api: Api, token: str) -> dict[str, Any]:
    """Granted scopes come in a header (https://docs.slack.dev/reference/scopes)."""
    try:
        said, headers = await api.with_headers("auth.test", token)
    except CallFailed as failure:
        return {"problem": failure.code}
    return {"team": str(said.get("team") or said.get("team_id") or ""), "missing_scopes": missing(headers)}


def missing(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The scopes that were not granted; none when Slack did not say."""
    given = headers.get("x-oauth-scopes")
    if given is None:
        return ()
    granted = {one.strip() for one in given.split(",")}
    return tuple(one for one in SCOPES if one not in granted)


async def _socket(api: Api, app_token: str) -> str:
    if not app_token:
        return ""
    try:
        await api.call("apps.connections.open", app_token)
    except CallFailed as failure:
        return failure.code
    return ""
