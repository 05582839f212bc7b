"""The stored body of one inbox item in the house's words. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from channels.slack import addresses, forms, mrkdwn
from channels.slack.posted import CHANNEL, Posted, file_told, items, team_of
from core.domain.invitation import code_said
from core.ports.messaging import REPLIES_TO, Attachment, AttachmentKind, Heard, Inbound, Reachable

_HERE = ("channel", "group", "mpim")
# A letter or two more or less than ``core.domain.invitation.Codes`` writes, with a figure and a letter.
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^\W_]{4,6}[-‐‑‒–—−]?[^\W_]{4,6}")
_FIGURE_WORD = re.compile(r"(?=\S*\d)\S+")
_LINK = {"link": "link this channel to {}", "vincular": "vincula este canal a {}"}
_SWITCH = {"switch": "switch to {}", "cambiar": "cambiar a {}"}
_ALONE = {
    "list": "status",
    "lista": "estado",
    "owe": "who owes me",
    "deben": "quien me debe",
    "switch": "status",
    "cambiar": "estado",
    "link": "help",
    "vincular": "help",
    "unlink": "unlink this channel",
    "desvincular": "desvincula este canal",
}


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
            context=_context(team, posted, said),
        ),
    )


def _context(team: str, posted: Posted, said: Posted) -> dict[str, str]:
    """That we are named, and which message this answers: the one above its thread."""
    named = any(f"<@{bot}" in (said.get("text") or "") for bot in _ours(posted))
    above = said.get("thread_ts") or said["ts"]
    answers = addresses.place(team, posted["event"]["channel"], above) if above != said["ts"] else ""
    return ({"mention": "1"} if named else {}) | ({REPLIES_TO: answers} if answers else {})


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
        told_as=file_told(team, str(file["id"])),
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
    """Ids only (https://docs.slack.dev/reference/events/file_shared); what it is, ``fetch`` finds out. In a channel
    that is shared with others it does not say whose it is: there its message alone counts.
    """
    event, team = posted["event"], team_of(posted)
    if posted.get("is_ext_shared_channel") and not event.get("user_team"):
        return ()
    file = event.get("file_id") or event["file"]["id"]
    channel = event.get("channel_id") or ""
    return (
        Inbound(
            channel=CHANNEL,
            external_id=file_told(team, file),
            sender=addresses.person(team, event.get("user_id") or event["user"]),
            attachments=(replace(_attachment(team, {"id": file}), told_as=""),),
            sent_at=_moment(event.get("event_ts") or "", at),
            place="" if channel[:1] in {"", "D"} else addresses.place(team, channel),
            outsider=_is_outsider(team, posted, event),
        ),
    )


def _home(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    event, team = posted["event"], team_of(posted)
    if event.get("tab") not in {None, "home"}:
        return ()
    return (_quiet(posted, team, event["user"], at, {"home": _home_of(team, event["user"])}),)


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
    team, place = team_of(posted), _place_of(team_of(posted), str(posted.get("channel_id") or ""))
    text = " ".join(mrkdwn.plain(str(posted.get("text") or "")).split())
    first, _, rest = text.partition(" ")
    code = rest if first.casefold() in _LINK and _is_code(rest, place) else ""
    return (
        Inbound(
            channel=CHANNEL,
            external_id=f"command:{posted.get('trigger_id') or ''}",
            sender=addresses.person(team, posted["user_id"]),
            sender_name=str(posted.get("user_name") or ""),
            text="" if code else _worded(text, place),
            sent_at=at,
            place=place,
            invitation=code,
            outsider=is_outsider(posted),
            context={"mention": "1", "help": "slack.help"},
        ),
    )


def opener(posted: Posted) -> tuple[str, str]:
    """Who typed the command that opens a form, and the channel where; "" in private."""
    team = team_of(posted)
    return addresses.person(team, posted["user_id"]), _place_of(team, str(posted.get("channel_id") or ""))


def is_outsider(posted: Posted) -> bool:
    """Whoever types, taps or fills a form in a shared channel and is of another workspace than the one with the app."""
    user = posted.get("user") or {}
    theirs = (
        posted.get("user_team") or user.get("team_id") or posted.get("team_id") or (posted.get("team") or {}).get("id")
    )
    grid = posted.get("enterprise_id") or (posted.get("enterprise") or {}).get("id")
    return theirs is not None and theirs not in {team_of(posted), grid}


def _is_code(text: str, place: str) -> bool:
    """What could be a code mistyped is told so; in a channel all else names a job, in private a word with a figure
    is still a code.
    """
    return bool(_CODE.fullmatch(text) or code_said(text) or (not place and _FIGURE_WORD.fullmatch(text)))


def _worded(text: str, place: str) -> str:
    """A subcommand, in the dialogue's own words."""
    first, _, rest = text.partition(" ")
    known = first.casefold()
    if not rest and known in _ALONE:
        return _ALONE[known]
    if known in _LINK and rest and place:
        return _LINK[known].format(rest)
    if known in _SWITCH and rest:
        said = _SWITCH[known].format(rest)
        return text if text.casefold().startswith(said[: -len(rest)]) else said
    if known == "new" and not rest.casefold().startswith("job"):
        return f"new job {rest}".strip()
    if known in {"nuevo", "nueva"} and not rest.casefold().startswith(("trabajo", "obra")):
        return f"nuevo trabajo {rest}".strip()
    return text or "help"


def _place_of(team: str, channel: str) -> str:
    return "" if channel[:1] in {"", "D"} else addresses.place(team, channel)


def _tap(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    team, user, one = team_of(posted), posted["user"], posted["actions"][0]
    where = posted.get("container") or {}
    channel = where.get("channel_id") or (posted.get("channel") or {}).get("id") or ""
    thread = where.get("thread_ts") or ""
    thread = thread if thread != where.get("message_ts") else ""  # the message above a thread is not in it
    return (
        Inbound(
            channel=CHANNEL,
            external_id=items(posted, 0)[0].external_id,
            sender=addresses.person(team, user["id"]),
            sender_name=str(user.get("name") or user.get("username") or ""),
            tap=str(one["value"]),
            sent_at=_moment(str(one.get("action_ts") or ""), at),
            place="" if channel[:1] in {"", "D"} else addresses.place(team, channel, thread),
            outsider=is_outsider(posted),
            context={"home": _home_of(team, user["id"])} if _is_on_home(posted) else {},
        ),
    )


def _is_on_home(posted: Posted) -> bool:
    return (posted.get("view") or {}).get("type") == "home"


def _home_of(team: str, user: str) -> str:
    return f"{addresses.person(team, user)}/{addresses.HOME}"


def _form(posted: Posted, at: datetime) -> tuple[Heard, ...]:
    team, user, view = team_of(posted), posted["user"], posted["view"]
    text, place = forms.sentence(view), forms.place(view)
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
            place=place,
            outsider=is_outsider(posted),
            context={"mention": "1"} if place else {},
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
