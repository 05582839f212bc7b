"""What one delivery becomes at Twilio: one message or several, each a set of arguments of ``messages.create``."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from channels.plain import as_text, segments, spelled_short
from core.ports.messaging import Delivery, FileOut
from core.ports.wording import Wording

MEGABYTE = 1_000_000
MAX_TEXT = 1600
# Longer ones are not put together again by every carrier; an SMS of ten in the short alphabet holds MAX_SMS.
MOST_SEGMENTS = 10
MAX_SMS = MOST_SEGMENTS * 153
# A message with buttons holds less (Content API: body 1024 characters).
MAX_BODY = 1024
# https://www.twilio.com/docs/messaging/guides/accepted-mime-types: pictures are made to fit, others are the carrier's.
_FITTED = {"image/jpeg", "image/png", "image/gif"}
_MMS_PICTURES, _MMS_OTHERS = 5 * MEGABYTE, 500_000
_WHATSAPP_PICTURES, _WHATSAPP_OTHERS = 5 * MEGABYTE, 16 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Part:
    """``body`` is what a look-up compares; the arguments are Twilio's own names. ``segments`` are billed, 0: no SMS.
    ``name``: another than its number among the parts, for one that goes in place of them all.
    """

    body: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    segments: int = 0
    name: str = ""

    @property
    def is_content(self) -> bool:
        """Its words are at the vendor, which may show them or not."""
        return "content_sid" in self.arguments


def split(text: str, fits: Callable[[str], int] = lambda _: MAX_TEXT) -> tuple[str, ...]:
    """At the ends of lines, then of words, then anywhere. ``fits``: how many of the first letters a piece may have."""
    pieces = []
    while len(text) > (room := fits(text)):
        cut = max(text.rfind("\n", 0, room + 1), 0) or max(text.rfind(" ", 0, room + 1), 0) or room
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip("\n ")
    return tuple(piece for piece in (*pieces, text) if piece.strip())


def _ten_segments(text: str) -> int:
    """As many letters as an SMS holds, which depends on its alphabet."""
    lengths = range(min(len(text), MAX_TEXT) + 1)
    return bisect_right(lengths, MOST_SEGMENTS, key=lambda n: segments(text[:n]).count) - 1


def sms(address: str, delivery: Delivery, words: Wording) -> tuple[Part, ...]:
    """Words, then the files that fit an MMS on the last of them; the link says what a left-out file would."""
    files = [file for file in delivery.files if _fits_mms(address, file)][:10]
    *texts, last = split(spelled_short(as_text(delivery, words)), _ten_segments) or ("",)
    media = {"media_url": [file.url for file in files]} if files else {}
    counted = 0 if files else segments(last).count
    return (
        *(Part(text, {"body": text, "smart_encoded": True}, segments(text).count) for text in texts),
        Part(last, {"body": last, "smart_encoded": True} | media, counted),
    )


def _fits_mms(address: str, file: FileOut) -> bool:
    """MMS goes to the United States and Canada only."""
    room = _MMS_PICTURES if file.media_type in _FITTED else _MMS_OTHERS
    return bool(file.url) and address.startswith("+1") and len(file.content) <= room


def whatsapp_files(delivery: Delivery) -> tuple[Part, ...]:
    """One message a file, for WhatsApp shows no words beside a document."""
    fitting = (one for one in delivery.files if one.url and len(one.content) <= _whatsapp_room(one))
    return tuple(Part("", {"media_url": [file.url]}) for file in fitting)


def _whatsapp_room(file: FileOut) -> int:
    return _WHATSAPP_PICTURES if file.media_type.startswith("image/") else _WHATSAPP_OTHERS


def plain(delivery: Delivery, words: Wording) -> tuple[Part, ...]:
    """WhatsApp without buttons."""
    return tuple(Part(text, {"body": text}) for text in split(as_text(delivery, words)))


def before_buttons(delivery: Delivery, words: Wording) -> tuple[str, ...]:
    """The words of a message with buttons, its link among them; the last piece is the one that carries them."""
    return split(as_text(replace(delivery, choices=()), words), lambda _: MAX_BODY)


def variable(value: str) -> str:
    """As the Content API takes it: not empty, no line breaks, tabs or four spaces in a row (error 21656)."""
    return re.sub(r"\s+", " ", value).strip() or "-"
