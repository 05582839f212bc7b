"""The stored body of one inbox item in the house's words. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.slack import addresses, forms, mrkdwn
from channels.slack.posted import CHANNEL, Posted, items, team_of
from core.ports.messaging import Attachment, AttachmentKind, Heard, Inbound, Reachable

_HERE = ("channel", "group", "mpim")


def heard(body: bytes) -> tuple[Heard, ...]:
    """What was said, by whom and where; () for what nobody said."""
    kept = json.loads(body)
    posted, at = kept["posted"], datetime.fromtimestamp(kept["at"], UTC)
    translate = _HEARD.get(posted["type"])
    return translate(posted, at) if translate else ()


def _event(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    translate = _EVENTS.get(posted["event"]["type"])
    return translate(posted, at) if translate else ()


def _message(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    event, team = posted["event"], team_of(posted)
    changed = event.get("subtype") == "message_changed"
    said = event["message"] if changed else event
    before = f"msg:{team}:{event['channel']}:{said['ts']}"
    return (
        Inbound(
            channel=CHANNEL,
            external_id=items(posted, 0)[0].external_id,
            sender=addresses.person(team, said["user"]),
            text=mrkdwn.plain(said.get("text") or ""),
            attachments=tuple(_attachment(team, file) for file in said.get("files") or ()),
            sent_at=at if changed else _moment(said["ts"], at),
            place=_place(team, event, said),
            edits=before if changed else None,
            outsider=_is_outsider(team, posted, said),
            context={"mention": "1"} if any(f"<@{bot}" in (said.get("text") or "") for bot in _ours(posted)) else {},
        ),
    )


def _ours(posted: Posted) -> set[str]:
    """The app's own member of the workspace, as the authorization names it."""
    return {one["user_id"] for one in posted.get("authorizations") or () if one.get("is_bot") and one.get("user_id")}


def _place(team: str, event: Posted, said: Posted) -> str:
    """Empty in a conversation of two. A first message names itself as its thread; that is no thread yet."""
    channel = event["channel"]
    if event.get("channel_type") == "im" or (channel.startswith("D") and event.get("channel_type") not in _HERE):
        return ""
    thread = said.get("thread_ts") or ""
    return addresses.place(team, channel, thread if thread != said["ts"] else "")


def _is_outsider(team: str, posted: Posted, said: Posted) -> bool:
    """Somebody of another workspace in a shared channel. In a channel shared with others, who does not say is one."""
    event = posted["event"]
    theirs = said.get("user_team") or event.get("user_team") or said.get("team") or event.get("team")
    if theirs is None:
        return bool(posted.get("is_ext_shared_channel"))
    grid = {one.get("enterprise_id") for one in posted.get("authorizations") or ()} - {None}
    return theirs != team and theirs not in grid


def _attachment(team: str, file: Mapping[str, Any]) -> Attachment:
    media_type = str(file.get("mimetype") or "")
    return Attachment(
        kind=_kind(media_type, str(file.get("subtype") or "")),
        ref=f"{team}/{file['id']}",
        file_name=str(file.get("name") or ""),
        media_type=media_type,
        size=int(file.get("size") or 0),
    )


def _kind(media_type: str, subtype: str) -> AttachmentKind:
    if subtype == "slack_audio" or media_type.startswith("audio/"):
        return "voice"
    if media_type.startswith("image/"):
        return "photo"
    if media_type.startswith("video/"):
        return "video"
    return "document" if media_type else "other"


def _file_shared(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    """Ids only (https://docs.slack.dev/reference/events/file_shared); what it is, ``fetch`` finds out."""
    event, team = posted["event"], team_of(posted)
    file = event.get("file_id") or event["file"]["id"]
    channel = event.get("channel_id") or ""
    return (
        Inbound(
            channel=CHANNEL,
            external_id=f"file:{team}:{file}",
            sender=addresses.person(team, event.get("user_id") or event["user"]),
            attachments=(_attachment(team, {"id": file}),),
            sent_at=_moment(event.get("event_ts") or "", at),
            place="" if channel[:1] in {"", "D"} else addresses.place(team, channel),
            outsider=_is_outsider(team, posted, event),
        ),
    )


def _home(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    event, team = posted["event"], team_of(posted)
    if event.get("tab") not in {None, "home"}:
        return ()
    return (
        _quiet(posted, team, event["user"], at, {"home": f"{addresses.person(team, event['user'])}/{addresses.HOME}"}),
    )


def _joined(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    """Only when it is we who joined: then we are spoken to, without a word."""
    event, team = posted["event"], team_of(posted)
    inviter = event.get("inviter")
    if event.get("user") not in _ours(posted) or not inviter:
        return ()
    where = addresses.place(team, event["channel"])
    return (_quiet(posted, team, inviter, at, {"mention": "1"}, where),)


def _quiet(posted: Posted, team: str, user: str, at: datetime, context: Mapping[str, str], place: str = "") -> Inbound:
    """Somebody did something without a word."""
    return Inbound(
        channel=CHANNEL,
        external_id=f"event:{posted['event_id']}",
        sender=addresses.person(team, user),
        sent_at=at,
        place=place,
        context=context,
    )


def _gone(posted: Posted, _at: datetime) -> tuple[Heard, ...]:
    """The workspace took the app away, or its bot's token."""
    event = posted["event"]
    if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return ()
    return (Reachable(channel=CHANNEL, address=team_of(posted), reachable=False, reason=event["type"]),)


def _command(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    """What follows /milestone, as words that the dialogue knows."""
    team, text = team_of(posted), mrkdwn.plain(str(posted.get("text") or "")).strip()
    first, _, rest = text.partition(" ")
    code = rest.strip() if first.casefold() in {"link", "vincular"} else ""
    text = "status" if text.casefold() == "list" else text
    return (
        Inbound(
            channel=CHANNEL,
            external_id=f"command:{posted.get('trigger_id') or ''}",
            sender=addresses.person(team, posted["user_id"]),
            sender_name=str(posted.get("user_name") or ""),
            text="" if code else _worded(text),
            sent_at=at,
            place=_place_of(team, str(posted.get("channel_id") or "")),
            invitation=code,
            context={"mention": "1"},
        ),
    )


def _worded(text: str) -> str:
    first, _, rest = text.partition(" ")
    if first.casefold() == "new" and not rest.casefold().startswith("job"):
        return f"new job {rest}".strip()
    if first.casefold() in {"nuevo", "nueva"} and not rest.casefold().startswith(("trabajo", "obra")):
        return f"nuevo trabajo {rest}".strip()
    return text or "help"


def _place_of(team: str, channel: str) -> str:
    return "" if channel[:1] in {"", "D"} else addresses.place(team, channel)


def _tap(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    team, user, one = team_of(posted), posted["user"], posted["actions"][0]
    where = posted.get("container") or {}
    channel = where.get("channel_id") or (posted.get("channel") or {}).get("id") or ""
    thread = where.get("thread_ts") or ""
    return (
        Inbound(
            channel=CHANNEL,
            external_id=items(posted, 0)[0].external_id,
            sender=addresses.person(team, user["id"]),
            sender_name=str(user.get("name") or user.get("username") or ""),
            tap=str(one["value"]),
            sent_at=_moment(str(one.get("action_ts") or ""), at),
            place="" if channel[:1] in {"", "D"} else addresses.place(team, channel, thread),
            outsider=(user.get("team_id") or team) != team,
        ),
    )


def _form(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    team, user, view = team_of(posted), posted["user"], posted["view"]
    text = forms.sentence(view)
    if not text:
        return ()
    return (
        Inbound(
            channel=CHANNEL,
            external_id=f"form:{view['id']}",
            sender=addresses.person(team, user["id"]),
            sender_name=str(user.get("name") or user.get("username") or ""),
            text=text,
            sent_at=at,
            outsider=(user.get("team_id") or team) != team,
        ),
    )


def _moment(ts: str, otherwise: datetime) -> datetime:
    """Slack's ts begins with the second since 1970."""
    whole, _, part = ts.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 11):
        return otherwise
    micro = int(part[:6].ljust(6, "0")) if part.isascii() and part.isdecimal() else 0
    return datetime.fromtimestamp(int(whole), UTC).replace(microsecond=micro)


_Translate = Callable[[Posted, datetime], tuple[Heard, ...]]
_EVENTS: Mapping[str, _Translate] = {
    "message": _message,
    "file_shared": _file_shared,
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "app_uninstalled": _gone,
    "tokens_revoked": _gone,
}
_HEARD: Mapping[str, _Translate] = {
    "event_callback": _event,
    "slash_commands": _command,
    "block_actions": _tap,
    "view_submission": _form,
}
