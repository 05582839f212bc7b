"""What Mailgun posts (routes with ``store(notify=...)``, and its events), checked and in the house's words.

https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/ and .../webhooks/securing-webhooks
"""

import hashlib
import hmac
import json
import mimetypes
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import HTTP
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qsl

from channels.email.addresses import Addresses, bare
from channels.email.quoting import own_words
from core.ports.inbox import InboxItem, Unsigned
from core.ports.messaging import (
    OPTED_OUT,
    REPLIES_TO,
    Attachment,
    AttachmentKind,
    DeliveryReport,
    DeliveryStatus,
    Heard,
    Inbound,
    Reachable,
)

CHANNEL = "email"
# Mailgun tries again for 8 hours, and does not say that it signs anew.
FRESH_SECONDS = 12 * 3600
# A letter's words and its HTML, each whole and without what it quotes (files are fetched apart).
LONGEST_BODY = 5_000_000
MOST_FIELDS = 300
MOST_SEALS = 20_000
# Pictures of a signature, not of a building site.
SMALLEST_INLINE = 20_000
MOST_ANSWERED = 20
Fields = Mapping[str, str]
Kept = Mapping[str, Any]

_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+.-].*)?@")
_DELAYED = re.compile(r"delay|warning|retras|demora", re.IGNORECASE)
_UNSUBSCRIBED = ("complained", "unsubscribed")


@dataclass(frozen=True, slots=True)
class Post:
    """Takes in what is signed with ``secret``, the account's HTTP webhook signing key."""

    secret: bytes
    addresses: Addresses
    _seals: OrderedDict[str, tuple[str, ...]] = field(default_factory=OrderedDict)

    def items(self, headers: Mapping[str, str], body: bytes, now: float) -> tuple[InboxItem, ...]:
        """ValueError, KeyError, TypeError or AttributeError for what Mailgun never posts. Raises Unsigned."""
        kind = headers.get("content-type", "")
        if kind.lower().startswith("application/json"):
            posted = json.loads(body)
            self._check(posted["signature"], now)
            return self._once(posted["signature"], self._event(posted["event-data"]))
        fields = _form(kind, body)
        self._check(fields, now)
        return self._once(fields, self._mail(fields))

    def _once(self, signed: Mapping[str, Any], items: tuple[InboxItem, ...]) -> tuple[InboxItem, ...]:
        """The signature does not cover the letter: a seal that was seen carries the same one again, and no other.

        Remembered by each process alone (https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/).
        """
        token, ids = str(signed["token"]), tuple(one.external_id for one in items)
        if self._seals.setdefault(token, ids) != ids:
            raise Unsigned("a seal that was used")
        while len(self._seals) > MOST_SEALS:
            self._seals.popitem(last=False)
        return items

    def _check(self, signed: Mapping[str, Any], now: float) -> None:
        stamp, token, given = (str(signed.get(name, "")) for name in ("timestamp", "token", "signature"))
        expected = hmac.new(self.secret, f"{stamp}{token}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        if not (token and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())):
            raise Unsigned("wrong signature")
        if not re.fullmatch(r"[0-9]{1,12}", stamp) or abs(now - int(stamp)) > FRESH_SECONDS:
            raise Unsigned("too old")

    # --- what became of a letter -----------------------------------------------------------------------------------

    @staticmethod
    def _event(event: Kept) -> tuple[InboxItem, ...]:
        what, severity = str(event["event"]), str(event.get("severity", ""))
        wanted = what in {"delivered", *_UNSUBSCRIBED} or (what == "failed" and severity == "permanent")
        address = bare(str(event["recipient"]))
        if not wanted or not address:
            return ()
        status = event.get("delivery-status") or {}
        kept = {
            "kind": what,
            "address": address,
            "letter": str(((event.get("message") or {}).get("headers") or {}).get("message-id", "")).strip("<>"),
            "reason": _storable(str(status.get("message") or status.get("description") or event.get("reason", "")))[
                :300
            ],
            "bounced": event.get("reason") in {"bounce", "suppress-bounce"},
        }
        return (_item(f"event:{_hashed(str(event['id']))}", address, kept),)

    # --- what was written ------------------------------------------------------------------------------------------

    def _mail(self, fields: Fields) -> tuple[InboxItem, ...]:
        recipient, headers = fields["recipient"], _headers(fields)
        letter = self.addresses.bounced(recipient)
        if letter:
            return self._bounce(letter, fields)
        wrote = bare(headers.get("from", "")) or bare(fields.get("sender", ""))
        person = self.addresses.person(recipient, wrote)
        if not wrote or self._machine(wrote, headers, spam_counts=person is None):
            return ()
        sender = person or wrote
        message_id = headers.get("message-id", "").strip(" <>") or fields["token"]
        kept = {
            "kind": "mail",
            "id": _storable(message_id)[:200],
            "sender": sender,
            "name": _storable(parseaddr(headers.get("from", ""))[0])[:100],
            "text": _text(fields, headers),
            "stop": person is not None and headers.get("subject", "").strip().lower() == "unsubscribe",
            "files": list(_files(fields)),
            "at": int(fields["timestamp"]),
            "context": {
                "wrote": wrote,
                "dkim": headers.get("x-mailgun-dkim-check-result", "none").lower()[:20],
                "spf": headers.get("x-mailgun-spf", "none").lower()[:20],
                **self._answered(headers),
            },
        }
        return (_item(f"mail:{_hashed(f'{message_id}|{wrote}')}", sender, kept),)

    def _answered(self, headers: Fields) -> dict[str, str]:
        """Which letters of ours it answers, the nearest first: RFC 5322, 3.6.4."""
        named = [headers.get("in-reply-to", ""), *reversed(headers.get("references", "").split())]
        ours = [one for one in (name.strip(" <>") for name in named) if self.addresses.is_letter(one)]
        return {REPLIES_TO: " ".join(list(dict.fromkeys(ours))[:MOST_ANSWERED])} if ours else {}

    @staticmethod
    def _bounce(letter: str, fields: Fields) -> tuple[InboxItem, ...]:
        """The news that a letter is late is no news that it is lost."""
        if _DELAYED.search(fields.get("subject", "")):
            return ()
        kept = {"kind": "failed", "address": "", "letter": letter, "reason": "it came back", "bounced": False}
        return (_item(f"bounce:{letter}", letter, kept),)

    def _machine(self, wrote: str, headers: Fields, *, spam_counts: bool) -> bool:
        """Answers of machines, lists, and our own letters are never answered: that is how loops begin (RFC 3834)."""
        return bool(
            self.addresses.ours(wrote)
            or _MACHINES.match(wrote)
            or headers.get("auto-submitted", "no").strip().lower() != "no"
            or headers.get("precedence", "").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
            or {"x-autoreply", "x-autorespond", "list-id"} & headers.keys()
            or (spam_counts and headers.get("x-mailgun-sflag", "").lower() == "yes")
        )


def heard(body: bytes) -> tuple[Heard, ...]:
    """The body of one inbox item in the house's words."""
    kept = json.loads(body)
    return (_said(kept),) if kept["kind"] == "mail" else tuple(_reported(kept))


def _said(kept: Kept) -> Inbound:
    return Inbound(
        channel=CHANNEL,
        external_id=kept["id"],
        sender=kept["sender"],
        sender_name=kept["name"],
        text="unsubscribe" if kept["stop"] else kept["text"],
        attachments=tuple(Attachment(**file) for file in kept["files"]),
        sent_at=datetime.fromtimestamp(kept["at"], UTC),
        context=kept["context"],
    )


def _reported(kept: Kept) -> Iterator[Heard]:
    what, address = kept["kind"], kept["address"]
    if what in _UNSUBSCRIBED:
        yield Reachable(channel=CHANNEL, address=address, reachable=False, reason=OPTED_OUT)
        return
    status: DeliveryStatus = "delivered" if what == "delivered" else "failed"
    yield DeliveryReport(channel=CHANNEL, vendor_id=kept["letter"], status=status, reason=kept["reason"])
    if kept["bounced"]:
        yield Reachable(channel=CHANNEL, address=address, reachable=False, reason=kept["reason"])


def _item(external_id: str, line: str, kept: Kept) -> InboxItem:
    return InboxItem(source=CHANNEL, external_id=external_id, line=f"{CHANNEL}:{line}", body=json.dumps(kept).encode())


def _form(kind: str, body: bytes) -> Fields:
    """A form either way; files posted along are told by their name and size, and cannot be fetched."""
    if not kind.lower().startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    posted = message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body, policy=HTTP)
    fields, files = {}, []
    for part in list(posted.iter_parts())[:MOST_FIELDS]:
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        raw = content if isinstance(content, bytes) else b""
        if part.get_filename() is None:
            fields[name] = raw.decode("utf-8", "replace")
        else:
            about = {"url": "", "name": part.get_filename(), "content-type": part.get_content_type(), "size": len(raw)}
            files.append(about)
    return {**fields, "attachments": fields.get("attachments") or json.dumps(files)}


def _headers(fields: Fields) -> Fields:
    """Of the mail itself: fields of their own in one form of the request, a JSON list of pairs in the other."""
    listed: Sequence[Sequence[str]] = json.loads(fields.get("message-headers") or "[]")
    return {str(name).lower(): str(value) for name, value in [*listed, *fields.items()]}


def _text(fields: Fields, headers: Fields) -> str:
    """What was written anew; a new mail without words has said it in its subject."""
    text = own_words(fields.get("stripped-text", "")) or own_words(fields.get("body-plain", ""))
    subject = headers.get("subject", "").strip()
    answers = "in-reply-to" in headers or re.match(r"(?:re|rv|fwd?|aw|sv)\s*:", subject, re.IGNORECASE)
    return _storable(text or ("" if answers else subject))


def _files(fields: Fields) -> Iterator[dict[str, Any]]:
    inline = set(json.loads(fields.get("content-id-map") or "{}").values())
    for file in json.loads(fields.get("attachments") or "[]"):
        name, media_type, size = str(file.get("name") or ""), str(file.get("content-type") or ""), int(file["size"])
        if file["url"] in inline and size < SMALLEST_INLINE:
            continue
        yield {
            "kind": _kind(media_type, name),
            "ref": _storable(str(file["url"]))[:1000],
            "file_name": _storable(name)[:200],
            "media_type": _storable(media_type)[:100],
            "size": size,
        }


def _kind(media_type: str, name: str) -> AttachmentKind:
    guessed = media_type if media_type and media_type != "application/octet-stream" else ""
    kind = (guessed or mimetypes.guess_type(name)[0] or "").partition("/")[0]
    kinds: dict[str, AttachmentKind] = {"image": "photo", "video": "video", "audio": "voice"}
    return kinds.get(kind, "document")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def _storable(text: str) -> str:
    """Without NUL and half surrogate pairs, which no PostgreSQL text can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
