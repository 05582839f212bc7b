"""Chat in and out, in the house's own words. Adapters translate to these and from these, and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from core.domain.account import Language

AttachmentKind = Literal["photo", "video", "document", "voice", "other"]
DeliveryStatus = Literal["sent", "delivered", "read", "failed"]
Consent = Literal["stop", "start", "help"]
OPTED_OUT = "opted_out"
"""The reason of a failure, or of an address that cannot be reached: its owner wants no messages there."""

REPLIES_TO = "replies_to"
"""In ``Inbound.context``: the vendor's ids of the messages of ours that this one answers, the nearest first, spaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message. ``ref`` is what the adapter's ``fetch`` takes; the rest is hearsay.

    ``size`` is in bytes, 0 when the vendor does not say. ``told_as``: the external id under which the vendor may tell
    of the same file by itself, too; heard under that before, it does not come a second time with its message.
    ``via``: the channel that fetches it, where that is another than the one it was said on.
    """

    kind: AttachmentKind
    ref: str
    file_name: str = ""
    media_type: str = ""
    size: int = 0
    told_as: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that was said. ``external_id`` is the vendor's id; ``album`` groups files sent together;
    ``tap`` is the token of a tapped button; ``context`` carries what only this road knows (a link's id).

    ``place`` is the group chat or channel where it was said, empty in private; ``edits`` the external id of the
    message that this one replaces; ``location`` "lat,lon" in degrees, private; ``consent`` what the vendor itself took
    the words for, where it keeps the list of those who want no messages; ``invitation`` the code of a link that was
    opened to get here. ``outsider``: somebody of another organisation, who may look and commands nothing.
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
    place: str = ""
    edits: str | None = None
    location: str = ""
    consent: Consent | None = None
    invitation: str = ""
    outsider: bool = False
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The address that an answer goes to: the place where it was said, else the one who said it."""
        return self.place or self.sender


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a message we sent. ``vendor_id`` is what ``send`` returned. ``window_closed``: it failed because
    the vendor now takes a prepared template only (``Capabilities.session_hours``). ``unreachable``: it failed because
    nothing gets to that address (blocked, no such number).
    """

    channel: str
    vendor_id: str
    status: DeliveryStatus
    reason: str = ""
    window_closed: bool = False
    unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An address has another name from now on (a group that grew, a number that was ported)."""

    channel: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Whether an address can still be written to: they blocked us, removed the app, or came back. An address stands
    for those within it, too ("<workspace>" for "<workspace>/<person>").
    """

    channel: str
    address: str
    reachable: bool
    reason: str = ""


Heard = Inbound | DeliveryReport | Moved | Reachable


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
    """What to say to one person: words, choices, files. ``link`` is turned into its address when it is sent.

    ``invitation_id``: below the words stands how to get here with its code (``WayIn``), put there when it is sent, too.
    ``code`` and ``details`` are the words' code in the catalogs and what fills it, already in ``language``.
    ``upload``: the link below it opens a page that takes files, for what stands here (``UploadPage``).
    ``proposal_id``, ``change_id``, ``project_id``: the link below it opens that proposal's, change order's or whole
    project's page.
    ``edits``: "<proposal> <member>": the link below it opens the page on which that member edits that proposal.
    ``owed``: the link below it opens the page on which that member sees who owes what. ``payee``: the one on
    which that member sets up where card payments go. ``export``: the one with everything of the account.
    ``milestone_id``: said in a room and about that part, it goes into the part's thread where the vendor has threads.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    link_id: str | None = None
    link_label: str = ""
    language: Language = "en"
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    invitation_id: str = ""
    upload: Mapping[str, Any] = field(default_factory=dict)
    milestone_id: str = ""
    proposal_id: str = ""
    edits: str = ""
    change_id: str = ""
    project_id: str = ""
    owed: str = ""
    payee: str = ""
    export: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """How somebody comes to us with a code: by opening ``url``, else by sending ``text``; ``to``: where, if known."""

    url: str = ""
    text: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as the vendor gets it."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class FileOut:
    """Bytes that are ready to go. ``url`` is where a vendor can fetch them for a short time (``files_by_url``)."""

    file_name: str
    media_type: str
    content: bytes
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message with everything resolved. ``key`` is unique a message: repeat it and a good vendor sends once.

    ``url`` may be empty; adapters without link buttons append it to the text (``channels.plain``). ``language`` is that
    of the text. ``code`` and ``details`` say the same as data, for vendors that take prepared templates only;
    ``heard_at`` is when this address last wrote to us, None: never, or so long ago that only a template goes through.
    ``shown_above``: in a thread, and shown in its room, too.
    """

    key: str
    text: str
    language: Language = "en"
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    heard_at: datetime | None = None
    choices: tuple[Choice, ...] = ()
    files: tuple[FileOut, ...] = ()
    url: str = ""
    url_label: str = ""
    shown_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do, as data. ``max_text`` in characters, ``max_file`` in bytes (0: none).

    ``files_by_url``: the vendor fetches what we send from our own address. ``proves_sender``: nobody can write in
    another's name (the From of an SMS can be forged: it identifies, it does not authenticate). ``writes_first``: we may
    write to somebody who has not written to us. ``opt_out``: STOP, START and HELP are law here. ``session_hours``: free
    words go only so long after they wrote, 0: always. ``threads``: what ``send`` returns for a message in a room is
    also the address of the thread below it. ``illustrates``: a picture that says what the words say goes
    along; not where it costs extra.
    """

    buttons: bool
    max_text: int
    max_buttons: int
    files_in: bool
    max_file_in: int
    max_file_out: int
    typing: bool
    read_reports: bool
    files_by_url: bool = False
    proves_sender: bool = True
    writes_first: bool = True
    opt_out: bool = False
    session_hours: int = 0
    threads: bool = False
    illustrates: bool = True


class SendFailed(Exception):
    """The vendor said no. ``final``: trying again cannot help. ``unreachable``: nor can any other message (blocked, no
    such number). ``window_closed``: as in ``DeliveryReport``.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        retry_after: float | None = None,
        unreachable: bool = False,
        window_closed: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final or unreachable
        self.retry_after = retry_after
        self.unreachable = unreachable
        self.window_closed = window_closed


class FetchFailed(Exception):
    """A file could not be had. ``code`` is one of "media.gone", "media.too_large", "media.over_road" (not for us, but
    for the road it came on), "media.unreachable".
    """

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
