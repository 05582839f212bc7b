"""What Twilio posts, and what it means in the house's words (https://www.twilio.com/docs/messaging/guides/webhook-request).

The form says no time. ``stamped`` adds one of ours behind the untouched body, so that translating stays pure.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from channels.twilio.account import SID, plain_number, road_of
from core.ports.inbox import InboxItem
from core.ports.messaging import (
    REPLIES_TO,
    Attachment,
    AttachmentKind,
    Consent,
    DeliveryReport,
    DeliveryStatus,
    Heard,
    Inbound,
)

Form = Mapping[str, str]

WHEN = "milepost.at"
MOST_MEDIA = 10
WINDOW_CLOSED = "63016"
_MEDIA = re.compile(r"/Accounts/(AC[0-9a-f]{32})/Messages/([A-Z]{2}[0-9a-f]{32})/Media/(ME[0-9a-f]{32})")
_STATUS: Mapping[str, DeliveryStatus] = {
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_CONSENT: Mapping[str, Consent] = {"STOP": "stop", "START": "start", "HELP": "help"}
# What Twilio itself acts on and answers where no Messaging Service says otherwise; OptOutType does not come then.
_TAKEN: Mapping[str, Consent] = {
    **dict.fromkeys(("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"), "stop"),
    **dict.fromkeys(("start", "yes", "unstop"), "start"),
    **dict.fromkeys(("help", "info"), "help"),
}
# https://www.twilio.com/docs/api/errors, as words that the rest of the house may tell apart.
REASONS: Mapping[str, str] = {
    "21211": "no_such_number",
    "21408": "country_not_allowed",
    "21610": "opted_out",
    "21611": "queue_full",
    "21614": "not_a_mobile",
    "30001": "queue_full",
    "30003": "unreachable",
    "30004": "blocked",
    "30005": "no_such_number",
    "30006": "not_a_mobile",
    "30007": "filtered_by_carrier",
    "30032": "sender_not_registered",
    "30034": "sender_not_registered",
    "63003": "no_such_number",
    "63013": "template_refused",
    WINDOW_CLOSED: "window_closed",
    "63018": "too_many",
    "63019": "file_not_fetched",
    "63024": "no_such_number",
    "63040": "template_refused",
    "63041": "template_refused",
    "63042": "template_refused",
}

# Whatever is sent there. A phone that is off (30003) is not among them.
GONE = frozenset({"21211", "21610", "21614", "30004", "30005", "30006", "63003", "63024"})


def pairs(body: bytes) -> list[tuple[str, str]]:
    """The fields, blank ones too, for they are signed. ValueError for anything but a form."""
    return parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=400)


def stamped(body: bytes, at: datetime) -> bytes:
    """The body as it came, and behind it when."""
    return body + b"&" + urlencode({WHEN: at.isoformat()}).encode()


def item(form: Form, body: bytes, at: datetime) -> InboxItem:
    """``source`` is the channel ("sms" or "whatsapp"), whichever webhook it came by. ValueError without its ids.

    A status is one of several of its message, so its id is sid:status:error, and its line is its message's own.
    """
    sid, channel = form.get("MessageSid", ""), road_of(form.get("From", ""), form.get("To", ""))
    is_report = "MessageStatus" in form
    # A Messaging Service tells of a message before it has chosen a number for it.
    known_sender = form.get("From") or (is_report and form.get("MessagingServiceSid"))
    if not SID.fullmatch(sid) or not known_sender or not form.get("To"):
        raise ValueError("no message")
    if is_report:
        external_id, line = f"{sid}:{form['MessageStatus']}:{form.get('ErrorCode', '')}", f"{channel}:{sid}"
    else:
        external_id, line = sid, f"{channel}:{plain_number(form['From'])}"
    return InboxItem(source=channel, external_id=external_id, line=line, body=stamped(body, at))


def heard(body: bytes) -> tuple[Heard, ...]:
    form = dict(pairs(body))
    return _report(form) if "MessageStatus" in form else (_inbound(form),)


def _report(form: Form) -> tuple[Heard, ...]:
    """Nothing for what is only under way (accepted, queued, sending): it was true when ``send`` came back."""
    status = _STATUS.get(form["MessageStatus"])
    if status is None:
        return ()
    code = form.get("ErrorCode", "").removeprefix("0") if status == "failed" else ""
    channel = road_of(form.get("From", ""), form.get("To", ""))
    return (
        DeliveryReport(
            channel=channel,
            vendor_id=form["MessageSid"],
            status=status,
            reason=reason(code) if code else "",
            window_closed=code == WINDOW_CLOSED,
            unreachable=code in GONE,
        ),
    )


def reason(code: str) -> str:
    """The word for an error code; for one that nobody foresaw the code itself."""
    return REASONS.get(code, f"twilio_{code}")


def _inbound(form: Form) -> Inbound:
    channel, sid = road_of(form["From"], form["To"]), form["MessageSid"]
    attachments = tuple(_attachments(form, sid))
    tap = form.get("ButtonPayload") or form.get("ListId") or None
    replied = form.get("OriginalRepliedMessageSid", "")
    return Inbound(
        channel=channel,
        external_id=sid,
        sender=plain_number(form["From"]),
        sender_name=form.get("ProfileName", ""),
        text="" if tap else form.get("Body", ""),
        attachments=attachments,
        tap=tap,
        album=sid if len(attachments) > 1 else None,
        sent_at=_moment(form.get(WHEN, "")),
        location=_location(form),
        consent=_consent(form, channel),
        context={REPLIES_TO: replied} if replied else {},
    )


def _consent(form: Form, channel: str) -> Consent | None:
    """What Twilio took the words for, and answered (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out)."""
    said = form.get("OptOutType", "").upper()
    if said or channel != "sms":
        return _CONSENT.get(said)
    return _TAKEN.get(form.get("Body", "").strip().lower())


def _moment(stamp: str) -> datetime:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _location(form: Form) -> str:
    try:
        place = [f"{float(form[name]):.6f}".rstrip("0").rstrip(".") for name in ("Latitude", "Longitude")]
    except (KeyError, ValueError):
        return ""
    return ",".join(place)


def _attachments(form: Form, sid: str) -> Iterator[Attachment]:
    number = form.get("NumMedia", "0")
    spoken = form.get("MessageType") == "audio"
    for place in range(min(int(number), MOST_MEDIA) if number.isascii() and number.isdecimal() else 0):
        media_type = form.get(f"MediaContentType{place}", "")
        ref = media_ref(form.get(f"MediaUrl{place}", ""), form.get("AccountSid", ""), sid)
        yield Attachment(kind="voice" if spoken else _kind(media_type), ref=ref, media_type=media_type)


def media_ref(url: str, account: str, sid: str) -> str:
    """Three SIDs, never an address: what somebody else wrote there would get our credentials. "" when they differ."""
    found = _MEDIA.search(urlsplit(url).path)
    return "/".join(found.groups()) if found and found.groups()[:2] == (account, sid) else ""


def _kind(media_type: str) -> AttachmentKind:
    family = media_type.partition("/")[0].lower()
    if family == "image":
        return "photo"
    if family == "audio":
        return "voice"
    if family == "video":
        return "video"
    return "document" if family in {"application", "text"} else "other"
