"""What the vendor posts, and what it means in the house's words."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from channels.simulator.conversations import E164
from channels.simulator.shelf import Media, kind_of
from core.ports.inbox import InboxItem
from core.ports.messaging import Attachment, DeliveryReport, Heard, Inbound

CHANNEL = "simulator"
Event = Mapping[str, Any]


def message_event(
    *, event_id: str, number: str, text: str, files: Sequence[Media], tap: str | None, album: str | None, at: datetime
) -> Event:
    """A person's message; vendors post one a file, and so does this one."""
    return {
        "type": "message",
        "id": event_id,
        "number": number,
        "text": text,
        "files": [{"id": f.id, "name": f.file_name, "type": f.media_type, "size": f.size} for f in files],
        "tap": tap,
        "album": album,
        "at": at.isoformat(),
    }


def report_event(*, number: str, vendor_id: str, status: str) -> Event:
    return {
        "type": "report",
        "id": f"{vendor_id}:{status}",
        "number": number,
        "message": vendor_id,
        "status": status,
    }


def envelope(events: Sequence[Event]) -> bytes:
    return json.dumps({"events": list(events)}).encode()


def items(body: bytes) -> tuple[InboxItem, ...]:
    """One inbox item an event. ValueError, KeyError, TypeError or AttributeError for what the vendor never posts."""
    return tuple(_item(event) for event in json.loads(body)["events"])


def heard(body: bytes) -> tuple[Heard, ...]:
    """The body of one inbox item in the house's words."""
    return (_heard(json.loads(body)),)


def _item(event: Event) -> InboxItem:
    body = json.dumps(event).encode()
    _heard(event)  # what cannot be read later is not taken now
    number = event["number"]
    if not E164.fullmatch(number):
        raise ValueError("not a phone number")
    return InboxItem(
        source=CHANNEL, external_id=f"{event['type']}:{event['id']}", line=f"{CHANNEL}:{number}", body=body
    )


def _heard(event: Event) -> Heard:
    if event["type"] == "report":
        return _report(event)
    if event["type"] == "message":
        return _message(event)
    raise ValueError("no such event")


def _report(event: Event) -> DeliveryReport:
    status = event["status"]
    if status not in {"delivered", "read", "failed"}:
        raise ValueError("no such status")
    return DeliveryReport(channel=CHANNEL, vendor_id=str(event["message"]), status=status)


def _message(event: Event) -> Inbound:
    return Inbound(
        channel=CHANNEL,
        external_id=str(event["id"]),
        sender=str(event["number"]),
        text=_storable(event["text"]),
        attachments=tuple(_attachment(file) for file in event["files"]),
        tap=event["tap"],
        album=event["album"],
        sent_at=_moment(event["at"]),
    )


def _attachment(file: Mapping[str, Any]) -> Attachment:
    name, media_type = str(file["name"]), str(file["type"])
    return Attachment(
        kind=kind_of(media_type, name),
        ref=str(file["id"]),
        file_name=name,
        media_type=media_type,
        size=int(file["size"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _storable(text: str) -> str:
    """Without NUL and half surrogate pairs, which no PostgreSQL text can hold; all else stays as it was typed."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
