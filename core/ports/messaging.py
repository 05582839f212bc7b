"""Chat in and out, in the house's own words. Adapters translate to these and from these, and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

AttachmentKind = Literal["photo", "video", "document", "other"]
DeliveryStatus = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message. ``ref`` is what the adapter's ``fetch`` takes; the rest is hearsay.

    ``size`` is in bytes, 0 when the vendor does not say.
    """

    kind: AttachmentKind
    ref: str
    file_name: str = ""
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that was said. ``external_id`` is the vendor's id; ``album`` groups files sent together;
    ``tap`` is the token of a tapped button; ``context`` carries what only this road knows (a link's id).
    """

    channel: str
    external_id: str
    sender: str
    sender_name: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    tap: str | None = None
    album: str | None = None
    sent_at: datetime
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a message we sent. ``vendor_id`` is what ``send`` returned."""

    channel: str
    vendor_id: str
    status: DeliveryStatus
    reason: str = ""


Heard = Inbound | DeliveryReport


@dataclass(frozen=True, slots=True)
class Button:
    """A choice. ``action`` stays with us; the vendor sees only an opaque token of at most 64 bytes."""

    label: str
    action: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file to go out. ``source`` is "blob:<key>", or "draft:<draft id>" for a draft's PDF."""

    source: str
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to say to one person: words, choices, files. ``link`` is turned into its address when it is sent."""

    text: str
    buttons: tuple[Button, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    link_id: str | None = None
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as the vendor gets it."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class FileOut:
    """Bytes that are ready to go."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message with everything resolved. ``key`` is unique a message: repeat it and a good vendor sends once.

    ``url`` may be empty; adapters without link buttons append it to the text (``channels.plain``).
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    files: tuple[FileOut, ...] = ()
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do, as data. ``max_text`` in characters, ``max_file`` in bytes (0: none)."""

    buttons: bool
    max_text: int
    max_buttons: int
    files_in: bool
    max_file_in: int
    max_file_out: int
    typing: bool
    read_reports: bool


class SendFailed(Exception):
    """The vendor said no. ``final``: trying again cannot help (blocked, no such number)."""

    def __init__(self, reason: str, *, final: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.retry_after = retry_after


class FetchFailed(Exception):
    """A file could not be had. ``code`` is one of "media.gone", "media.too_large", "media.unreachable"."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


class Channel(Protocol):
    """One road to people."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        """The stored body of one verified inbox item, in the house's words. Pure; never raises on what it stored."""
        ...

    async def send(self, address: str, delivery: Delivery) -> str:
        """Hand it to the vendor; the vendor's message id comes back. Raises SendFailed."""
        ...

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        """Write the attachment's bytes to ``into``, never more than ``limit`` bytes. Raises FetchFailed."""
        ...

    async def typing(self, address: str) -> None:
        """Show that an answer is being made. Best effort: never raises."""
        ...
