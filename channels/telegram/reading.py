"""What an update of the Bot API means in the house's words. Pure: no clock, no network.

Raises one of ``UNREADABLE`` for what Telegram never sends; the door turns such a request away, and keeps nothing.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from core.ports.inbox import InboxItem
from core.ports.messaging import REPLIES_TO, Attachment, AttachmentKind, Heard, Inbound, Moved, Reachable

CHANNEL = "telegram"
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself: its id, and its name as far as that is known. What names another is not for it."""

    id: str
    username: str = ""

    def is_named(self, found: re.Match[str]) -> bool:
        """Whether that mention, or command, is for this bot; a command that names nobody is."""
        return found["to"] is None or found["to"].casefold() == self.username.casefold()


_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<to>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)
# Names of bots end in "bot" (https://core.telegram.org/bots/features#botfather).
_MENTION = re.compile(r"\A\s*@(?P<to>\w{2,29}bot)\b[\s,:]*", re.IGNORECASE)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GROUPS = {"group", "supergroup"}
_GONE = {"kicked", "left"}
_BY_ENDING: Mapping[str, AttachmentKind] = {
    ".pdf": "document",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif", ".tif", ".tiff"), "photo"),
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".3gp", ".webm"), "video"),
    **dict.fromkeys((".ogg", ".oga", ".mp3", ".m4a", ".wav"), "voice"),
}
# (field, kind, the type where the vendor says none); "animation" stands before "document", which it sets as well.
_FILES: Sequence[tuple[str, AttachmentKind, str]] = (
    ("animation", "video", "video/mp4"),
    ("video", "video", "video/mp4"),
    ("video_note", "video", "video/mp4"),
    ("voice", "voice", "audio/ogg"),
    ("audio", "voice", "audio/mpeg"),
    ("document", "other", ""),
)
# What a person says that has no words and no file for us: it gets a word back in private, never silence.
_WORDLESS = (
    "poll",
    "dice",
    "story",
    "game",
    "paid_media",
    "checklist",
    "sticker",
    "gift",
    "unique_gift",
    "giveaway",
    "giveaway_winners",
)


def items(update: Json, bot_id: str, body: bytes) -> tuple[InboxItem, ...]:
    """One inbox item, or none for what says nothing to us. (bot, update_id) is Telegram's own key against repeats."""
    number = _int(update["update_id"])
    if not heard(update, Me(bot_id)):
        return ()
    line = f"{CHANNEL}:{_chat_of(update)}"
    return (InboxItem(source=CHANNEL, external_id=f"{bot_id}:{number}", line=line, body=body),)


def heard(update: Json, me: Me) -> tuple[Heard, ...]:
    """Kinds of updates that are not asked for, channels' posts and what other bots say mean nothing."""
    if "message" in update:
        return tuple(_message(update["message"], me))
    if "edited_message" in update:
        return tuple(_edit(update["edited_message"], me))
    if "callback_query" in update:
        return tuple(_tap(update["callback_query"]))
    if "my_chat_member" in update:
        return tuple(_membership(update["my_chat_member"]))
    return ()


def tapped(update: Json) -> str | None:
    """The id of the tap that waits for a word: until then the button shows a clock."""
    found = update.get("callback_query")
    return _text(found["id"]) if isinstance(found, Mapping) else None


def _chat_of(update: Json) -> str:
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return _id(update[kind]["chat"])
    return _id(update["callback_query"]["message"]["chat"])


def _message(message: Json, me: Me) -> Iterator[Heard]:
    chat = _id(message["chat"])
    if "migrate_to_chat_id" in message:
        yield Moved(channel=CHANNEL, before=chat, after=str(_int(message["migrate_to_chat_id"])))
    elif "migrate_from_chat_id" in message:
        yield Moved(channel=CHANNEL, before=str(_int(message["migrate_from_chat_id"])), after=chat)
    else:
        yield from _said(message, f"{chat}:{_int(message['message_id'])}", None, me)


def _edit(message: Json, me: Me) -> Iterator[Heard]:
    """A live location is edited every few seconds, with nothing to say."""
    original = f"{_id(message['chat'])}:{_int(message['message_id'])}"
    if "location" not in message:
        yield from _said(message, f"{original}:{_int(message.get('edit_date', 0))}", original, me)


def _said(message: Json, external_id: str, edits: str | None, me: Me) -> Iterator[Inbound]:
    who, chat = message.get("from"), message["chat"]
    if who is None or _a_bot(who) or chat["type"] not in _GROUPS | {"private"}:
        return
    text, invitation = _words(message, who, me)
    files, location = tuple(_attachments(message)), _location(message)
    private = chat["type"] == "private"
    if not (text or invitation or files or location or (private and any(kind in message for kind in _WORDLESS))):
        return  # a service message: somebody joined, a title changed
    yield Inbound(
        channel=CHANNEL,
        external_id=external_id,
        sender=_id(who),
        sender_name=_name(who),
        text=text,
        attachments=files,
        album=_text(message["media_group_id"]) if "media_group_id" in message else None,
        sent_at=_moment(message["date"]),
        place="" if private else _id(chat),
        edits=edits,
        location=location,
        invitation=invitation,
        context=_answered(message) if private else {"mention": "1"} if _to_the_bot(message, me) else {},
    )


def _answered(message: Json) -> dict[str, str]:
    answered = message.get("reply_to_message", {})
    if not _a_bot(answered.get("from", {})):
        return {}
    return {REPLIES_TO: f"{_id(message['chat'])}:{_int(answered['message_id'])}"}


def _to_the_bot(message: Json, me: Me) -> bool:
    """In a group: a command, words that begin with our name, or an answer to us. Words to other bots are not for us."""
    said = _text(message.get("text", message.get("caption", "")))
    found = _MENTION.match(said) or _COMMAND.fullmatch(said.strip())
    if found:
        return me.is_named(found)
    answered = message.get("reply_to_message", {}).get("from", {})
    return _a_bot(answered) and _id(answered) == me.id


def _tap(query: Json) -> Iterator[Inbound]:
    """A tap has no time of its own: that of the message it stands under, the epoch when that is too old to be told."""
    message, who = query.get("message"), query["from"]
    if message is None or "data" not in query or _a_bot(who):
        return
    chat = message["chat"]
    yield Inbound(
        channel=CHANNEL,
        external_id=_text(query["id"]),
        sender=_id(who),
        sender_name=_name(who),
        tap=_text(query["data"]),
        sent_at=_moment(message.get("date", 0)),
        place=_id(chat) if chat["type"] in _GROUPS else "",
    )


def _membership(change: Json) -> Iterator[Reachable]:
    """In private "kicked" is what blocking looks like; "restricted" may still be in the group."""
    chat, member = change["chat"], change["new_chat_member"]
    if chat["type"] not in _GROUPS | {"private"}:
        return
    status = _text(member["status"])
    gone = status in _GONE or (status == "restricted" and member.get("is_member") is False)
    yield Reachable(channel=CHANNEL, address=_id(chat), reachable=not gone, reason=status if gone else "")


def _words(message: Json, who: Json, me: Me) -> tuple[str, str]:
    """What was said, and the payload of a link that was opened (``/start <payload>``)."""
    said = _text(message.get("text", message.get("caption", ""))) or _other_words(message)
    mention = _MENTION.match(said)
    said = said[mention.end() :] if mention and me.is_named(mention) else said
    found = _COMMAND.fullmatch(said.strip())
    if found is None or not me.is_named(found):
        return said, ""
    rest = (found["rest"] or "").strip()
    if found["name"].lower() != "start":
        return f"{found['name'].replace('_', ' ')} {rest}".strip(), ""
    if _PAYLOAD.fullmatch(rest):
        return "", rest
    return ("hola" if str(who.get("language_code", "")).startswith("es") else "hi"), ""


def _other_words(message: Json) -> str:
    """A card of the address book is a name and a number; a sticker says what its emoji says."""
    if "contact" in message:
        card = message["contact"]
        return " ".join(part for part in (_name(card), _number(_text(card["phone_number"]))) if part)
    return _text(message["sticker"].get("emoji", "")) if "sticker" in message else ""


def _number(said: str) -> str:
    """Telegram leaves the + away where the number came from its own list."""
    return f"+{said}" if said.isdecimal() and len(said) > 10 else said


def _attachments(message: Json) -> Iterator[Attachment]:
    if "photo" in message:
        sizes = message["photo"]
        largest = max(sizes, key=lambda size: _int(size["width"]) * _int(size["height"]))
        yield _attachment(largest, "photo", "image/jpeg")
        return
    for field, kind, usual in _FILES:
        if field in message:
            yield _attachment(message[field], kind, usual)
            return


def _attachment(file: Json, kind: AttachmentKind, usual_type: str) -> Attachment:
    name, media_type = _text(file.get("file_name", "")), _text(file.get("mime_type", "")) or usual_type
    return Attachment(
        kind=_kind_of(media_type, name) if kind == "other" else kind,
        ref=_text(file["file_id"]),
        file_name=name,
        media_type=media_type,
        size=_int(file.get("file_size", 0)),
    )


def _kind_of(media_type: str, name: str) -> AttachmentKind:
    """Of a file sent as such: by the claimed type, and by the name's ending where that says nothing."""
    family = media_type.partition("/")[0]
    if family == "image" and media_type != "image/svg+xml":
        return "photo"
    if family == "video":
        return "video"
    if family == "audio":
        return "voice"
    return (
        "document" if media_type == "application/pdf" else _BY_ENDING.get(PurePosixPath(name.lower()).suffix, "other")
    )


def _location(message: Json) -> str:
    """As "lat,lon" in degrees, six places, as the house writes it; (0, 0) is what broken receivers say."""
    found = message.get("location") or message.get("venue", {}).get("location")
    if not found:
        return ""
    latitude, longitude = float(found["latitude"]), float(found["longitude"])
    on_earth = math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180
    return f"{latitude:.6f},{longitude:.6f}" if on_earth and (latitude, longitude) != (0.0, 0.0) else ""


def _a_bot(who: Json) -> bool:
    """Bots, and a group's anonymous admins, who speak through one."""
    return who.get("is_bot") is True


def _name(who: Json) -> str:
    return " ".join(part for part in (_text(who.get("first_name", "")), _text(who.get("last_name", ""))) if part)


def _moment(seconds: object) -> datetime:
    return datetime.fromtimestamp(_int(seconds), UTC)


def _id(one: Json) -> str:
    return str(_int(one["id"]))


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise TypeError("not a number of Telegram's")
    return value


def _text(value: object) -> str:
    """Without NUL and half surrogate pairs, which no PostgreSQL text can hold; all else stays as it was typed."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
