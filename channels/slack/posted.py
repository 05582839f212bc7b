"""What Slack posts, over HTTP or a socket, in one form: a JSON object. Which inbox items there are in it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from channels.slack import forms
from core.ports.inbox import InboxItem

CHANNEL = "slack"
Posted = Mapping[str, Any]
# They open doors, and nothing reads them from the stored body.
_SECRET = frozenset({"token", "response_url", "response_urls", "bot_access_token"})
_FIELDS = 60
LONGEST_ID = 500
_FOR_ITS_MESSAGE = 4.0  # seconds
# Said by nobody: joins, topics, our own words.
_SAID = frozenset({"", "file_share", "me_message", "thread_broadcast", "message_changed"})


class NotSlack(ValueError):
    """Signed, and not what Slack posts."""


def read(body: bytes, media_type: str) -> Posted:
    """Events are JSON, commands and taps forms (https://docs.slack.dev/interactivity). Raises NotSlack."""
    try:
        text = body.decode()
        if media_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, strict_parsing=True))
            found = json.loads(form["payload"]) if "payload" in form else {"type": "slash_commands", **form}
        else:
            found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotSlack("not readable") from problem
    if not isinstance(found, dict):
        raise NotSlack("no object")
    return found


def items(posted: Posted, now: float) -> tuple[InboxItem, ...]:
    """The inbox items of one request; () when there is nothing to be kept. ``now`` is when it was sent, in seconds.

    A message is one thing whatever its event id is (slackapi/node-slack-sdk#2141), and so is a file, which the message
    that carries it and ``file_shared`` both tell. The message says more (words, the thread), so that the file alone
    waits for it a little, in a line of its own. Raises NotSlack.
    """
    try:
        return _ITEMS.get(str(posted.get("type", "")), _nothing)(posted, now)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as problem:
        raise NotSlack("a field is missing") from problem


def team_of(posted: Posted) -> str:
    """The workspace that installed us: in shared channels the outer team may be another (slackapi/bolt-js#935)."""
    for one in posted.get("authorizations") or ():
        found = one.get("team_id") or one.get("enterprise_id")
        if found:
            return str(found)
    team = posted.get("team") or {}
    if posted.get("context_team_id"):
        return str(posted["context_team_id"])
    return str(posted.get("team_id") or team.get("id") or posted.get("enterprise_id") or posted["enterprise"]["id"])


def file_told(team: str, file: str) -> str:
    """The id of the item that ``file_shared`` is, or that its message claims."""
    return f"file:{team}:{file}"


def _nothing(_posted: Posted, _now: float) -> tuple[InboxItem, ...]:
    return ()


def _event(posted: Posted, now: float) -> tuple[InboxItem, ...]:
    event, team = posted["event"], team_of(posted)
    kind = event["type"]
    if kind == "message":
        return _message(posted, event, team, now)
    if kind == "file_shared":
        alone = file_told(team, event.get("file_id") or event["file"]["id"])
        return (replace(_item(alone, alone, posted, now), wait=_FOR_ITS_MESSAGE),)
    who = event.get("user") or team
    if kind in {"app_home_opened", "member_joined_channel", "app_uninstalled", "tokens_revoked"}:
        return (_item(f"event:{posted['event_id']}", f"{team}/{who}", posted, now),)
    return ()


def _message(posted: Posted, event: Posted, team: str, now: float) -> tuple[InboxItem, ...]:
    kind = event.get("subtype") or ""
    said = event["message"] if kind == "message_changed" else event
    user = said.get("user")
    if kind not in _SAID or not user or said.get("bot_id") or user == "USLACKBOT":
        return ()
    name = f"{team}:{event['channel']}:{said['ts']}"
    line = f"{team}/{user}"
    if kind == "message_changed":
        if said.get("text") == (event.get("previous_message") or {}).get("text"):
            return ()  # a link was unfurled, a reply counted: nobody edited anything
        edited = (said.get("edited") or {}).get("ts") or event["event_ts"]
        return (_item(f"edit:{name}:{edited}", line, posted, now),)
    files = [str(one["id"]) for one in said.get("files") or ()]
    whole = _item(f"msg:{name}", line, posted, now)
    return (whole, *(_claim(file_told(team, file), line, now) for file in files))


def _claim(external_id: str, line: str, now: float) -> InboxItem:
    """The file came with its message: told again as ``file_shared``, it is a repeat."""
    return replace(_item(external_id, line, {"type": "claimed"}, now), claims=True)


def _command(posted: Posted, now: float) -> tuple[InboxItem, ...]:
    said = f"{posted['command']} {posted.get('text', '')}".strip()
    if not posted["command"] or form_wanted(posted):
        return ()
    name = str(posted.get("trigger_id") or f"{now}:{said}")
    return (_item(f"command:{name}", f"{team_of(posted)}/{posted['user_id']}", posted, now),)


def form_wanted(posted: Posted) -> str:
    """Which of our forms a bare command asks for: "new", "edit", or "" for neither."""
    word = str(posted.get("text") or "").strip().casefold()
    return {"new": "new", "nuevo": "new", "nueva": "new", "edit": "edit", "editar": "edit"}.get(word, "")


def _action(posted: Posted, now: float) -> tuple[InboxItem, ...]:
    one = posted["actions"][0]
    if one.get("url") or "value" not in one:
        return ()  # a link was opened in the browser
    name = f"tap:{posted['trigger_id']}" if posted.get("trigger_id") else f"tap:{one['action_ts']}:{one['value']}"
    return (_item(name, f"{team_of(posted)}/{posted['user']['id']}", posted, now),)


def _submitted(posted: Posted, now: float) -> tuple[InboxItem, ...]:
    """A form with a blank or wrong field is shown again under the same id: it was not said yet."""
    view = posted["view"]
    if forms.wrong(view):
        return ()
    return (_item(f"form:{view['id']}", f"{team_of(posted)}/{posted['user']['id']}", posted, now),)


def _item(external_id: str, line: str, posted: Posted, now: float) -> InboxItem:
    if any(len(one) > LONGEST_ID or not one.isprintable() for one in (external_id, line)):
        raise NotSlack("no id of Slack's")
    body = json.dumps({"at": now, "posted": _without_secrets(posted)}).encode()
    return InboxItem(source=CHANNEL, external_id=external_id, line=f"{CHANNEL}:{line}", body=body)


def _without_secrets(posted: Posted) -> Posted:
    return {name: value for name, value in posted.items() if name not in _SECRET}


_ITEMS = {
    "event_callback": _event,
    "slash_commands": _command,
    "block_actions": _action,
    "view_submission": _submitted,
}
